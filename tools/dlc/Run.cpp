// dlc run: calls an entry point, once or several times, and writes or shows what it returns, and what it
// assigned.
#include "Call.h"
#include "Interrupt.h"

#include "Training/Checkpoint.h"
#include "Training/Replay.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace dlc {
namespace {

struct Run {
  ModelOptions model;
  std::string entry = "predict";
  CallOptions call;
  std::vector<std::string> outputs;
  std::optional<std::int64_t> steps;
  std::string data;

  int run();

private:
  void parseOutputs();
  bool keeps() const { return !kept.empty(); }
  Mode modeFor(const Graph &graph) const;
  /// What the entry takes, before it is compiled; nothing for one that only the compiler writes.
  std::optional<EntryInfo> declaredBy(const Graph &graph) const;
  Program start(const Graph &graph) const;
  void checkSaves(const Program &program) const;
  void showStep(std::int64_t step, const Outputs &results) const;
  std::optional<Outputs> callInSteps(Program &program, const std::vector<Argument> &arguments,
                                     const std::atomic<bool> *interrupt, bool &isDone) const;

  std::vector<NamedFile> files; ///< results to write
  std::string kept;             ///< the .dlm to write; empty: none
};

void Run::parseOutputs() {
  std::vector<std::string> pairs;
  for (const std::string &output : outputs) {
    if (output.find('=') != output.npos || !output.ends_with(".dlm")) {
      pairs.push_back(output);
      continue;
    }
    if (keeps())
      throw UsageError("-o " + output + ": what is assigned goes into " + kept + " already");
    kept = output;
  }
  files = parseNamedFiles(pairs, "--output");
}

Mode Run::modeFor(const Graph &graph) const {
  // What training is made of has other names once it is compiled.
  if (entry == "loss" && graph.hasFunction(entry))
    throw Error(model.file + ": '@loss' is called as the entry point 'evaluate': --entry evaluate");
  if ((entry == "train_step" || entry == "reset_optimizer") && !graph.hasFunction(entry))
    throw Error(model.file + ": '" + entry +
                "' is an entry point of training: `dlc train` calls it, and so does a "
                "library that is compiled with --train");
  if (graph.learns(entry) || entry == "train_step")
    return Mode::train;
  return entry == "evaluate" && !graph.hasFunction(entry) ? Mode::evaluate : Mode::predict;
}

std::optional<EntryInfo> Run::declaredBy(const Graph &graph) const {
  const std::string name = entry == "evaluate" && !graph.hasFunction(entry) ? "loss" : entry;
  for (EntryInfo &function : graph.functions())
    if (function.name == name)
      return std::move(function);
  return std::nullopt;
}

/// Compiled, with the values that variables have before the call.
Program Run::start(const Graph &graph) const {
  const Mode mode = modeFor(graph);
  if (!call.hasValues(model) && !keeps() && graph.usesVariables(mode == Mode::evaluate ? "loss" : entry))
    model.failWithoutWeights();
  CompileOptions options = model.compileOptions(graph, mode);
  options.entries = {entry};
  if (keeps()) // what is written holds the weights themselves
    options.average = false;
  return call.start(model, graph, model.compiled(graph, options), entry, keeps());
}

/// As a training does: what is not finite is not written.
void Run::checkSaves(const Program &program) const {
  if (const std::optional<std::string> parameter = findNonFiniteParameter(program))
    throw Error(model.file + ": '" + entry + "' has made the parameter '" + *parameter +
                "' NaN or infinite; " + kept + " is not written");
}

/// The numbers that a step returns, in a line: of each step as JSON, else of ten in all.
void Run::showStep(std::int64_t step, const Outputs &results) const {
  const std::int64_t all = steps.value_or(1);
  if (all == 1)
    return;
  if (!call.json && step * 10 / all == (step - 1) * 10 / all)
    return;
  nlohmann::ordered_json object;
  object["step"] = step;
  std::string line = "step " + std::to_string(step) + "/" + std::to_string(all);
  for (const Outputs::Item &item : results)
    if (item.tensor.rank() == 0) {
      object[item.name] = decimalOf(item.tensor);
      char text[32];
      std::snprintf(text, sizeof(text), "%.5g", *scalarOf(item.tensor));
      line += "  " + item.name + " " + text;
    }
  if (object.size() > 1)
    std::cout << (call.json ? object.dump() : line) << std::endl;
}

/// What the last call returned, if there was one.
std::optional<Outputs> Run::callInSteps(Program &program, const std::vector<Argument> &arguments,
                                        const std::atomic<bool> *interrupt, bool &isDone) const {
  std::optional<Outputs> results;
  std::int64_t step = 0;
  while (step < steps.value_or(1) && !*interrupt) {
    results = program.call(entry, arguments, call.batch);
    showStep(++step, *results);
  }
  isDone = step == steps.value_or(1);
  return results;
}

int Run::run() {
  if (!data.empty() && steps)
    throw UsageError(
        "--steps counts calls, and with --data, there is one for each batch; `dlc train --entry " + entry +
        "` passes several times over data");
  std::vector<NamedValue> from = parseNamedValues(call.inputs, "--input");
  parseNamedValues(call.variables, "--set"); // only to complain before anything is compiled
  parseOutputs();
  const Graph graph = model.load();
  const std::optional<Dataset> dataset =
      data.empty() ? std::nullopt : std::optional(openDataFor(graph, data));
  for (NamedValue &value : from)
    value.name = graph.nameOf(value.name);
  for (NamedFile &file : files)
    file.name = graph.nameOf(file.name);
  if (keeps())
    checkWritable(kept);

  std::optional<EntryInfo> info = declaredBy(graph);
  std::optional<Program> program;
  if (!info) {
    program = start(graph);
    info = program->entry(entry);
  }
  const GivenInputs given(from, *info, graph, model.file + ": '" + entry + "'");
  for (const NamedFile &file : files)
    findDeclared(file.name, info->outputs, model.file + ": '" + entry + "' has no output");
  if (!program)
    program = start(graph);
  if (keeps() && call.variables.empty() && !program->entry(entry).writes)
    throw Error(model.file + ": '" + entry + "' assigns no variable, so there is nothing to keep in " + kept);

  const Interrupt interrupt;
  bool isDone = false;
  std::optional<Outputs> results;
  if (dataset) {
    results = collect(*program, entry, *dataset, call.batch > 0 ? call.batch : 256, given.arguments,
                      interrupt.flag());
    isDone = results.has_value();
  } else {
    results = callInSteps(*program, given.arguments, interrupt.flag(), isDone);
  }
  if (results)
    writeOrShow(*results, files, call, program->classNames());
  if (keeps()) {
    checkSaves(*program);
    program->save(kept);
  }
  return isDone ? exitDone : interrupt.exitCode();
}

} // namespace

