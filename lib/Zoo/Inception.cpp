// Networks whose blocks look at an image through windows of several sizes.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {
namespace {

Value reluConv(Function &f, Value x, const std::string &name, std::int64_t channels, std::int64_t kernel,
               std::int64_t stride = 1) {
  return f.relu(normalizedConv(f, x, name, channels, kernel, {.stride = stride, .norm = {.epsilon = 1e-3}}));
}

/// Channels of each branch; `reduced` ones come from a 1 × 1 convolution in front of a window.
struct Widths {
  std::int64_t one, reducedThree, three, reducedFive, five, pooled;
};

Value inception(Function &f, Value x, const std::string &name, const Widths &widths) {
  Value one = reluConv(f, x, name + ".branch1", widths.one, 1);
  Value three = reluConv(f, x, name + ".branch2.reduce", widths.reducedThree, 1);
  three = reluConv(f, three, name + ".branch2", widths.three, 3);
  Value five = reluConv(f, x, name + ".branch3.reduce", widths.reducedFive, 1);
  five = reluConv(f, five, name + ".branch3", widths.five, 3);
  Value pooled = f.maxPool2d(x, 3, {.stride = 1, .padding = 1});
  pooled = reluConv(f, pooled, name + ".branch4", widths.pooled, 1);
  return f.concat({one, three, five, pooled}, 1).named(name);
}

} // namespace

Graph googlenet() {
  return imageClassifier("googlenet",
                         "GoogLeNet (Szegedy et al., 2015) as torchvision has it: with batch normalisation, "
                         "windows of 3 × 3 in\n"
                         "place of 5 × 5, without the auxiliary classifiers.\n"
                         "\n"
                         "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
                         {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
                           auto halved = [&](Value x, std::int64_t kernel) {
                             return f.maxPool(x, {kernel, kernel}, {.strides = {2, 2}, .ceilMode = true});
                           };
                           f.comment("112 × 112, then 56 × 56, then 28 × 28.");
                           x = halved(reluConv(f, x, "conv1", 64, 7, 2), 3);
                           x = halved(reluConv(f, reluConv(f, x, "conv2", 64, 1), "conv3", 192, 3), 3);
                           f.comment("28 × 28, then 14 × 14.");
                           x = inception(f, x, "inception3a", {64, 96, 128, 16, 32, 32});
                           x = halved(inception(f, x, "inception3b", {128, 128, 192, 32, 96, 64}), 3);
                           f.comment("14 × 14, then 7 × 7.");
                           x = inception(f, x, "inception4a", {192, 96, 208, 16, 48, 64});
                           x = inception(f, x, "inception4b", {160, 112, 224, 24, 64, 64});
                           x = inception(f, x, "inception4c", {128, 128, 256, 24, 64, 64});
                           x = inception(f, x, "inception4d", {112, 144, 288, 32, 64, 64});
                           x = halved(inception(f, x, "inception4e", {256, 160, 320, 32, 128, 128}), 2);
                           x = inception(f, x, "inception5a", {256, 160, 320, 32, 128, 128});
                           x = inception(f, x, "inception5b", {384, 192, 384, 48, 128, 128});
                           f.comment("The mean of each feature, classified.");
                           x = f.dropout("random", f.reduceMean(x, {2, 3}), 0.2);
                           return f.linear(x, "fc", 1000);
                         });
}

} // namespace dlc
