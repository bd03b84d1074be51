#include "Training.h"

#include "Processes.h"
#include "Suggest.h"

#include "Data/Augmentation.h"
#include "Data/Statistics.h"
#include "Training/Checkpoint.h"
#include "Training/EpochTable.h"
#include "Training/Examples.h"
#include "Training/Recorder.h"
#include "dlc/Optimizer.h"
#include "dlc/Plan.h"

#include <algorithm>
#include <charconv>
#include <iostream>

namespace dlc {
namespace fs = std::filesystem;

void TrainingOptions::declareModel(CLI::App &verb) {
  options.batch = 128;
  model.declare(verb);
  verb.add_option("-d,--data", data, dataHelp)->required()->option_text("SPEC");
}

void TrainingOptions::declare(CLI::App &verb) {
  verb.add_option("--epochs", epochs,
                  "passes over the data in all; default 5, or those\nof the plan's phases")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--batch", options.batch, "examples a step; default 128")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--entry", entry, "the function to call with each batch; default\ntrain_step")
      ->option_text("NAME");
  verb.add_option(
          "--plan", plan,
          "what is called, and how often: 'critic*5, generator',\n'step, copy every 100', 'pretrain for 5; "
          "finetune';\ndefault: the model's train.plan")
      ->option_text("PLAN");
  rule.declare(
      verb, ".\nlbfgs, or lbfgs(history=10): an epoch is an iteration over\nall examples, by default 100 of "
            "them");
  verb.add_option("--lr", learningRate,
                  "learning rate; default: what is usual with the\noptimizer, 1e-3 for adam")
      ->option_text("RATE")
      ->check(notNegative);
  verb.add_option("--schedule", schedule,
                  "of the learning rate: constant (default), step,\nmulti_step, exponential, cosine, "
                  "one_cycle, plateau;\n"
                  "settings in brackets: 'cosine(warmup=1)'")
      ->option_text("NAME");
  verb.add_option(
          "--augment", options.augmentation,
          "changes images at random for each step, several changes with\ncommas: 'shift(2), flip'. The "
          "larger a number, the more:\n" +
              Augmentation::description())
      ->option_text("HOW");
  verb.add_flag(
      "--normalize", normalize,
      "give the model mean and deviation of each channel of the\nimages to learn from; from then on it "
      "normalises by them\nwhat comes from --data and from image files, and an ONNX\nfile made of it has "
      "them in it. Arrays that are given\nto `dlc run` stay as they are");
  verb.add_flag(
      "--balance", options.balance,
      "all classes equally often: an epoch has as many examples\nas ever, those of rare classes several "
      "times, and of\nfrequent ones another part each time");
  verb.add_option("--seed", options.seed,
                  "of weights, order and split: the same seed, the\nsame numbers; default 0")
      ->option_text("N")
      ->check(atLeastZero);
}

void TrainingOptions::declareRest(CLI::App &verb, const char *jsonHelp) {
  model.declareWeightFile(verb);
  memory.declare(verb);
  verb.add_flag("--json", json, jsonHelp);
  model.declareCode(verb);
}

/// A network as text with values in it; any other file as it is.
static Graph read(const TrainingOptions &options, const std::vector<SearchValue> &values) {
  const fs::path path = options.model.file;
  if (values.empty() || path.extension() != ".mlir")
    return options.model.load(&options.rule);
  return Graph::parse(filledIn(readText(path), values), path.stem().string(), path.string());
}

Training::Training(TrainingOptions options, const std::vector<SearchValue> &values)
    : given(std::move(options)), graph(read(given, values)) {
  choosePlan();
  chooseRule();
  open();
}

/// lbfgs, or lbfgs(history=10).
static std::optional<LbfgsOptions> parseLbfgs(const std::string &text) {
  if (!text.starts_with("lbfgs"))
    return std::nullopt;
  LbfgsOptions options;
  const std::string rest = text.substr(5), begin = "(history=";
  if (rest.empty())
    return options;
  const char *first = text.data() + 5 + std::min(begin.size(), rest.size()),
             *last = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(first, std::max(first, last), options.history);
  if (!rest.starts_with(begin) || !rest.ends_with(')') || error != std::errc() || end != last)
    throw UsageError(
        "--optimizer " + text +
        ": L-BFGS is lbfgs or lbfgs(history=10), how many steps it remembers; nothing is done around it");
  return options;
}

