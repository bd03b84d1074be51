#include "Training/Probabilities.h"

#include "Training/Numbers.h"
#include "dlc/Error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace dlc {

void softmax(std::span<double> row) {
  const double largest = std::ranges::max(row);
  double sum = 0;
  for (double &value : row)
    sum += value = std::exp(value - largest);
  for (double &value : row)
    value /= sum;
}

Probabilities probabilitiesOf(const Tensor &scores, Scores meaning) {
  const bool isBinary = scores.rank() == 1 || (scores.rank() == 2 && scores.dim(1) == 1);
  if (!isBinary && (scores.rank() != 2 || scores.dim(1) < 2))
    throw Error("scores of classes are [examples, classes], or [examples] for the second of two, not " +
                toString(scores.shape()));
  Probabilities result{
      static_cast<std::size_t>(scores.dim(0)), isBinary ? 2 : static_cast<std::size_t>(scores.dim(1)), {}};
  const std::vector<double> numbers = numbersOf(scores);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (!std::isfinite(numbers[i]))
      throw Error("the scores of example " + std::to_string(i / (isBinary ? 1 : result.classes)) +
                  " are not finite");
  if (!isBinary) {
    result.values = numbers;
    for (std::size_t n = 0; n < result.examples && meaning == Scores::logits; ++n)
      softmax(std::span(result.values).subspan(n * result.classes, result.classes));
    return result;
  }
  for (const double number : numbers) {
    const double second = meaning == Scores::logits ? 1 / (1 + std::exp(-number)) : number;
    result.values.push_back(1 - second);
    result.values.push_back(second);
  }
  return result;
}

std::vector<std::size_t> labelsOf(const Tensor &labels, const Probabilities &probabilities) {
  const std::vector<double> numbers = numbersOf(labels);
  if (numbers.size() != probabilities.examples)
    throw Error("there are " + std::to_string(numbers.size()) + " labels for scores of " +
                std::to_string(probabilities.examples) + " examples");
  std::vector<std::size_t> result;
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    if (!(numbers[n] >= 0 && numbers[n] < static_cast<double>(probabilities.classes)) ||
        numbers[n] != std::floor(numbers[n])) {
      std::string text = std::to_string(numbers[n]);
      text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.'))
        text.pop_back();
      throw Error("the label of example " + std::to_string(n) + " is " + text + ", and there are " +
                  std::to_string(probabilities.classes) + " classes");
    }
    result.push_back(static_cast<std::size_t>(numbers[n]));
  }
  return result;
}

double negativeLog(double probability) {
  return -std::log(std::clamp(probability, std::numeric_limits<double>::epsilon(), 1.0));
}

} // namespace dlc
