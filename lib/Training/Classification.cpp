#include "dlc/Classification.h"

#include "Training/Intervals.h"
#include "Training/Probabilities.h"
#include "dlc/Error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace dlc {
namespace {

using Size = std::size_t;

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

/// The curves of one class: a step of the threshold takes in all examples of one score, so that the order of
/// equals does not matter. Returns how far each example moves the ROC area from its expectation, in first
/// order, so that the sum of squares is DeLong's variance; nothing where there is no area.
std::vector<double> addCurves(ClassScores &scores, Size wanted, const std::vector<Size> &labels,
                              const Probabilities &probabilities) {
  std::vector<Size> order(labels.size());
  std::iota(order.begin(), order.end(), Size(0));
  const auto score = [&](Size n) { return probabilities.of(n)[wanted]; };
  std::ranges::sort(order, [&](Size a, Size b) { return score(a) > score(b); });
  const auto positives = static_cast<double>(scores.examples);
  const double negatives = static_cast<double>(labels.size()) - positives;
  double found = 0, wrong = 0;
  // The part of the others that an example is on the right side of, where equals count half.
  std::vector<double> placements(labels.size());
  scores.roc.push_back({0, 0});
  for (Size i = 0; i < order.size();) {
    const Size first = i;
    const double threshold = score(order[i]);
    for (; i < order.size() && score(order[i]) == threshold; ++i)
      ++(labels[order[i]] == wanted ? found : wrong);
    const CurvePoint before = scores.roc.back(), now{ratio(wrong, negatives), ratio(found, positives)};
    scores.rocArea += (now.x - before.x) * (now.y + before.y) / 2;
    for (Size at = first; at < i; ++at)
      placements[order[at]] =
          labels[order[at]] == wanted ? 1 - (before.x + now.x) / 2 : (before.y + now.y) / 2;
    const double precision = found / (found + wrong);
    scores.averagePrecision += (now.y - before.y) * precision;
    scores.roc.push_back(now);
    scores.precisionRecall.push_back({now.y, precision});
  }
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (positives == 0)
    scores.averagePrecision = none;
  if (positives == 0 || negatives == 0) {
    scores.rocArea = none;
    scores.rocAreaInterval = {none, none};
    return {};
  }
  double variance = 0;
  for (Size n = 0; n < labels.size(); ++n) {
    const double count = labels[n] == wanted ? positives : negatives;
    // One example alone says nothing of how much another would differ.
    placements[n] = count > 1 ? (placements[n] - scores.rocArea) / std::sqrt(count * (count - 1)) : none;
    variance += placements[n] * placements[n];
  }
  scores.rocAreaInterval = within(normalInterval(scores.rocArea, variance), 0, 1);
  return placements;
}

double f1Of(double precision, double recall) { return ratio(2 * precision * recall, precision + recall); }

void addClassScores(Classification &result, const std::vector<Size> &labels,
                    const Probabilities &probabilities) {
  std::vector<double> moves(labels.size()); // of all areas together
  double areas = 0;
  std::int64_t withArea = 0;
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
    const std::vector<double> own = addCurves(scores, static_cast<Size>(k), labels, probabilities);
    for (Size n = 0; n < own.size(); ++n)
      moves[n] += own[n];
    if (!std::isnan(scores.rocArea))
      areas += scores.rocArea, ++withArea;
    result.byClass.push_back(std::move(scores));
    result.byClass.back().f1Interval =
        within(normalInterval(result.byClass.back().f1, f1Variance(result, k)), 0, 1);
  }
  const auto count = static_cast<double>(withArea);
  result.rocArea = areas / count;
  const double squares = std::inner_product(moves.begin(), moves.end(), moves.begin(), 0.0);
  result.rocAreaInterval = within(normalInterval(result.rocArea, squares / (count * count)), 0, 1);
}

void addMeans(Classification &result) {
  double precisions = 0;
  std::int64_t withPrecision = 0;
  for (const ClassScores &scores : result.byClass) {
    const double part = ratio(static_cast<double>(scores.examples), static_cast<double>(result.examples));
    const double each = 1 / static_cast<double>(result.classes);
    for (auto [mean, weight] : {std::pair(&result.macro, each), std::pair(&result.weighted, part)}) {
      mean->precision += weight * scores.precision;
      mean->recall += weight * scores.recall;
      mean->f1 += weight * scores.f1;
    }
    if (!std::isnan(scores.averagePrecision))
      precisions += scores.averagePrecision, ++withPrecision;
  }
  // Each example is one decision: what one class misses, another one has too many of.
  result.micro = {result.accuracy, result.accuracy, result.accuracy};
  result.macroF1Interval = within(normalInterval(result.macro.f1, macroF1Variance(result)), 0, 1);
  result.averagePrecision = precisions / static_cast<double>(withPrecision);
}

void addProbabilityFigures(Classification &result, const std::vector<Size> &labels,
                           const Probabilities &probabilities) {
  std::vector<std::int64_t> byRank(probabilities.classes);
  std::vector<double> losses;
  const auto bins = static_cast<double>(result.calibration.size());
  for (Size n = 0; n < labels.size(); ++n) {
    const auto row = probabilities.of(n);
    const double own = row[labels[n]];
    // Of equals, the first comes first.
    Size rank = 0;
    for (Size k = 0; k < row.size(); ++k)
      rank += row[k] > own || (row[k] == own && k < labels[n]);
    ++byRank[rank];
    losses.push_back(negativeLog(own));
    result.logLoss += losses.back();
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
  result.logLossInterval = within(meanInterval(losses), 0, std::numeric_limits<double>::infinity());
  result.perplexity = std::exp(result.logLoss);
  result.perplexityInterval = {std::exp(result.logLossInterval.first),
                               std::exp(result.logLossInterval.second)};
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

} // namespace dlc
