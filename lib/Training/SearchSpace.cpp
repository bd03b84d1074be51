#include "Training/SearchSpace.h"

#include "Training/Checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace dlc {
namespace {

using Kind = SearchParameter::Kind;

const std::map<std::string_view, Kind> kinds = {
    {"uniform", Kind::Uniform}, {"log", Kind::Log}, {"whole", Kind::Whole}, {"choice", Kind::Choice}};

std::string_view nameOf(Kind kind) {
  return std::ranges::find(kinds, kind, [](const auto &entry) { return entry.second; })->first;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == text.npos)
    return "";
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

class SpaceParser {
public:
  explicit SpaceParser(std::string_view text) : text(text) {}

  std::vector<SearchParameter> parse() {
    std::vector<SearchParameter> all;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t close = text.find(')', at);
      if (close == text.npos)
        fail("NAME=KIND(…) is expected at '" + std::string(trimmed(text.substr(at))) + "'");
      all.push_back(parameter(text.substr(at, close - at)));
      if (std::ranges::count(all, all.back().name, &SearchParameter::name) > 1)
        fail("'" + all.back().name + "' is there twice");
      at = text.find_first_not_of(" \t\n", close + 1);
      if (at == text.npos)
        break;
      if (text[at] != ',')
        fail("a comma is expected behind '" + std::string(trimmed(text.substr(0, close + 1))) + "'");
      ++at;
    }
    if (all.empty())
      fail("it is empty");
    return all;
  }

private:
  [[noreturn]] void fail(const std::string &what) const {
    throw Error("search '" + std::string(text) + "': " + what +
                "; a search is such as 'lr=log(1e-4..1e-1), batch=choice(32|64)'");
  }

  /// "lr=log(1e-4..1e-1", without the bracket that closes it.
  SearchParameter parameter(std::string_view part) const {
    const std::size_t equals = part.find('='), open = part.find('(');
    if (equals == part.npos || open == part.npos || open < equals)
      fail("NAME=KIND(…) is expected at '" + std::string(trimmed(part)) + ")'");
    SearchParameter parameter;
    parameter.name = trimmed(part.substr(0, equals));
    const std::string_view kind = trimmed(part.substr(equals + 1, open - equals - 1));
    const auto found = kinds.find(kind);
    if (parameter.name.empty() || found == kinds.end())
      fail(parameter.name.empty() ? "a name is missing"
                                  : "'" + std::string(kind) + "' is none of choice, log, uniform, whole");
    parameter.kind = found->second;
    const std::string_view values = part.substr(open + 1);
    if (parameter.kind == Kind::Choice)
      parameter.choices = choices(values, parameter.name);
    else
      readRange(values, parameter);
    return parameter;
  }

  std::vector<std::string> choices(std::string_view values, const std::string &name) const {
    std::vector<std::string> result;
    for (std::size_t at = 0; at <= values.size();) {
      const std::size_t end = std::min(values.find('|', at), values.size());
      result.emplace_back(trimmed(values.substr(at, end - at)));
      at = end + 1;
    }
    for (const std::string &each : result)
      if (each.empty() || std::ranges::count(result, each) > 1)
        fail("'" + name + "' has " + (each.empty() ? "an empty choice" : "the choice '" + each + "' twice"));
    return result;
  }

  void readRange(std::string_view values, SearchParameter &parameter) const {
    const std::size_t dots = values.find("..");
    if (dots == values.npos)
      fail("'" + parameter.name + "' wants a range, such as 0.1..0.5");
    parameter.low = number(values.substr(0, dots), parameter.name);
    parameter.high = number(values.substr(dots + 2), parameter.name);
    if (!(parameter.low < parameter.high))
      fail("the range of '" + parameter.name + "' is empty");
    if (parameter.kind == Kind::Log && parameter.low <= 0)
      fail("'" + parameter.name + "' is log, so its range must be above 0");
    if (parameter.kind == Kind::Whole &&
        (parameter.low != std::floor(parameter.low) || parameter.high != std::floor(parameter.high)))
      fail("'" + parameter.name + "' is whole, so the ends of its range must be");
  }

  double number(std::string_view digits, const std::string &name) const {
    digits = trimmed(digits);
    double value = 0;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || rest != digits.data() + digits.size() || !std::isfinite(value))
      fail("'" + std::string(digits) + "' in the range of '" + name + "' is no number");
    return value;
  }

  std::string_view text;
};

