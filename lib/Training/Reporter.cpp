#include "Training/Reporter.h"

#include "Training/Json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace dlc {

Reporter::Style Reporter::styleFor(int descriptor, bool json) {
  if (json)
    return Style::Json;
  const char *terminal = std::getenv("TERM");
  const bool canRedraw = ::isatty(descriptor) && terminal && std::string_view(terminal) != "dumb";
  return canRedraw ? Style::Bar : Style::Lines;
}

unsigned Reporter::widthOf(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

template <typename... Values> static std::string format(const char *pattern, Values... values) {
  char text[128];
  std::snprintf(text, sizeof(text), pattern, values...);
  return text;
}

/// "0:07", "12:34", "3:00:05".
static std::string duration(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::min(seconds, 1e9)));
  if (whole >= 3600)
    return format("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  return format("%lld:%02lld", whole / 60, whole % 60);
}

/// "  loss 0.4321  accuracy 85.43 %  kl 1.5".
static std::string numbers(const Averages &averages, const std::string &prefix) {
  std::string text = "  " + prefix + format("loss %.4f", averages.loss);
  for (const Metric &metric : averages.metrics)
    text +=
        "  " + prefix + metric.name +
        (metric.name == "accuracy" ? format(" %.2f %%", metric.value * 100) : format(" %.4g", metric.value));
  return text;
}

std::string Reporter::barLine(const StepRecord &record, unsigned width) {
  const double done = static_cast<double>(record.averages->examples);
  const double rate = done / std::max(record.seconds, 1e-9);
  const double left =
      static_cast<double>(record.examplesPerEpoch) * static_cast<double>(record.epochs - record.epoch + 1) -
      done;
  const std::string before =
      "epoch " + std::to_string(record.epoch) + "/" + std::to_string(record.epochs) + " ";
  const std::string after = numbers(*record.averages, "") + format("  %.0f images/s  ", rate) +
                            duration(left / std::max(rate, 1e-9)) + " left";
  const std::size_t taken = before.size() + 2 + after.size();
  const std::size_t cells = taken + 5 <= width ? std::min<std::size_t>(width - taken, 30) : 0;
  std::string line = before;
  if (cells) {
    const std::size_t filled = cells * static_cast<std::size_t>(record.step) /
                               static_cast<std::size_t>(std::max<std::int64_t>(record.steps, 1));
    line += "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "]";
  }
  line += after;
  return line.substr(0, width);
}

std::string Reporter::epochLine(const EpochRecord &record) {
  std::string line = "epoch " + std::to_string(record.epoch) + "/" + std::to_string(record.epochs) +
                     numbers(record.training, "");
  if (record.validation)
    line += numbers(*record.validation, "validation ");
  line += format("  %.1f s  %.0f images/s", record.seconds, record.imagesPerSecond);
  // Only what somebody would want to change.
  if (record.seconds >= 1 && record.waitedSeconds >= 0.1 * record.seconds)
    line += format("  %.0f %% of the time waiting for data", 100 * record.waitedSeconds / record.seconds);
  return line;
}

void Reporter::attach(Trainer &trainer) {
  trainer.onStep = [this](const StepRecord &record) {
    step(record);
    return true;
  };
  trainer.onEpoch = [this](const EpochRecord &record) {
    epoch(record);
    return true;
  };
  trainer.onMessage = [this](const std::string &text) { message(text); };
}

void Reporter::clear() {
  if (!isDrawn)
    return;
  out << "\r\x1b[K" << std::flush;
  isDrawn = false;
}

void Reporter::step(const StepRecord &record) {
  if (style != Style::Bar)
    return;
  const auto now = std::chrono::steady_clock::now();
  // Drawing must not take time from small steps.
  if (isDrawn && now - drawn < std::chrono::milliseconds(100))
    return;
  drawn = now;
  isDrawn = true;
  // One column less: some terminals wrap when the last one is written.
  out << '\r' << barLine(record, width > 1 ? width - 1 : width) << "\x1b[K" << std::flush;
}

void Reporter::epoch(const EpochRecord &record) {
  clear();
  out << (style == Style::Json ? toJson(record) : epochLine(record)) << std::endl;
}

void Reporter::message(const std::string &text) {
  clear();
  notes << text << std::endl;
}

} // namespace dlc
