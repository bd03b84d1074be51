// dlc eval: loss and metrics of a model on data.
#include "Models.h"
#include "Status.h"
#include "Table.h"

#include "Training/Json.h"
#include "dlc/Trainer.h"

#include <cstdio>
#include <iostream>

namespace dlc {
namespace {

struct Eval {
  ModelOptions model;
  std::string data;
  std::int64_t batch = 256;
  std::optional<std::uint64_t> seed;
  bool json = false;

  int run() const;
};

std::string number(const char *format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

void print(const Averages &averages) {
  Table table({Table::Align::left, Table::Align::right});
  if (const std::optional<double> accuracy = averages.accuracy())
    table.row({"accuracy", number("%.2f %%", *accuracy * 100)});
  table.row({"loss", number("%.4f", averages.loss)});
  for (const Metric &metric : averages.metrics)
    if (metric.name != "accuracy")
      table.row({metric.name, number("%.4g", metric.value)});
  table.row({"examples", grouped(averages.examples)});
  table.print(std::cout);
}

int Eval::run() const {
  const Graph graph = model.load();
  const Dataset dataset = openDataFor(graph, data);
  Program program = model.loaded(graph, Mode::evaluate, seed);
  const Averages averages = [&] {
    const Status status("evaluating " + grouped(dataset.size()) + " examples");
    return evaluate(program, dataset, batch);
  }();
  for (const std::string &name : averages.dependOnBatch)
    std::cerr << "note: " << name << " is no mean over examples: another --batch than " << batch
              << " gives another value; where it should not, let @loss return what it is made from for each "
                 "example, "
                 "and compute it in a function @metrics\n";
  if (json)
    std::cout << toJson(averages) << '\n';
  else
    print(averages);
  return exitDone;
}

} // namespace

Action declareEval(CLI::App &verb) {
  auto eval = std::make_shared<Eval>();
  eval->model.declare(verb);
  eval->model.declareOthers(verb);
  verb.add_option("-d,--data", eval->data, dataHelp)->required()->option_text("SPEC");
  verb.add_option("--batch", eval->batch, "examples a call; default 256")
      ->option_text("N")
      ->check(atLeastOne);
  declareWeightSeed(verb, eval->seed);
  verb.add_flag("--json", eval->json, "one JSON object on standard output");
  eval->model.declareWeights(verb);
  eval->model.declareSizes(verb);
  eval->model.declareCode(verb);
  verb.footer("  dlc eval lenet.dlm --data fashion-mnist:test\n"
              "  dlc eval lenet.1.dlm lenet.2.dlm lenet.3.dlm --data fashion-mnist:test");
  return [eval] { return eval->run(); };
}

} // namespace dlc
