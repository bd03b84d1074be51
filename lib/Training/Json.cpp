#include "Training/Json.h"

#include <nlohmann/json.hpp>

namespace dlc {

using Json = nlohmann::ordered_json;

/// Other metrics go last, and never in the place of a field that has a meaning of its own.
static void addMetrics(Json &object, const std::string &prefix, const std::vector<Metric> &metrics) {
  for (const Metric &metric : metrics)
    if (!object.contains(prefix + metric.name))
      object[prefix + metric.name] = metric.value;
}

static void addMain(Json &object, const std::string &prefix, const Averages &averages) {
  object[prefix + "loss"] = averages.loss;
  if (const std::optional<double> accuracy = averages.accuracy())
    object[prefix + "accuracy"] = *accuracy;
}

/// Names come from models, so they may hold anything: what is no UTF-8 is replaced, not thrown.
static std::string line(const Json &object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

static Json objectOf(const EpochRecord &record) {
  Json object;
  object["epoch"] = record.epoch;
  addMain(object, "", record.training);
  if (record.validation)
    addMain(object, "validation_", *record.validation);
  object["seconds"] = record.seconds;
  object["waited_seconds"] = record.waitedSeconds;
  object["images_per_second"] = record.imagesPerSecond;
  object["peak_bytes"] = record.peakBytes;
  addMetrics(object, "", record.training.metrics);
  if (record.validation)
    addMetrics(object, "validation_", record.validation->metrics);
  return object;
}

std::string toJson(const EpochRecord &record) { return line(objectOf(record)); }

std::vector<CsvCell> toCsv(const EpochRecord &record) {
  std::vector<CsvCell> cells;
  const Json object = objectOf(record);
  for (const auto &[name, value] : object.items()) {
    const bool isPlain = name.find_first_of(",\"\n\r") == name.npos;
    std::string quoted; // as RFC 4180 has it
    for (const char c : name)
      quoted += c == '"' ? "\"\"" : std::string(1, c);
    const std::string text = line(value);
    cells.push_back({isPlain ? name : '"' + quoted + '"', text == "null" ? "" : text});
  }
  return cells;
}

static Json objectOf(const Averages &averages) {
  Json object;
  addMain(object, "", averages);
  object["examples"] = averages.examples;
  addMetrics(object, "", averages.metrics);
  return object;
}

std::string toJson(const Averages &averages) { return line(objectOf(averages)); }

static Json objectOf(const PrecisionRecall &mean) {
  return {{"precision", mean.precision}, {"recall", mean.recall}, {"f1", mean.f1}};
}

static Json objectOf(const Interval &interval) { return {interval.first, interval.second}; }

static Json objectOf(const Classification &classes) {
  Json figures;
  figures["confusion"] = Json::array();
  figures["by_class"] = Json::array();
  for (std::int64_t k = 0; k < classes.classes; ++k) {
    Json row = Json::array();
    for (std::int64_t other = 0; other < classes.classes; ++other)
      row.push_back(classes.count(k, other));
    figures["confusion"].push_back(row);
    const ClassScores &scores = classes.byClass[static_cast<std::size_t>(k)];
    figures["by_class"].push_back({{"examples", scores.examples},
                                   {"precision", scores.precision},
                                   {"recall", scores.recall},
                                   {"f1", scores.f1},
                                   {"f1_interval", objectOf(scores.f1Interval)},
                                   {"roc_area", scores.rocArea},
                                   {"roc_area_interval", objectOf(scores.rocAreaInterval)},
                                   {"average_precision", scores.averagePrecision}});
  }
  figures["accuracy_interval"] = objectOf(classes.accuracyInterval);
  figures["micro"] = objectOf(classes.micro);
  figures["macro"] = objectOf(classes.macro);
  figures["macro_f1_interval"] = objectOf(classes.macroF1Interval);
  figures["weighted"] = objectOf(classes.weighted);
  figures["roc_area"] = classes.rocArea;
  figures["roc_area_interval"] = objectOf(classes.rocAreaInterval);
  figures["average_precision"] = classes.averagePrecision;
  figures["top_k"] = classes.topK;
  figures["log_loss"] = classes.logLoss;
  figures["log_loss_interval"] = objectOf(classes.logLossInterval);
  figures["perplexity"] = classes.perplexity;
  figures["perplexity_interval"] = objectOf(classes.perplexityInterval);
  figures["brier"] = classes.brier;
  figures["calibration_error"] = classes.calibrationError;
  return figures;
}

static Json objectOf(const TokenScores &tokens) {
  return {{"count", tokens.tokens},
          {"accuracy", tokens.accuracy},
          {"accuracy_interval", objectOf(tokens.accuracyInterval)},
          {"top_k", tokens.topK},
          {"cross_entropy", tokens.crossEntropy},
          {"cross_entropy_interval", objectOf(tokens.crossEntropyInterval)},
          {"perplexity", tokens.perplexity},
          {"perplexity_interval", objectOf(tokens.perplexityInterval)}};
}

std::string toJson(const Averages &averages, const std::optional<Classification> &classes,
                   const std::optional<TokenScores> &tokens) {
  Json object = objectOf(averages);
  if (classes)
    object["classes"] = objectOf(*classes);
  if (tokens) {
    addMetrics(object, "", {{"perplexity", tokens->perplexity}});
    object["tokens"] = objectOf(*tokens);
  }
  return line(object);
}

std::string toJson(const std::vector<MetricSpread> &spreads, std::int64_t folds) {
  Json object;
  object["folds"] = folds;
  for (const MetricSpread &spread : spreads) {
    object[spread.name] = spread.mean;
    object[spread.name + "_deviation"] = spread.deviation;
  }
  return line(object);
}

} // namespace dlc
