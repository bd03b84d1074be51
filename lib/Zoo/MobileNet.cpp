// Networks of depthwise convolutions, for small machines.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {
namespace {

Value relu6(Function &f, Value x) { return f.clip(x, 0, 6); }

/// An inverted residual: 1 × 1 to `expansion` times as many channels, 3 × 3 in each channel, 1 × 1 back to a
/// few, without an activation. Where the shape stays, the input is added.
Value invertedResidual(Function &f, Value x, const std::string &name, std::int64_t expansion,
                       std::int64_t channels, std::int64_t stride) {
  const std::int64_t in = x.shape()[1], wide = in * expansion;
  Value y = x;
  if (expansion != 1)
    y = relu6(f, normalizedConv(f, y, name + ".expand", wide, 1));
  y = relu6(f, normalizedConv(f, y, name + ".depthwise", wide, 3, {.stride = stride, .groups = wide}));
  y = normalizedConv(f, y, name + ".project", channels, 1);
  return stride == 1 && in == channels ? (x + y).named(name) : y;
}

} // namespace

Graph mobilenetV2() {
  return imageClassifier("mobilenet_v2",
                         "MobileNetV2 (Sandler et al., 2018): seventeen inverted residuals.\n"
                         "\n"
                         "Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.",
                         {batch, 3, 224, 224}, 1000, [](Function &f, Value x) {
                           struct Stage {
                             std::int64_t expansion, channels, blocks, stride;
                           };
                           const Stage stages[] = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2},
                                                   {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2},
                                                   {6, 320, 1, 1}};
                           x = relu6(f, normalizedConv(f, x, "conv1", 32, 3, {.stride = 2}));
                           int number = 0;
                           for (const Stage &stage : stages) {
                             const std::int64_t size = (x.shape()[2] + stage.stride - 1) / stage.stride;
                             f.comment(std::to_string(size) + " × " + std::to_string(size) + ", " +
                                       std::to_string(stage.channels) + " features.");
                             for (std::int64_t block = 0; block < stage.blocks; ++block)
                               x = invertedResidual(f, x, "block" + std::to_string(++number), stage.expansion,
                                                    stage.channels, block == 0 ? stage.stride : 1);
                           }
                           x = relu6(f, normalizedConv(f, x, "conv2", 1280, 1));
                           f.comment("The mean of each feature, classified.");
                           x = f.dropout("random", f.reduceMean(x, {2, 3}), 0.2);
                           return f.linear(x, "fc", 1000);
                         });
}

} // namespace dlc
