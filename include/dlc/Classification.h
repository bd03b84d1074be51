// How well a model tells classes apart. Comes in: what it says of examples, and what they are. Goes out: the
// usual figures, as scikit-learn defines them.
#pragma once

#include "dlc/Tensor.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dlc {

/// A point of a curve, in the order of falling thresholds.
struct CurvePoint {
  double x = 0, y = 0;
};

/// In which the true value lies with 95 % confidence, if the examples are drawn independently. Normal
/// approximations, but for E. B. Wilson's of an accuracy (1927); cut where a figure cannot be.
using Interval = std::pair<double, double>;

/// Of one class against all others. Where there is nothing to divide by, precision, recall and F1 are 0,
/// areas NaN.
struct ClassScores {
  std::int64_t examples = 0; ///< that are of the class
  double precision = 0, recall = 0, f1 = 0;
  Interval f1Interval;                     ///< by the delta method (K. Takahashi et al., 2022)
  double rocArea = 0;                      ///< under the ROC curve, by trapezoids: ties count half
  Interval rocAreaInterval;                ///< E. R. DeLong et al. (1988); NaN as the area is
  double averagePrecision = 0;             ///< under the precision–recall curve, in steps
  std::vector<CurvePoint> roc;             ///< false-positive rate, true-positive rate; from (0, 0) to (1, 1)
  std::vector<CurvePoint> precisionRecall; ///< recall, precision; at each threshold
};

struct PrecisionRecall {
  double precision = 0, recall = 0, f1 = 0;
};

/// Of the examples whose most probable class has a probability in this range.
struct CalibrationBin {
  double low = 0, high = 0;
  std::int64_t examples = 0;
  double confidence = 0; ///< mean probability of the most probable class
  double accuracy = 0;   ///< part of which it is the class
};

struct Classification {
  std::int64_t examples = 0, classes = 0;
  std::vector<std::int64_t> predictions; ///< of each example: the most probable class, of equals the first
  std::vector<std::int64_t> confusion;   ///< [class, prediction], row by row
  std::vector<ClassScores> byClass;
  double accuracy = 0;
  Interval accuracyInterval;                ///< and that of micro F1, which is the same number
  PrecisionRecall micro;                    ///< of all decisions together
  PrecisionRecall macro;                    ///< means over the classes
  PrecisionRecall weighted;                 ///< the same, each class by its examples
  Interval macroF1Interval;                 ///< by the delta method, as those of the classes
  double rocArea = 0, averagePrecision = 0; ///< means over the classes that have one
  Interval rocAreaInterval;                 ///< as those of the classes, which are of the same examples
  std::vector<double> topK; ///< at place k - 1: the part of examples whose class is among the k most probable
  double logLoss = 0;       ///< mean of -ln p of the class
  Interval logLossInterval; ///< of a mean
  double perplexity = 0;    ///< e to that
  Interval perplexityInterval;
  double brier = 0;                        ///< mean over examples of the sum over classes of (p - 1 or 0)²
  std::vector<CalibrationBin> calibration; ///< bins of equal width
  double calibrationError = 0; ///< mean over examples of how far confidence and accuracy of their bin differ

  std::int64_t count(std::int64_t truth, std::int64_t prediction) const {
    return confusion[static_cast<std::size_t>(truth * classes + prediction)];
  }
};

/// What scores are.
enum class Scores : std::uint8_t { logits, probabilities };

/// `scores` are [N, classes] of floats; or [N] or [N, 1] of two classes, for the second one. Logits become
/// probabilities by softmax, those for one class by the logistic function, in f64. `labels` are N integers,
/// or floats that are. Throws Error for other shapes and types, for labels that are none of the classes, and
/// for scores that are not finite.
Classification classify(const Tensor &labels, const Tensor &scores, Scores meaning = Scores::logits,
                        std::int64_t calibrationBins = 10);

/// E. B. Wilson's interval of a proportion, with 95 % confidence; [0, 1] of nothing.
Interval wilsonInterval(std::int64_t successes, std::int64_t trials);

} // namespace dlc
