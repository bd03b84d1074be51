#include "Compare.h"

#include <cmath>
#include <type_traits>

namespace dlc::conformance {

template <typename T> static double asDouble(T value) {
  if constexpr (std::is_arithmetic_v<T>)
    return static_cast<double>(value);
  else
    return static_cast<double>(static_cast<float>(value)); // narrow floats
}

std::string difference(const Tensor &actual, const Tensor &expected, double rtol, double atol) {
  if (actual.dtype() != expected.dtype())
    return "has the type " + std::string(nameOf(actual.dtype())) + ", not " +
           std::string(nameOf(expected.dtype()));
  if (actual.shape() != expected.shape())
    return "has the shape " + toString(actual.shape()) + ", not " + toString(expected.shape());
  std::string text;
  visitType(actual.dtype(), [&]<typename T>(T) {
    const auto a = actual.values<T>(), b = expected.values<T>();
    double worst = 0;
    std::size_t at = 0, wrong = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double x = asDouble(a[i]), y = asDouble(b[i]);
      if (x == y || (std::isnan(x) && std::isnan(y)))
        continue;
      const bool isFloat = !std::is_integral_v<T>;
      const double by = std::abs(x - y), allowed = isFloat ? atol + rtol * std::abs(y) : 0;
      if (by <= allowed)
        continue;
      ++wrong;
      if (!(by <= worst)) {
        worst = by;
        at = i;
      }
    }
    if (wrong)
      text = "differs in " + std::to_string(wrong) + " of " + std::to_string(a.size()) +
             " elements; element " + std::to_string(at) + " is " + std::to_string(asDouble(a[at])) +
             ", not " + std::to_string(asDouble(b[at]));
  });
  return text;
}

} // namespace dlc::conformance
