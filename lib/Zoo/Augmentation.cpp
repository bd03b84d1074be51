// Random changes of images, as ops of the network: a seed gives the same ones on any number of threads, and
// they cost no copy of the data.
#include "Zoo/Augmentation.h"

namespace dlc {

/// One of 0 … count - 1 for each image.
static Value randomIndex(Function &f, const std::string &state, std::int64_t count) {
  return f.cast(f.floor(f.randomUniform(state, {batch}) * static_cast<double>(count)), DType::i64);
}

Value augmented(Function &f, Value image, const std::string &state, std::int64_t shift) {
  const std::int64_t height = image.shape()[2], width = image.shape()[3], paddedWidth = width + 2 * shift;
  auto ofImage = [&](Value x) { return f.reshape(x, {batch, 1, 1}); };

  f.comment("Which pixel of the padded image each one is taken from: mirrored or not, and shifted.");
  Value rows = f.reshape(f.range(height, 0, 1, DType::i64), {1, height, 1}) +
               ofImage(randomIndex(f, state, 2 * shift + 1));
  Value columns = f.reshape(f.range(width, 0, 1, DType::i64), {1, 1, width});
  Value isMirrored = f.compare(Compare::less, ofImage(f.randomUniform(state, {batch})), f.constant(0.5));
  columns = f.where(isMirrored, static_cast<double>(width - 1) - columns, columns) +
            ofImage(randomIndex(f, state, 2 * shift + 1));
  Value indices = f.flatten(rows * static_cast<double>(paddedWidth) + columns);
  Value padded = f.flatten(f.pad(image, {0, 0, shift, shift, 0, 0, shift, shift}));
  return f.reshape(f.gatherElements(padded, indices, 1), {batch, 1, height, width}).named("augmented");
}

void addAugmentedClassifierLoss(Builder &network, const Shape &imageShape) {
  Function &augment = network.function("augment", "Images as the network sees them when it learns.");
  augment.output("augmented",
                 augmented(augment, augment.input("image", DType::f32, imageShape), "random", /*shift=*/2));

  Function &f = network.function(
      "loss",
      "The mean cross entropy of a batch, and its accuracy. Training makes small that of images which\n"
      "are changed at random, with a tenth of each label spread over all classes.");
  Value image = f.input("image", DType::f32, imageShape);
  Value label = f.input("label", DType::i64, {batch});
  Value seen = f.training([&] { return f.call("augment", {image})[0]; }, [&] { return image; });
  Value logits = f.call("predict", {seen})[0];
  f.output("loss", f.training([&] { return f.softmaxCrossEntropy(logits, label, {.labelSmoothing = 0.1}); },
                              [&] { return f.softmaxCrossEntropy(logits, label); }));
  f.output("accuracy", f.accuracy(logits, label));
}

} // namespace dlc
