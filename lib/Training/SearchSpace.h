// What a search of hyperparameters chooses from: named values, each with a distribution. Comes in: a text.
// Goes out: values of a trial, as a function of seed and number, so that a search can be taken up again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// A hyperparameter.
struct SearchParameter {
  enum class Kind { Uniform, Log, Whole, Choice };

  std::string name;
  Kind kind = Kind::Uniform;
  double low = 0, high = 0;              ///< of numbers, both included
  std::vector<std::string> choices = {}; ///< of Kind::Choice
};

/// A value of one of them.
struct SearchValue {
  std::string name;
  std::string text;  ///< as it is put into options
  double number = 0; ///< on the axis of a chart: of a choice, its place
  bool operator==(const SearchValue &) const = default;
};

class SearchSpace {
public:
  /// "lr=log(1e-4..1e-1), dropout=uniform(0..0.5), width=whole(16..256), batch=choice(32|64|128)". Throws
  /// Error, with the place, for another text, an empty range, or a range of log that is not above 0.
  static SearchSpace parse(std::string_view text);

  const std::vector<SearchParameter> &parameters() const { return list; }
  /// That parse reads; numbers are exact.
  std::string text() const;

  /// The values of a trial, drawn independently of all other trials.
  std::vector<SearchValue> draw(std::uint64_t seed, std::uint64_t trial) const;

  /// The ranges that hold these values and some room at both ends, within the old ranges; of choices, those
  /// that occur.
  SearchSpace around(const std::vector<std::vector<SearchValue>> &best) const;

private:
  std::vector<SearchParameter> list;
};

/// Puts values into a text, where it has {NAME}.
std::string filledIn(std::string text, const std::vector<SearchValue> &values);

} // namespace dlc
