// Derivative rules of convolution and its two adjoints. All three are linear in each operand, and the adjoint
// of one with respect to an operand is another of them: the set is closed under differentiation.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
// The convolution, or an adjoint of it, with the geometry of `op`; auto_pad has become pads.
template <typename Op> static DenseI64ArrayAttr padsOf(Op op) {
  return op.getWindow().padsAttr(op.getContext());
}

template <typename Op> static Value convolve(Op op, Value input, Value weight, Emitter &emit) {
  return emit.make<ConvOp>(input, weight, Value(), op.getStridesAttr(), padsOf(op), op.getDilationsAttr(),
                           op.getGroupAttr(), AutoPadAttr());
}

template <typename Op> static Value backwardData(Op op, Value g, Value weight, Value like, Emitter &emit) {
  return emit.make<ConvBackwardDataOp>(like.getType(), g, weight, op.getStridesAttr(), padsOf(op),
                                       op.getDilationsAttr(), op.getGroupAttr());
}

template <typename Op> static Value backwardWeights(Op op, Value input, Value g, Value like, Emitter &emit) {
  return emit.make<ConvBackwardWeightsOp>(like.getType(), input, g, op.getStridesAttr(), padsOf(op),
                                          op.getDilationsAttr(), op.getGroupAttr());
}

static Adjoints conv(ConvOp op, Value g, Emitter &emit) {
  Value input = op.getInput(), weight = op.getWeight();
  Adjoints result(op->getNumOperands());
  if (emit.wants(input))
    result[0] = backwardData(op, g, weight, input, emit);
  if (emit.wants(weight))
    result[1] = backwardWeights(op, input, g, weight, emit);
  if (emit.wants(op.getBias())) {
    SmallVector<int64_t> axes{0};
    llvm::append_range(axes, llvm::seq<int64_t>(2, cast<nn::SizedTensorType>(g.getType()).getRank()));
    result[2] = emit.reduceSum(g, axes);
  }
  return result;
}

static Adjoints convBackwardData(ConvBackwardDataOp op, Value g, Emitter &emit) {
  Value grad = op.getGrad(), weight = op.getWeight();
  return {emit.wants(grad) ? convolve(op, g, weight, emit) : Value(),
          emit.wants(weight) ? backwardWeights(op, g, grad, weight, emit) : Value()};
}

static Adjoints convBackwardWeights(ConvBackwardWeightsOp op, Value g, Emitter &emit) {
  Value input = op.getInput(), grad = op.getGrad();
  return {emit.wants(input) ? backwardData(op, grad, g, input, emit) : Value(),
          emit.wants(grad) ? convolve(op, input, g, emit) : Value()};
}

void addConvolutionRules(RuleTable &table) {
  table.add(conv);
  table.add(convBackwardData);
  table.add(convBackwardWeights);
}
} // namespace dlc::autodiff
