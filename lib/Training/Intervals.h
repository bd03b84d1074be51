// Intervals of 95 % confidence for figures of a model, as deterministic functions of what was measured.
#pragma once

#include "dlc/Classification.h"

namespace dlc {

/// The normal approximation around an estimate of that variance; NaN if either is.
Interval normalInterval(double estimate, double variance);

/// Within these bounds, which no value of the figure passes.
Interval within(Interval interval, double low, double high);

/// Of a mean over independent values; NaN of fewer than two.
Interval meanInterval(std::span<const double> values);

/// Of sum(values) / sum(weights) over clusters that are independent of each other, such as sequences with
/// their losses and their tokens; what is in a cluster need not be. NaN of fewer than two clusters.
Interval ratioInterval(std::span<const double> values, std::span<const double> weights);

/// The variance of F1 = 2 TP / (2 TP + FP + FN) by the delta method: the confusion matrix is a draw from a
/// multinomial distribution, and what a single example changes in the F1 is its derivative.
double f1Variance(const Classification &result, std::int64_t of);
/// The same of the mean over all classes.
double macroF1Variance(const Classification &result);

} // namespace dlc
