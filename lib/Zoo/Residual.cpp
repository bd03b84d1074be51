// Networks whose blocks add to what they are given.
#include "Zoo/Networks.h"

namespace dlc {
namespace {

/// Convolution without bias (the normalisation behind it has one) and batch normalisation.
Value normalizedConv(Function &f, Value x, const std::string &name, std::int64_t channels,
                     std::int64_t kernel, std::int64_t stride = 1) {
  x = f.conv2d(
      x, name, channels, kernel,
      {.stride = stride, .padding = kernel / 2, .bias = false, .weightInitializer = Initializer::heNormal()});
  return f.batchNorm2d(x, name + ".bn");
}

/// 1 × 1 to `width` channels, 3 × 3, 1 × 1 to four times as many; where the shape changes, the way past them
/// is a convolution too.
Value bottleneck(Function &f, Value x, const std::string &name, std::int64_t width, std::int64_t stride) {
  Value shortcut = x;
  if (stride != 1 || x.shape()[1] != 4 * width)
    shortcut = normalizedConv(f, x, name + ".shortcut", 4 * width, 1, stride);
  Value y = f.relu(normalizedConv(f, x, name + ".conv1", width, 1));
  y = f.relu(normalizedConv(f, y, name + ".conv2", width, 3, stride));
  y = normalizedConv(f, y, name + ".conv3", 4 * width, 1);
  return f.relu(y + shortcut);
}

} // namespace

Graph resmlp() {
  const Shape picture{batch, 784};
  Builder network("resmlp",
                  "A deep perceptron of residual blocks: 32 of them, 512 wide.\n"
                  "\n"
                  "Takes grey pictures of 28 × 28 with pixels in 0 … 1, as [batch, 784]. Any batch: `?`.");
  Function &f = network.function("predict", "One logit for each of ten classes; the largest is the answer.");
  Value x = f.input("image", DType::f32, picture);
  x = f.linear(x, "in", 512);
  for (int block = 1; block <= 32; ++block) {
    const std::string name = "block" + std::to_string(block);
    // Each adds little, so that 32 of them keep the size of what passes through.
    Value y = f.linear(x, name + ".expand", 512);
    x = x + f.linear(f.relu(y), name + ".project", 512, {.weightInitializer = Initializer::normal(0, 0.008)});
  }
  f.output("logits", f.linear(x, "out", 10, {.weightInitializer = Initializer::lecunUniform()}));
  addClassifierLoss(network, picture);
  return network.build();
}

Graph resnet50() {
  const Shape picture{batch, 3, 224, 224};
  Builder network("resnet50",
                  "ResNet-50 (He et al., 2016), with the stride in the 3 × 3 convolution of a block.\n"
                  "\n"
                  "Takes pictures of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.");
  Function &f =
      network.function("predict", "One logit for each of a thousand classes; the largest is the answer.");
  Value x = f.input("image", DType::f32, picture);
  f.comment("112 × 112, then halved.");
  x = f.maxPool2d(f.relu(normalizedConv(f, x, "conv", 64, 7, 2)), 3, {.stride = 2, .padding = 1});
  const std::int64_t blocks[] = {3, 4, 6, 3};
  for (std::int64_t stage = 0; stage < 4; ++stage) {
    const std::int64_t size = 56 >> stage, width = std::int64_t(64) << stage;
    f.comment(std::to_string(size) + " × " + std::to_string(size) + ", " + std::to_string(4 * width) +
              " features.");
    for (std::int64_t block = 0; block < blocks[stage]; ++block)
      x = bottleneck(f, x, "stage" + std::to_string(stage + 1) + ".block" + std::to_string(block + 1), width,
                     stage > 0 && block == 0 ? 2 : 1);
  }
  f.comment("The mean of each feature, classified.");
  f.output("logits", f.linear(f.reduceMean(x, {2, 3}), "fc", 1000));
  addClassifierLoss(network, picture);
  return network.build();
}

} // namespace dlc
