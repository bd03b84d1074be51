// dlc report: a page about a model, its training and what it makes of data, for a browser.
#include "Models.h"
#include "Status.h"
#include "Table.h"

#include "Report/Report.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace dlc {
namespace {

struct ReportVerb {
  ModelOptions model;
  std::vector<std::string> runs;
  std::string data, file;
  std::int64_t batch = 256;
  std::optional<std::uint64_t> seed;

  int run() const;

private:
  void addFacts(Report &report, const Graph &graph, const Dataset &dataset) const;
  void addClasses(Report &report, const Graph &graph, const Program &program, const Dataset &dataset) const;
  std::map<std::string, double> gradientNorms(const Graph &graph, const Dataset &dataset) const;
};

double normOf(const Tensor &tensor) {
  double squares = 0;
  for (const double number : numbersOf(tensor))
    squares += number * number;
  return std::sqrt(squares);
}

/// How well the model does on the data.
void ReportVerb::addFacts(Report &report, const Graph &graph, const Dataset &dataset) const {
  std::vector<std::pair<std::string, std::string>> facts{{"data", data},
                                                         {"examples", grouped(dataset.size())}};
  if (graph.hasFunction("loss")) {
    Program judge = model.loaded(graph, Mode::evaluate, seed);
    const Averages averages = evaluate(judge, dataset, batch);
    char text[48];
    std::snprintf(text, sizeof(text), "%.4f", averages.loss);
    facts.emplace_back("loss", text);
    for (const Metric &metric : averages.metrics) {
      std::snprintf(text, sizeof(text), "%.4g", metric.value);
      facts.emplace_back(metric.name, text);
    }
  }
  report.addFacts(facts);
}

/// What the model takes examples for, if it tells classes apart.
void ReportVerb::addClasses(Report &report, const Graph &graph, const Program &program,
                            const Dataset &dataset) const {
  if (!usesLabels(graph) || !program.has(EntryRole::Predict))
    return;
  const EntryInfo &predict = program.entry(EntryRole::Predict);
  const auto logits = std::ranges::find_if(predict.outputs, [](const TensorInfo &output) {
    return output.isBatched() && output.shape.size() == 2 && output.shape[1] > 1;
  });
  if (logits == predict.outputs.end() || (logits->dtype != DType::f32 && logits->dtype != DType::f64))
    return;
  Program answering = program.fork();
  const std::optional<Outputs> answers = collect(answering, predict.name, dataset, batch);
  report.addClasses(dataset, (*answers)[logits->name],
                    program.classNames().empty() ? dataset.classNames : program.classNames());
}

/// Of the loss of the first batch, by variable.
std::map<std::string, double> ReportVerb::gradientNorms(const Graph &graph, const Dataset &dataset) const {
  std::map<std::string, double> norms;
  GradientRequest request;
  request.function = "loss";
  for (const VariableInfo &variable : graph.variables())
    if (variable.role == VariableRole::Parameter && variable.tensor.dtype == DType::f32)
      request.wrt.push_back(variable.tensor.name);
  if (!graph.hasFunction("loss") || request.wrt.empty())
    return norms;
  Program program = compileGradient(graph, request, model.compileOptions(graph, Mode::predict));
  if (model.threads)
    program.setThreads(model.threads);
  if (seed && !model.isTrained())
    program.init(*seed);
  model.loadInto(program);
  program.initMissing(0);
  const Dataset first = dataset.slice(0, batch);
  const std::optional<Outputs> results = collect(program, "gradient", first, batch);
  constexpr std::string_view suffix = ".gradient";
  for (const Outputs::Item &item : *results)
    if (item.name.ends_with(suffix))
      norms[item.name.substr(0, item.name.size() - suffix.size())] = normOf(item.tensor);
  return norms;
}

int ReportVerb::run() const {
  std::vector<RecordedRun> records;
  for (const std::string &folder : runs)
    for (RecordedRun &run : readRuns(folder)) {
      if (runs.size() > 1)
        run.name = folder + "/" + run.name;
      records.push_back(std::move(run));
    }
  const Graph graph = model.load();
  std::optional<Dataset> dataset;
  if (!data.empty())
    dataset = openDataFor(graph, data);
  const Program program = model.loaded(graph, Mode::predict, seed);
  Report report(graph.name());
  {
    const Status status("looking at " + graph.name());
    if (dataset)
      addFacts(report, graph, *dataset);
    report.addCurves(records);
    if (dataset)
      addClasses(report, graph, program, *dataset);
    report.addWeights(program, dataset ? gradientNorms(graph, *dataset) : std::map<std::string, double>());
  }
  printOrWrite(report.html(), file);
  return exitDone;
}

} // namespace

Action declareReport(CLI::App &verb) {
  auto report = std::make_shared<ReportVerb>();
  report->model.declare(verb);
  verb.add_option("-o,--output", report->file, "the page to write; required")
      ->required()
      ->option_text("FILE.html");
  verb.add_option("--runs", report->runs,
                  "a folder of `dlc train --tensorboard`, whose curves are\ndrawn; several are drawn into "
                  "the same charts")
      ->option_text("FOLDER")
      ->allow_extra_args(false);
  verb.add_option("-d,--data", report->data,
                  "data to show what the model makes of: loss and metrics,\nconfusion of classes, mistakes, "
                  "gradients; as for\n"
                  "`dlc train`")
      ->option_text("SPEC");
  verb.add_option("--batch", report->batch, "examples a call; default 256")
      ->option_text("N")
      ->check(atLeastOne);
  declareWeightSeed(verb, report->seed);
  report->model.declareWeights(verb);
  report->model.declareSizes(verb);
  report->model.declareCode(verb);
  verb.footer(
      "The page needs no other file and no network.\n\n"
      "  dlc train lenet.mlir --data fashion-mnist --validation 0.1 --tensorboard runs/lenet -o lenet.dlm\n"
      "  dlc report lenet.dlm --runs runs/lenet --data fashion-mnist:test -o lenet.html");
  return [report] { return report->run(); };
}

} // namespace dlc
