// Derivative rules of the reductions.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

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

// Extrema that tie share the adjoint evenly, as in PyTorch's amax and amin.
template <typename Op> static Adjoints reduceExtremum(Op op, Value g, Emitter &emit) {
  Value input = op.getInput();
  Value isExtremum = emit.compare(ComparePredicate::eq, input, keepDims(op, op.getResult(), emit));
  Value mask = emit.cast(isExtremum, typeOf(input).getElementType());
  Value count = emit.reduceSum(mask, axesOf(op), op.getKeepdims());
  return {emit.mul(mask, keepDims(op, emit.div(g, count), emit))};
}

// The product of the other elements. It is y / x, but for zeros: with one of them only its own derivative
// is not 0, with two none is. (So second derivatives are those of the formula where no element is 0.)
static Adjoints reduceProd(ReduceProdOp op, Value g, Emitter &emit) {
  Value x = op.getInput();
  SmallVector<int64_t> axes = axesOf(op);
  Value isZero = emit.compare(ComparePredicate::eq, x, 0);
  Value safe = emit.where(isZero, 1, x);
  Value product = emit.reduce<ReduceProdOp>(safe, ArrayRef<int64_t>(axes), op.getKeepdims());
  Value zeros = emit.reduceSum(emit.cast(isZero, typeOf(x).getElementType()), axes, op.getKeepdims());
  auto withZeros = [&](double count) {
    Value counted = emit.compare(ComparePredicate::eq, zeros, count);
    return keepDims(op, emit.mul(g, emit.where(counted, product, 0)), emit);
  };
  return {emit.where(isZero, withZeros(1), emit.div(withZeros(0), safe))};
}

// x / ‖x‖, and 0 where all elements are: the norm that is divided by is replaced there.
static Adjoints reduceL2(ReduceL2Op op, Value g, Emitter &emit) {
  Value norm = op.getResult();
  Value safe = emit.where(emit.compare(ComparePredicate::eq, norm, 0), 1, norm);
  return {emit.mul(op.getInput(), keepDims(op, emit.div(g, safe), emit))};
}

// Each element's share of the sum, e^(x - y). Where y is large it is rounded, which is a factor of all
// shares: their sum tells it. What is subtracted cancels then, so that no derivative flows through it.
static Adjoints reduceLogSumExp(ReduceLogSumExpOp op, Value g, Emitter &emit) {
  Value y = emit.unary<StopGradientOp>(keepDims(op, op.getResult(), emit));
  Value powers = emit.unary<ExpOp>(emit.sub(op.getInput(), y));
  Value total = emit.reduceSum(powers, axesOf(op), /*keepdims=*/true);
  Value isFinite =
      emit.compare(ComparePredicate::lt, emit.unary<AbsOp>(y), std::numeric_limits<double>::infinity());
  Value shares = emit.div(powers, emit.where(isFinite, total, 1));
  return {emit.mul(shares, keepDims(op, g, emit))};
}

// Each element is in the sums of those behind it.
static Adjoints cumsum(CumsumOp op, Value g, Emitter &emit) {
  UnitAttr yes = UnitAttr::get(op.getContext());
  return {emit.make<CumsumOp>(g.getType(), g, op.getAxisAttr(), op.getExclusive() ? yes : UnitAttr(),
                              op.getReverse() ? UnitAttr() : yes)};
}

// Each value's adjoint goes back to where the value was. Indices have none.
static Adjoints sort(SortOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  Value input = op.getInput();
  if (!adjoints[0])
    return {Value()};
  return {emit.make<ScatterElementsOp>(input.getType(), emit.zeros(typeOf(input)), op.getIndices(),
                                       adjoints[0], op.getAxisAttr(),
                                       ScatterReductionAttr::get(op.getContext(), ScatterReduction::none))};
}

void addReductionRules(RuleTable &table) {
  table.add(reduceSum);
  table.add(reduceMean);
  table.add(reduceExtremum<ReduceMaxOp>);
  table.add(reduceExtremum<ReduceMinOp>);
  table.add(reduceProd);
  table.add(reduceL2);
  table.add(reduceLogSumExp);
  table.add(cumsum);
  table.addMultiResult(sort);
  table.addZero<ArgMaxOp>("its result is an index");
  table.addZero<ArgMinOp>("its result is an index");
  table.addZero<HistogramOp>("its results are counts");
  table.addZero<SizeOp>("depends on the shape alone");
}
} // namespace dlc::autodiff
