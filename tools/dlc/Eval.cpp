// dlc eval: loss and metrics of a model on data.
#include "Answers.h"
#include "Classes.h"
#include "Status.h"
#include "Table.h"

#include "Training/IgnoredResults.h"
#include "Training/Json.h"
#include "dlc/Trainer.h"

#include <cstdio>
#include <iostream>

namespace dlc {
namespace {

struct Eval {
  ModelOptions model;
  RuleOptions rule; ///< --loss and --freeze alone
  std::string data;
  std::int64_t batch = 256;
  std::optional<std::uint64_t> seed;
  bool json = false, classes = false;

  int run() const;

private:
  Classification classesOf(const Graph &graph, const Program &program, const Dataset &dataset) const;
};

std::string number(const char *format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

void print(const Averages &averages, const std::optional<TokenScores> &tokens) {
  Table table({Table::Align::left, Table::Align::right});
  if (const std::optional<double> accuracy = averages.accuracy())
    table.row({"accuracy", number("%.2f %%", *accuracy * 100)});
  table.row({"loss", number("%.4f", averages.loss)});
  for (const Metric &metric : averages.metrics)
    if (metric.name != "accuracy")
      table.row({metric.name, number("%.4g", metric.value)});
  if (tokens && !averages.find("perplexity"))
    table.row({"perplexity", number("%.4f", tokens->perplexity)});
  table.row({"examples", grouped(averages.examples)});
  if (tokens)
    table.row({"tokens", grouped(tokens->tokens)});
  table.print(std::cout);
}

Classification Eval::classesOf(const Graph &graph, const Program &program, const Dataset &dataset) const {
  std::string whyNot;
  const std::optional<Answers> answers = answersOf(graph, program, dataset, batch, whyNot);
  if (!answers)
    throw Error(model.file + ": tells no classes apart: " + whyNot);
  return classify(answers->labels, answers->scores, answers->meaning);
}

int Eval::run() const {
  const Graph graph = model.load(&rule);
  const Dataset dataset = openDataFor(graph, data);
  std::vector<std::string> entries = {"evaluate"};
  const bool hasTokens = foretellsTokens(graph);
  if (graph.hasFunction("metrics"))
    entries.push_back("metrics");
  if (graph.hasFunction("predict") && (classes || hasTokens))
    entries.push_back("predict");
  Program program = model.loaded(graph, Mode::evaluate, seed, std::move(entries));
  Averages averages;
  std::optional<TokenScores> tokens;
  std::optional<Classification> figures;
  {
    const Status status("evaluating " + grouped(dataset.size()) + " examples");
    averages = evaluate(program, dataset, batch);
    if (hasTokens)
      tokens = tokenScoresOf(graph, program, dataset, batch);
    if (classes && !tokens)
      figures = classesOf(graph, program, dataset);
  }
  for (const std::string &remark : ignoredResults(graph.functions()))
    std::cerr << "note: " << remark << '\n';
  for (const std::string &name : averages.dependOnBatch)
    std::cerr << "note: " << name << " is no mean over examples: another --batch than " << batch
              << " gives another value; where it should not, let @loss return what it is made from for each "
                 "example, "
                 "and compute it in a function @metrics\n";
  if (json) {
    std::cout << toJson(averages, figures, tokens) << '\n';
    return exitDone;
  }
  print(averages, tokens);
  if (figures) {
    std::cout << '\n';
    printClasses(std::cout, *figures,
                 program.classNames().empty() ? dataset.classNames : program.classNames());
  }
  if (classes && tokens) {
    std::cout << '\n';
    printTokens(std::cout, *tokens);
  }
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
  eval->rule.declareOnnx(verb);
  declareWeightSeed(verb, eval->seed);
  verb.add_flag("--classes", eval->classes,
                "of a classifier: precision, recall, F1 and areas under\ncurves by class, confusion, top-k, "
                "calibration; of a model of\nsequences: top-k of tokens; intervals of 95 % confidence");
  verb.add_flag("--json", eval->json, "one JSON object on standard output");
  eval->model.declareWeights(verb);
  eval->model.declareSizes(verb);
  eval->model.declareCode(verb);
  verb.footer("A classifier has a 'predict' with logits or probabilities [batch, classes], or\n"
              "with one number an example for labels 0 and 1: a sigmoid, or the logit of a binary\n"
              "cross-entropy. Of scores [batch, tokens, classes], perplexity is reported.\n"
              "Intervals are Wilson's for accuracy, and else normal approximations (the delta\n"
              "method for F1, DeLong's for ROC areas), in which an example, or a sequence, is one\n"
              "draw.\n\n"
              "  dlc eval lenet.dlm --data fashion-mnist:test\n"
              "  dlc eval lenet.dlm --data fashion-mnist:test --classes\n"
              "  dlc eval net.onnx --loss softmax_cross_entropy --dynamic-batch --data fashion-mnist:test\n"
              "  dlc eval lenet.1.dlm lenet.2.dlm lenet.3.dlm --data fashion-mnist:test");
  return [eval] { return eval->run(); };
}

} // namespace dlc