void Training::chooseLbfgs() {
  TrainOptions &options = given.options;
  const auto refuse = [](const std::string &what, const std::string &why) {
    throw UsageError(what + ": not with --optimizer lbfgs, which " + why);
  };
  if (!given.entry.empty() || !given.plan.empty())
    refuse(given.entry.empty() ? "--plan" : "--entry", "calls loss and gradient as often as it takes");
  if (!graph.hasFunction("loss") || graph.hasFunction("train_step"))
    throw Error(given.model.file + ": L-BFGS makes a 'loss' small, and the model " +
                (graph.hasFunction("loss") ? "says itself how it learns, in 'train_step'" : "has none"));
  if (!given.schedule.empty())
    refuse("--schedule", "finds the length of its steps itself");
  if (options.balance || !options.augmentation.empty())
    refuse(options.balance ? "--balance" : "--augment", "sees all examples as they are in each iteration");
  if (communicator())
    refuse("mpirun", "is for one process");
  constexpr std::int64_t usual = 100;
  options.plan.clear();
  options.epochs = given.epochs.value_or(usual);
  options.learningRate = given.learningRate.value_or(1);
}

void Training::choosePlan() {
  TrainOptions &options = given.options;
  if (!given.entry.empty() && !given.plan.empty())
    throw UsageError("--entry and --plan both say what is called: a plan names entries, too");
  options.plan = !given.plan.empty() ? given.plan : !given.entry.empty() ? given.entry : graph.plan();
  constexpr std::int64_t usual = 5;
  options.epochs = given.epochs.value_or(usual);
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
      if (call.entry == "loss" && graph.hasFunction("loss"))
        throw Error(given.model.file +
                    ": the plan calls '@loss', which is a function and no entry: what learns "
                    "by it is 'train_step', and what computes it alone is 'evaluate'");
      else if (!std::ranges::count(names, call.entry))
        throw Error(given.model.file + ": the plan calls '" + call.entry +
                    "', and there is no function of that name" + suggestion(call.entry, names));
  }
  if (!given.epochs)
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
Mode Training::mode() const {
  if (callsMadeStep(graph, given.options.plan))
    return Mode::train;
  for (const EntryInfo &function : graph.functions())
    if (graph.learns(function.name) || function.role == EntryRole::TrainStep)
      return Mode::train;
  return graph.hasFunction("loss") ? Mode::evaluate : Mode::predict;
}

void Training::chooseRule() {
  TrainOptions &options = given.options;
  const RuleOptions &rule = given.rule;
  options.lbfgs = parseLbfgs(rule.optimizer);
  if (options.lbfgs)
    return chooseLbfgs();
  options.schedule = Schedule::parse(given.schedule);
  options.learningRate = given.learningRate.value_or(1e-3);
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
  options.learningRate = given.learningRate.value_or(optimizer.learningRate);
}

void Training::open() {
  dataset = openDataFor(graph, given.data);
  // Names of classes become part of the network: they travel with it, and --resume finds it unchanged.
  if (!namesLabels(graph))
    dataset->classNames.clear();
  else if (graph.classNames().empty() && !dataset->classNames.empty())
    graph.setClassNames(dataset->classNames);
  if (given.normalize)
    normalize();
}

/// Of the functions of a network, the first batched input of f32: the images.
static const TensorInfo *imagesOf(const std::vector<EntryInfo> &functions) {
  for (const EntryInfo &function : functions)
    for (const TensorInfo &input : function.inputs)
      if (input.isBatched() && input.dtype == DType::f32 && input.role != InputRole::Label)
        return &input;
  return nullptr;
}

