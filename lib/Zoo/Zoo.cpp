// The list of networks: those that are built with the public interface, and those whose file is their text.
#include "dlc/Zoo.h"

#include "Zoo/Networks.h"

namespace dlc {
namespace {
struct Network {
  const char *name;
  const char *summary;
  Graph (*build)();
};

struct Text {
  std::string_view name, text;

  // The first line, a comment.
  std::string_view summary() const {
    const std::string_view line = text.substr(0, text.find('\n'));
    return line.substr(line.find_first_not_of("/ "));
  }
};
} // namespace

static const Network networks[] = {
    {"mlp", "three dense layers, for images of 28 by 28 in ten classes", mlp},
    {"lenet", "LeNet-5: two convolutions and three dense layers, for images of 28 by 28 in ten classes",
     lenet},
    {"bncnn", "four convolutions with batch normalisation, for images of 28 by 28 in ten classes", bncnn},
    {"fashion_vgg", "a small VGG with batch normalisation, which learns from augmented images of 28 by 28",
     fashionVgg},
    {"fashion_resnet", "a small ResNet, which learns from augmented images of 28 by 28", fashionResnet},
    {"vae", "a variational autoencoder that learns to draw images of 28 by 28", vae},
    {"rows_rnn", "a plain recurrent network that reads images row by row", rowsRnn},
    {"rows_lstm", "long short-term memory that reads images row by row", rowsLstm},
    {"rows_gru", "gated recurrent units that read images row by row", rowsGru},
    {"resmlp", "a perceptron of 32 residual blocks, for images of 28 by 28 in ten classes", resmlp},
    {"lstm", "two layers of long short-term memory, for sequences of 100 steps", lstm},
    {"gptnano", "a GPT of 6 layers, for sequences of 128 characters", gptnano},
    {"dcgan", "DCGAN: a generator and a discriminator that learn to make images of 64 by 64", dcgan},
    {"resnet18c", "ResNet-18 for images of 32 by 32 in ten classes", resnet18c},
    {"vggc", "VGG-16 with batch normalisation, for images of 32 by 32 in ten classes", vggc},
    {"mobilenet_v2", "MobileNetV2: 17 inverted residual blocks, for images of 224 by 224 in 1000 classes",
     mobilenetV2},
    {"googlenet", "GoogLeNet: nine inception blocks, for images of 224 by 224 in 1000 classes", googlenet},
    {"resnet18",
     "ResNet-18: eight residual blocks of two convolutions, for images of 224 by 224 in 1000 classes",
     resnet18},
    {"resnet50",
     "ResNet-50: 16 residual blocks of three convolutions, for images of 224 by 224 in 1000 classes",
     resnet50},
    {"alexnet", "AlexNet: five convolutions and three dense layers, for images of 224 by 224 in 1000 classes",
     alexnet},
    {"vgg19", "VGG-19: 16 convolutions and three dense layers, for images of 224 by 224 in 1000 classes",
     vgg19},
    {"gpt2", "GPT-2: 12 layers, for sequences of 128 tokens", gpt2},
};

// Texts/NAME.mlir, as lib/Zoo/CMakeLists.txt embeds them.
static const Text texts[] = {
#include "Texts.inc"
};

std::vector<std::string> zooNames() {
  std::vector<std::string> names;
  for (const Network &network : networks)
    names.emplace_back(network.name);
  for (const Text &text : texts)
    names.emplace_back(text.name);
  return names;
}

[[noreturn]] static void refuse(std::string_view name) {
  std::string known;
  for (const std::string &each : zooNames())
    known += (known.empty() ? "" : ", ") + each;
  throw Error("the zoo has no network '" + std::string(name) + "'; it has " + known);
}

std::string zooSummary(std::string_view name) {
  for (const Network &network : networks)
    if (network.name == name)
      return network.summary;
  for (const Text &text : texts)
    if (text.name == name)
      return std::string(text.summary());
  refuse(name);
}

Graph zoo(std::string_view name) {
  for (const Network &network : networks)
    if (network.name == name)
      return network.build();
  for (const Text &text : texts)
    if (text.name == name)
      return Graph::parse(std::string(text.text), std::string(name), std::string(name) + ".mlir");
  refuse(name);
}

} // namespace dlc
