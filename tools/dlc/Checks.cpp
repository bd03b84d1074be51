#include "Checks.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace dlc {

/// All of the text as a number of that type.
template <typename T> static std::optional<T> read(const std::string &text) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

static std::string refuseUnless(bool isRight, const std::string &text, const char *wanted) {
  return isRight ? "" : "'" + text + "' is no " + wanted;
}

std::string atLeastOne(const std::string &text) {
  return refuseUnless(read<std::int64_t>(text).value_or(0) >= 1, text, "whole number of at least 1");
}

std::string atLeastZero(const std::string &text) {
  return refuseUnless(read<std::int64_t>(text).value_or(-1) >= 0, text, "whole number of at least 0");
}

std::string notNegative(const std::string &text) {
  const double value = read<double>(text).value_or(-1);
  return refuseUnless(std::isfinite(value) && value >= 0, text, "number of at least 0");
}

std::string fraction(const std::string &text) {
  const double value = read<double>(text).value_or(-1);
  return refuseUnless(value >= 0 && value <= 1, text, "number from 0 to 1");
}

} // namespace dlc
