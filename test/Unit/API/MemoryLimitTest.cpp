// A limit on the memory of training steps: what it changes, and what it leaves as it is.
#include "dlc/Compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace dlc {
namespace {

constexpr int layers = 12, width = 32;
constexpr std::int64_t examples = 64;

Graph deepNetwork() {
  std::string text, body, x = "%x";
  const std::string type = "tensor<?x32xf32>", weight = "tensor<32x32xf32>";
  for (int i = 1; i <= layers; ++i) {
    const std::string n = std::to_string(i);
    text += "nn.variable @w" + n + " : " + weight + " init #nn.xavier_normal\n";
    body += "  %w" + n + " = nn.read @w" + n + " : " + weight + "\n  %a" + n + " = nn.matmul " + x + ", %w" +
            n + " : " + type + ", " + weight + "\n  %h" + n + " = nn.tanh %a" + n + " : " + type + "\n";
    x = "%h" + n;
  }
  text += "nn.func @predict(%x: " + type + ") -> (y: " + type + ") {\n" + body + "  nn.return " + x + " : " +
          type + "\n}\n";
  text += "nn.func @loss(%x: " + type + ") -> (loss: tensor<f32>) {\n" + body + "  %s = nn.mul " + x + ", " +
          x + " : " + type + ", " + type + "\n  %l = nn.reduce_mean %s : " + type +
          "\n  nn.return %l : tensor<f32>\n}\n";
  return Graph::parse(text, "deep");
}

CompileOptions training(const std::string &optimizer) {
  CompileOptions options;
  options.mode = Mode::train;
  options.optimizer = optimizer;
  options.memoryBatch = examples;
  return options;
}

/// Losses of a few steps, and the weights after them.
std::vector<float> learn(const CompileOptions &options) {
  Program program = compile(deepNetwork(), options);
  program.init(7);
  Tensor x({examples, width}, DType::f32), rate({}, DType::f32), loss({}, DType::f32);
  for (std::size_t i = 0; float &value : x.values<float>())
    value = static_cast<float>(i++ * 37 % 101) / 50 - 1;
  rate.values<float>()[0] = 0.1f;
  const Tensor *const inputs[] = {&x, &rate};
  Tensor *const outputs[] = {&loss};
  std::vector<float> numbers;
  for (int step = 0; step < 3; ++step) {
    program.run(program.entryIndex("train_step"), inputs, outputs, examples);
    numbers.push_back(loss.values<float>()[0]);
  }
  for (const VariableInfo &variable : program.variables())
    if (variable.tensor.dtype == DType::f32) {
      const Tensor &value = program.variable(variable.tensor.name);
      numbers.insert(numbers.end(), value.values<float>().begin(), value.values<float>().end());
    }
  return numbers;
}

/// Of 12 layers of 8 kB, and what is on its way.
constexpr std::int64_t limit = 110'000;

class MemoryLimit : public testing::TestWithParam<const char *> {};

TEST_P(MemoryLimit, ChangesNoBit) {
  CompileOptions options = training(GetParam());
  const std::vector<float> free = learn(options);
  MemoryTrade trade{};
  options.onMemoryTrade = [&](const MemoryTrade &reported) { trade = reported; };
  options.maxMemory = limit;
  const std::vector<float> limited = learn(options);
  ASSERT_EQ(free.size(), limited.size());
  EXPECT_EQ(std::memcmp(free.data(), limited.data(), free.size() * sizeof(float)), 0);
  EXPECT_EQ(trade.batch, examples);
  EXPECT_LE(trade.bytes, limit);
  EXPECT_GT(trade.bytesBefore, limit);
  EXPECT_GT(trade.flops, trade.flopsBefore);
  EXPECT_LT(static_cast<double>(trade.flops), 1.4 * static_cast<double>(trade.flopsBefore));
}

INSTANTIATE_TEST_SUITE_P(Optimizers, MemoryLimit, testing::Values("sgd", "adam"));

TEST(MemoryLimit, ThatIsNotReachedCostsNothing) {
  CompileOptions options = training("sgd");
  MemoryTrade trade{};
  options.onMemoryTrade = [&](const MemoryTrade &reported) { trade = reported; };
  options.maxMemory = 1 << 30;
  compile(deepNetwork(), options);
  EXPECT_EQ(trade.bytes, trade.bytesBefore);
  EXPECT_EQ(trade.flops, trade.flopsBefore);
  EXPECT_GT(trade.flops, 0);
}

std::string errorOf(const CompileOptions &options) {
  try {
    compile(deepNetwork(), options);
  } catch (const Error &error) {
    return error.what();
  }
  return "";
}

TEST(MemoryLimit, ThatNothingFitsIsAnError) {
  CompileOptions options = training("sgd");
  options.maxMemory = 10'000;
  EXPECT_THAT(errorOf(options),
              testing::MatchesRegex(
                  "a training step may take 10 kB of memory with 64 examples, but takes .* kB at least, "
                  "however much is computed again \\(.* kB without\\): allow more, or take fewer "
                  "examples a step"));
}

TEST(MemoryLimit, WantsATrainingStep) {
  CompileOptions options;
  options.maxMemory = 10'000;
  EXPECT_EQ(errorOf(options),
            "a limit on the memory of a training step is given, but the model has no training step");
}

} // namespace
} // namespace dlc
