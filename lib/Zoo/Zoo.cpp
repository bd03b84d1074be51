// The list of networks, and what classifiers share.
#include "dlc/Zoo.h"

#include "Zoo/Networks.h"

namespace dlc {
namespace {
struct Network {
  const char *name;
  const char *summary;
  Graph (*build)();
};
} // namespace

static const Network networks[] = {
    {"mlp", "three dense layers, for pictures of 28 by 28 in ten classes", mlp},
    {"lenet", "LeNet-5: two convolutions and three dense layers, for pictures of 28 by 28 in ten classes",
     lenet},
    {"bncnn", "four convolutions with batch normalisation, for pictures of 28 by 28 in ten classes", bncnn},
    {"vae", "a variational autoencoder that learns to draw pictures of 28 by 28", vae},
    {"resmlp", "a perceptron of 32 residual blocks, for pictures of 28 by 28 in ten classes", resmlp},
    {"resnet50",
     "ResNet-50: 16 residual blocks of three convolutions, for pictures of 224 by 224 in 1000 classes",
     resnet50},
};

static const Network &find(std::string_view name) {
  std::string known;
  for (const Network &network : networks) {
    if (network.name == name)
      return network;
    known += (known.empty() ? "" : ", ") + std::string(network.name);
  }
  throw Error("the zoo has no network '" + std::string(name) + "'; it has " + known);
}

std::vector<std::string> zooNames() {
  std::vector<std::string> names;
  for (const Network &network : networks)
    names.push_back(network.name);
  return names;
}

std::string zooSummary(std::string_view name) { return find(name).summary; }
Graph zoo(std::string_view name) { return find(name).build(); }

void addClassifierLoss(Builder &network, const Shape &imageShape) {
  Function &loss = network.function(
      "loss", "What training makes small: the mean cross entropy of a batch. Its accuracy is\n"
              "the fraction whose largest logit is at the label.");
  Value image = loss.input("image", DType::f32, imageShape);
  Value label = loss.input("label", DType::i64, {batch});
  Value logits = loss.call("predict", {image})[0];
  loss.output("loss", loss.softmaxCrossEntropy(logits, label));
  loss.output("accuracy", loss.accuracy(logits, label));
}

} // namespace dlc
