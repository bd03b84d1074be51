#include "Classes.h"

#include "Table.h"

#include <cmath>
#include <cstdio>

namespace dlc {

static std::string text(const char *format, double value) {
  if (std::isnan(value))
    return "-";
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), format, value);
  return buffer;
}

/// "0.8123   0.7934 … 0.8312": a figure and where it lies with 95 % confidence.
static void addRow(Table &table, const char *name, const char *format, double value, const Interval &interval,
                   double unit = 1) {
  const std::string low = text(format, unit * interval.first), high = text(format, unit * interval.second);
  table.row({name, text(format, unit * value), low == "-" ? "" : low + " … " + high});
}

static void addRanks(Table &table, const std::vector<double> &topK) {
  for (const std::size_t k : {2u, 3u, 5u})
    if (k < topK.size())
      table.row(
          {"among the " + std::to_string(k) + " most probable", text("%.2f %%", 100 * topK[k - 1]), ""});
}

static void printConfusion(std::ostream &out, const Classification &classes,
                           const std::vector<std::string> &names) {
  std::vector<Table::Align> columns(static_cast<std::size_t>(classes.classes) + 1, Table::Align::right);
  columns.front() = Table::Align::left;
  Table table(columns);
  std::vector<std::string> head{"confusion"};
  for (std::int64_t k = 0; k < classes.classes; ++k)
    head.push_back(std::to_string(k));
  table.row(head);
  table.rule();
  for (std::int64_t k = 0; k < classes.classes; ++k) {
    std::vector<std::string> row{std::to_string(k) + " " + names[static_cast<std::size_t>(k)]};
    for (std::int64_t other = 0; other < classes.classes; ++other)
      row.push_back(std::to_string(classes.count(k, other)));
    table.row(row);
  }
  table.print(out);
}

void printClasses(std::ostream &out, const Classification &classes, const std::vector<std::string> &given) {
  std::vector<std::string> names = given;
  names.resize(static_cast<std::size_t>(classes.classes));
  using enum Table::Align;
  Table table({left, right, right, right, right, right, right});
  table.row({"class", "examples", "precision", "recall", "F1", "ROC area", "average precision"});
  table.rule();
  for (std::size_t k = 0; k < names.size(); ++k) {
    const ClassScores &scores = classes.byClass[k];
    table.row({names[k].empty() ? std::to_string(k) : names[k], grouped(scores.examples),
               text("%.4f", scores.precision), text("%.4f", scores.recall), text("%.4f", scores.f1),
               text("%.4f", scores.rocArea), text("%.4f", scores.averagePrecision)});
  }
  table.rule();
  const auto addMean = [&](const char *name, const PrecisionRecall &mean, const std::string &roc,
                           const std::string &average) {
    table.row({name, "", text("%.4f", mean.precision), text("%.4f", mean.recall), text("%.4f", mean.f1), roc,
               average});
  };
  addMean("macro", classes.macro, text("%.4f", classes.rocArea), text("%.4f", classes.averagePrecision));
  addMean("weighted", classes.weighted, "", "");
  addMean("micro", classes.micro, "", "");
  table.print(out);
  constexpr std::int64_t most = 20; // a wider table is none to read
  if (classes.classes <= most) {
    out << '\n';
    printConfusion(out, classes, names);
  }
  Table rest({left, right, left});
  rest.row({"", "", "with 95 % confidence"});
  addRow(rest, "accuracy and micro F1, %", "%.2f", classes.accuracy, classes.accuracyInterval, 100);
  addRanks(rest, classes.topK);
  addRow(rest, "macro F1", "%.4f", classes.macro.f1, classes.macroF1Interval);
  addRow(rest, "mean ROC area", "%.4f", classes.rocArea, classes.rocAreaInterval);
  addRow(rest, "log loss", "%.4f", classes.logLoss, classes.logLossInterval);
  addRow(rest, "perplexity", "%.4f", classes.perplexity, classes.perplexityInterval);
  rest.row({"Brier score", text("%.4f", classes.brier), ""});
  rest.row({"calibration error", text("%.4f", classes.calibrationError), ""});
  out << '\n';
  rest.print(out);
}

void printTokens(std::ostream &out, const TokenScores &scores) {
  using enum Table::Align;
  Table table({left, right, left});
  table.row({"tokens", grouped(scores.tokens), "with 95 % confidence"});
  table.rule();
  addRow(table, "accuracy, %", "%.2f", scores.accuracy, scores.accuracyInterval, 100);
  addRanks(table, scores.topK);
  addRow(table, "cross-entropy", "%.4f", scores.crossEntropy, scores.crossEntropyInterval);
  addRow(table, "perplexity", "%.4f", scores.perplexity, scores.perplexityInterval);
  table.print(out);
}

} // namespace dlc
