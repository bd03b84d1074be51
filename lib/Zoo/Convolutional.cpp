// Networks of convolutions.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {

static const Shape image{batch, 1, 28, 28};

Graph lenet() {
  Builder network(
      "lenet",
      "LeNet-5 (LeCun et al., 1998), with ReLU and max pooling: two convolutions, three dense layers.\n"
      "\n"
      "Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.");
  Function &f = network.function("predict", "One logit for each of ten classes; the largest is the answer.");
  Value x = f.input("image", DType::f32, image);

  f.comment("Six features of 5 × 5 pixels, halved to 14 × 14.");
  x = f.maxPool2d(f.relu(f.conv2d(x, "conv1", 6, 5, {.padding = 2})), 2);
  f.comment("Sixteen features of features, 10 × 10 without padding, halved to 5 × 5.");
  x = f.maxPool2d(f.relu(f.conv2d(x, "conv2", 16, 5)), 2);

  f.comment("16 · 5 · 5 = 400 numbers, classified.");
  x = f.flatten(x);
  x = f.relu(f.linear(x, "fc1", 120));
  x = f.relu(f.linear(x, "fc2", 84));
  f.output("logits", f.linear(x, "fc3", 10));
  addClassifierLoss(network, image);
  return network.build();
}

Graph bncnn() {
  Builder network(
      "bncnn",
      "A convolutional network with batch normalisation (Ioffe and Szegedy, 2015): 3 × 3 convolutions with\n"
      "32, 32, 64 and 64 features, two dense layers.\n"
      "\n"
      "Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.");
  Function &f = network.function("predict", "One logit for each of ten classes; the largest is the answer.");
  // Behind a normalisation the size of weights does not matter, but that of their steps against it does:
  // smaller weights than He's change direction sooner.
  const Initializer small = Initializer::fanInUniform();
  // The normalisation's own bias takes the place of the convolution's.
  auto block = [&](Value x, const std::string &number, std::int64_t features) {
    x = f.conv2d(x, "conv" + number, features, 3, {.padding = 1, .bias = false, .weightInitializer = small});
    return f.relu(f.batchNorm2d(x, "bn" + number));
  };
  Value x = f.input("image", DType::f32, image);

  f.comment("28 × 28, then halved.");
  x = f.maxPool2d(block(block(x, "1", 32), "2", 32), 2);
  f.comment("14 × 14, then halved.");
  x = f.maxPool2d(block(block(x, "3", 64), "4", 64), 2);

  f.comment("64 · 7 · 7 = 3136 numbers, classified.");
  x = f.relu(f.linear(f.flatten(x), "fc1", 128, {.weightInitializer = small}));
  f.output("logits", f.linear(x, "fc2", 10, {.weightInitializer = small}));
  addClassifierLoss(network, image);
  return network.build();
}

} // namespace dlc
