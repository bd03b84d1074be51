#include "Import/Losses.h"

#include "Import/Emit.h"
#include "Import/Import.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace dlc::importer {

static constexpr StringRef kSoftmax = "softmax_cross_entropy", kBce = "bce", kMse = "mse", kL1 = "l1",
                           kHuber = "huber";

ArrayRef<StringRef> lossNames() {
  static constexpr StringRef names[] = {kSoftmax, kBce, kMse, kL1, kHuber};
  return names;
}

namespace {
/// The function `loss` while it is written: a copy of `predict`, whose output is at hand.
class LossFunction {
public:
  LossFunction(nn::FuncOp predict, llvm::DenseMap<Value, std::string> &names)
      : builder(predict.getContext()), emit(builder, predict.getLoc()) {
    builder.setInsertionPointAfter(predict);
    IRMapping mapping;
    function = cast<nn::FuncOp>(builder.clone(*predict, mapping));
    function.setSymName("loss");
    auto end = cast<nn::ReturnOp>(function.getBody().front().getTerminator());
    if (end.getNumOperands() != 1)
      refuse("a loss is that of one output, and the network has " + Twine(end.getNumOperands()));
    output = end.getOperand(0);
    end.erase();
    for (auto [value, name] : llvm::to_vector(names))
      if (Value copy = mapping.lookupOrNull(value))
        names[copy] = name;
    builder.setInsertionPointToEnd(&function.getBody().front());
  }

  Value addInput(StringRef name, Type type) {
    SmallVector<Attribute> names(function.getArgNames().begin(), function.getArgNames().end());
    if (llvm::is_contained(names, builder.getStringAttr(name)))
      refuse("the network has an input '" + name + "', which a loss takes for its target");
    names.push_back(builder.getStringAttr(name));
    function.setArgNamesAttr(builder.getArrayAttr(names));
    return function.getBody().addArgument(type, function.getLoc());
  }

  void finish(ValueRange results, ArrayRef<StringRef> names) {
    nn::ReturnOp::create(builder, function.getLoc(), results);
    function.setFunctionType(
        builder.getFunctionType(function.getBody().getArgumentTypes(), results.getTypes()));
    function.setResultNamesAttr(builder.getStrArrayAttr(names));
  }

  OpBuilder builder;
  Emit emit;
  nn::FuncOp function;
  Value output;
};
} // namespace

/// [batch, classes], and labels that are indices; the accuracy beside it.
static void softmaxCrossEntropy(LossFunction &loss) {
  Emit &e = loss.emit;
  Value logits = loss.output;
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
  if (!isFloat(loss.output))
    refuse("a loss is that of floating-point numbers, which the network's output is not");
  if (name == kSoftmax)
    return softmaxCrossEntropy(loss);
  if (name == kBce) {
    if (auto sigmoid = loss.output.getDefiningOp<nn::SigmoidOp>())
      return elementLoss<nn::BinaryCrossEntropyWithLogitsLossOp>(loss, sigmoid.getInput());
    return elementLoss<nn::BinaryCrossEntropyLossOp>(loss, loss.output);
  }
  if (name == kMse)
    return elementLoss<nn::MseLossOp>(loss, loss.output);
  if (name == kL1)
    return elementLoss<nn::L1LossOp>(loss, loss.output);
  if (name == kHuber)
    return elementLoss<nn::HuberLossOp>(loss, loss.output);
  refuse("there is no loss '" + Twine(name) + "'");
}

} // namespace dlc::importer
