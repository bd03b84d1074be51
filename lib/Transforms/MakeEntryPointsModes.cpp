// What distinguishes a training step and an evaluation from the loss that both are made from.
#include "NN/NNNarrowFloats.h"
#include "Transforms/MakeEntryPoints.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
// The buffer that a value was read from, or null.
static VariableOp bufferBehind(Value value) {
  auto read = value.getDefiningOp<ReadOp>();
  if (!read)
    return {};
  auto variable = SymbolTable::lookupNearestSymbolFrom<VariableOp>(read, read.getVariableAttr());
  return variable && variable.getRole() == VariableRole::buffer ? variable : VariableOp();
}

static Value scalar(ImplicitLocOpBuilder &builder, Type element, double value) {
  auto type = nn::SizedTensorType::get({}, element);
  return ConstantOp::create(builder, type,
                            DenseElementsAttr::get(type, Attribute(FloatAttr::get(element, value))));
}

// n / (n - 1) for the n values that a channel's statistics are from: it makes their variance unbiased. A
// single value has the variance 0, which stays.
static Value unbiasing(ImplicitLocOpBuilder &builder, Value input) {
  auto type = cast<nn::SizedTensorType>(input.getType());
  SmallVector<int64_t> axes{0};
  llvm::append_range(axes, llvm::seq<int64_t>(2, type.getRank()));
  // The count may be more than 16 bits hold.
  Type narrow = type.getElementType();
  Value one = scalar(builder, isNarrowFloat(narrow) ? builder.getF32Type() : narrow, 1);
  Value count = SizeOp::create(builder, one.getType(), input, builder.getDenseI64ArrayAttr(axes));
  Value fewer = SubOp::create(builder, count, one);
  Value factor = DivOp::create(builder, count, MaxOp::create(builder, fewer, one).getResult());
  return isNarrowFloat(narrow)
             ? CastOp::create(builder, nn::SizedTensorType::get({}, narrow), factor).getResult()
             : factor;
}

// running ← (1 - momentum) · running + momentum · statistic
static void moveTowards(ImplicitLocOpBuilder &builder, VariableOp running, Value statistic, double momentum) {
  Type element = getElementTypeOrSelf(statistic);
  Value before = ReadOp::create(builder, running.getType(), running.getSymName());
  Value kept = MulOp::create(builder, before, scalar(builder, element, 1 - momentum));
  Value added = MulOp::create(builder, statistic, scalar(builder, element, momentum));
  AssignOp::create(builder, running.getSymName(), AddOp::create(builder, kept, added).getResult());
}

LogicalResult trainBatchNorms(FuncOp function, bool strict) {
  WalkResult nested = function.walk([&](BatchNormOp op) {
    if (!strict || op->getParentOp() == function)
      return WalkResult::advance();
    op.emitOpError()
        << "cannot be trained inside '" << op->getParentOp()->getName()
        << "': a step has no running statistics; normalise in front of it or behind it, or write "
           "statistics that stay as they are with nn.sub and nn.mul";
    return WalkResult::interrupt();
  });
  if (nested.wasInterrupted())
    return failure();
  for (BatchNormOp op : llvm::to_vector(function.getOps<BatchNormOp>())) {
    VariableOp mean = bufferBehind(op.getMean()), variance = bufferBehind(op.getVariance());
    if (!mean || !variance) {
      if (!strict)
        continue;
      return op.emitOpError()
             << "cannot be trained: its " << (mean ? "variance" : "mean")
             << " is not read from a buffer, where the running statistic would be kept; declare an "
                "'nn.variable buffer' and read it here, or write statistics that stay as they are "
                "with nn.sub and nn.mul";
    }
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    auto trained =
        BatchNormTrainingOp::create(builder, op.getInput(), op.getScale(), op.getBias(), op.getEpsilonAttr());
    double momentum = op.getMomentum().convertToDouble();
    Value unbiased = MulOp::create(builder, trained.getVariance(), unbiasing(builder, op.getInput()));
    moveTowards(builder, mean, trained.getMean(), momentum);
    moveTowards(builder, variance, unbiased, momentum);
    SmallVector<Operation *> reads{op.getMean().getDefiningOp(), op.getVariance().getDefiningOp()};
    op.replaceAllUsesWith(trained.getResult());
    op.erase();
    for (Operation *read : llvm::SetVector<Operation *>(reads.begin(), reads.end()))
      if (read->use_empty())
        read->erase();
  }
  return success();
}

// Takes the place of a dropout, whose read of the state goes too.
static void replaceDropout(DropoutOp op, Value value) {
  Operation *read = op.getState().getDefiningOp<ReadOp>();
  op.replaceAllUsesWith(value);
  op.erase();
  if (read && read->use_empty())
    read->erase();
}

// Those in bodies of loops and branches too.
static SmallVector<DropoutOp> dropoutsOf(FuncOp function) {
  SmallVector<DropoutOp> dropouts;
  function.walk([&](DropoutOp op) { dropouts.push_back(op); });
  return dropouts;
}

LogicalResult trainDropouts(FuncOp function) {
  for (DropoutOp op : dropoutsOf(function)) {
    VariableOp state = bufferBehind(op.getState());
    if (!state)
      return op.emitOpError() << "cannot be trained: its state is not read from a buffer, where the next one "
                                 "would be kept; declare an 'nn.variable buffer' and read it here, or "
                                 "multiply by an nn.dropout_mask";
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    // Read here and not where the op's own was: a dropout in between may have moved the state on.
    Value current = ReadOp::create(builder, state.getType(), state.getSymName());
    auto mask = DropoutMaskOp::create(builder, op.getType(), current.getType(), current, op.getRatioAttr());
    Value kept = MulOp::create(builder, op.getInput(), mask.getResult());
    AssignOp::create(builder, state.getSymName(), mask.getNextState());
    replaceDropout(op, kept);
  }
  return success();
}

void skipDropouts(FuncOp function) {
  for (DropoutOp op : dropoutsOf(function))
    replaceDropout(op, op.getInput());
}

void resolveTraining(FuncOp function, bool training) {
  SmallVector<TrainingOp> ops;
  function.walk([&](TrainingOp op) { ops.push_back(op); });
  for (TrainingOp op : ops) // those within others first
    op.resolve(training);
}

void discardAssignments(FuncOp function) {
  llvm::DenseMap<StringAttr, Value> assigned;
  for (Operation &op : llvm::make_early_inc_range(function.getBody().front())) {
    if (auto assign = dyn_cast<AssignOp>(op)) {
      assigned[assign.getVariableAttr().getAttr()] = assign.getValue();
      assign.erase();
    } else if (auto read = dyn_cast<ReadOp>(op)) {
      if (Value value = assigned.lookup(read.getVariableAttr().getAttr())) {
        read.getResult().replaceAllUsesWith(value);
        read.erase();
      }
    }
  }
}
} // namespace dlc
