// Schedules of the learning rate: their factors are those of PyTorch's schedulers (tools/make-training-tables
// made the table), their text, and what training does with them, also when it is interrupted.
#include "TrainingTest.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace dlc::test {
namespace {

using Json = nlohmann::json;

class ScheduleTest : public TrainingTest {
protected:
  static Json table() {
    std::ifstream file(TRAINING_TABLES "/schedules.json");
    return Json::parse(file);
  }
  static void expectFactors(const std::string &schedule, const std::vector<double> &ours,
                            const Json &theirs) {
    ASSERT_EQ(ours.size(), theirs.size()) << schedule;
    for (std::size_t i = 0; i < ours.size(); ++i)
      EXPECT_NEAR(ours[i], theirs[i].get<double>(), 1e-11) << schedule << " at " << i;
  }
  static std::string problemWith(const std::string &text) {
    return problemOf([&] { Schedule::parse(text); });
  }
};

TEST_F(ScheduleTest, IsPyTorchsAtEachStep) {
  const Json all = table();
  ASSERT_GE(all["steps"].size(), 15u);
  for (const Json &row : all["steps"]) {
    const Schedule schedule = Schedule::parse(row["schedule"].get<std::string>());
    StepPosition position{0, all["steps_per_epoch"], all["epochs"]};
    std::vector<double> factors;
    for (; position.step < position.stepsPerEpoch * position.epochs; ++position.step)
      factors.push_back(schedule.factor(position));
    expectFactors(row["schedule"], factors, row["factors"]);
  }
}

TEST_F(ScheduleTest, PlateauIsPyTorchsAfterEachLoss) {
  const Json all = table();
  ASSERT_GE(all["plateaus"].size(), 4u);
  for (const Json &row : all["plateaus"]) {
    const Schedule schedule = Schedule::parse(row["schedule"].get<std::string>());
    ScheduleState state;
    std::vector<double> factors;
    for (const Json &loss : all["losses"]) {
      const double before = state.factor;
      EXPECT_EQ(schedule.observe(loss, state), state.factor != before);
      factors.push_back(schedule.factor({}, state));
    }
    expectFactors(row["schedule"], factors, row["factors"]);
  }
}

TEST_F(ScheduleTest, PlateauOfLossesBelowZeroAndOfNone) {
  const Schedule schedule = Schedule::parse("plateau(patience=0, factor=0.5, threshold=0.1)");
  ScheduleState state;
  EXPECT_FALSE(schedule.observe(-1, state));
  EXPECT_FALSE(schedule.observe(-1.2, state));         // better by more than a tenth
  EXPECT_TRUE(schedule.observe(-1.25, state));         // by less
  EXPECT_FALSE(schedule.observe(std::nan(""), state)); // nothing was measured
  EXPECT_EQ(state.factor, 0.5);
  EXPECT_EQ(state.best, -1.2);
}

TEST_F(ScheduleTest, TextLeavesOutWhatIsPreset) {
  const auto text = [](const char *text) { return Schedule::parse(text).text(); };
  EXPECT_EQ(text(""), "constant");
  EXPECT_EQ(text(" constant() "), "constant");
  EXPECT_EQ(text("cosine( restart = 10 , minimum=0, warmup=5e-1 )"), "cosine(restart=10, warmup=0.5)");
  EXPECT_EQ(text("multi_step(factor=0.1, at=30:60)"), "multi_step(at=30:60)");
  EXPECT_EQ(text("plateau(patience=10)"), "plateau");
  const Json all = table();
  for (const Json &row : all["steps"])
    EXPECT_EQ(text(row["schedule"].get<std::string>().c_str()), row["schedule"].get<std::string>());
}

TEST_F(ScheduleTest, WhatIsWrongWithATextIsSaid) {
  EXPECT_EQ(problemWith("cosin"),
            "there is no schedule 'cosin'; there are constant, step, multi_step, exponential, "
            "cosine, one_cycle, plateau");
  EXPECT_EQ(problemWith("step"), "schedule 'step': needs every=…");
  EXPECT_EQ(problemWith("step(every=3"), "schedule 'step': there is no ')' at the end of 'step(every=3'");
  EXPECT_EQ(problemWith("step(each=3)"),
            "schedule 'step': there is no setting 'each'; there are every, factor, warmup, from");
  EXPECT_EQ(problemWith("one_cycle(warmup=3)"),
            "schedule 'one_cycle': there is no setting 'warmup'; there are peak, divide, last");
  EXPECT_EQ(problemWith("step(every)"), "schedule 'step': every needs a number, every=…");
  EXPECT_EQ(problemWith("step(every=3x)"), "schedule 'step': every is '3x', which is no number");
  EXPECT_EQ(problemWith("step(every=3:4)"), "schedule 'step': every must be one number, but is 3:4");
  EXPECT_EQ(problemWith("step(every=0)"), "schedule 'step': every must be greater than 0, but is 0");
  EXPECT_EQ(problemWith("step(every=nan)"), "schedule 'step': every must be greater than 0, but is nan");
  EXPECT_EQ(problemWith("multi_step(at=1:-2)"), "schedule 'multi_step': at must be at least 0, but is -2");
  EXPECT_EQ(problemWith("cosine(minimum=2)"),
            "schedule 'cosine': minimum must be at least 0 and at most 1, but is 2");
  EXPECT_EQ(problemWith("cosine(growth=0.5)"), "schedule 'cosine': growth must be at least 1, but is 0.5");
  EXPECT_EQ(problemWith("one_cycle(peak=1)"),
            "schedule 'one_cycle': peak must be greater than 0 and less than 1, but is 1");
  EXPECT_EQ(problemWith("plateau(patience=1.5)"),
            "schedule 'plateau': patience must be a whole number of at least 0, but is 1.5");
}

TEST_F(ScheduleTest, StaysFiniteAtTheEdges) {
  // Warm-up over all of the training; one cycle of a single step; behind the end.
  EXPECT_EQ(Schedule::parse("cosine(warmup=2)").factor({4, 2, 2}), 0);
  EXPECT_TRUE(std::isfinite(Schedule::parse("one_cycle").factor({0, 1, 1})));
  EXPECT_NEAR(Schedule::parse("cosine").factor({9, 2, 2}), 0, 1e-15);
  EXPECT_NEAR(Schedule::parse("one_cycle").factor({9, 2, 2}), 4e-6, 1e-15);
}

TEST_F(ScheduleTest, TrainingFollowsIt) {
  const Dataset data = task(100); // 5 steps of 16, and 20 for validation
  TrainOptions options = this->options(4);
  options.schedule = Schedule::parse("step(every=2, factor=0.5)");
  Program program(TinyProgram::make());
  Trainer trainer(program, data, options);
  std::vector<double> rates;
  trainer.onStep = [&](const StepRecord &record) {
    rates.push_back(record.learningRate);
    return true;
  };
  const TrainResult result = trainer.run();
  EXPECT_EQ(rates, (std::vector<double>{0.5,  0.5,  0.5,  0.5,  0.5,  0.5,  0.5,  0.5,  0.5,  0.5, //
                                        0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25}));
  EXPECT_EQ(result.epochs[1].learningRate, 0.5);
  EXPECT_EQ(result.epochs[3].learningRate, 0.25);
  EXPECT_EQ(ModelFile(path).contents().optimizer->hyperParameters,
            "learning_rate=0.5, schedule=step(every=2, factor=0.5)");
  // And it is another training than one that does not.
  Program constant(TinyProgram::make());
  Trainer(constant, data, this->options(4)).run();
  EXPECT_NE(bytesOf(program), bytesOf(constant));
}

TEST_F(ScheduleTest, ResumingKeepsWhatThePlateauRemembers) {
  const Dataset data = task(100);
  TrainOptions options = this->options(9);
  // Everything is a plateau: the rate falls every second epoch.
  options.schedule = Schedule::parse("plateau(patience=1, threshold=1, factor=0.5)");
  Program whole(TinyProgram::make());
  std::vector<std::string> said;
  Trainer trainer(whole, data, options);
  trainer.onMessage = [&](const std::string &text) { said.push_back(text); };
  const TrainResult expected = trainer.run();
  ASSERT_EQ(said.size(), 3u); // not behind the last epoch
  EXPECT_EQ(said[0], "the loss has stopped falling, the learning rate is 0.25 from here on");
  EXPECT_EQ(expected.epochs.back().learningRate, 0.5 / 8);

  std::filesystem::remove(path);
  options.resume = true;
  options.checkpointEvery = 1;
  std::vector<EpochRecord> epochs;
  for (int attempt = 0; attempt < 40; ++attempt) {
    Program program(TinyProgram::make());
    Trainer interrupted(program, data, options);
    int steps = 0;
    interrupted.onStep = [&](const StepRecord &) { return ++steps < 2; };
    const TrainResult part = interrupted.run();
    epochs.insert(epochs.end(), part.epochs.begin(), part.epochs.end());
    if (part.end == TrainResult::End::Finished) {
      EXPECT_EQ(bytesOf(program), bytesOf(whole));
      break;
    }
  }
  ASSERT_EQ(epochs.size(), expected.epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    EXPECT_EQ(exactly(epochs[i]), exactly(expected.epochs[i]));
    EXPECT_EQ(epochs[i].learningRate, expected.epochs[i].learningRate);
  }
}

TEST_F(ScheduleTest, AnotherScheduleOrEndIsSaidWhenResuming) {
  const Dataset data = task(100);
  TrainOptions options = this->options(1);
  options.schedule = Schedule::parse("cosine");
  {
    Program program(TinyProgram::make());
    Trainer(program, data, options).run();
  }
  options.epochs = 2;
  options.resume = true;
  Program program(TinyProgram::make());
  Trainer trainer(program, data, options);
  std::vector<std::string> said;
  trainer.onMessage = [&](const std::string &text) { said.push_back(text); };
  trainer.run();
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(said[0], path +
                         " was trained with learning_rate=0.5, schedule=cosine, epochs=1, from here on with "
                         "learning_rate=0.5, schedule=cosine, epochs=2");
}

} // namespace
} // namespace dlc::test
