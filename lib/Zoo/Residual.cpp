// Networks whose blocks add to what they are given.
#include "Zoo/Augmentation.h"
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

#include <array>

namespace dlc {
namespace {

/// 1 × 1 to `width` channels, 3 × 3, 1 × 1 to four times as many; where the shape changes, the way past them
/// is a convolution too.
Value bottleneck(Function &f, Value x, const std::string &name, std::int64_t width, std::int64_t stride) {
  Value shortcut = x;
  if (stride != 1 || x.shape()[1] != 4 * width)
    shortcut = normalizedConv(f, x, name + ".shortcut", 4 * width, 1, {.stride = stride});
  Value y = f.relu(normalizedConv(f, x, name + ".conv1", width, 1));
  y = f.relu(normalizedConv(f, y, name + ".conv2", width, 3, {.stride = stride}));
  y = normalizedConv(f, y, name + ".conv3", 4 * width, 1);
  return f.relu(y + shortcut);
}

/// Two of 3 × 3, and the same way past them.
Value basicBlock(Function &f, Value x, const std::string &name, std::int64_t width, std::int64_t stride) {
  Value shortcut = x;
  if (stride != 1 || x.shape()[1] != width)
    shortcut = normalizedConv(f, x, name + ".shortcut", width, 1, {.stride = stride});
  Value y = f.relu(normalizedConv(f, x, name + ".conv1", width, 3, {.stride = stride}));
  y = normalizedConv(f, y, name + ".conv2", width, 3);
  return f.relu(y + shortcut);
}

/// Four stages of blocks, the first of which halves the image in all but the first stage, and the classes.
template <typename Block>
Value residualStages(Function &f, Value x, const Block &block, const std::array<int, 4> &blocks,
                     std::int64_t expansion, std::int64_t classes) {
  const std::int64_t size = x.shape()[2];
  for (int stage = 0; stage < 4; ++stage) {
    const std::string side = std::to_string(size >> stage);
    const std::int64_t width = std::int64_t(64) << stage;
    f.comment(side + " × " + side + ", " + std::to_string(expansion * width) + " features.");
    for (int i = 0; i < blocks[stage]; ++i)
      x = block(f, x, "stage" + std::to_string(stage + 1) + ".block" + std::to_string(i + 1), width,
                stage > 0 && i == 0 ? 2 : 1);
  }
  f.comment("The mean of each feature, classified.");
  return f.linear(f.reduceMean(x, {2, 3}), "fc", classes);
}

/// 224 × 224 to 64 features of 56 × 56.
Value stem(Function &f, Value x) {
  f.comment("112 × 112, then halved.");
  return f.maxPool2d(f.relu(normalizedConv(f, x, "conv", 64, 7, {.stride = 2})), 3,
                     {.stride = 2, .padding = 1});
}

} // namespace

Graph resmlp() {
  const Shape image{batch, 784};
  Builder network("resmlp",
                  "A deep perceptron of residual blocks: 32 of them, 512 wide.\n"
                  "\n"
                  "Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 784]. Any batch: `?`.");
  Function &f = network.function("predict", "One logit for each of ten classes; the largest is the answer.");
  Value x = f.input("image", DType::f32, image);
  x = f.linear(x, "in", 512);
  for (int block = 1; block <= 32; ++block) {
    const std::string name = "block" + std::to_string(block);
    // Each adds little, so that 32 of them keep the size of what passes through.
    Value y = f.linear(x, name + ".expand", 512);
    x = x + f.linear(f.relu(y), name + ".project", 512, {.weightInitializer = Initializer::normal(0, 0.008)});
  }
  f.output("logits", f.linear(x, "out", 10, {.weightInitializer = Initializer::lecunUniform()}));
  addClassifierLoss(network, image);
  return network.build();
}

Graph resnet18() {
  return imageClassifier("resnet18",
                         "ResNet-18 (He et al., 2016): eight residual blocks of two convolutions.\n"
                         "\n"
                         "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
                         {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
                           return residualStages(f, stem(f, x), basicBlock, {2, 2, 2, 2}, 1, 1000);
                         });
}

Graph resnet18c() {
  return imageClassifier(
      "resnet18c",
      "ResNet-18 (He et al., 2016) for small images: its first convolution is one of 3 × 3 that keeps their\n"
      "size.\n"
      "\n"
      "Takes images of 32 × 32 as [batch, 3, 32, 32]. Any batch: `?`.",
      {batch, 3, 32, 32}, 10, [](Function &f, Value x) {
        x = f.relu(normalizedConv(f, x, "conv", 64, 3));
        return residualStages(f, x, basicBlock, {2, 2, 2, 2}, 1, 10);
      });
}

Graph resnet50() {
  return imageClassifier("resnet50",
                         "ResNet-50 (He et al., 2016), with the stride in the 3 × 3 convolution of a block.\n"
                         "\n"
                         "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
                         {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
                           return residualStages(f, stem(f, x), bottleneck, {3, 4, 6, 3}, 4, 1000);
                         });
}

Graph fashionResnet() {
  return imageClassifier(
      "fashion_resnet",
      "A small residual network (He et al., 2016) for small grey images: three blocks of two convolutions. "
      "It\n"
      "learns from images that are changed at random.\n"
      "\n"
      "Takes images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.",
      {batch, 1, 28, 28}, 10,
      [](Function &f, Value x) {
        f.comment("28 × 28, then halved.");
        x = f.maxPool2d(f.relu(normalizedConv(f, x, "conv", 32, 3)), 2);
        f.comment("14 × 14, 64 features.");
        x = basicBlock(f, x, "block1", 64, 1);
        f.comment("7 × 7, 128 features.");
        x = basicBlock(f, x, "block2", 128, 2);
        f.comment("4 × 4.");
        x = basicBlock(f, x, "block3", 128, 2);
        f.comment("The mean of each feature, classified.");
        return f.linear(f.reduceMean(x, {2, 3}), "fc", 10);
      },
      addAugmentedClassifierLoss);
}

} // namespace dlc
