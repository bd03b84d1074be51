#include "Classes.h"

#include "Table.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dlc {

std::optional<Tensor> logitsOf(const Graph &graph, const Program &program, const Dataset &dataset,
                               std::int64_t batch) {
  if (!usesLabels(graph) || !program.has(EntryRole::Predict))
    return std::nullopt;
  const EntryInfo &predict = program.entry(EntryRole::Predict);
  const auto logits = std::ranges::find_if(predict.outputs, [](const TensorInfo &output) {
    return output.isBatched() && output.shape.size() == 2 && output.shape[1] > 1;
  });
  if (logits == predict.outputs.end() || (logits->dtype != DType::f32 && logits->dtype != DType::f64))
    return std::nullopt;
  Program answering = program.fork();
  return (*collect(answering, predict.name, dataset, batch))[logits->name].clone();
}

const Tensor &labelsOf(const Dataset &dataset) {
  return dataset[dataset.find("labels") ? "labels" : "label"];
}

static std::string text(const char *format, double value) {
  if (std::isnan(value))
    return "-";
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), format, value);
  return buffer;
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
  Table rest({left, right});
  rest.row({"accuracy, with 95 % confidence", text("%.2f", 100 * classes.accuracyInterval.first) + " … " +
                                                  text("%.2f %%", 100 * classes.accuracyInterval.second)});
  for (const std::size_t k : {2u, 3u, 5u})
    if (k < classes.topK.size())
      rest.row(
          {"among the " + std::to_string(k) + " most probable", text("%.2f %%", 100 * classes.topK[k - 1])});
  rest.row({"log loss", text("%.4f", classes.logLoss)});
  rest.row({"perplexity", text("%.4f", classes.perplexity)});
  rest.row({"Brier score", text("%.4f", classes.brier)});
  rest.row({"calibration error", text("%.4f", classes.calibrationError)});
  out << '\n';
  rest.print(out);
}

} // namespace dlc
