// Schedules as a table: names, settings with presets and bounds, and the factor at a step.
#include "dlc/Schedule.h"

#include "Training/Checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

namespace dlc {
namespace {

/// Values of a setting: one, or several with colons between them.
using Values = std::vector<double>;

struct Setting {
  const char *name;
  Values preset; ///< empty: must be given
  const char *bound;
  bool (*holds)(double);
};

/// A position behind the warm-up. Epochs count from 0; the steps are all that there are.
struct Time {
  double epoch, epochs;
  double step, steps;
};

using Numbers = std::vector<Values>; ///< of all settings, in their order

struct Kind {
  const char *name;
  std::vector<Setting> settings;
  double (*factor)(const Numbers &, const Time &, const ScheduleState &);
  bool dependsOnEpochs = false, watchesLoss = false, warmsUp = true;
};

constexpr auto positive = [](double x) { return x > 0 && std::isfinite(x); };
constexpr auto notNegative = [](double x) { return x >= 0 && std::isfinite(x); };
constexpr auto fraction = [](double x) { return x >= 0 && x <= 1; };
constexpr auto between = [](double x) { return x > 0 && x < 1; };
constexpr auto atLeastOne = [](double x) { return x >= 1 && std::isfinite(x); };
constexpr auto whole = [](double x) { return x >= 0 && x == std::floor(x) && x < 1e15; };

/// Rounded down, where 3 · 0.1 epochs are no less than 0.3.
double wholeEpochs(double epochs) { return std::floor(epochs + 1e-9); }

/// From `from` at 0 to `to` at 1.
double halfCosine(double from, double to, double part) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

double cosine(const Numbers &n, const Time &time, const ScheduleState &) {
  const double minimum = n[0][0], restart = n[1][0], growth = n[2][0];
  double period = restart > 0 ? restart : time.epochs, epoch = time.epoch;
  if (restart > 0 && growth == 1)
    epoch = std::fmod(epoch, period);
  else if (restart > 0)
    for (; epoch >= period; period *= growth)
      epoch -= period;
  return halfCosine(1, minimum, period > 0 ? std::min(epoch / period, 1.0) : 1);
}

double oneCycle(const Numbers &n, const Time &time, const ScheduleState &) {
  const double peak = n[0][0] * time.steps - 1, first = 1 / n[1][0], last = n[2][0] / n[1][0];
  if (time.step <= peak)
    return halfCosine(first, 1, time.step / peak);
  return halfCosine(1, last, std::min(1.0, (time.step - peak) / (time.steps - 1 - peak)));
}

const std::vector<Kind> &kinds() {
  static const std::vector<Kind> all = {
      {"constant", {}, [](const Numbers &, const Time &, const ScheduleState &) { return 1.0; }},
      {"step",
       {{"every", {}, "greater than 0", positive}, {"factor", {0.1}, "greater than 0", positive}},
       [](const Numbers &n, const Time &time, const ScheduleState &) {
         return std::pow(n[1][0], wholeEpochs(time.epoch / n[0][0]));
       }},
      {"multi_step",
       {{"at", {}, "at least 0", notNegative}, {"factor", {0.1}, "greater than 0", positive}},
       [](const Numbers &n, const Time &time, const ScheduleState &) {
         return std::pow(n[1][0], std::count_if(n[0].begin(), n[0].end(), [&](double at) {
                           return wholeEpochs(time.epoch - at) >= 0;
                         }));
       }},
      {"exponential",
       {{"factor", {}, "greater than 0", positive}},
       [](const Numbers &n, const Time &time, const ScheduleState &) {
         return std::pow(n[0][0], time.epoch);
       }},
      {"cosine",
       {{"minimum", {0}, "at least 0 and at most 1", fraction},
        {"restart", {0}, "at least 0", notNegative},
        {"growth", {1}, "at least 1", atLeastOne}},
       cosine,
       /*dependsOnEpochs=*/true},
      {"one_cycle",
       {{"peak", {0.3}, "greater than 0 and less than 1", between},
        {"divide", {25}, "at least 1", atLeastOne},
        {"last", {1e-4}, "at least 0 and at most 1", fraction}},
       oneCycle,
       /*dependsOnEpochs=*/true,
       /*watchesLoss=*/false,
       /*warmsUp=*/false},
      {"plateau",
       {{"factor", {0.1}, "greater than 0 and less than 1", between},
        {"patience", {10}, "a whole number of at least 0", whole},
        {"threshold", {1e-4}, "at least 0 and at most 1", fraction},
        {"cooldown", {0}, "a whole number of at least 0", whole},
        {"minimum", {0}, "at least 0 and at most 1", fraction}},
       [](const Numbers &, const Time &, const ScheduleState &state) { return state.factor; },
       /*dependsOnEpochs=*/false,
       /*watchesLoss=*/true},
  };
  return all;
}

const std::vector<Setting> &warmUpSettings() {
  static const std::vector<Setting> settings = {{"warmup", {0}, "at least 0", notNegative},
                                                {"from", {0.01}, "at least 0 and at most 1", fraction}};
  return settings;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = text.find(separator)) != text.npos; text.remove_prefix(end + 1))
    parts.push_back(trimmed(text.substr(0, end)));
  parts.push_back(trimmed(text));
  return parts;
}

