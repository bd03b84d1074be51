#include "dlc/Plan.h"

#include "Training/Checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dlc {
namespace {

class PlanParser {
public:
  explicit PlanParser(std::string_view text) : text(text) {}

  Plan parse() {
    Plan plan;
    do
      plan.phases.push_back(phase());
    while (accept(';'));
    if (skipSpace(), at != text.size())
      fail("',', ';', '*', '(', 'every' or 'for' is expected");
    for (std::size_t i = 0; i + 1 < plan.phases.size(); ++i)
      if (plan.phases[i].epochs == 0)
        fail("phase " + std::to_string(i + 1) +
             " does not say how long it lasts: NAME for 5; only the last one may");
    return plan;
  }

private:
  [[noreturn]] void fail(const std::string &what) const {
    throw Error("plan '" + std::string(text) + "', at character " + std::to_string(at + 1) + ": " + what +
                "; a plan is such as 'critic*5, generator' or 'pretrain for 5; finetune'");
  }

  void skipSpace() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n'))
      ++at;
  }
  bool accept(std::string_view wanted) {
    skipSpace();
    if (!text.substr(at).starts_with(wanted))
      return false;
    at += wanted.size();
    return true;
  }
  bool accept(char wanted) { return accept(std::string_view(&wanted, 1)); }

  std::string name() {
    skipSpace();
    const std::size_t start = at;
    const auto isPart = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             c == '.' || c == '-' || c == '$';
    };
    while (at < text.size() && isPart(text[at]))
      ++at;
    if (at == start)
      fail("the name of a function or of an input is missing");
    return std::string(text.substr(start, at - start));
  }

  std::int64_t count(const char *what) {
    skipSpace();
    std::int64_t value = 0;
    const auto [rest, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc() || value < 1)
      fail(std::string(what) + " is a whole number of at least 1");
    at = static_cast<std::size_t>(rest - text.data());
    return value;
  }

  double number() {
    skipSpace();
    // Behind a number may come "..", of which from_chars would take the first point.
    const std::size_t end = std::min(text.find("..", at), text.size());
    double value = 0;
    const auto [rest, error] = std::from_chars(text.data() + at, text.data() + end, value);
    if (error != std::errc() || !std::isfinite(value))
      fail("a number is missing");
    at = static_cast<std::size_t>(rest - text.data());
    return value;
  }

  PlannedCall call() {
    PlannedCall call;
    call.entry = name();
    if (accept('(')) {
      do {
        PlannedScalar scalar;
        scalar.name = name();
        if (!accept('='))
          fail("'=' is missing: " + scalar.name + "=0.5, or " + scalar.name + "=0..1");
        scalar.first = scalar.last = number();
        if (accept(".."))
          scalar.last = number();
        call.scalars.push_back(std::move(scalar));
      } while (accept(','));
      if (!accept(')'))
        fail("',' or ')' is missing");
    }
    if (accept('*'))
      call.count = count("how often a function is called");
    if (accept("every "))
      call.every = count("the number of rounds behind 'every'");
    return call;
  }

  PlanPhase phase() {
    PlanPhase phase;
    do
      phase.calls.push_back(call());
    while (accept(','));
    if (accept("for "))
      phase.epochs = count("the number of epochs behind 'for'");
    return phase;
  }

  const std::string_view text;
  std::size_t at = 0;
};

} // namespace

Plan Plan::parse(std::string_view text) { return PlanParser(text).parse(); }

std::string Plan::text() const {
  std::string text;
  for (const PlanPhase &phase : phases) {
    text += text.empty() ? "" : "; ";
    for (const PlannedCall &call : phase.calls) {
      text += (&call == &phase.calls.front() ? "" : ", ") + call.entry;
      for (const PlannedScalar &scalar : call.scalars)
        text += (&scalar == &call.scalars.front() ? "(" : ", ") + scalar.name + "=" + exact(scalar.first) +
                (scalar.last != scalar.first ? ".." + exact(scalar.last) : "");
      text += call.scalars.empty() ? "" : ")";
      text += call.count > 1 ? "*" + std::to_string(call.count) : "";
      text += call.every > 1 ? " every " + std::to_string(call.every) : "";
    }
    text += phase.epochs > 0 ? " for " + std::to_string(phase.epochs) : "";
  }
  return text;
}

std::int64_t Plan::epochs(std::int64_t given) const {
  std::int64_t sum = 0;
  for (const PlanPhase &phase : phases)
    sum += phase.epochs;
  const bool isOpen = phases.back().epochs == 0;
  if (isOpen ? given <= sum : given != sum)
    throw Error("plan '" + text() + "': its phases are " + std::to_string(sum) + " epochs" +
                (isOpen ? " and more" : "") + ", and " + std::to_string(given) + " are asked for");
  return given;
}

} // namespace dlc
