#include "Call.h"

#include "dlc/Normalization.h"

#include <algorithm>

namespace dlc {

void declareScale(CLI::App &verb, std::int64_t &scale) {
  verb.add_option(
          "--scale", scale,
          "enlarge each pixel of a .png to N by N; default: such that\neach image of a grid is about 100 "
          "pixels wide, and 1 of a\nsingle image")
      ->option_text("N")
      ->check(CLI::Range(std::int64_t(1), std::int64_t(1000)));
}

void CallOptions::declare(CLI::App &verb, const char *seedHelp) {
  verb.add_option(
          "-i,--input", inputs,
          "an argument: an image file (.png, .jpg), which is fitted to\nthe size of the input, with pixels "
          "in "
          "0 … 1, and normalised\nas the model normalises its images; an array (.npy), which\nis taken as it "
          "is; or numbers, such as x=2.5 or\n'x=[[1, 2], [3, 4]]'; once for each input")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--set", variables, "set a variable before the first call, likewise")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--columns", grid.columns,
                  "the number of columns of the grid in a .png; default: as\nsquare as possible")
      ->option_text("N")
      ->check(atLeastOne);
  declareScale(verb, grid.scale);
  verb.add_option("--batch", batch, "the batch size of a call, where no argument has it")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--seed", seed, seedHelp)->option_text("N")->check(atLeastZero);
  verb.add_flag("--json", json, "print the results as JSON, one object each");
}

void CallOptions::setVariables(Program &program, const std::string &where) const {
  std::vector<TensorInfo> declared;
  for (const VariableInfo &variable : program.variables())
    declared.push_back(variable.tensor);
  for (const NamedValue &value : parseNamedValues(variables, "--set")) {
    const TensorInfo &info = findDeclared(value.name, declared, where + ": there is no variable");
    program.setVariable(value.name, readValue(value, info, "--set"));
  }
}

Program CallOptions::start(const ModelOptions &model, const Graph &graph, Program program,
                           const std::string &entry, bool mayStart) const {
  if (seed && !model.isTrained())
    program.init(*seed);
  model.loadInto(program, mayStart ? MissingWeights::begin : MissingWeights::keep);
  setVariables(program, model.file);
  if (!mayStart)
    for (const std::size_t index : program.entry(entry).variables) {
      const VariableInfo &variable = program.variables()[index];
      if (variable.role != VariableRole::Optimizer && !program.hasValue(variable.tensor.name) &&
          !(variable.isRandomState && hasValues(model)))
        throw Error(
            !model.weights.empty()
                ? model.weights + ": has no variable '" + variable.tensor.name +
                      "', which the network needs: --rename PATTERN=NEW if it is called otherwise, --set " +
                      variable.tensor.name + "=FILE.npy, or --seed N for a value at random"
                : model.file + ": '" + entry + "' uses the variable '" + variable.tensor.name +
                      "', which has no value: --set " + variable.tensor.name +
                      "=FILE.npy, or --seed N for one at random");
    }
  program.initMissing(seed.value_or(0));
  return program;
}

/// As batches of a dataset are.
static void normalizeImage(Tensor &image, const TensorInfo &declared, const Graph &graph) {
  try {
    normalize(image, graph.mean(), graph.standardDeviation(),
              declared.isBatched() ? 1 : static_cast<std::int64_t>(image.rank()) - 3);
  } catch (const Error &error) {
    throw Error(graph.file() + ": the input " + toString(declared) + ": " + error.what());
  }
}

GivenInputs::GivenInputs(std::vector<NamedValue> given, const EntryInfo &entry, const Graph &graph,
                         const std::string &where)
    : values(std::move(given)) {
  const TensorInfo *images = imageInput(entry);
  tensors.reserve(values.size());
  for (const NamedValue &value : values) {
    const TensorInfo &info = findDeclared(value.name, entry.inputs, where + " has no input");
    Tensor &tensor = tensors.emplace_back(readValue(value, info, "--input"));
    if (&info == images && value.isImage())
      normalizeImage(tensor, info, graph);
    arguments.emplace_back(value.name, tensor);
  }
}

void writeOrShow(const Outputs &results, const std::vector<NamedFile> &files, const CallOptions &options,
                 const std::vector<std::string> &classes) {
  for (const NamedFile &file : files)
    writeArray(file, results[file.name], options.grid, classes);
  for (const Outputs::Item &item : results)
    if (!std::ranges::count(files, item.name, &NamedFile::name)) {
      if (options.json)
        printTensorJson(item.name, item.tensor);
      else
        printTensor(item.name, item.tensor);
    }
}

} // namespace dlc
