// dlc inspect: what a model is made of and what it costs.
#include "LayoutTable.h"
#include "Signals.h"
#include "Status.h"
#include "Suggest.h"
#include "Table.h"

#include "Data/Image.h"
#include "dlc/Onnx.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fnmatch.h>
#include <iostream>
#include <nlohmann/json.hpp>

namespace dlc {
namespace {

struct Inspect {
  ModelOptions model;
  LearningOptions learning;
  std::string function;
  std::string shown, folder; ///< patterns of variables, and where their images go
  std::string data;
  bool activations = false, gradients = false, layout = false;
  std::optional<std::uint64_t> seed;
  std::int64_t batch = 0;           ///< 0: by what is asked for
  Sizes sizes;                      ///< all that the graph has
  std::vector<std::string> assumed; ///< those of them that nothing gave
  bool json = false;

  int run();

private:
  Graph load() const;
  void choose(const Graph &graph);
  void chooseSizes(const Graph &graph);
  bool hasOtherSizes() const { return sizes.all().size() > 1; }
  std::int64_t peakBytes(const Graph &graph) const;
  void printOverview(const Graph &graph) const;
  void printCosts(const std::vector<OpCost> &costs, std::int64_t parameters) const;
  void printJson(const Graph &graph, const std::vector<OpCost> &costs) const;
  int show(const Graph &graph) const;
  int lookAtSignals(const Graph &graph) const;
  int lookAtLayout(const Graph &graph) const;
};

struct Total {
  std::int64_t flops = 0, bytes = 0;
};

Total totalOf(const std::vector<OpCost> &costs) {
  Total total;
  for (const OpCost &cost : costs) {
    total.flops += cost.flops;
    total.bytes += cost.bytes;
  }
  return total;
}

/// "image f32 [batch, 1, 28, 28], label i64 [batch]".
std::string list(const std::vector<TensorInfo> &infos) {
  std::string text;
  for (const TensorInfo &info : infos)
    text += (text.empty() ? "" : ", ") + toString(info);
  return text;
}

std::string shortened(double number) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3g", number);
  return text;
}

void Inspect::choose(const Graph &graph) {
  // The other functions of a network are most often made of this one.
  if (function.empty())
    function = graph.hasFunction("predict") ? "predict" : graph.functions().front().name;
}

void Inspect::chooseSizes(const Graph &graph) {
  sizes = model.sizesFor(graph);
  if (batch == 0)
    batch = 1;
  if (sizes["batch"] != 0)
    batch = sizes["batch"];
  sizes.set("batch", batch);
  for (const std::string &size : graph.sizes())
    if (sizes[size] == 0) {
      sizes.set(size, assumedSize);
      assumed.push_back(size);
    }
}

std::int64_t Inspect::peakBytes(const Graph &graph) const {
  const Status status("planning the memory of " + graph.name());
  CompileOptions options = model.compileOptions(graph, learning.mode(), learning.optimizerFor(graph));
  if (hasOtherSizes())
    options.sizes = sizes;
  return dlc::peakBytes(graph, options, batch);
}

void Inspect::printOverview(const Graph &graph) const {
  std::cout << graph.name() << ": " << grouped(graph.parameterCount()) << " parameters\n";
  for (const EntryInfo &info : graph.functions())
    std::cout << "  " << info.name << "(" << list(info.inputs) << ") -> " << list(info.outputs) << '\n';
  if (const std::vector<std::string> names = graph.classNames(); !names.empty()) {
    std::cout << "  classes: ";
    for (std::size_t i = 0; i < names.size(); ++i)
      std::cout << (i ? ", " : "") << names[i];
    std::cout << '\n';
  }
  const std::vector<float> mean = graph.mean(), deviation = graph.standardDeviation();
  for (std::size_t i = 0; i < mean.size(); ++i)
    std::cout << (i == 0 ? "  images: (pixel in 0 … 1 - mean) / deviation, with mean " : "; ")
              << shortened(static_cast<double>(mean[i])) << (i == 0 ? " and deviation " : " and ")
              << shortened(static_cast<double>(deviation[i])) << (i + 1 == mean.size() ? "\n" : "");
  std::cout << '\n';
}

void Inspect::printCosts(const std::vector<OpCost> &costs, std::int64_t parameters) const {
  using enum Table::Align;
  Table table({left, left, left, right, right, right});
  table.row({"layer", "op", "output", "parameters", "FLOPs", "bytes"});
  table.rule();
  for (const OpCost &cost : costs)
    table.row({cost.layer, cost.op, nameOf(cost.output.dtype) + (" " + toString(cost.output.shapeFor(batch))),
               cost.parameters ? grouped(cost.parameters) : "", scaled(cost.flops), scaledBytes(cost.bytes)});
  table.rule();
  const Total total = totalOf(costs);
  table.row({"total", "", "", grouped(parameters), scaled(total.flops), scaledBytes(total.bytes)});
  std::cout << function << ", with a batch of " << batch;
  for (const auto &[name, value] : sizes.all())
    if (name != "batch")
      std::cout << ", " << name << " = " << value;
  std::cout << ":\n";
  table.print(std::cout);
  for (const std::string &name : assumed)
    std::cout << "--size " << name << "=N is for another " << name << " than " << sizes[name] << '\n';
}

void Inspect::printJson(const Graph &graph, const std::vector<OpCost> &costs) const {
  nlohmann::ordered_json object;
  object["name"] = graph.name();
  object["function"] = function;
  object["batch"] = batch;
  for (const auto &[name, value] : sizes.all())
    object["sizes"][name] = value;
  object["parameters"] = graph.parameterCount();
  if (!graph.mean().empty())
    object["normalization"] = {{"mean", graph.mean()}, {"standard_deviation", graph.standardDeviation()}};
  const Total total = totalOf(costs);
  object["flops"] = total.flops;
  object["bytes"] = total.bytes;
  object["peak_bytes"] = peakBytes(graph);
  for (const OpCost &cost : costs)
    object["ops"].push_back({{"layer", cost.layer},
                             {"op", cost.op},
                             {"dtype", nameOf(cost.output.dtype)},
                             {"shape", cost.output.shapeFor(batch)},
                             {"parameters", cost.parameters},
                             {"flops", cost.flops},
                             {"bytes", cost.bytes}});
  std::cout << object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

/// The variable of the network that an optimizer's state belongs to: conv1.weight of conv1.weight.adam_m.
/// Empty for any other name.
std::string ownerOfState(const Graph &graph, const std::string &name) {
  const std::vector<VariableInfo> variables = graph.variables();
  const auto isOwn = [&](const std::string &wanted) {
    return std::ranges::any_of(variables, [&](const VariableInfo &variable) {
      return variable.tensor.name == wanted && variable.role != VariableRole::Optimizer;
    });
  };
  const std::string owner = name.substr(0, name.rfind('.'));
  const bool isAverage =
      name == owner + ".average" && std::ranges::count(graph.averagedVariables(), owner) > 0;
  return isOwn(name) || isAverage || !isOwn(owner) ? "" : owner;
}

/// Writes the variables whose names match as images; the state of an optimizer only where it is asked for, by
/// a pattern that is not of the weight that it belongs to.
int Inspect::show(const Graph &graph) const {
  if (!model.hasWeights())
    model.failWithoutWeights();
  const Weights weights = model.weightsFor(graph, std::nullopt);
  std::filesystem::create_directories(folder.empty() ? "." : folder);
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const auto &[name, tensor] : weights.tensors) {
    names.push_back(name);
    const auto matches = [&](const std::string &each) {
      return ::fnmatch(shown.c_str(), each.c_str(), 0) == 0;
    };
    const std::string owner = ownerOfState(graph, name);
    if (!matches(name) || (!owner.empty() && matches(owner)))
      continue;
    const std::string path = (std::filesystem::path(folder) / (name + ".png")).string();
    const Tensor picture = pictureOf(tensor, graph.functions(), name);
    writePng(path, picture);
    std::cout << "wrote " << path << " (" << picture.dim(1) << " x " << picture.dim(0) << "), "
              << toString(tensor.shape()) << '\n';
    ++count;
  }
  if (count == 0)
    throw Error(model.file + ": no variable matches '" + shown + "'" + suggestion(shown, names));
  return exitDone;
}

/// The histogram as a line of text, a character for each bar.
std::string sparkline(const std::vector<std::int64_t> &bars) {
  static constexpr std::array<const char *, 9> levels = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::int64_t highest = std::max<std::int64_t>(std::ranges::max(bars), 1);
  std::string text;
  for (const std::int64_t bar : bars) // what is not empty shows
    text += levels[static_cast<std::size_t>((bar * 8 + highest - 1) / highest)];
  return text;
}

void printSignals(const std::string &what, const std::string &first,
                  const std::vector<NamedDistribution> &rows) {
  using enum Table::Align;
  Table table({left, left, right, right, right, right, right, right, left});
  table.row({first, "shape", "norm", "mean", "deviation", "least", "greatest", "zeros", "histogram"});
  table.rule();
  std::string remark;
  for (const auto &[name, shape, numbers] : rows) {
    const std::int64_t all = std::max<std::int64_t>(numbers.count + numbers.notFinite, 1);
    char zeros[32];
    std::snprintf(zeros, sizeof(zeros), "%.1f %%",
                  100 * static_cast<double>(numbers.zeros) / static_cast<double>(all));
    table.row({name, toString(shape), shortened(numbers.norm), shortened(numbers.mean),
               shortened(numbers.deviation), shortened(numbers.least), shortened(numbers.greatest), zeros,
               "|" + sparkline(numbers.bars) + "|"});
    if (numbers.notFinite > 0)
      remark += name + ": " + grouped(numbers.notFinite) + " of " + grouped(all) + " are not finite\n";
  }
  std::cout << what << ":\n";
  table.print(std::cout);
  std::cout << remark;
}

nlohmann::ordered_json signalsAsJson(const std::vector<NamedDistribution> &rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto &[name, shape, numbers] : rows)
    list.push_back({{"name", name},
                    {"shape", shape},
                    {"norm", numbers.norm},
                    {"mean", numbers.mean},
                    {"deviation", numbers.deviation},
                    {"least", numbers.least},
                    {"greatest", numbers.greatest},
                    {"zeros", numbers.zeros},
                    {"not_finite", numbers.notFinite},
                    {"histogram", numbers.bars}});
  return list;
}

