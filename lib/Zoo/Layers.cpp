// The layers and the losses that several families share.
#include "Zoo/Layers.h"

namespace dlc {

Value normalizedConv(Function &f, Value x, const std::string &name, std::int64_t channels,
                     std::int64_t kernel, const NormalizedConvOptions &options) {
  x = f.conv2d(x, name, channels, kernel,
               {.stride = options.stride,
                .padding = kernel / 2,
                .groups = options.groups,
                .bias = options.bias,
                .weightInitializer = Initializer::heNormal()});
  return f.batchNorm2d(x, name + ".bn", options.norm);
}

Value linearOfLast(Function &f, Value x, const std::string &name, std::int64_t features,
                   const LinearOptions &options) {
  Value weight =
      f.variable(name + ".weight", x.dtype(), {x.shape().back(), features}, options.weightInitializer);
  Value product = f.matmul(x, weight);
  if (!options.bias)
    return product.named(name);
  product.named(name + ".product");
  return (product + f.variable(name + ".bias", x.dtype(), {features}, options.biasInitializer)).named(name);
}

Graph imageClassifier(const std::string &name, const std::string &comment, const Shape &image,
                      std::int64_t classes, const std::function<Value(Function &, Value)> &logits,
                      void (*addLoss)(Builder &, const Shape &)) {
  Builder network(name, comment);
  const std::string number = classes == 10 ? "ten" : classes == 1000 ? "a thousand" : std::to_string(classes);
  Function &f =
      network.function("predict", "One logit for each of " + number + " classes; the largest is the answer.");
  f.output("logits", logits(f, f.input("image", DType::f32, image)));
  addLoss(network, image);
  return network.build();
}

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

void addSequenceLoss(Builder &network, const std::string &input, DType dtype, const Shape &shape) {
  Function &loss = network.function(
      "loss", "What training makes small: the mean cross entropy over the steps of all sequences. Its\n"
              "accuracy is the fraction of steps whose largest logit is at the label.");
  Value x = loss.input(input, dtype, shape);
  Value label = loss.input("label", DType::i64, {batch, shape[1]});
  Value logits = loss.call("predict", {x})[0];
  loss.comment("A cross entropy has the classes in dimension 1.");
  loss.output("loss", loss.softmaxCrossEntropy(loss.transpose(logits, {0, 2, 1}), label));
  Value hits = loss.compare(Compare::equal, loss.argMax(logits, -1), label).named("hits");
  loss.output("accuracy", loss.reduceMean(loss.cast(hits, DType::f32)));
}

} // namespace dlc
