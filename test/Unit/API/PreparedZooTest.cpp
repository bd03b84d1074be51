// What entry points prepare of variables once, and use in all calls, changes no result: all entry points of
// the networks of the zoo, called in turn, with it and without.
#include "dlc/Compile.h"
#include "dlc/Zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace dlc {
namespace {

/// Those that are small, and have steps that leave weights alone, or read nothing but variables.
constexpr const char *networks[] = {"xor",          "adding",      "cartpole", "sparse_coding",
                                    "neocognitron", "fashion_gan", "style"};

/// Numbers that any input can be: floats from 0 to 1, labels and tokens of 0 and 1, and small rates.
Tensor inputFor(const TensorInfo &info, std::uint32_t &state) {
  Shape shape = info.shape;
  for (std::int64_t &size : shape)
    size = size < 0 ? 2 : size;
  Tensor tensor(shape, info.dtype);
  auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 8; };
  if (info.dtype == DType::f32)
    for (float &value : tensor.values<float>())
      value = shape.empty() ? 1e-3f : static_cast<float>(next()) / static_cast<float>(1 << 24);
  else if (info.dtype == DType::i64)
    for (std::int64_t &value : tensor.values<std::int64_t>())
      value = next() & 1;
  else
    std::memset(tensor.bytes().data(), 1, tensor.bytes().size());
  return tensor;
}

double distance(std::span<const float> one, std::span<const float> other) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (std::isnan(one[i]) && std::isnan(other[i]))
      continue;
    difference += std::pow(double(one[i]) - other[i], 2);
    size += std::pow(double(other[i]), 2);
  }
  return std::sqrt(difference / std::max(size, 1e-12));
}

class PreparedZoo : public testing::TestWithParam<const char *> {};

TEST_P(PreparedZoo, ChangesNoResult) {
  const Graph graph = zoo(GetParam());
  auto compiled = [&](bool keep) {
    CompileOptions options;
    const std::vector<EntryInfo> functions = graph.functions();
    auto has = [&](const char *name) {
      return std::ranges::any_of(functions, [&](const EntryInfo &info) { return info.name == name; });
    };
    if (has("loss") || has("train_step"))
      options.mode = Mode::train;
    if (has("loss") && !has("train_step"))
      options.optimizer = "sgd";
    options.keepPrepared = keep;
    options.threads = 1;
    return compile(graph, options);
  };
  Program kept = compiled(true), plain = compiled(false);
  for (Program *program : {&kept, &plain})
    program->init(1);
  std::uint32_t state = 1;
  for (int round = 0; round < 2; ++round)
    for (const EntryInfo &entry : kept.entries()) {
      if (entry.role == EntryRole::Init)
        continue;
      std::vector<Tensor> inputs;
      for (const TensorInfo &input : entry.inputs)
        inputs.push_back(inputFor(input, state));
      std::vector<Argument> arguments;
      for (std::size_t i = 0; i < inputs.size(); ++i)
        arguments.emplace_back(entry.inputs[i].name, inputs[i]);
      Sizes sizes;
      for (const std::string &size : entry.sizes)
        sizes.set(size, 2);
      Outputs outputs = kept.call(entry.name, arguments, sizes),
              expected = plain.call(entry.name, arguments, sizes);
      for (const TensorInfo &output : entry.outputs)
        if (output.dtype == DType::f32)
          EXPECT_LT(distance(outputs[output.name].values<float>(), expected[output.name].values<float>()),
                    1e-3)
              << "round " << round << ", entry '" << entry.name << "', output '" << output.name << "'";
    }
}

INSTANTIATE_TEST_SUITE_P(Networks, PreparedZoo, testing::ValuesIn(networks),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
} // namespace dlc