/// Norms and histograms of what goes through the layers, forward and back.
int Inspect::lookAtSignals(const Graph &graph) const {
  const std::string of = function.empty() ? signalFunction(graph) : function;
  if (activations && of.empty())
    throw Error(model.file + ": has neither 'loss' nor 'predict'; --function names another");
  const Dataset all = openDataFor(graph, data);
  const Dataset examples = all.slice(0, std::min<std::int64_t>(batch == 0 ? 256 : batch, all.size()));
  std::vector<NamedDistribution> forward, back;
  {
    const Status status("looking at " + graph.name());
    if (activations)
      forward = activationsOf(model, graph, of, examples, seed);
    if (gradients)
      back = gradientsOf(model, graph, examples, seed);
  }
  if (gradients && back.empty())
    throw Error(model.file + ": has no gradients: there is no 'loss' of trained variables");
  if (json) {
    nlohmann::ordered_json object{{"name", graph.name()}, {"examples", examples.size()}};
    if (activations)
      object["activations"] = signalsAsJson(forward);
    if (gradients)
      object["gradients"] = signalsAsJson(back);
    std::cout << object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return exitDone;
  }
  const std::string count =
      examples.size() == 1 ? "the first example" : "the first " + grouped(examples.size()) + " examples";
  if (activations)
    printSignals("what the layers of " + of + " give for " + count, "layer", forward);
  if (gradients)
    printSignals((activations ? "\nderivatives of the loss of " : "derivatives of the loss of ") + count,
                 "variable", back);
  return exitDone;
}