/// SplitMix64's finaliser: a number of 64 random bits for each place.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// In 0 … 1, without 1.
double randomAt(std::uint64_t seed, std::uint64_t trial, std::uint64_t parameter) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
  return static_cast<double>(mix(mix(mix(seed + golden) + trial * golden) + (parameter + 1) * golden) >> 11) *
         0x1p-53;
}

/// A number with the digits that one would write: four of them.
double rounded(double value) {
  if (value == 0)
    return 0;
  const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 3);
  return std::round(value / unit) * unit;
}

SearchValue valueAt(const SearchParameter &parameter, double part) {
  if (parameter.kind == Kind::Choice) {
    const auto place = static_cast<std::size_t>(part * static_cast<double>(parameter.choices.size()));
    return {parameter.name, parameter.choices[place], static_cast<double>(place)};
  }
  double value = parameter.low + part * (parameter.high - parameter.low);
  if (parameter.kind == Kind::Log)
    value = parameter.low * std::pow(parameter.high / parameter.low, part);
  else if (parameter.kind == Kind::Whole)
    value = std::floor(parameter.low + part * (parameter.high - parameter.low + 1));
  if (parameter.kind != Kind::Whole)
    value = std::clamp(rounded(value), parameter.low, parameter.high);
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof(text), value, std::chars_format::general,
                                          parameter.kind == Kind::Whole ? 17 : 4);
  const std::string written(text, end);
  double read = 0;
  std::from_chars(written.data(), written.data() + written.size(), read);
  return {parameter.name, written, read};
}

} // namespace

SearchSpace SearchSpace::parse(std::string_view text) {
  SearchSpace space;
  space.list = SpaceParser(text).parse();
  return space;
}

std::string SearchSpace::text() const {
  std::string all;
  for (const SearchParameter &parameter : list) {
    all += (all.empty() ? "" : ", ") + parameter.name + "=" + std::string(nameOf(parameter.kind)) + "(";
    if (parameter.kind != Kind::Choice)
      all += exact(parameter.low) + ".." + exact(parameter.high);
    for (std::size_t i = 0; i < parameter.choices.size(); ++i)
      all += (i ? "|" : "") + parameter.choices[i];
    all += ")";
  }
  return all;
}

std::vector<SearchValue> SearchSpace::draw(std::uint64_t seed, std::uint64_t trial) const {
  std::vector<SearchValue> values;
  for (std::size_t i = 0; i < list.size(); ++i)
    values.push_back(valueAt(list[i], randomAt(seed, trial, i)));
  return values;
}

SearchSpace SearchSpace::around(const std::vector<std::vector<SearchValue>> &best) const {
  SearchSpace narrow = *this;
  for (std::size_t i = 0; i < list.size(); ++i) {
    SearchParameter &parameter = narrow.list[i];
    if (parameter.kind == Kind::Choice) {
      std::erase_if(parameter.choices, [&](const std::string &choice) {
        return std::ranges::none_of(best, [&](const auto &values) { return values[i].text == choice; });
      });
      continue;
    }
    const bool isLog = parameter.kind == Kind::Log;
    const auto axis = [&](double value) { return isLog ? std::log(value) : value; };
    double low = axis(parameter.high), high = axis(parameter.low);
    for (const auto &values : best) {
      low = std::min(low, axis(values[i].number));
      high = std::max(high, axis(values[i].number));
    }
    // Room beyond the best ones, as far as one of them is from the next: none of them need be the optimum.
    const double room = std::max((high - low) / 2, (axis(parameter.high) - axis(parameter.low)) / 20);
    low = std::max(low - room, axis(parameter.low));
    high = std::min(high + room, axis(parameter.high));
    const auto value = [&](double at) { return rounded(isLog ? std::exp(at) : at); };
    parameter.low = std::max(value(low), parameter.low);
    parameter.high = std::min(value(high), parameter.high);
    if (parameter.kind == Kind::Whole) {
      parameter.low = std::floor(parameter.low);
      parameter.high = std::ceil(parameter.high);
    }
  }
  return narrow;
}

std::string filledIn(std::string text, const std::vector<SearchValue> &values) {
  for (const SearchValue &value : values) {
    const std::string name = "{" + value.name + "}";
    for (std::size_t at = 0; (at = text.find(name, at)) != text.npos; at += value.text.size())
      text.replace(at, name.size(), value.text);
  }
  return text;
}

} // namespace dlc
