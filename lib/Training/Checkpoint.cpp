#include "Training/Checkpoint.h"

#include "Data/Augmentation.h"
#include "Model/AtomicFile.h"
#include "Model/ModelFile.h"
#include "dlc/Plan.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>

namespace dlc {

std::string exact(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

std::string readable(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value, std::chars_format::general, 6).ptr};
}

/// As it is stored beside the optimizer's name.
static std::string hyperParameters(const TrainOptions &options) {
  std::string text = "learning_rate=" + exact(options.learningRate);
  if (const std::string schedule = options.schedule.text(); schedule != "constant")
    text += ", schedule=" + schedule;
  if (options.schedule.dependsOnEpochs())
    text += ", epochs=" + std::to_string(options.epochs);
  return text;
}

/// How it learns: the optimizer, and what is given of plan, augmentation, order and split.
static std::string ruleOf(const TrainOptions &options) {
  std::string rule =
      options.lbfgs ? "lbfgs(history=" + std::to_string(options.lbfgs->history) + ")" : options.optimizer;
  const auto add = [&](const std::string &text) { rule += (rule.empty() ? "" : ", ") + text; };
  if (!options.plan.empty())
    add("plan(" + Plan::parse(options.plan).text() + ")");
  if (!options.augmentation.empty())
    add("augmentation(" + Augmentation::parse(options.augmentation).text() + ")");
  if (options.balance)
    add("balance");
  if (options.stratify)
    add("stratify");
  if (options.folds > 0)
    add("fold(" + std::to_string(options.fold + 1) + " of " + std::to_string(options.folds) + ")");
  return rule;
}

void writeCheckpoint(const Program &program, const TrainOptions &options, const ModelProgress &progress,
                     const std::vector<std::string> &classNames, const std::string &path,
                     std::vector<ModelSegment> memory) {
  ModelContents extra;
  extra.segments = std::move(memory);
  extra.progress = progress;
  extra.classNames = classNames;
  if (const std::string rule = ruleOf(options); !rule.empty())
    extra.optimizer = ModelOptimizer{rule, hyperParameters(options)};
  program.save(path, extra);
}

void checkWritable(const std::string &path) {
  AtomicFile file(path); // a temporary beside the target, gone again unless it is committed
}

/// Whether two texts differ in nothing but that one names large constants which the other, of an older dlc,
/// spells out.
static bool isSameGraph(std::string_view there, std::string_view here) {
  while (true) {
    const auto [a, b] = std::ranges::mismatch(there, here);
    there.remove_prefix(static_cast<std::size_t>(a - there.begin()));
    here.remove_prefix(static_cast<std::size_t>(b - here.begin()));
    if (there.empty() || here.empty())
      return there.empty() && here.empty();
    // Behind `dense`.
    const std::size_t literal = there.starts_with("<\"") ? there.find("\">") + 1 : there.find('>');
    const std::size_t name = here.find('>');
    if (!there.starts_with("<") || !here.starts_with("_resource<") || literal == 0 ||
        literal >= there.size() || name >= here.size())
      return false;
    const std::string lines(static_cast<std::size_t>(std::ranges::count(there.substr(0, literal), '\n')),
                            '\n');
    there.remove_prefix(literal + 1);
    here.remove_prefix(name + 1);
    if (!here.starts_with(lines))
      return false;
    here.remove_prefix(lines.size());
  }
}

/// A line for a message, cut where it is long.
static std::string quoteLine(const std::string &line) {
  constexpr std::size_t most = 120;
  return line.size() <= most ? quoteName(line) : quoteName(line.substr(0, most)) + "…";
}

/// The first line in which two texts differ, with both sides.
static std::string differenceOf(const std::string &there, const std::string &here) {
  std::istringstream left(there), right(here);
  for (int line = 1;; ++line) {
    std::string a, b;
    const bool hasA = !!std::getline(left, a), hasB = !!std::getline(right, b);
    if (a != b || hasA != hasB || !hasA)
      return "the graph differs in line " + std::to_string(line) + ": " + (hasA ? quoteLine(a) : "its end") +
             " there, " + (hasB ? quoteLine(b) : "its end") + " here";
  }
}

/// The first constant that the file has and the program has otherwise, or not at all, and the reverse; or
/// nothing.
static std::string differenceOfConstants(const ModelContents &there, const Program &program) {
  std::map<std::string_view, const ModelSegment *> here;
  for (const ModelSegment &constant : program.constants())
    here[constant.name] = &constant;
  for (const ModelSegment &constant : there.segments) {
    if (constant.role != ModelSegment::Role::Constant)
      continue;
    const auto found = here.find(constant.name);
    if (found == here.end() || !std::ranges::equal(constant.bytes, found->second->bytes))
      return "the constant " + quoteName(constant.name) + " differs";
    here.erase(found);
  }
  return here.empty() ? "" : "the constant " + quoteName(here.begin()->first) + " is missing there";
}