/// Where code brings elements into another order, which only code that is made can say.
int Inspect::lookAtLayout(const Graph &graph) const {
  CompileOptions options = model.compileOptions(graph, learning.mode(), learning.optimizerFor(graph));
  Profile kernels(std::max<std::int64_t>(batch, 1));
  options.report = &kernels;
  (void)model.compiled(graph, options);
  if (json)
    std::cout << nlohmann::ordered_json{{"name", graph.name()}, {"entries", layoutAsJson(kernels)}}.dump()
              << '\n';
  else
    printLayout(std::cout, kernels);
  return exitDone;
}

/// What an ONNX file holds is printed even if it cannot be imported.
Graph Inspect::load() const {
  try {
    return model.load(learning.train ? &learning.rule : nullptr);
  } catch (const UsageError &) {
    throw;
  } catch (const Error &) {
    if (model.isOnnx() && !json)
      std::cout << onnxSummary(model.file) << std::flush;
    throw;
  }
}

int Inspect::run() {
  learning.check();
  if ((activations || gradients) == data.empty())
    throw UsageError(data.empty() ? "--activations and --gradients are for --data"
                                  : "--data is for --activations and --gradients");
  if (!folder.empty() && shown.empty())
    throw UsageError("-o is for the images of --show");
  const Graph graph = load();
  if (!shown.empty())
    return show(graph);
  if (activations || gradients)
    return lookAtSignals(graph);
  if (layout)
    return lookAtLayout(graph);
  choose(graph);
  chooseSizes(graph);
  const std::vector<OpCost> costs = graph.costs(function, sizes);
  if (json) {
    printJson(graph, costs);
    return exitDone;
  }
  printOverview(graph);
  std::int64_t parameters = 0;
  for (const OpCost &cost : costs)
    parameters += cost.parameters;
  printCosts(costs, parameters);
  std::cout.flush(); // a plan takes a moment
  const std::string peak = scaledBytes(peakBytes(graph));
  const std::string optimizer = learning.optimizerFor(graph);
  const std::string how =
      !learning.train ? "without training" : "in training" + (optimizer.empty() ? "" : " with " + optimizer);
  std::cout << "\npeak memory, " << how << ": " << peak << '\n';
  return exitDone;
}

} // namespace

