#include "dlc/Classification.h"

#include "dlc/Error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace dlc {
namespace {

using Size = std::size_t;

std::vector<double> numbersOf(const Tensor &tensor) {
  std::vector<double> numbers;
  numbers.reserve(static_cast<Size>(tensor.size()));
  visitType(tensor.dtype(), [&]<typename T>(T) {
    for (const T value : tensor.values<T>())
      if constexpr (std::is_arithmetic_v<T>)
        numbers.push_back(static_cast<double>(value));
      else
        numbers.push_back(static_cast<double>(static_cast<float>(value)));
  });
  return numbers;
}

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

/// Probabilities of N examples, row by row.
struct Probabilities {
  Size examples, classes;
  std::vector<double> values;

  std::span<const double> of(Size example) const {
    return std::span(values).subspan(example * classes, classes);
  }
};

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
  Probabilities result{static_cast<Size>(scores.dim(0)), isBinary ? 2 : static_cast<Size>(scores.dim(1)), {}};
  const std::vector<double> numbers = numbersOf(scores);
  for (Size i = 0; i < numbers.size(); ++i)
    if (!std::isfinite(numbers[i]))
      throw Error("the scores of example " + std::to_string(i / (isBinary ? 1 : result.classes)) +
                  " are not finite");
  if (!isBinary) {
    result.values = numbers;
    for (Size n = 0; n < result.examples && meaning == Scores::logits; ++n)
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

std::vector<Size> labelsOf(const Tensor &labels, const Probabilities &probabilities) {
  const std::vector<double> numbers = numbersOf(labels);
  if (numbers.size() != probabilities.examples)
    throw Error("there are " + std::to_string(numbers.size()) + " labels for scores of " +
                std::to_string(probabilities.examples) + " examples");
  std::vector<Size> result;
  for (Size n = 0; n < numbers.size(); ++n) {
    if (!(numbers[n] >= 0 && numbers[n] < static_cast<double>(probabilities.classes)) ||
        numbers[n] != std::floor(numbers[n])) {
      std::string text = std::to_string(numbers[n]);
      text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.'))
        text.pop_back();
      throw Error("the label of example " + std::to_string(n) + " is " + text + ", and there are " +
                  std::to_string(probabilities.classes) + " classes");
    }
    result.push_back(static_cast<Size>(numbers[n]));
  }
  return result;
}

/// The curves of one class: a step of the threshold takes in all examples of one score, so that the order of
/// equals does not matter.
void addCurves(ClassScores &scores, Size wanted, const std::vector<Size> &labels,
               const Probabilities &probabilities) {
  std::vector<Size> order(labels.size());
  std::iota(order.begin(), order.end(), Size(0));
  const auto score = [&](Size n) { return probabilities.of(n)[wanted]; };
  std::ranges::sort(order, [&](Size a, Size b) { return score(a) > score(b); });
  const auto positives = static_cast<double>(scores.examples);
  const double negatives = static_cast<double>(labels.size()) - positives;
  double found = 0, wrong = 0;
  scores.roc.push_back({0, 0});
  for (Size i = 0; i < order.size();) {
    const double threshold = score(order[i]);
    for (; i < order.size() && score(order[i]) == threshold; ++i)
      ++(labels[order[i]] == wanted ? found : wrong);
    const CurvePoint before = scores.roc.back(), now{ratio(wrong, negatives), ratio(found, positives)};
    scores.rocArea += (now.x - before.x) * (now.y + before.y) / 2;
    const double precision = found / (found + wrong);
    scores.averagePrecision += (now.y - before.y) * precision;
    scores.roc.push_back(now);
    scores.precisionRecall.push_back({now.y, precision});
  }
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (positives == 0 || negatives == 0)
    scores.rocArea = none;
  if (positives == 0)
    scores.averagePrecision = none;
}

double f1Of(double precision, double recall) { return ratio(2 * precision * recall, precision + recall); }

void addClassScores(Classification &result, const std::vector<Size> &labels,
                    const Probabilities &probabilities) {
  for (std::int64_t k = 0; k < result.classes; ++k) {
    ClassScores scores;
    std::int64_t predicted = 0;
    for (std::int64_t other = 0; other < result.classes; ++other) {
      scores.examples += result.count(k, other);
      predicted += result.count(other, k);
    }
    const auto right = static_cast<double>(result.count(k, k));
    scores.precision = ratio(right, static_cast<double>(predicted));
    scores.recall = ratio(right, static_cast<double>(scores.examples));
    scores.f1 = f1Of(scores.precision, scores.recall);
    addCurves(scores, static_cast<Size>(k), labels, probabilities);
    result.byClass.push_back(std::move(scores));
  }
}

void addMeans(Classification &result) {
  double areas = 0, precisions = 0;
  std::int64_t withArea = 0, withPrecision = 0;
  for (const ClassScores &scores : result.byClass) {
    const double part = ratio(static_cast<double>(scores.examples), static_cast<double>(result.examples));
    const double each = 1 / static_cast<double>(result.classes);
    for (auto [mean, weight] : {std::pair(&result.macro, each), std::pair(&result.weighted, part)}) {
      mean->precision += weight * scores.precision;
      mean->recall += weight * scores.recall;
      mean->f1 += weight * scores.f1;
    }
    if (!std::isnan(scores.rocArea))
      areas += scores.rocArea, ++withArea;
    if (!std::isnan(scores.averagePrecision))
      precisions += scores.averagePrecision, ++withPrecision;
  }
  // Each example is one decision: what one class misses, another one has too many of.
  result.micro = {result.accuracy, result.accuracy, result.accuracy};
  result.rocArea = areas / static_cast<double>(withArea);
  result.averagePrecision = precisions / static_cast<double>(withPrecision);
}

void addProbabilityFigures(Classification &result, const std::vector<Size> &labels,
                           const Probabilities &probabilities) {
  std::vector<std::int64_t> byRank(probabilities.classes);
  const auto bins = static_cast<double>(result.calibration.size());
  for (Size n = 0; n < labels.size(); ++n) {
    const auto row = probabilities.of(n);
    const double own = row[labels[n]];
    // Of equals, the first comes first.
    Size rank = 0;
    for (Size k = 0; k < row.size(); ++k)
      rank += row[k] > own || (row[k] == own && k < labels[n]);
    ++byRank[rank];
    // As scikit-learn: what is 0 would make the mean infinite, whatever the rest is.
    result.logLoss -= std::log(std::clamp(own, std::numeric_limits<double>::epsilon(), 1.0));
    for (Size k = 0; k < row.size(); ++k)
      result.brier += (row[k] - (k == labels[n] ? 1 : 0)) * (row[k] - (k == labels[n] ? 1 : 0));
    const auto prediction = static_cast<Size>(result.predictions[n]);
    const double confidence = row[prediction];
    const auto bin =
        std::min(static_cast<Size>(std::max(confidence, 0.0) * bins), result.calibration.size() - 1);
    ++result.calibration[bin].examples;
    result.calibration[bin].confidence += confidence;
    result.calibration[bin].accuracy += prediction == labels[n] ? 1 : 0;
  }
  const auto count = static_cast<double>(labels.size());
  result.logLoss /= count;
  result.perplexity = std::exp(result.logLoss);
  result.brier /= count;
  std::int64_t sum = 0;
  for (const std::int64_t each : byRank)
    result.topK.push_back(ratio(static_cast<double>(sum += each), count));
  for (CalibrationBin &bin : result.calibration) {
    result.calibrationError += std::abs(bin.confidence - bin.accuracy) / count;
    bin.confidence = ratio(bin.confidence, static_cast<double>(bin.examples));
    bin.accuracy = ratio(bin.accuracy, static_cast<double>(bin.examples));
  }
}

} // namespace

Classification classify(const Tensor &labelTensor, const Tensor &scores, Scores meaning,
                        std::int64_t calibrationBins) {
  if (calibrationBins < 1)
    throw Error("a calibration has " + std::to_string(calibrationBins) + " bins; it needs at least 1");
  if (scores.rank() == 0 || scores.dim(0) == 0)
    throw Error("there are no examples to classify");
  const Probabilities probabilities = probabilitiesOf(scores, meaning);
  const std::vector<Size> labels = labelsOf(labelTensor, probabilities);
  Classification result;
  result.examples = static_cast<std::int64_t>(probabilities.examples);
  result.classes = static_cast<std::int64_t>(probabilities.classes);
  result.confusion.resize(probabilities.classes * probabilities.classes);
  std::int64_t right = 0;
  for (Size n = 0; n < labels.size(); ++n) {
    const auto row = probabilities.of(n);
    const auto best = static_cast<Size>(std::ranges::max_element(row) - row.begin());
    result.predictions.push_back(static_cast<std::int64_t>(best));
    ++result.confusion[labels[n] * probabilities.classes + best];
    right += best == labels[n];
  }
  result.accuracy = ratio(static_cast<double>(right), static_cast<double>(result.examples));
  result.accuracyInterval = wilsonInterval(right, result.examples);
  for (std::int64_t bin = 0; bin < calibrationBins; ++bin)
    result.calibration.push_back(
        {.low = static_cast<double>(bin) / static_cast<double>(calibrationBins),
         .high = static_cast<double>(bin + 1) / static_cast<double>(calibrationBins)});
  addClassScores(result, labels, probabilities);
  addMeans(result);
  addProbabilityFigures(result, labels, probabilities);
  return result;
}

std::pair<double, double> wilsonInterval(std::int64_t successes, std::int64_t trials) {
  if (trials == 0)
    return {0, 1};
  constexpr double z = 1.959963984540054; // of the normal distribution, for 95 %
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double around = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {middle - around, middle + around};
}

} // namespace dlc
