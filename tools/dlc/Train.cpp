// dlc train: a network and data in, a trained model out. The loop itself is lib/Training's.
#include "Interrupt.h"
#include "Models.h"
#include "Suggest.h"
#include "Table.h"

#include "Training/Checkpoint.h"
#include "Training/Recorder.h"
#include "Training/Reporter.h"
#include "dlc/Compile.h"
#include "dlc/Optimizer.h"
#include "dlc/Plan.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace dlc {
namespace {
namespace fs = std::filesystem;

struct Train {
  ModelOptions model;
  MemoryOptions memory;
  RuleOptions rule;
  std::string data, schedule, entry, plan, records;
  std::optional<std::int64_t> epochs;
  std::optional<double> learningRate;
  TrainOptions options;
  bool json = false;

  int run();

private:
  void chooseOutput();
  void choosePlan(const Graph &graph);
  Mode modeFor(const Graph &graph) const;
  void chooseOptimizer(const Graph &graph);
  Dataset open(Graph &graph) const;
  int report(const TrainResult &result, const Interrupt &interrupt, Reporter &reporter) const;
};

void Train::chooseOutput() {
  const bool isChosen = !options.checkpoint.empty();
  if (!isChosen)
    options.checkpoint = fs::path(model.file).filename().replace_extension(".dlm").string();
  if (fs::path(options.checkpoint).extension() != ".dlm")
    throw UsageError("-o " + options.checkpoint + ": a trained model ends in .dlm");
  // Hours of training should not go because -o was forgotten.
  if (!isChosen && !options.resume && fs::exists(options.checkpoint))
    throw UsageError(options.checkpoint + " exists: --resume goes on with it, -o " + options.checkpoint +
                     " replaces it, and -o with another name keeps it");
}

void Train::choosePlan(const Graph &graph) {
  if (!entry.empty() && !plan.empty())
    throw UsageError("--entry and --plan both say what is called: a plan names entries, too");
  options.plan = !plan.empty() ? plan : !entry.empty() ? entry : graph.plan();
  constexpr std::int64_t usual = 5;
  options.epochs = epochs.value_or(usual);
  if (options.plan.empty())
    return;
  const Plan parsed = Plan::parse(options.plan);
  std::vector<std::string> names;
  for (const EntryInfo &function : graph.functions())
    names.push_back(function.name);
  if (graph.hasFunction("loss"))
    names.push_back("train_step"); // is made from it
  std::int64_t sum = 0;
  for (const PlanPhase &phase : parsed.phases) {
    sum += phase.epochs;
    for (const PlannedCall &call : phase.calls)
      if (!std::ranges::count(names, call.entry))
        throw Error(model.file + ": the plan calls '" + call.entry +
                    "', and there is no function of that name" + suggestion(call.entry, names));
  }
  if (!epochs)
    options.epochs = parsed.phases.back().epochs > 0 ? sum : sum + usual;
}

/// Whether the step is called that is made from the loss.
static bool callsMadeStep(const Graph &graph, const std::string &plan) {
  if (graph.hasFunction("train_step") || plan.empty())
    return plan.empty();
  for (const PlanPhase &phase : Plan::parse(plan).phases)
    for (const PlannedCall &call : phase.calls)
      if (call.entry == "train_step")
        return true;
  return false;
}

/// As what the model is compiled: functions that assign variables, and have no rule, need no more than
/// others.
Mode Train::modeFor(const Graph &graph) const {
  if (callsMadeStep(graph, options.plan))
    return Mode::train;
  for (const EntryInfo &function : graph.functions())
    if (graph.learns(function.name) || function.role == EntryRole::TrainStep)
      return Mode::train;
  return graph.hasFunction("loss") ? Mode::evaluate : Mode::predict;
}

void Train::chooseOptimizer(const Graph &graph) {
  options.schedule = Schedule::parse(schedule);
  options.learningRate = learningRate.value_or(1e-3);
  if (!callsMadeStep(graph, options.plan)) {
    if (!rule.optimizer.empty() || !rule.trainable.empty())
      throw UsageError(std::string(rule.optimizer.empty() ? "--trainable" : "--optimizer") +
                       ": what is called, " + options.plan + ", says itself how it learns");
    return;
  }
  const std::string text = rule.textFor(graph);
  if (text.empty())
    return;
  const Optimizer optimizer = parseOptimizer(text);
  options.optimizer = optimizer.text;
  options.learningRate = learningRate.value_or(optimizer.learningRate);
}

Dataset Train::open(Graph &graph) const {
  Dataset dataset = openDataFor(graph, data);
  // Names of classes become part of the network: they travel with it, and --resume finds it unchanged.
  if (!namesLabels(graph))
    dataset.classNames.clear();
  else if (graph.classNames().empty() && !dataset.classNames.empty())
    graph.setClassNames(dataset.classNames);
  return dataset;
}

int Train::report(const TrainResult &result, const Interrupt &interrupt, Reporter &reporter) const {
  const std::string &file = options.checkpoint;
  if (result.end == TrainResult::End::Interrupted) {
    reporter.message("interrupted; saved in " + file +
                     ", and the same command with --resume goes on from there");
    return interrupt.exitCode();
  }
  if (!json && !result.epochs.empty())
    std::cout << "wrote " << file << " (" << scaledBytes(static_cast<std::int64_t>(fs::file_size(file)))
              << ")\n";
  return exitDone;
}

int Train::run() {
  chooseOutput();
  Graph graph = model.load(&rule);
  choosePlan(graph);
  chooseOptimizer(graph);
  const Dataset dataset = open(graph);
  checkWritable(options.checkpoint); // the compiler takes a moment
  std::optional<Recorder> recorder;
  if (!records.empty())
    recorder.emplace(records);
  CompileOptions code = model.compileOptions(graph, modeFor(graph), options.optimizer);
  code.average = false; // the weights themselves learn on
  memory.apply(code, options.batch, std::cerr);
  Program program = model.compiled(graph, code);
  const bool resumes = options.resume && fs::exists(options.checkpoint);
  if (model.hasWeights() && !resumes)
    model.loadInto(program);

  Reporter reporter(std::cout, std::cerr, Reporter::styleFor(STDOUT_FILENO, json),
                    Reporter::widthOf(STDOUT_FILENO));
  Trainer trainer(program, dataset, options);
  reporter.attach(trainer);
  if (recorder)
    recorder->attach(trainer);
  if (const std::string savings =
          rule.savings(graph, model.compileOptions(graph, Mode::train, options.optimizer), options.batch);
      !savings.empty())
    reporter.message(savings);
  trainer.onNonFinite = [&](const std::string &called, const Program &before,
                            const std::vector<Argument> &inputs) {
    return explainNonFinite(graph, called, code, before, inputs);
  };
  const Interrupt interrupt;
  trainer.interrupt = interrupt.flag();
  const TrainResult result = trainer.run();
  return report(result, interrupt, reporter);
}

} // namespace

