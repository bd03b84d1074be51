// What a classifier says of examples, as probabilities, and what they are: of any element type and checked.
#pragma once

#include "dlc/Classification.h"

#include <cstddef>

namespace dlc {

/// Probabilities of N examples, row by row.
struct Probabilities {
  std::size_t examples, classes;
  std::vector<double> values;

  std::span<const double> of(std::size_t example) const {
    return std::span(values).subspan(example * classes, classes);
  }
};

/// Throws Error for scores that are not finite, and for shapes that classify() does not take.
Probabilities probabilitiesOf(const Tensor &scores, Scores meaning);

/// Throws Error for what is none of the classes, and if there is not one an example.
std::vector<std::size_t> labelsOf(const Tensor &labels, const Probabilities &probabilities);

/// Makes logits probabilities, in their place.
void softmax(std::span<double> logits);

/// As scikit-learn's: a probability of 0 would make a mean of logarithms infinite, whatever the rest is.
double negativeLog(double probability);

} // namespace dlc
