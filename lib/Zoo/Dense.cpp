// Networks of dense layers.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {

Graph mlp() {
  Builder network("mlp", "A multi-layer perceptron: 784 pixels, 256 and 128 hidden units, 10 classes.\n"
                         "\n"
                         "Takes grey images of 28 × 28, row by row, with pixels in 0 … 1. Any batch: `?`.");
  Shape pixels{batch, 28 * 28};
  Function &f = network.function("predict", "One logit for each class; the largest is the answer.");
  const LinearOptions normal{.weightInitializer = Initializer::heNormal()};
  Value x = f.input("image", DType::f32, pixels);
  x = f.relu(f.linear(x, "fc1", 256, normal));
  x = f.relu(f.linear(x, "fc2", 128, normal));
  f.output("logits", f.linear(x, "fc3", 10, normal));
  addClassifierLoss(network, pixels);
  return network.build();
}

} // namespace dlc