std::string listed(const auto &items) {
  std::string text;
  for (const auto &item : items)
    text += (text.empty() ? "" : ", ") + std::string(item.name);
  return text;
}

std::string written(const Values &values) {
  std::string text;
  for (double value : values)
    text += (text.empty() ? "" : ":") + exact(value);
  return text;
}

} // namespace

struct Schedule::Impl {
  const Kind &kind;
  std::vector<Setting> settings;
  Numbers numbers;

  explicit Impl(const Kind &kind) : kind(kind), settings(kind.settings) {
    if (kind.warmsUp)
      settings.insert(settings.end(), warmUpSettings().begin(), warmUpSettings().end());
    for (const Setting &setting : settings)
      numbers.push_back(setting.preset);
  }

  [[noreturn]] void fail(const std::string &problem) const {
    throw Error("schedule '" + std::string(kind.name) + "': " + problem);
  }

  void set(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string name(trimmed(text.substr(0, equals)));
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [&](const Setting &each) { return each.name == name; });
    if (found == settings.end())
      fail("there is no setting '" + name + "'; there " +
           (settings.empty() ? "are none" : "are " + listed(settings)));
    if (equals == text.npos)
      fail(name + " needs a number, " + name + "=…");
    Values values;
    for (std::string_view part : split(text.substr(equals + 1), ':')) {
      double value = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
      if (error != std::errc() || end != part.data() + part.size())
        fail(name + " is '" + std::string(part) + "', which is no number");
      if (!found->holds(value))
        fail(name + " must be " + found->bound + ", but is " + exact(value));
      values.push_back(value);
    }
    if (values.size() > 1 && name != "at")
      fail(name + " must be one number, but is " + written(values));
    numbers[static_cast<std::size_t>(found - settings.begin())] = std::move(values);
  }

  double warmUp() const { return kind.warmsUp ? numbers[numbers.size() - 2][0] : 0; }
  double warmUpFrom() const { return numbers.back()[0]; }
};

Schedule Schedule::parse(std::string_view text) {
  text = trimmed(text);
  const std::size_t open = text.find('(');
  const std::string name(text.empty() ? "constant" : trimmed(text.substr(0, open)));
  const auto kind =
      std::find_if(kinds().begin(), kinds().end(), [&](const Kind &each) { return each.name == name; });
  if (kind == kinds().end())
    throw Error("there is no schedule '" + name + "'; there are " + listed(kinds()));
  Impl impl(*kind);
  if (open != text.npos) {
    if (text.back() != ')')
      impl.fail("there is no ')' at the end of '" + std::string(text) + "'");
    const std::string_view inside = trimmed(text.substr(open + 1, text.size() - open - 2));
    if (!inside.empty())
      for (std::string_view part : split(inside, ','))
        impl.set(part);
  }
  for (std::size_t i = 0; i < impl.settings.size(); ++i)
    if (impl.numbers[i].empty())
      impl.fail("needs " + std::string(impl.settings[i].name) + "=…");
  return Schedule(std::make_shared<const Impl>(std::move(impl)));
}

std::string Schedule::text() const {
  std::string inside;
  for (std::size_t i = 0; i < impl->settings.size(); ++i)
    if (impl->numbers[i] != impl->settings[i].preset)
      inside += (inside.empty() ? "" : ", ") + std::string(impl->settings[i].name) + "=" +
                written(impl->numbers[i]);
  return impl->kind.name + (inside.empty() ? "" : "(" + inside + ")");
}

double Schedule::factor(const StepPosition &position, const ScheduleState &state) const {
  const double perEpoch = static_cast<double>(position.stepsPerEpoch), warmUp = impl->warmUp();
  Time time{static_cast<double>(position.step) / perEpoch, static_cast<double>(position.epochs),
            static_cast<double>(position.step), static_cast<double>(position.epochs) * perEpoch};
  if (time.epoch < warmUp)
    return impl->warmUpFrom() + (1 - impl->warmUpFrom()) * time.epoch / warmUp;
  time.epoch -= warmUp;
  time.epochs -= warmUp;
  return impl->kind.factor(impl->numbers, time, state);
}

bool Schedule::observe(double loss, ScheduleState &state) const {
  // An epoch that has not come to call what is compared is neither better nor worse.
  if (!impl->kind.watchesLoss || std::isnan(loss))
    return false;
  const Numbers &n = impl->numbers;
  const double factor = n[0][0], patience = n[1][0], threshold = n[2][0], cooldown = n[3][0],
               minimum = n[4][0];
  // Of what is below zero a part less is more: the bound goes down on either side.
  const bool isBetter =
      std::isinf(state.best) ? loss < state.best : loss < state.best - threshold * std::fabs(state.best);
  if (isBetter)
    state.best = loss;
  state.worseEpochs = isBetter ? 0 : state.worseEpochs + 1;
  if (state.cooldown > 0) {
    --state.cooldown;
    state.worseEpochs = 0;
  }
  if (static_cast<double>(state.worseEpochs) <= patience)
    return false;
  const double before = std::exchange(state.factor, std::max(state.factor * factor, minimum));
  state.cooldown = static_cast<std::uint64_t>(cooldown);
  state.worseEpochs = 0;
  return state.factor != before;
}

bool Schedule::dependsOnEpochs() const { return impl->kind.dependsOnEpochs; }

} // namespace dlc
