#include "Import/Losses.h"

#include "Import/Emit.h"
#include "Import/Import.h"
#include "Import/LossFunction.h"

using namespace mlir;

namespace dlc::importer {

static constexpr StringRef kSoftmax = "softmax_cross_entropy", kBce = "bce", kMse = "mse", kL1 = "l1",
                           kHuber = "huber";

ArrayRef<StringRef> lossNames() {
  static constexpr StringRef names[] = {kSoftmax, kBce, kMse, kL1, kHuber};
  return names;
}

static Value onlyOutput(LossFunction &loss) {
  if (loss.outputs.size() != 1)
    refuse("a loss is that of one output, and the network has " + Twine(loss.outputs.size()));
  return loss.outputs.front();
}

/// [batch, classes], and labels that are indices; the accuracy beside it.
static void softmaxCrossEntropy(LossFunction &loss) {
  Emit &e = loss.emit;
  Value logits = onlyOutput(loss);
  if (auto softmax = logits.getDefiningOp<nn::SoftmaxOp>())
    logits = softmax.getInput();
  else if (auto softmax = logits.getDefiningOp<nn::LogSoftmaxOp>())
    logits = softmax.getInput();
  if (rankOf(logits) != 2 || !isFloat(logits))
    refuse("softmax_cross_entropy is for an output [batch, classes], and the network gives " +
           nn::shapeText(shapeOf(logits)));
  Type i64 = e.builder.getI64Type();
  Value label = loss.addInput("label", nn::SizedTensorType::get({shapeOf(logits)[0]}, i64));
  Value mean = e.one<nn::SoftmaxCrossEntropyLossOp>({logits, label});
  Value best = e.one<nn::ArgMaxOp>(logits, e.attrs().integer("axis", 1));
  Value hits = e.cast(e.compare(nn::ComparePredicate::eq, best, label), elementOf(logits));
  loss.finish({mean, e.reduce<nn::ReduceMeanOp>(hits, std::nullopt, false)}, {"loss", "accuracy"});
}

template <typename Op> static void elementLoss(LossFunction &loss, Value output) {
  Value target = loss.addInput("target", output.getType());
  loss.finish(loss.emit.one<Op>({output, target}), {"loss"});
}

void addLoss(nn::FuncOp predict, const std::string &name, llvm::DenseMap<Value, std::string> &names) {
  LossFunction loss(predict, names);
  const Value output = onlyOutput(loss);
  if (!isFloat(output))
    refuse("a loss is that of floating-point numbers, which the network's output is not");
  if (name == kSoftmax)
    return softmaxCrossEntropy(loss);
  if (name == kBce) {
    if (auto sigmoid = output.getDefiningOp<nn::SigmoidOp>())
      return elementLoss<nn::BinaryCrossEntropyWithLogitsLossOp>(loss, sigmoid.getInput());
    return elementLoss<nn::BinaryCrossEntropyLossOp>(loss, output);
  }
  if (name == kMse)
    return elementLoss<nn::MseLossOp>(loss, output);
  if (name == kL1)
    return elementLoss<nn::L1LossOp>(loss, output);
  if (name == kHuber)
    return elementLoss<nn::HuberLossOp>(loss, output);
  std::string known;
  for (StringRef loss : lossNames())
    known += loss.str() + ", ";
  refuse("there is no loss '" + Twine(name) + "'; there are " + known +
         "functions of the file by their names, and texts (.mlir) with a function @loss");
}

} // namespace dlc::importer