Action declareInspect(CLI::App &verb) {
  auto inspect = std::make_shared<Inspect>();
  inspect->model.declare(verb);
  verb.add_option("--function", inspect->function,
                  "the function to look at; default predict, or the loss for\n--activations")
      ->option_text("NAME");
  verb.add_option("--batch", inspect->batch,
                  "the batch size that costs and memory are for; default 1;\nor how many examples "
                  "--activations and --gradients are of;\ndefault 256")
      ->option_text("N")
      ->check(atLeastOne);
  inspect->learning.declare(verb, "the peak memory of training");
  verb.add_option("--show", inspect->shown,
                  "write the variables whose names match, such as 'conv1*',\nas images NAME.png in which "
                  "grey is 0: filters, and rows or\ncolumns of the size of an image in a grid, others as a\n"
                  "matrix; state of an optimizer by its own names, such as\n'*.adam_m'")
      ->option_text("NAMES");
  verb.add_option("-o,--output", inspect->folder, "the folder for these; default: this one")
      ->option_text("FOLDER");
  verb.add_flag("--activations", inspect->activations,
                "norms and histograms of what the layers give for --data");
  verb.add_flag("--gradients", inspect->gradients,
                "norms and histograms of the derivatives of the loss, by\nvariable");
  verb.add_option("-d,--data", inspect->data, "the data for these; as for `dlc train`")->option_text("SPEC");
  verb.add_flag("--layout", inspect->layout,
                "where the code brings elements into another order, such as\nthat in which tiles read "
                "weights, and how often");
  declareWeightSeed(verb, inspect->seed);
  verb.add_flag("--json", inspect->json, "one JSON object on standard output");
  inspect->model.declareWeightFile(verb);
  inspect->model.declareSizes(verb);
  inspect->model.declareCode(verb);
  verb.footer("FLOPs: multiplications, additions, comparisons and function values, each one.\n"
              "Bytes: of operands and results, each once. Peak memory: variables and scratch memory.\n\n"
              "  dlc inspect lenet.mlir --batch 128 --train\n"
              "  dlc inspect lenet.dlm --activations --gradients --data fashion-mnist:test\n"
              "  dlc inspect lenet.dlm --show 'conv1*' -o images");
  return [inspect] { return inspect->run(); };
}

} // namespace dlc
