// dlc report: a page about a model, its training and what it makes of data, for a browser.
#include "Answers.h"
#include "Signals.h"
#include "Status.h"
#include "Table.h"

#include "Report/Html.h"
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
  void addFacts(Report &report, const Graph &graph, const Program &program, const Dataset &dataset) const;
  void addClasses(Report &report, const Graph &graph, const Program &program, const Dataset &dataset) const;
  void addSignals(Report &report, const Graph &graph, const Dataset &dataset) const;
};

/// How well the model does on the data.
void ReportVerb::addFacts(Report &report, const Graph &graph, const Program &program,
                          const Dataset &dataset) const {
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
  if (const std::optional<TokenScores> tokens = tokenScoresOf(graph, program, dataset, batch)) {
    const auto add = [&](const char *name, double value, const Interval &interval) {
      std::string text = decimal(value);
      if (!std::isnan(interval.first))
        text += " (" + decimal(interval.first) + " … " + decimal(interval.second) + ", with 95 % confidence)";
      facts.emplace_back(name, text);
    };
    facts.emplace_back("tokens", grouped(tokens->tokens));
    add("perplexity of tokens", tokens->perplexity, tokens->perplexityInterval);
    add("cross-entropy of tokens", tokens->crossEntropy, tokens->crossEntropyInterval);
    add("accuracy of tokens", tokens->accuracy, tokens->accuracyInterval);
  }
  report.addFacts(facts);
}

/// What the model takes examples for, if it tells classes apart.
void ReportVerb::addClasses(Report &report, const Graph &graph, const Program &program,
                            const Dataset &dataset) const {
  std::string whyNot; // then there is no section about it
  if (const std::optional<Answers> answers = answersOf(graph, program, dataset, batch, whyNot))
    report.addClasses(dataset, answers->labels, answers->scores, answers->meaning,
                      program.classNames().empty() ? dataset.classNames : program.classNames());
}

/// What goes through the layers for the first batch, forward and back.
void ReportVerb::addSignals(Report &report, const Graph &graph, const Dataset &dataset) const {
  const Dataset first = dataset.slice(0, std::min(batch, dataset.size()));
  const std::string function = signalFunction(graph);
  if (!function.empty())
    report.addActivations(activationsOf(model, graph, function, first, seed), first.size());
  report.addGradients(gradientsOf(model, graph, first, seed), first.size());
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
      addFacts(report, graph, program, *dataset);
    report.addCurves(records);
    if (dataset)
      addClasses(report, graph, program, *dataset);
    if (dataset)
      addSignals(report, graph, *dataset);
    report.addWeights(program);
  }
  const std::string page = report.html();
  printOrWrite(page, file);
  std::cout << "wrote " << file << " (" << scaledBytes(static_cast<std::int64_t>(page.size())) << ")\n";
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
                  "activations and\ngradients of the first batch; as for `dlc train`")
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
