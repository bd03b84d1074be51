// dlc convert: writes a network as text or as an ONNX file, or its weights alone, whatever file it comes
// from.
#include "Models.h"

#include "dlc/Compile.h"
#include "dlc/Onnx.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace dlc {
namespace {

struct Convert {
  ModelOptions model;
  RuleOptions rule;
  std::optional<std::uint64_t> seed;
  OnnxExportOptions onnx{.entry = ""};
  bool train = false;
  std::string output;

  int run();

private:
  void check(const std::string &suffix) const;
  void writeOnnx(const Graph &graph);
  void writeWeights(const Graph &graph) const;
};

void Convert::check(const std::string &suffix) const {
  if (!output.empty() && suffix != ".mlir" && suffix != ".onnx" && suffix != ".safetensors")
    throw UsageError("-o " + output +
                     ": a network as text has the suffix .mlir, an ONNX file .onnx, weights .safetensors");
  if (!train && rule.isGiven())
    throw UsageError(std::string(!rule.loss.empty()        ? "--loss"
                                 : !rule.frozen.empty()    ? "--freeze"
                                 : !rule.optimizer.empty() ? "--optimizer"
                                                           : "--trainable") +
                     " is for --train");
  if (suffix != ".onnx" && (!rule.optimizer.empty() || !rule.trainable.empty()))
    throw UsageError(
        "--optimizer and --trainable are for -o FILE.onnx: a text gets its optimizer when it is compiled");
  if (suffix != ".onnx" && (!onnx.entry.empty() || onnx.opset || onnx.externalData))
    throw UsageError("--entry, --opset and --external-data are for -o FILE.onnx");
  if (suffix != ".onnx" && suffix != ".safetensors" && (seed || !model.weights.empty()))
    throw UsageError("a network as text has no weights: --seed and --weights are for -o FILE.onnx and "
                     "FILE.safetensors");
  if (model.weights.empty() && suffix != ".safetensors" &&
      !(model.renamings.empty() && model.transposed.empty()))
    throw UsageError("--rename and --transpose are for tensors of --weights FILE, or of -o FILE.safetensors");
}

void Convert::writeOnnx(const Graph &graph) {
  onnx.sizes = model.sizesFor(graph);
  onnx.average = model.usesAverages();
  if (train) {
    onnx.mode = Mode::train;
    onnx.optimizer = rule.textFor(graph);
  }
  if (onnx.entry.empty())
    onnx.entry = train ? "train_step" : "predict";
  const std::optional<std::string> normalizes =
      exportOnnx(graph, model.weightsFor(graph, seed), output, onnx);
  if (normalizes)
    std::cerr << "note: " << output << " takes pixels in 0 … 1 as '" << *normalizes
              << "', and normalises them by the mean and deviation of the model\n";
  else if (!graph.mean().empty())
    std::cerr << "note: the mean and deviation by which the model normalises images are not in " << output
              << ": '" << onnx.entry << "' takes no images\n";
}

/// Parameters and buffers; averages of a training in the place of what they are averages of.
void Convert::writeWeights(const Graph &graph) const {
  Weights weights = model.weightsFor(graph, seed);
  if (model.usesAverages())
    for (const std::string &name : graph.averagedVariables())
      weights.tensors[name] = std::move(weights.tensors.at(name + ".average"));
  const std::vector<VariableInfo> variables = graph.variables();
  std::erase_if(weights.tensors, [&](const auto &named) {
    const auto variable =
        std::ranges::find(variables, named.first, [](const VariableInfo &v) { return v.tensor.name; });
    return variable == variables.end() || variable->role == VariableRole::Optimizer ||
           variable->isRandomState;
  });
  if (weights.tensors.empty())
    throw Error(model.file + (variables.empty()
                                  ? " has no variables"
                                  : " is a network without weights: give the .dlm that `dlc train` has "
                                    "made of it, or --seed N for weights at random"));
  if (model.weights.empty())
    model.weightChanges().apply(weights);
  saveSafetensors(output, weights);
  if (!graph.mean().empty())
    std::cerr << "note: the mean and deviation by which the model normalises images are not in " << output
              << ", which has weights alone: they are in the network as text, -o FILE.mlir\n";
}

int Convert::run() {
  const std::string suffix = std::filesystem::path(output).extension();
  check(suffix);
  const Graph graph = model.load(train ? &rule : nullptr);
  if (suffix == ".onnx")
    writeOnnx(graph);
  else if (suffix == ".safetensors")
    writeWeights(graph);
  else
    printOrWrite(graph.text(), output);
  return exitDone;
}

} // namespace

Action declareConvert(CLI::App &verb) {
  auto convert = std::make_shared<Convert>();
  convert->model.declare(verb);
  convert->model.changesOutput = true;
  verb.add_option("-o,--output", convert->output,
                  "the file to write: the network as text (.mlir), an ONNX\nfile with weights (.onnx), or "
                  "the weights alone\n(.safetensors); default: text, to standard output")
      ->option_text("FILE");
  verb.add_flag("--train", convert->train,
                "convert to a network that can be trained: weights of an\nONNX file become variables, and a "
                "loss is added; an ONNX\nfile that is written is a training step");
  convert->rule.declare(verb);
  verb.add_option("--entry", convert->onnx.entry,
                  "the function that an ONNX file computes; default: predict,\nor train_step with --train")
      ->option_text("NAME");
  verb.add_option("--opset", convert->onnx.opset,
                  "use no operators that are newer than this operator set,\nsuch as 21; default: 21, or a "
                  "later one where an op needs it")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_flag("--external-data", convert->onnx.externalData,
                "write weights into a separate file beside the .onnx,\nwith the suffix .onnx.data; always so "
                "above 1.5 GiB");
  declareWeightSeed(verb, convert->seed);
  convert->model.declareWeights(verb);
  convert->model.declareSizes(verb);
  verb.footer("  dlc convert net.onnx -o net.mlir\n"
              "  dlc convert net.onnx --train --loss softmax_cross_entropy -o net.mlir\n"
              "  dlc convert lenet.dlm -o lenet.onnx\n"
              "  dlc convert lenet.dlm --train --optimizer sgd -o step.onnx\n"
              "  dlc convert lenet.dlm -o lenet.safetensors\n"
              "  dlc convert lenet.mlir --weights lenet.safetensors -o lenet.onnx");
  return [convert] { return convert->run(); };
}

} // namespace dlc
