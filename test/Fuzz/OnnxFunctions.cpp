// Functions that go out as ONNX files and come back: the exporter and the importer must agree about every
// element, infinite and NaN included.
#include "Callable.h"

#include "dlc/Onnx.h"
#include "dlc/Weights.h"

#include <algorithm>
#include <map>

namespace dlc::fuzz {

// Whether an op draws random numbers, or computes the state from which they are drawn.
static bool draws(const Op &op) {
  constexpr std::string_view names[] = {"random_uniform", "random_normal", "bernoulli",
                                        "dropout_mask",   "permutation",   "categorical"};
  return std::ranges::find(names, op.name) != std::end(names);
}

// Functions that ONNX has no operators for, and those with a size that no input tells, are no faults.
static bool isLimit(const std::string &message) {
  return message.find("cannot be exported to ONNX") != std::string::npos ||
         message.find("is given by no input") != std::string::npos;
}

// Whether a function has a normalization in f64. Its epsilon is a float in ONNX, and that is another number.
static bool roundsEpsilon(const Function &function) {
  constexpr std::string_view names[] = {"batch_norm",    "batch_norm_training", "group_norm",
                                        "instance_norm", "layer_norm",          "rms_norm"};
  bool found = false;
  eachOp(function.ops, [&](const Op &op) {
    found |= std::ranges::find(names, op.name) != std::end(names) &&
             function.types[static_cast<std::size_t>(op.operands.front())].element == DType::f64;
  });
  return found;
}

static std::size_t taken = 0;
std::size_t functionsThroughOnnx() { return taken; }

namespace {
class OnnxFunctions : public Callable {
public:
  OnnxFunctions(const Module &module, const Graph &graph, const CompileOptions &options,
                const std::filesystem::path &scratch) {
    Weights weights;
    for (const auto &[name, value] : initialState(module))
      weights.tensors.emplace(name, toTensor(value));
    bool isOther = false; // a function calls those in front of it
    for (const Function &function : module.functions) {
      eachOp(function.ops, [&](const Op &op) { isOther |= draws(op); });
      isOther |= roundsEpsilon(function);
      if (function.isPrivate || function.name == "loss" || isOther)
        continue;
      const std::filesystem::path file = scratch / (function.name + ".onnx");
      try {
        exportOnnx(graph, weights, file, {.entry = function.name});
      } catch (const Error &error) {
        if (isLimit(error.what()))
          continue;
        throw;
      }
      programs.emplace(function.name, compile(importOnnx(file), options));
      ++taken;
    }
  }

  // The file has the first values, which are those of every call.
  void setVariable(const std::string &name, const Tensor &value) override {
    variables.insert_or_assign(name, value.clone());
  }
  Tensor variable(const std::string &name) override { return variables.at(name).clone(); }
  std::vector<Tensor> call(const Case &one, const std::vector<Tensor> &arguments) override {
    Program &program = programs.at(one.function->name);
    Outputs outputs = callEntry(program, "predict", one, arguments);
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < one.function->returns.size(); ++i)
      results.push_back(outputs.take(one.function->resultName(i)));
    for (const TensorInfo &output : program.entry("predict").outputs)
      if (output.name.ends_with("_next"))
        variables.insert_or_assign(output.name.substr(0, output.name.size() - 5), outputs.take(output.name));
    return results;
  }
  bool canCall(const Function &function) override { return programs.contains(function.name); }
  void setThreads(unsigned threads) override {
    for (auto &[name, program] : programs)
      program.setThreads(threads);
  }

private:
  std::map<std::string, Program> programs;
  std::map<std::string, Tensor> variables;
};
} // namespace

std::unique_ptr<Callable> throughOnnx(const Module &module, const Graph &graph, const CompileOptions &options,
                                      const std::filesystem::path &scratch) {
  return std::make_unique<OnnxFunctions>(module, graph, options, scratch);
}

} // namespace dlc::fuzz