/// Everything in which the file is of another training; empty if nothing.
static std::string differences(const ModelContents &there, const Program &program,
                               const TrainOptions &options, const ModelProgress &start) {
  std::string text;
  const auto add = [&](const std::string &difference) { text += (text.empty() ? "" : "; ") + difference; };
  const auto compare = [&](const char *what, auto left, auto right) {
    if (left != right)
      add(std::string(what) + " is " + std::to_string(left) + " there, " + std::to_string(right) + " here");
  };
  const ModelProgress &progress = *there.progress;
  const bool isOlder = there.graph != program.graph() && isSameGraph(there.graph, program.graph());
  if (there.graph != program.graph() && !isOlder)
    add(differenceOf(there.graph, program.graph()));
  else if (const std::string difference = isOlder ? "" : differenceOfConstants(there, program);
           !difference.empty())
    add(difference);
  compare("the batch size", progress.batchSize, start.batchSize);
  compare("the seed", progress.seed, start.seed);
  const auto named = [](const std::string &optimizer) { return optimizer.empty() ? "none" : optimizer; };
  const std::string optimizer = there.optimizer ? there.optimizer->name : "";
  if (const std::string rule = ruleOf(options); optimizer != rule)
    add("the optimizer is " + named(optimizer) + " there, " + named(rule) + " here");
  if (progress.examples != 0) { // older files do not know
    compare("the number of examples", progress.examples, start.examples);
    compare("the number of those held back for validation", progress.validationExamples,
            start.validationExamples);
  }
  return text;
}

std::optional<ModelProgress> resumeFrom(Program &program, const TrainOptions &options,
                                        const ModelProgress &start, std::int64_t stepsPerEpoch,
                                        const std::vector<std::string> &metrics,
                                        const std::function<void(const std::string &)> &say) {
  if (!std::filesystem::exists(options.checkpoint)) {
    say("there is no " + options.checkpoint + " to resume from, training starts anew");
    return std::nullopt;
  }
  const ModelFile file(options.checkpoint);
  const ModelContents &contents = file.contents();
  if (!contents.progress)
    throw Error(options.checkpoint + " cannot be resumed: it holds a model, but no progress of training; "
                                     "start a new training from it instead");
  if (const std::string different = differences(contents, program, options, start); !different.empty())
    throw Error(options.checkpoint + " cannot be resumed: it is of another training: " + different);
  for (const VariableInfo &variable : program.variables())
    if (variable.role == VariableRole::Optimizer && !file.find(variable.tensor.name))
      throw Error(options.checkpoint + " cannot be resumed: it lacks the optimizer's " +
                  toString(variable.tensor));
  // Far beyond what can be trained, and within what the arithmetic here can do.
  constexpr std::uint64_t most = std::uint64_t(1) << 53;
  ModelProgress progress = *contents.progress;
  if (progress.stepInEpoch > static_cast<std::uint64_t>(stepsPerEpoch) || progress.epoch > most ||
      progress.globalStep > most || progress.examplesInEpoch > most)
    throw Error(options.checkpoint + " cannot be resumed: it stands at epoch " +
                std::to_string(progress.epoch) + ", step " + std::to_string(progress.stepInEpoch) + " of " +
                std::to_string(stepsPerEpoch));
  if (!progress.metrics.empty()) {
    std::string there, here;
    for (const ModelMetric &metric : progress.metrics)
      there += " " + quoteName(metric.name);
    for (const std::string &name : metrics)
      here += " " + quoteName(name);
    if (there != here)
      throw Error(options.checkpoint + " cannot be resumed: it has sums of" + there +
                  ", the program computes" + here);
  }
  if (contents.dialectVersion != program.graphVersion())
    say(options.checkpoint + " was written in version " + std::to_string(contents.dialectVersion) +
        " of the dialects; from here on its graph is taken as of version " +
        std::to_string(program.graphVersion()));
  program.load(file);
  if (contents.optimizer && contents.optimizer->hyperParameters != hyperParameters(options))
    say(options.checkpoint + " was trained with " + contents.optimizer->hyperParameters +
        ", from here on with " + hyperParameters(options));
  if (progress.stepInEpoch > 0 && progress.metrics.empty())
    say(options.checkpoint + " comes from an older dlc and has no sums: the record of this epoch covers the "
                             "rest of it only");
  if (progress.epoch >= static_cast<std::uint64_t>(options.epochs))
    say(options.checkpoint + " has been trained for " + std::to_string(progress.epoch) +
        " epochs already, nothing is left to do");
  else
    say("resuming " + options.checkpoint + " in epoch " + std::to_string(progress.epoch + 1) + ", " +
        std::to_string(progress.stepInEpoch) + " of " + std::to_string(stepsPerEpoch) + " steps are done");
  // Files of before the number of examples was kept.
  progress.examples = start.examples;
  progress.validationExamples = start.validationExamples;
  return progress;
}

bool hasRunOut(const TrainOptions &options, const ModelProgress &progress) {
  return options.patience > 0 && progress.bestEpoch > 0 &&
         progress.epoch - progress.bestEpoch >= static_cast<std::uint64_t>(options.patience);
}

} // namespace dlc