void Training::normalize() {
  if (!graph.mean().empty())
    throw UsageError(
        "--normalize: the model has the mean and the deviation already that its images are normalised by");
  const std::vector<EntryInfo> functions = graph.functions();
  const TensorInfo *input = imagesOf(functions);
  const Column *images = input ? dataset->find(input->name) : nullptr;
  if (!images)
    images = dataset->find("images");
  if (!input || !images)
    throw Error(given.data +
                ": --normalize: " + (input ? dataset->lacks("images") : "the model takes no images"));
  TrainOptions options = given.options;
  options.folds = 0; // all models of cross-validation are one graph
  const ChannelStatistics statistics =
      channelStatistics(*images, sidesOf(*dataset, options).training, given.data + ": --normalize");
  graph.setNormalization(statistics.mean, statistics.deviation);
}

RuleOptions Training::stepRule() const {
  RuleOptions rule = given.rule;
  if (given.options.lbfgs) // its step is not called
    rule.optimizer = "sgd";
  return rule;
}

CompileOptions Training::stepOptions(Mode mode) const {
  return given.model.compileOptions(
      graph, mode, given.options.lbfgs ? stepRule().textFor(graph) : given.options.optimizer);
}

std::string Training::savings() const {
  return stepRule().savings(graph, stepOptions(Mode::train), given.options.batch);
}

/// What the training calls: nothing else is compiled.
std::vector<std::string> Training::calledEntries(Mode mode) const {
  const TrainOptions &options = given.options;
  std::vector<std::string> names;
  const auto add = [&](const std::string &name) {
    if (!std::ranges::count(names, name))
      names.push_back(name);
  };
  if (options.lbfgs)
    add("gradient");
  else if (options.plan.empty())
    add("train_step");
  else
    for (const PlanPhase &phase : Plan::parse(options.plan).phases)
      for (const PlannedCall &call : phase.calls)
        add(call.entry);
  if (options.validation > 0 || options.folds > 0) {
    if (graph.hasFunction("evaluate") || (mode != Mode::predict && graph.hasFunction("loss")))
      add("evaluate");
    if (graph.hasFunction("metrics"))
      add("metrics");
  }
  return names;
}

void Training::compile() {
  code = stepOptions(mode());
  code.entries = calledEntries(code.mode);
  code.gradient = given.options.lbfgs.has_value();
  code.average = false; // the weights themselves learn on
  code.splitSteps = communicator() && code.mode == Mode::train;
  if (code.splitSteps) {
    code.hooks = std::make_shared<StepHooks>();
    code.syncBatchNorms = !given.localBatchNorm;
  }
  std::ostream nowhere(nullptr);
  given.memory.apply(code, given.options.batch, isFirstProcess() ? std::cerr : nowhere);
  compiled = given.model.compiled(graph, code);
}

TrainResult Training::run(Program &program, const TrainOptions &options, Reporter &reporter,
                          const Interrupt &interrupt, const RecordFiles &records,
                          const std::function<void(Trainer &)> &adapt) const {
  const bool resumes = options.resume && fs::exists(options.checkpoint);
  if (given.model.hasWeights() && !resumes)
    given.model.loadInto(program, MissingWeights::begin);
  std::optional<Recorder> recorder;
  if (!records.events.empty() && isFirstProcess())
    recorder.emplace(records.events);
  std::optional<EpochTable> table;
  if (!records.table.empty() && isFirstProcess())
    table.emplace(records.table, resumes);
  Trainer trainer(program, *dataset, options);
  reporter.attach(trainer);
  if (recorder)
    recorder->attach(trainer);
  if (table)
    table->attach(trainer);
  trainer.communicator = communicator();
  trainer.stepHooks = code.hooks;
  trainer.onNonFinite = [this](const std::string &called, const Program &before,
                               const std::vector<Argument> &inputs) {
    return explainNonFinite(graph, called, code, before, inputs);
  };
  trainer.interrupt = interrupt.flag();
  if (adapt)
    adapt(trainer);
  return trainer.run();
}

} // namespace dlc
