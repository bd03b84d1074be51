// The known networks learn in native code as they do on the reference path: the same functions of nn, lowered
// to plain loops by upstream's passes, without a pass of lib/Codegen, and run by mlir-runner.
#include "Cases.h"

#include "dlc/Zoo.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

namespace dlc::test {
namespace {

/// A function as the text after `differentiate` declares it.
struct Signature {
  struct Value {
    std::string name, type;
  };
  std::vector<Value> arguments, results;
};

std::vector<Signature::Value> parseValues(const std::string &text) {
  static const std::regex value(R"(%?([\w.]+): (tensor<[^>]*>))");
  std::vector<Signature::Value> values;
  for (std::sregex_iterator i(text.begin(), text.end(), value), end; i != end; ++i)
    values.push_back({(*i)[1], (*i)[2]});
  return values;
}

Signature parseSignature(const std::string &module, const std::string &function) {
  std::smatch match;
  std::regex line("nn\\.func @" + function + R"(\(([^)]*)\)(?: -> \(([^)]*)\))?)");
  if (!std::regex_search(module, match, line))
    throw Error("no function " + function);
  return {parseValues(match[1]), parseValues(match[2])};
}

/// The bytes of a tensor as MLIR's hexadecimal constant.
std::string hexadecimal(const Tensor &tensor) {
  std::string text = "dense<\"0x";
  char digits[3];
  for (std::byte byte : tensor.bytes()) {
    std::snprintf(digits, sizeof(digits), "%02X", unsigned(byte));
    text += digits;
  }
  return text + "\">";
}

std::string knownBatch(std::string type, int64_t batch) {
  return std::regex_replace(type, std::regex("\\?"), std::to_string(batch));
}

/// Writes @main: initial values, steps, and after them the sum of squares of every variable in f32.
std::string mainOf(const std::string &module, const std::vector<Tensor> &inputs, int steps, int64_t batch) {
  Signature init = parseSignature(module, "init"), step = parseSignature(module, "train_step");
  std::ostringstream text;
  text
      << "func.func private @printF64(f64)\nfunc.func private @printNewline()\n"
         "func.func @show(%x: f32) {\n  %y = arith.extf %x : f32 to f64\n  call @printF64(%y) : (f64) -> ()\n"
         "  call @printNewline() : () -> ()\n  return\n}\nfunc.func @main() {\n"
         "  %seed = nn.constant dense<5> : tensor<i64>\n";
  std::map<std::string, std::string> now; // variable to the value that holds it
  auto call = [&](const std::string &function, const Signature &signature, const std::string &prefix,
                  const std::vector<std::string> &given) {
    std::string operands, types, results;
    for (size_t i = 0; i < signature.arguments.size(); ++i) {
      const auto &argument = signature.arguments[i];
      operands += (i ? ", " : "") + (i < given.size() ? given[i] : now.at(argument.name));
      types += (i ? ", " : "") + argument.type;
    }
    for (size_t i = 0; i < signature.results.size(); ++i)
      results += (i ? ", " : "") + signature.results[i].type;
    text << "  %" << prefix << ":" << signature.results.size() << " = call @" << function << "(" << operands
         << ") : (" << types << ") -> (" << results << ")\n";
    for (size_t i = 0; i < signature.results.size(); ++i)
      now[signature.results[i].name] = "%" + prefix + "#" + std::to_string(i);
  };
  // What init does not set is not read before it is written; its arguments want a value of the type.
  for (size_t i = 1; i < init.arguments.size(); ++i) {
    std::string name = "%former" + std::to_string(i);
    text << "  " << name << " = nn.constant dense<0"
         << (init.arguments[i].type.find("f32>") != std::string::npos ? ".0" : "")
         << "> : " << init.arguments[i].type << "\n";
    now[init.arguments[i].name] = name;
  }
  call("init", init, "initial", {"%seed"});
  std::vector<std::string> given;
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::string type = step.arguments[i].type, name = "%given" + std::to_string(i),
                known = knownBatch(type, batch);
    text << "  " << name << (known == type ? "" : "_known") << " = nn.constant " << hexadecimal(inputs[i])
         << " : " << known << "\n";
    if (known != type)
      text << "  " << name << " = tensor.cast " << name << "_known : " << known << " to " << type << "\n";
    given.push_back(name);
  }
  for (int i = 0; i < steps; ++i) {
    std::string prefix = "step" + std::to_string(i);
    call("train_step", step, prefix, given);
    text << "  %loss" << i << " = tensor.extract %" << prefix << "#0[] : tensor<f32>\n  call @show(%loss" << i
         << ") : (f32) -> ()\n";
  }
  int count = 0;
  for (const auto &variable : step.arguments) {
    if (variable.type.find("f32>") == std::string::npos || !now.contains(variable.name) ||
        variable.type.find('?') != std::string::npos)
      continue;
    if (variable.name == "learning_rate")
      continue;
    std::string n = std::to_string(count++), value = now.at(variable.name);
    text << "  %square" << n << " = nn.mul " << value << ", " << value << " : " << variable.type << ", "
         << variable.type << "\n  %sum" << n << " = nn.reduce_sum %square" << n << " : " << variable.type
         << "\n  %scalar" << n << " = tensor.extract %sum" << n << "[] : tensor<f32>\n  call @show(%scalar"
         << n << ") : (f32) -> ()\n";
  }
  text << "  return\n}\n";
  return text.str();
}

/// Runs main with a module's functions on the reference path, and returns what it prints.
std::vector<double> runReference(const std::string &module, const std::string &main) {
  std::string folder = testing::TempDir() + "dlc-zoo-XXXXXX";
  if (!::mkdtemp(folder.data()))
    throw Error("no folder for the reference");
  std::ofstream(folder + "/module.mlir") << module;
  std::ofstream(folder + "/main.mlir") << main << "}\n";
  // Calls of func want functions of func: main joins them once they are.
  std::string command =
      DLC_OPT " --nn-legalize --convert-nn-to-linalg " + folder + "/module.mlir | sed -e '/^}/d' | cat - " +
      folder +
      "/main.mlir | " DLC_OPT
      " --nn-legalize --convert-nn-to-linalg --one-shot-bufferize=bufferize-function-boundaries"
      " --buffer-deallocation-pipeline --convert-bufferization-to-memref"
      " --convert-linalg-to-loops --expand-strided-metadata --lower-affine"
      " --convert-math-to-llvm --convert-math-to-libm --convert-scf-to-cf --convert-to-llvm"
      " --reconcile-unrealized-casts"
      " | " MLIR_RUNNER " -O2 -e main -entry-point-result=void -shared-libs=" RUNNER_LIBRARY;
  std::vector<double> numbers;
  FILE *pipe = ::popen(command.c_str(), "r");
  for (char line[256]; std::fgets(line, sizeof(line), pipe);)
    numbers.push_back(std::strtod(line, nullptr));
  EXPECT_EQ(::pclose(pipe), 0) << command;
  std::filesystem::remove_all(folder);
  return numbers;
}

struct Learner {
  const char *network, *optimizer, *cpu;
  float rate;
};
std::string nameOf(const testing::TestParamInfo<Learner> &info) { return info.param.network; }

class Zoo : public testing::TestWithParam<Learner> {};
INSTANTIATE_TEST_SUITE_P(, Zoo,
                         testing::Values(Learner{"mlp", "momentum", "x86-64-v3", 0.01f},
                                         Learner{"lenet", "adam", "native", 0.01f},
                                         Learner{"bncnn", "sgd", "native", 0.01f},
                                         Learner{"vae", "sgd", "x86-64-v3", 0.001f}),
                         nameOf);

TEST_P(Zoo, LearnsAsTheReferenceDoes) {
  constexpr int64_t batch = 3;
  constexpr int steps = 3;
  Graph graph = zoo(GetParam().network);
  CompileOptions options;
  options.cpu = GetParam().cpu;
  options.mode = Mode::train;
  options.optimizer = GetParam().optimizer;
  Program program = compile(graph, options);
  const EntryInfo &entry = program.entry("train_step");
  std::vector<Tensor> inputs = inputsFor(entry, batch);
  for (float &pixel : inputs[0].values<float>())
    pixel = std::fabs(pixel);
  inputs.back().values<float>()[0] = GetParam().rate;

  program.init(5);
  std::vector<double> native;
  for (int i = 0; i < steps; ++i)
    native.push_back(call(program, entry, inputs, batch)[entry.outputs[0].name].values<float>()[0]);
  std::vector<std::string> names(steps, "loss");
  for (size_t index : entry.variables) {
    const TensorInfo &info = program.variables()[index].tensor;
    if (info.dtype != DType::f32)
      continue;
    double sum = 0;
    for (float value : program.variable(info.name).values<float>())
      sum += double(value) * value;
    native.push_back(sum);
    names.push_back(info.name);
  }
  EXPECT_LT(native[steps - 1], native[0]);

  std::string module = lower(graph, "differentiate", options);
  module = std::regex_replace(module, std::regex("\n *nn.variable [^\n]*"), "");
  // Nothing in it tells the reference a batch.
  module = std::regex_replace(module, std::regex("\n  nn.func @generate\\([^]*?\n  \\}"), "");
  std::vector<double> reference = runReference(module, mainOf(module, inputs, steps, batch));
  ASSERT_EQ(native.size(), reference.size());
  for (size_t i = 0; i < native.size(); ++i)
    EXPECT_NEAR(native[i], reference[i], 1e-4 * std::max(std::fabs(reference[i]), 1e-3)) << names[i];
}

} // namespace
} // namespace dlc::test
