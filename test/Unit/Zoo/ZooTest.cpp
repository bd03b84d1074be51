// The zoo: what each network takes and gives, how large it is, and the text that a newcomer reads first.
#include "dlc/Zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace dlc {
namespace {

using testing::Contains;
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

// What learns from images that are changed at random: not what it is evaluated with.
TEST(Zoo, FashionNetworks) {
  const int64_t vgg =
      9 * (1 * 32 + 32 * 64 + 64 * 64 + 64 * 128 + 128 * 128) + 2 * (32 + 2 * 64 + 2 * 128) + 1152 * 10 + 10;
  const int64_t blocks = 9 * (32 * 64 + 64 * 64 + 64 * 128 + 3 * 128 * 128);
  const int64_t shortcuts = 32 * 64 + 64 * 128 + 128 * 128, norms = 2 * (32 + 3 * 64 + 6 * 128);
  for (const auto &[name, parameters] :
       {std::pair("fashion_vgg", vgg),
        std::pair("fashion_resnet", 9 * 32 + blocks + shortcuts + norms + 128 * 10 + 10)}) {
    Graph graph = zoo(name);
    EXPECT_EQ(graph.parameterCount(), parameters) << name;
    EXPECT_THAT(
        signatures(graph),
        ElementsAre(
            "predict(image f32 [batch, 1, 28, 28]) -> (logits f32 [batch, 10])",
            "augment(image f32 [batch, 1, 28, 28]) -> (augmented f32 [batch, 1, 28, 28])",
            "loss(image f32 [batch, 1, 28, 28], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
    for (const char *each : {"nn.training capture(%image = %image", "nn.training capture(%logits = %logits"})
      EXPECT_THAT(graph.text(), testing::HasSubstr(each)) << name;
  }
}

TEST(Zoo, Resmlp) {
  Graph graph = zoo("resmlp");
  EXPECT_EQ(graph.parameterCount(), 784 * 512 + 512 + 32 * 2 * (512 * 512 + 512) + 512 * 10 + 10);
  EXPECT_THAT(
      signatures(graph),
      ElementsAre("predict(image f32 [batch, 784]) -> (logits f32 [batch, 10])",
                  "loss(image f32 [batch, 784], label i64 [batch]) -> (loss f32 [], accuracy f32 [])"));
}

// Of large networks: parameters as torchvision and the papers count them (running statistics are none), and
// billions of multiply-adds of an image, where torchvision's documentation has them.
struct Known {
  const char *name;
  std::int64_t parameters;
  const char *input, *output, *label;
  double multiplyAdds = 0;
};

class Large : public testing::TestWithParam<Known> {};
INSTANTIATE_TEST_SUITE_P(
    Zoo, Large,
    testing::Values(
        Known{"alexnet", 61100840, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]", "[batch]",
              0.71},
        Known{"vgg19", 143667240, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]", "[batch]",
              19.63},
        Known{"vggc", 14990922, "image f32 [batch, 3, 32, 32]", "logits f32 [batch, 10]", "[batch]"},
        Known{"googlenet", 6624904, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]", "[batch]",
              1.50},
        Known{"resnet18", 11689512, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]", "[batch]",
              1.81},
        Known{"resnet18c", 11173962, "image f32 [batch, 3, 32, 32]", "logits f32 [batch, 10]", "[batch]"},
        Known{"resnet50", 25557032, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]", "[batch]",
              4.09},
        Known{"mobilenet_v2", 3504872, "image f32 [batch, 3, 224, 224]", "logits f32 [batch, 1000]",
              "[batch]", 0.30},
        // 4 · 256 · (128 + 256) weights and 2 · 4 · 256 biases, 4 · 256 · (256 + 256) and as many; 256 · 128
        // + 128.
        Known{"lstm", 954496, "sequence f32 [batch, 100, 128]", "logits f32 [batch, 100, 128]",
              "[batch, 100]"},
        // The 124,439,808 of the paper's smallest network, and 50257 · 768 of a last layer that it shares.
        Known{"gpt2", 124439808 + 50257 * 768, "tokens i64 [batch, 128]", "logits f32 [batch, 128, 50257]",
              "[batch, 128]"},
        Known{"gptnano", 2719104, "tokens i64 [batch, 128]", "logits f32 [batch, 128, 65]", "[batch, 128]"}),
    [](const testing::TestParamInfo<Known> &info) { return std::string(info.param.name); });

TEST_P(Large, IsTheNetworkOfItsPaper) {
  const Known &known = GetParam();
  Graph graph = zoo(known.name);
  EXPECT_EQ(graph.parameterCount(), known.parameters);
  const std::string input = known.input;
  EXPECT_THAT(signatures(graph), ElementsAre("predict(" + input + ") -> (" + known.output + ")",
                                             "loss(" + input + ", label i64 " + known.label +
                                                 ") -> (loss f32 [], accuracy f32 [])"));
  if (known.multiplyAdds > 0) // without those of normalisations and activations, hence the tenth
    EXPECT_NEAR(static_cast<double>(predictFlops(graph)) / 2e9, known.multiplyAdds, known.multiplyAdds / 10);
}

