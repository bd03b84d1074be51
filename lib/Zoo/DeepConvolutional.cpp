// Deep networks whose convolutions follow each other without branches: AlexNet and those of VGG.
#include "Zoo/Augmentation.h"
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

#include <span>

namespace dlc {
namespace {

/// Two hidden layers of 4096 and the classes, with dropout in front of (AlexNet) or behind (VGG) hidden ones.
Value classifier(Function &f, Value x, bool dropoutFirst) {
  x = f.flatten(x);
  for (const char *layer : {"fc6", "fc7"}) {
    if (dropoutFirst)
      x = f.dropout("random", x, 0.5);
    x = f.relu(f.linear(x, layer, 4096));
    if (!dropoutFirst)
      x = f.dropout("random", x, 0.5);
  }
  return f.linear(x, "fc8", 1000);
}

struct Stage {
  int convolutions;
  std::int64_t channels;
};

/// Stages of 3 × 3 convolutions, each of which ends by halving the image.
template <typename Conv>
Value vggFeatures(Function &f, Value x, std::span<const Stage> stages, const Conv &conv) {
  int number = 0;
  for (const Stage &stage : stages) {
    f.comment(std::to_string(x.shape()[2]) + " × " + std::to_string(x.shape()[3]) + ", then halved.");
    ++number;
    for (int i = 1; i <= stage.convolutions; ++i)
      x = f.relu(conv(x, "conv" + std::to_string(number) + "_" + std::to_string(i), stage.channels));
    x = f.maxPool2d(x, 2);
  }
  return x;
}

} // namespace

Graph alexnet() {
  return imageClassifier(
      "alexnet",
      "AlexNet (Krizhevsky, 2014): five convolutions without groups, three dense layers.\n"
      "\n"
      "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
      {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
        f.comment("55 × 55, then 27 × 27.");
        x = f.maxPool2d(f.relu(f.conv2d(x, "conv1", 64, 11, {.stride = 4, .padding = 2})), 3, {.stride = 2});
        f.comment("27 × 27, then 13 × 13.");
        x = f.maxPool2d(f.relu(f.conv2d(x, "conv2", 192, 5, {.padding = 2})), 3, {.stride = 2});
        f.comment("13 × 13, then 6 × 6.");
        x = f.relu(f.conv2d(x, "conv3", 384, 3, {.padding = 1}));
        x = f.relu(f.conv2d(x, "conv4", 256, 3, {.padding = 1}));
        x = f.maxPool2d(f.relu(f.conv2d(x, "conv5", 256, 3, {.padding = 1})), 3, {.stride = 2});
        f.comment("256 · 6 · 6 = 9216 numbers, classified.");
        return classifier(f, x, /*dropoutFirst=*/true);
      });
}

Graph vgg19() {
  return imageClassifier(
      "vgg19",
      "VGG-19 (Simonyan and Zisserman, 2015): sixteen convolutions of 3 × 3 and three dense "
      "layers.\n"
      "\n"
      "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
      {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
        const Stage stages[] = {{2, 64}, {2, 128}, {4, 256}, {4, 512}, {4, 512}};
        x = vggFeatures(f, x, stages, [&](Value x, const std::string &name, std::int64_t to) {
          return f.conv2d(x, name, to, 3, {.padding = 1});
        });
        f.comment("512 · 7 · 7 = 25088 numbers, classified.");
        return classifier(f, x, /*dropoutFirst=*/false);
      });
}

Graph vggc() {
  return imageClassifier("vggc",
                         "VGG-16 (Simonyan and Zisserman, 2015) with batch normalisation for small images: "
                         "thirteen convolutions\n"
                         "of 3 × 3, which have biases as torchvision's have, and two dense layers.\n"
                         "\n"
                         "Takes images of 32 × 32 as [batch, 3, 32, 32]. Any batch: `?`.",
                         {batch, 3, 32, 32}, 10, [](Function &f, Value x) {
                           const Stage stages[] = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
                           x = vggFeatures(f, x, stages,
                                           [&](Value x, const std::string &name, std::int64_t to) {
                                             return normalizedConv(f, x, name, to, 3, {.bias = true});
                                           });
                           f.comment("One pixel of 512 features, classified.");
                           x = f.relu(f.linear(f.flatten(x), "fc1", 512));
                           return f.linear(x, "fc2", 10);
                         });
}

Graph fashionVgg() {
  return imageClassifier(
      "fashion_vgg",
      "A network like those of VGG (Simonyan and Zisserman, 2015), with batch normalisation, for small grey\n"
      "images: five convolutions of 3 × 3. It learns from images that are changed at random.\n"
      "\n"
      "Takes images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.",
      {batch, 1, 28, 28}, 10,
      [](Function &f, Value x) {
        const Stage stages[] = {{1, 32}, {2, 64}, {2, 128}};
        x = vggFeatures(f, x, stages, [&](Value x, const std::string &name, std::int64_t to) {
          return normalizedConv(f, x, name, to, 3);
        });
        f.comment("128 · 3 · 3 = 1152 numbers, classified.");
        return f.linear(f.flatten(x), "fc", 10);
      },
      addAugmentedClassifierLoss);
}

} // namespace dlc
