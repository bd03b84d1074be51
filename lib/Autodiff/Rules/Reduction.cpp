// Derivative rules of the reductions.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

template <typename Op> static SmallVector<int64_t> axesOf(Op op) {
  return *normalizedAxes(op.getAxes(), typeOf(op.getInput()).getRank());
}

// A value of the reduction's result type, so shaped that it broadcasts against the input.
template <typename Op> static Value keepDims(Op op, Value value, Emitter &emit) {
  SmallVector<int64_t> axes = axesOf(op);
  // Broadcasting aligns shapes at the end: where only leading dimensions went, nothing is to do.
  if (op.getKeepdims() || axes == llvm::to_vector(llvm::seq<int64_t>(0, axes.size())))
    return value;
  SmallVector<int64_t> shape(typeOf(op.getInput()).getShape());
  for (int64_t axis : axes)
    shape[axis] = 1;
  return emit.reshape(value, shape);
}

static Adjoints reduceSum(ReduceSumOp op, Value g, Emitter &emit) {
  return {emit.expand(keepDims(op, g, emit), typeOf(op.getInput()))};
}

static Adjoints reduceMean(ReduceMeanOp op, Value g, Emitter &emit) {
  Value share = emit.div(g, emit.size(op.getInput(), op.getAxes(), g));
  return {emit.expand(keepDims(op, share, emit), typeOf(op.getInput()))};
}

// Maxima that tie share the adjoint evenly, as in PyTorch's amax.
static Adjoints reduceMax(ReduceMaxOp op, Value g, Emitter &emit) {
  Value input = op.getInput();
  Value isMaximum = emit.compare(ComparePredicate::eq, input, keepDims(op, op.getResult(), emit));
  Value mask = emit.make<CastOp>(input.getType(), isMaximum);
  Value count = emit.reduceSum(mask, axesOf(op), op.getKeepdims());
  return {emit.mul(mask, keepDims(op, emit.div(g, count), emit))};
}

void addReductionRules(RuleTable &table) {
  table.add(reduceSum);
  table.add(reduceMean);
  table.add(reduceMax);
  table.addZero<ArgMaxOp>("its result is an index");
  table.addZero<SizeOp>("depends on the shape alone");
}
} // namespace dlc::autodiff