TEST(Zoo, Dcgan) {
  Graph graph = zoo("dcgan");
  EXPECT_EQ(graph.parameterCount(), 3576704 + 2765568); // generator and discriminator of PyTorch's example
  EXPECT_THAT(signatures(graph),
              ElementsAre("predict(latent f32 [batch, 100, 1, 1]) -> (image f32 [batch, 3, 64, 64])",
                          "loss(image f32 [batch, 3, 64, 64]) -> (loss f32 [], generator_loss f32 [])"));
}

TEST(Zoo, Vae) {
  Graph graph = zoo("vae");
  EXPECT_EQ(graph.parameterCount(), 784 * 400 + 400 + 2 * (400 * 20 + 20) + 20 * 400 + 400 + 400 * 784 + 784);
  EXPECT_THAT(signatures(graph),
              ElementsAre("predict(image f32 [batch, 784]) -> (reconstruction f32 [batch, 784])",
                          "decode(code f32 [batch, 20]) -> (image f32 [batch, 784])",
                          "generate() -> (image f32 [batch, 784])",
                          "loss(image f32 [batch, 784]) -> (loss f32 [])"));
  EXPECT_EQ(graph.variables().back().tensor.name, "random");
  EXPECT_EQ(graph.variables().back().role, VariableRole::Buffer);
}

// A text: encoder and decoder of 512 units, whose layers have a bias for each class, and the classifier of
// 256.
TEST(Zoo, Cvae) {
  Graph graph = zoo("cvae");
  EXPECT_EQ(graph.parameterCount(), (784 + 10 + 513) * 512 + 2 * 513 * 16 + (16 + 10 + 512 + 10) * 512 +
                                        513 * 784 + 785 * 256 + 257 * 10);
  EXPECT_THAT(signatures(graph), Contains("predict(label i64 [batch]) -> (images f32 [batch, 1, 28, 28])"));
}

// Gates times units times (inputs, units and two biases), and the classifier.
TEST(Zoo, RowReaders) {
  for (const auto &[name, gates, units] :
       {std::tuple("rows_rnn", 1, 256), std::tuple("rows_gru", 3, 128), std::tuple("rows_lstm", 4, 128)})
    EXPECT_EQ(zoo(name).parameterCount(), gates * units * (28 + units + 2) + units * 10 + 10) << name;
}

// Vectors of 128 characters; gates times units times (inputs, units and two biases); and a logit for each
// character.
TEST(Zoo, CharacterReaders) {
  for (const auto &[name, gates, units] :
       {std::tuple("chars_rnn", 1, 480), std::tuple("chars_gru", 3, 272), std::tuple("chars_lstm", 4, 240)}) {
    Graph graph = zoo(name);
    EXPECT_EQ(graph.parameterCount(), 128 * 96 + gates * units * (96 + units + 2) + units * 128 + 128)
        << name;
    EXPECT_THAT(signatures(graph),
                Contains("predict(tokens i64 [batch, 128]) -> (logits f32 [batch, 128, 128])"))
        << name;
  }
}

// The whole text of one network a family, because it is what `dlc new` gives a newcomer to read. The larger
// ones repeat the same blocks.
TEST(Zoo, TextsAreAsReviewed) {
  for (const char *name :
       {"mlp", "lenet", "bncnn", "vae", "resmlp", "resnet50", "lstm", "dcgan", "alexnet"}) {
    std::ifstream file(std::string(ZOO_TEXTS) + "/" + name + ".mlir");
    std::ostringstream reviewed;
    reviewed << file.rdbuf();
    EXPECT_EQ(zoo(name).text(), reviewed.str());
  }
}

TEST(Zoo, TextsAreReadAsTheyWereBuilt) {
  for (const std::string &name : zooNames()) {
    Graph built = zoo(name), read = Graph::parse(built.text(), name);
    EXPECT_EQ(read.parameterCount(), built.parameterCount()) << name;
    EXPECT_EQ(signatures(read), signatures(built)) << name;
    EXPECT_FALSE(zooSummary(name).empty());
  }
}

// What `dlc new` writes of a network that is written as text is that file, with its comments; its summary is
// the first line.
TEST(Zoo, TextsAreTheirFiles) {
  std::vector<std::string> files;
  for (const auto &entry : std::filesystem::directory_iterator(ZOO_SOURCES)) {
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    files.push_back(entry.path().stem());
    EXPECT_EQ(zoo(files.back()).text(), text.str());
    EXPECT_EQ(zooSummary(files.back()), text.str().substr(3, text.str().find('\n') - 3));
  }
  EXPECT_THAT(zooNames(), testing::IsSupersetOf(files));
  EXPECT_THAT(zooSummary("perceptron"), testing::StartsWith("Rosenblatt's perceptron"));
}

TEST(Zoo, UnknownName) {
  try {
    zoo("inception");
    FAIL() << "no error was thrown";
  } catch (const Error &error) {
    EXPECT_THAT(error.what(),
                testing::StartsWith("the zoo has no network 'inception'; it has mlp, lenet, bncnn,"));
    EXPECT_THAT(error.what(), testing::HasSubstr(", vgg19, gpt2, perceptron"));
  }
}

} // namespace
} // namespace dlc
