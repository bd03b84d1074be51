// Records for machines: one JSON object a line. Numbers read back as the same bits, what is no number is
// null.
#pragma once

#include "Training/Spread.h"
#include "Training/TokenScores.h"
#include "dlc/Classification.h"

namespace dlc {

/// epoch, loss, accuracy (where there is one), validation_loss, validation_accuracy (where there is
/// validation), seconds, images_per_second, peak_bytes, and behind them other metrics under their names. No
/// line break.
std::string toJson(const EpochRecord &record);

/// The same as cells of a table of comma-separated values; what is no number is empty.
struct CsvCell {
  std::string name; ///< with quotes if it needs them
  std::string value;
};
std::vector<CsvCell> toCsv(const EpochRecord &record);

/// loss, accuracy (where there is one), examples, other metrics.
std::string toJson(const Averages &averages);

/// The same, and where they are given, under `classes` the figures of a classifier, and perplexity, with
/// more under `tokens`, of a model of sequences. Areas and intervals that there are not are null.
std::string toJson(const Averages &averages, const std::optional<Classification> &classes,
                   const std::optional<TokenScores> &tokens);

/// Of cross-validation: folds, and of each metric the mean under its name and NAME_deviation.
std::string toJson(const std::vector<MetricSpread> &spreads, std::int64_t folds);

} // namespace dlc
