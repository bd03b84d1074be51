// dlc run: calls an entry point with arrays from .npy files, and writes or shows what it returns.
#include "Models.h"
#include "Suggest.h"

#include "Data/Image.h"
#include "Data/Npy.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace dlc {
namespace {

struct Run {
  ModelOptions model;
  std::string entry = "predict";
  std::vector<std::string> inputs, outputs;
  std::int64_t batch = 0, columns = 0;
  std::optional<std::uint64_t> seed;
  bool json = false;

  int run() const;
};

/// Before anything is computed: a misspelt name should not cost a run.
void checkNames(const std::vector<NamedFile> &given, const std::vector<TensorInfo> &declared,
                const std::string &where) {
  std::vector<std::string> names;
  std::string all;
  for (const TensorInfo &info : declared) {
    names.push_back(info.name);
    all += (all.empty() ? "" : ", ") + toString(info);
  }
  for (const NamedFile &named : given)
    if (!std::ranges::count(names, named.name))
      throw Error(where + " '" + named.name + "'; there is " + (all.empty() ? "none" : all) +
                  suggestion(named.name, names));
}

/// Calls `use` with each element: a double, or a std::int64_t of what is no float.
template <typename Use> void forEachElement(const Tensor &tensor, Use use) {
  visitType(tensor.dtype(), [&]<typename T>(T) {
    for (const T value : tensor.values<T>())
      if constexpr (std::is_integral_v<T>)
        use(static_cast<std::int64_t>(value));
      else if constexpr (sizeof(T) == 2) // bf16 and f16 are known to f32 alone
        use(static_cast<double>(static_cast<float>(value)));
      else
        use(static_cast<double>(value));
  });
}

std::string text(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), " %9.5g", value);
  return text;
}
std::string text(std::int64_t value) {
  char text[32];
  std::snprintf(text, sizeof(text), " %9lld", static_cast<long long>(value));
  return text;
}

/// The double that a float's shortest decimal text stands for: JSON then shows that text, which reads back as
/// the float.
double decimal(float value) {
  char text[32];
  double result = value; // inf and NaN have no such text
  std::from_chars(text, std::to_chars(text, text + sizeof(text), value).ptr, result);
  return result;
}

void printJson(const Outputs::Item &item) {
  nlohmann::ordered_json object;
  object["name"] = item.name;
  object["dtype"] = nameOf(item.tensor.dtype());
  object["shape"] = item.tensor.shape();
  auto values = nlohmann::ordered_json::array();
  forEachElement(item.tensor, [&](auto value) {
    if (item.tensor.dtype() == DType::f32)
      values.push_back(decimal(static_cast<float>(value)));
    else
      values.push_back(value);
  });
  object["values"] = std::move(values);
  std::cout << object.dump() << '\n';
}

/// Name, type and the first rows: enough to see what came out.
void print(const Outputs::Item &item) {
  const Shape &shape = item.tensor.shape();
  std::cout << item.name << "  " << nameOf(item.tensor.dtype()) << " " << toString(shape) << '\n';
  std::vector<std::string> values;
  forEachElement(item.tensor, [&](auto value) { values.push_back(text(value)); });
  constexpr std::size_t mostRows = 8, mostColumns = 12;
  const std::size_t columns =
      shape.empty() ? 1 : static_cast<std::size_t>(std::max<std::int64_t>(shape.back(), 1));
  for (std::size_t row = 0; row * columns < values.size(); ++row) {
    if (row == mostRows) {
      std::cout << "  …\n";
      break;
    }
    for (std::size_t column = 0; column < std::min(columns, mostColumns); ++column)
      std::cout << values[row * columns + column];
    std::cout << (columns > mostColumns ? "  …\n" : "\n");
  }
}