Action declareTrain(CLI::App &verb) {
  auto train = std::make_shared<Train>();
  TrainOptions &options = train->options;
  options.batch = 128;
  train->model.declare(verb);
  verb.add_option("-d,--data", train->data, dataHelp)->required()->option_text("SPEC");
  verb.add_option("-o,--output", options.checkpoint,
                  "the .dlm to write after epochs, once a second at most,\nand at the end: model and "
                  "checkpoint in one;\n"
                  "default: MODEL's name with .dlm")
      ->option_text("FILE");
  verb.add_option("--epochs", train->epochs,
                  "passes over the data in all; default 5, or those\nof the plan's phases")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--batch", options.batch, "examples a step; default 128")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--entry", train->entry, "the function to call with each batch; default\ntrain_step")
      ->option_text("NAME");
  verb.add_option(
          "--plan", train->plan,
          "what is called, and how often: 'critic*5, generator',\n'step, copy every 100', 'pretrain for 5; "
          "finetune';\ndefault: the model's train.plan")
      ->option_text("PLAN");
  train->rule.declare(verb);
  verb.add_option("--lr", train->learningRate,
                  "learning rate; default: what is usual with the\noptimizer, 1e-3 for adam")
      ->option_text("RATE")
      ->check(notNegative);
  verb.add_option("--schedule", train->schedule,
                  "of the learning rate: constant (default), step,\nmulti_step, exponential, cosine, "
                  "one_cycle, plateau;\n"
                  "settings in brackets: 'cosine(warmup=1)'")
      ->option_text("NAME");
  verb.add_option("--seed", options.seed,
                  "of weights, order and split: the same seed, the\nsame numbers; default 0")
      ->option_text("N")
      ->check(atLeastZero);
  verb.add_option("--validation", options.validation,
                  "part of the examples, 0 … 1, to hold back and\nevaluate after each epoch")
      ->option_text("PART")
      ->check(fraction);
  verb.add_option("--tensorboard", train->records,
                  "a folder for event files, which TensorBoard shows: loss\nand metrics of epochs, and the "
                  "loss of steps")
      ->option_text("FOLDER");
  verb.add_option("--checkpoint-every", options.checkpointEvery, "write the .dlm after every N steps, too")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_flag("--resume", options.resume,
                "go on from the .dlm, to the very same result; start\nanew where there is none");
  train->model.declareWeightFile(verb);
  train->memory.declare(verb);
  verb.add_flag("--json", train->json, "one JSON object an epoch on standard output");
  train->model.declareCode(verb);
  verb.footer("Ctrl-C finishes the step, saves, and ends with exit code 130.\n\n"
              "  dlc train lenet.mlir --data fashion-mnist --epochs 3 --validation 0.1 -o lenet.dlm");
  return [train] { return train->run(); };
}

} // namespace dlc