Action declareRun(CLI::App &verb) {
  auto run = std::make_shared<Run>();
  run->model.declare(verb);
  run->model.declareOthers(verb);
  run->call.declare(verb,
                    "draw values at random for variables that have none;\nwith -o FILE.dlm: 0, unless given");
  verb.add_option(
          "-o,--output", run->outputs,
          "a result and where to write it, NAME=FILE.npy, or .png:\na grid of images, [N, H, W] or [N, C, H, "
          "W] in "
          "0 … 1;\nor .txt: tokens as the characters that the model\nlearnt; or .svg: curves of [N] or [K, "
          "N], points [N, 2]\nwith FILE.svg(scatter), or with FILE.svg(histogram) all\nelements; results "
          "that are not written "
          "are shown. FILE.dlm: the\nmodel with what was assigned to "
          "variables, which\notherwise is lost")
      ->option_text("FILE")
      ->allow_extra_args(false);
  verb.add_option("-d,--data", run->data,
                  "call it with all examples of data, and put results one\nbehind the other; scalars are "
                  "averaged, and of others,\n"
                  "the last counts. What to give is what `dlc train` takes\nas --data")
      ->option_text("SPEC");
  verb.add_option("--entry", run->entry, "the entry point to call; default predict")->option_text("NAME");
  verb.add_option("--steps", run->steps,
                  "call it N times: each call starts from the variables\nthat the call before has assigned; "
                  "results are those of\nthe last")
      ->option_text("N")
      ->check(atLeastOne);
  run->model.declareWeights(verb);
  run->model.declareSizes(verb);
  run->model.declareCode(verb);
  verb.footer(
      "Arrays of bf16 and of floats of 8 bits are f32 ones in their files, which have no\nnames for these "
      "types.\n\n"
      "  dlc run lenet.dlm --input image=batch.npy --output logits=out.npy\n"
      "  dlc run lenet.dlm --data fashion-mnist:test --output logits=all.npy\n"
      "  dlc run two_apples.mlir --input apple=100 --input count=2 --input tax=1.1\n"
      "  dlc run hopfield.mlir --entry recall --seed 1 --output images=recalled.png\n"
      "  dlc run adding.mlir --entry learn_lstm --input learning_rate=4e-3 --steps 3000 --seed 1 -o "
      "lstm.dlm");
  return [run] { return run->run(); };
}

} // namespace dlc
