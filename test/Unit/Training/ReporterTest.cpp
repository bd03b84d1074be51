// What people and machines read: the bar, lines, JSON.
#include "Training/Reporter.h"
#include "Training/Json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace dlc::test {
namespace {

Averages averages(double loss) { return {loss, {{"accuracy", 0.875}}, 640}; }

StepRecord stepRecord(const Averages &averages) {
  StepRecord step;
  step.epoch = 2;
  step.epochs = 3;
  step.step = 10;
  step.steps = 20;
  step.averages = &averages;
  step.examplesPerEpoch = 1280;
  step.seconds = 2;
  return step;
}

EpochRecord epochRecord() {
  EpochRecord record;
  record.epoch = 2;
  record.epochs = 3;
  record.training = averages(0.25);
  record.validation = averages(0.5);
  record.seconds = 1.5;
  record.imagesPerSecond = 426.7;
  record.peakBytes = 123456789;
  return record;
}

TEST(Json, HasTheFieldsInOrder) {
  EpochRecord record = epochRecord();
  EXPECT_EQ(toJson(record),
            R"({"epoch":2,"loss":0.25,"accuracy":0.875,"validation_loss":0.5,"validation_accuracy":0.875,)"
            R"("seconds":1.5,"waited_seconds":0.0,"images_per_second":426.7,"peak_bytes":123456789})");
  record.validation.reset();
  record.training.metrics = {{"kl", 3.5}, {"seconds", 7}};
  EXPECT_EQ(
      toJson(record),
      R"({"epoch":2,"loss":0.25,"seconds":1.5,"waited_seconds":0.0,"images_per_second":426.7,"peak_bytes":123456789,"kl":3.5})");
  EXPECT_EQ(toJson(averages(0.25)), R"({"loss":0.25,"accuracy":0.875,"examples":640})");
}

TEST(Json, NumbersReadBackAsTheSameBits) {
  for (double value : {0.1, 1.0 / 3, 1e-300, 5e-324, 1.7976931348623157e308, 2.0, 0.6931471805599453, -0.0}) {
    const auto read = nlohmann::json::parse(toJson(averages(value)))["loss"].get<double>();
    EXPECT_EQ(std::memcmp(&read, &value, sizeof(value)), 0) << value;
  }
  EXPECT_TRUE(toJson(averages(0.1)).starts_with(R"({"loss":0.1,)")) << "the shortest text";
}

TEST(Json, WhatIsNoNumberIsNull) {
  for (double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_TRUE(toJson(averages(value)).starts_with(R"({"loss":null,)"));
}

TEST(Reporter, TellsWhenStepsWaitForData) {
  EpochRecord record = epochRecord();
  record.waitedSeconds = 0.14;
  EXPECT_TRUE(Reporter::epochLine(record).ends_with("  1.5 s  427 images/s"));
  record.waitedSeconds = 0.6;
  EXPECT_TRUE(Reporter::epochLine(record).ends_with("  427 images/s  40 % of the time waiting for data"));
  record.seconds = 0.7; // so short a time says nothing
  EXPECT_TRUE(Reporter::epochLine(record).ends_with(" images/s"));
}

TEST(Json, EscapesNames) {
  Averages given = averages(1);
  given.metrics = {{"a\"b\n\xff", 1}};
  EXPECT_TRUE(nlohmann::json::accept(toJson(given))) << toJson(given);
  EXPECT_EQ(toJson(given).find('\n'), std::string::npos);
}

TEST(Reporter, BarFitsItsWidth) {
  const Averages now = averages(0.5);
  const StepRecord step = stepRecord(now);
  // 640 of 1280 in 2 s, one more epoch to come: 1920 are left at 320 a second.
  EXPECT_EQ(Reporter::barLine(step, 80),
            "epoch 2/3 [######......]  loss 0.5000  accuracy 87.50 %  320 images/s  0:06 left");
  EXPECT_EQ(Reporter::barLine(step, 200).size(), 98u) << "the bar is at most 30 wide";
  EXPECT_EQ(Reporter::barLine(step, 64), "epoch 2/3   loss 0.5000  accuracy 87.50 %  320 images/s  0:06 le");
  for (unsigned width = 0; width < 120; ++width)
    EXPECT_LE(Reporter::barLine(step, width).size(), width);
}

TEST(Reporter, TimeLeftGrowsToHours) {
  const Averages now = averages(0.5);
  StepRecord step = stepRecord(now);
  step.seconds = 3600;
  EXPECT_TRUE(Reporter::barLine(step, 120).ends_with(" 0 images/s  3:00:00 left"));
}

TEST(Reporter, DrawsAndClearsTheBar) {
  std::ostringstream out, notes;
  const Averages now = averages(0.5);
  {
    Reporter reporter(out, notes, Reporter::Style::Bar, 81);
    reporter.step(stepRecord(now));
    const std::string once = out.str();
    EXPECT_EQ(once, "\r" + Reporter::barLine(stepRecord(now), 80) + "\x1b[K");
    reporter.step(stepRecord(now));
    EXPECT_EQ(out.str(), once) << "not drawn again within a tenth of a second";
    reporter.epoch(epochRecord());
    EXPECT_EQ(out.str(), once + "\r\x1b[K" + Reporter::epochLine(epochRecord()) + "\n");
    reporter.message("a note");
    EXPECT_EQ(notes.str(), "a note\n");
    reporter.step(stepRecord(now));
  }
  EXPECT_TRUE(out.str().ends_with("\r\x1b[K")) << "an interrupted bar does not stay";
}

TEST(Reporter, IsQuietWhereNobodyLooks) {
  std::ostringstream out, notes;
  const Averages now = averages(0.5);
  Reporter lines(out, notes, Reporter::Style::Lines);
  lines.step(stepRecord(now));
  EXPECT_EQ(out.str(), "");
  lines.epoch(epochRecord());
  EXPECT_EQ(out.str(),
            "epoch 2/3  loss 0.2500  accuracy 87.50 %  validation loss 0.5000  validation accuracy "
            "87.50 %  1.5 s  427 images/s\n");
  out.str("");
  Reporter json(out, notes, Reporter::Style::Json);
  json.step(stepRecord(now));
  json.message("a note");
  json.epoch(epochRecord());
  EXPECT_EQ(out.str(), toJson(epochRecord()) + "\n") << "one object a line and nothing else";
}

TEST(Reporter, ChoosesItsStyle) {
  const int null = ::open("/dev/null", O_WRONLY), terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(null, 0);
  EXPECT_EQ(Reporter::styleFor(null, false), Reporter::Style::Lines);
  EXPECT_EQ(Reporter::styleFor(null, true), Reporter::Style::Json);
  EXPECT_EQ(Reporter::widthOf(null), 80u);
  if (terminal >= 0 && ::isatty(terminal)) {
    ::setenv("TERM", "xterm", 1);
    EXPECT_EQ(Reporter::styleFor(terminal, false), Reporter::Style::Bar);
    EXPECT_EQ(Reporter::styleFor(terminal, true), Reporter::Style::Json);
    ::setenv("TERM", "dumb", 1);
    EXPECT_EQ(Reporter::styleFor(terminal, false), Reporter::Style::Lines);
    ::close(terminal);
  }
  ::close(null);
}

} // namespace
} // namespace dlc::test
