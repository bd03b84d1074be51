// The zoo: what each network takes and gives, how large it is, and the text that a newcomer reads first.
#include "dlc/Zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace dlc {
namespace {

using testing::ElementsAre;

// "predict(image f32 [batch, 784]) -> (logits f32 [batch, 10])"
std::vector<std::string> signatures(const Graph &graph) {
  std::vector<std::string> result;
  for (const EntryInfo &function : graph.functions()) {
    auto list = [](const std::vector<TensorInfo> &tensors) {
      std::string text;
      for (const TensorInfo &tensor : tensors)
        text += (text.empty() ? "" : ", ") + toString(tensor);
      return "(" + text + ")";
    };
    result.push_back(function.name + list(function.inputs) + " -> " + list(function.outputs));
  }
  return result;
}

int64_t predictFlops(const Graph &graph) {
  int64_t flops = 0;
  for (const OpCost &cost : graph.costs("predict"))
    flops += cost.flops;
  return flops;
}

TEST(Zoo, Mlp) {
  Graph graph = zoo("mlp");
  EXPECT_EQ(graph.parameterCount(), 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10);
  EXPECT_EQ(predictFlops(graph), 2 * (784 * 256 + 256 * 128 + 128 * 10) + 2 * (256 + 128) + 10);
  EXPECT_THAT(
      signatures(graph),
      ElementsAre("predict(image f32 [batch, 784]) -> (logits f32 [batch, 10])",
                  "loss(image f32 [batch, 784], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
}

TEST(Zoo, Lenet) {
  Graph graph = zoo("lenet");
  EXPECT_EQ(graph.parameterCount(), 61706); // LeCun et al. have fewer: their second convolution is sparse
  EXPECT_THAT(
      signatures(graph),
      ElementsAre("predict(image f32 [batch, 1, 28, 28]) -> (logits f32 [batch, 10])",
                  "loss(image f32 [batch, 1, 28, 28], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
  const int64_t conv1 = 6 * 28 * 28,
                conv2 = 16 * 10 * 10; // outputs; each a sum, a bias, a ReLU and a comparison
  EXPECT_EQ(predictFlops(graph), conv1 * (2 * 25 + 3) + conv2 * (2 * 150 + 3) +
                                     2 * (400 * 120 + 120 * 84 + 84 * 10) + 2 * (120 + 84) + 10);
}

TEST(Zoo, Bncnn) {
  Graph graph = zoo("bncnn");
  const int64_t convolutions = 9 * (1 * 32 + 32 * 32 + 32 * 64 + 64 * 64), norms = 2 * (32 + 32 + 64 + 64);
  EXPECT_EQ(graph.parameterCount(), convolutions + norms + 3136 * 128 + 128 + 128 * 10 + 10);
  EXPECT_EQ(graph.variables().size(), 4u + 4 * 4 + 4);
  EXPECT_THAT(
      signatures(graph),
      ElementsAre("predict(image f32 [batch, 1, 28, 28]) -> (logits f32 [batch, 10])",
                  "loss(image f32 [batch, 1, 28, 28], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
}

TEST(Zoo, Resmlp) {
  Graph graph = zoo("resmlp");
  EXPECT_EQ(graph.parameterCount(), 784 * 512 + 512 + 32 * 2 * (512 * 512 + 512) + 512 * 10 + 10);
  EXPECT_THAT(
      signatures(graph),
      ElementsAre("predict(image f32 [batch, 784]) -> (logits f32 [batch, 10])",
                  "loss(image f32 [batch, 784], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
}

TEST(Zoo, Resnet50) {
  Graph graph = zoo("resnet50");
  EXPECT_EQ(graph.parameterCount(), 25557032); // as torchvision counts them; running statistics are none
  EXPECT_THAT(
      signatures(graph),
      ElementsAre(
          "predict(image f32 [batch, 3, 224, 224]) -> (logits f32 [batch, 1000])",
          "loss(image f32 [batch, 3, 224, 224], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
  EXPECT_NEAR(static_cast<double>(predictFlops(graph)), 2 * 4.09e9, 0.1e9); // 4.09 billion multiply-adds
}

TEST(Zoo, Vae) {
  Graph graph = zoo("vae");
  EXPECT_EQ(graph.parameterCount(), 784 * 400 + 400 + 2 * (400 * 20 + 20) + 20 * 400 + 400 + 400 * 784 + 784);
  EXPECT_THAT(signatures(graph),
              ElementsAre("predict(image f32 [batch, 784]) -> (reconstruction f32 [batch, 784])",
                          "generate() -> (image f32 [batch, 784])",
                          "loss(image f32 [batch, 784]) -> (loss f32 [])"));
  EXPECT_EQ(graph.variables().back().tensor.name, "random");
  EXPECT_EQ(graph.variables().back().role, VariableRole::Buffer);
}

// The whole text, because it is what `dlc new` gives a newcomer to read.
TEST(Zoo, TextsAreAsReviewed) {
  for (const std::string &name : zooNames()) {
    std::ifstream file(std::string(ZOO_TEXTS) + "/" + name + ".mlir");
    std::ostringstream reviewed;
    reviewed << file.rdbuf();
    EXPECT_EQ(zoo(name).text(), reviewed.str());
    EXPECT_FALSE(zooSummary(name).empty());
  }
}

TEST(Zoo, UnknownName) {
  EXPECT_THAT(zooNames(), ElementsAre("mlp", "lenet", "bncnn", "vae", "resmlp", "resnet50"));
  try {
    zoo("alexnet");
    FAIL() << "no error was thrown";
  } catch (const Error &error) {
    EXPECT_STREQ(error.what(),
                 "the zoo has no network 'alexnet'; it has mlp, lenet, bncnn, vae, resmlp, resnet50");
  }
}

} // namespace
} // namespace dlc