/// The same numbers in another type; .npy has none for bf16, which goes in and out as f32.
template <typename From, typename To> Tensor converted(const Tensor &tensor, DType type) {
  Tensor result(tensor.shape(), type);
  std::ranges::transform(tensor.values<From>(), result.values<To>().begin(),
                         [](From value) { return static_cast<To>(value); });
  return result;
}

int Run::run() const {
  std::vector<NamedFile> from = parseNamedFiles(inputs, "--input"),
                         to = parseNamedFiles(outputs, "--output", true);
  const Graph graph = model.load();
  for (std::vector<NamedFile> *names : {&from, &to})
    for (NamedFile &named : *names)
      named.name = graph.nameOf(named.name);
  std::vector<Tensor> tensors;
  std::vector<Argument> arguments;
  tensors.reserve(from.size()); // arguments point into it
  for (const NamedFile &input : from)
    arguments.emplace_back(input.name, tensors.emplace_back(readNpy(input.file)));

  const Mode mode = entry == "evaluate" && !graph.hasFunction(entry) ? Mode::evaluate : Mode::predict;
  // What training is made of has other names once it is compiled.
  if (entry == "loss" && graph.hasFunction(entry))
    throw Error(model.file + ": '@loss' is called as the entry point 'evaluate': --entry evaluate");
  if (entry == "train_step" || entry == "reset_optimizer")
    throw Error(model.file + ": '" + entry +
                "' is an entry point of training: `dlc train` calls it, and so does a "
                "library that is compiled with --train");
  Program program = model.loaded(graph, mode, seed);
  const EntryInfo &info = program.entry(entry);
  checkNames(from, info.inputs, model.file + ": '" + entry + "' has no input");
  checkNames(to, info.outputs, model.file + ": '" + entry + "' has no output");
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto wanted = std::ranges::find(info.inputs, from[i].name, &TensorInfo::name);
    if (wanted->dtype == DType::bf16 && tensors[i].dtype() == DType::f32)
      tensors[i] = converted<float, BFloat16>(tensors[i], DType::bf16);
  }
  const Outputs results = program.call(entry, arguments, batch);
  for (const NamedFile &output : to) {
    const Tensor &result = results[output.name];
    if (output.file.ends_with(".png"))
      writeImageGrid(output.file, result, columns);
    else if (result.dtype() == DType::bf16)
      writeNpy(output.file, converted<BFloat16, float>(result, DType::f32));
    else
      writeNpy(output.file, result);
  }
  // What goes nowhere is shown.
  for (const Outputs::Item &item : results) {
    if (std::ranges::count(to, item.name, &NamedFile::name))
      continue;
    if (json)
      printJson(item);
    else
      print(item);
  }
  return exitDone;
}

} // namespace

Action declareRun(CLI::App &verb) {
  auto run = std::make_shared<Run>();
  run->model.declare(verb);
  verb.add_option("-i,--input", run->inputs, "an argument and where its array is; one for each")
      ->option_text("NAME=FILE.npy")
      ->allow_extra_args(false);
  verb.add_option("--output", run->outputs,
                  "a result and where to write it; a .png is a grid of\nimages, [N, H, W] or "
                  "[N, C, H, W] in 0 … 1; results\nthat are not written are shown")
      ->option_text("NAME=FILE")
      ->allow_extra_args(false);
  verb.add_option("--columns", run->columns, "of the grid in a .png; default: as square as can be")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--entry", run->entry, "what to call; default predict")->option_text("NAME");
  verb.add_option("--batch", run->batch, "of the call, where no argument tells it")
      ->option_text("N")
      ->check(atLeastOne);
  declareWeightSeed(verb, run->seed);
  verb.add_flag("--json", run->json, "show results as JSON, one object each");
  run->model.declareWeights(verb);
  run->model.declareSizes(verb);
  run->model.declareCode(verb);
  verb.footer("A bf16 array is an f32 one in its file, which has no name for that type.\n\n"
              "  dlc run lenet.dlm --input image=batch.npy --output logits=out.npy");
  return [run] { return run->run(); };
}

} // namespace dlc
