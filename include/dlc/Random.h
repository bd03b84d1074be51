// Random numbers of the host, for loops around networks: exploration, environments, draws from a memory.
// Whatever compiled code draws comes from its own states (nn.random_uniform and its like). The numbers are
// the same on every machine, which those of the standard library's distributions are not.
#pragma once

#include "dlc/Error.h"

#include <cmath>
#include <cstdint>
#include <locale>
#include <numbers>
#include <random>
#include <sstream>
#include <string>

namespace dlc {

class Random {
public:
  explicit Random(std::uint64_t seed) : generator(seed) {}

  std::uint64_t bits() { return generator(); }
  /// From 0 to below 1, in steps of 2⁻⁵³.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// From 0 to below `count`, each as probable. Throws Error if there is none.
  std::int64_t below(std::int64_t count) {
    if (count < 1)
      throw Error("a random number is to be below " + std::to_string(count) + ", and there is none");
    const auto range = static_cast<std::uint64_t>(count);
    // What would make the first numbers more probable is drawn again.
    const std::uint64_t surplus = (0 - range) % range;
    for (;;)
      if (const std::uint64_t drawn = bits(); drawn >= surplus)
        return static_cast<std::int64_t>(drawn % range);
  }

  /// Of mean 0 and deviation 1. G. E. P. Box and M. E. Muller, 1958.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  /// All that the next numbers depend on, as a text. setState() of it goes on from there; it throws Error for
  /// another text, and changes nothing then.
  std::string state() const {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << generator;
    return text.str();
  }
  void setState(const std::string &state) {
    std::istringstream text(state);
    text.imbue(std::locale::classic());
    std::mt19937_64 read;
    if (!(text >> read))
      throw Error("'" + state.substr(0, 40) + "' is no state of a generator of random numbers");
    generator = read;
  }

private:
  std::mt19937_64 generator;
};

} // namespace dlc
