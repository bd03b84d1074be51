// What several families of the zoo share: layers made of the Builder's, and the functions that complete a
// network. Private to the zoo.
#pragma once

#include "dlc/Builder.h"

#include <functional>

namespace dlc {

struct NormalizedConvOptions {
  std::int64_t stride = 1, groups = 1;
  bool bias = false; ///< the normalisation has its own
  BatchNormOptions norm = {};
};

/// A convolution whose padding keeps the size (but for the stride), and batch normalisation, whose variables
/// are those of the layer `name.bn`.
Value normalizedConv(Function &f, Value x, const std::string &name, std::int64_t channels,
                     std::int64_t kernel, const NormalizedConvOptions &options = {});

/// Function::linear over the last dimension of a tensor of any rank: [batch, steps, in] to [batch, steps,
/// features].
Value linearOfLast(Function &f, Value x, const std::string &name, std::int64_t features,
                   const LinearOptions &options = {});

/// Completes a classifier: `@loss` with the mean cross entropy of `@predict`'s logits, and their accuracy.
void addClassifierLoss(Builder &network, const Shape &imageShape);

/// A network with `@predict`, which is `logits` of images of this shape, and the loss of a classifier.
Graph imageClassifier(const std::string &name, const std::string &comment, const Shape &image,
                      std::int64_t classes, const std::function<Value(Function &, Value)> &logits,
                      void (*addLoss)(Builder &, const Shape &) = addClassifierLoss);

/// The same for a network that classifies every step of a sequence, [batch, steps, classes].
void addSequenceLoss(Builder &network, const std::string &input, DType dtype, const Shape &shape);

} // namespace dlc
