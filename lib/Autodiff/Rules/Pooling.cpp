// Derivative rules of max pooling. What it selects is locally constant: of its adjoint, only the gradient
// that goes in has a derivative, and that reads where the maxima are. Other pooling is decomposed.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

// As an attribute, what auto_pad and ceil_mode mean too.
template <typename Op> static DenseI64ArrayAttr padsOf(Op op) {
  return op.getWindow().padsAttr(op.getContext());
}

static Adjoints maxPool(MaxPoolOp op, Value g, Emitter &emit) {
  Value input = op.getInput();
  return {emit.make<MaxPoolBackwardOp>(input.getType(), input, g, op.getKernelShapeAttr(),
                                       op.getStridesAttr(), padsOf(op), op.getDilationsAttr(), UnitAttr())};
}

// [N, C, spatial…] with the spatial dimensions as one.
static Value asPlanes(Value value, Emitter &emit) {
  ArrayRef<int64_t> shape = typeOf(value).getShape();
  int64_t elements = 1;
  for (int64_t size : shape.drop_front(2))
    elements = nn::multiplySizes(elements, size).value_or(elements);
  return emit.reshape(value, {shape[0], shape[1], elements});
}

static Adjoints maxPoolBackward(MaxPoolBackwardOp op, Value g, Emitter &emit) {
  Value indices = emit.make<MaxPoolIndicesOp>(op.getInput(), op.getKernelShapeAttr(), op.getStridesAttr(),
                                              padsOf(op), op.getDilationsAttr(), AutoPadAttr(), UnitAttr());
  Value read = emit.make<GatherElementsOp>(asPlanes(g, emit), asPlanes(indices, emit),
                                           emit.builder.getI64IntegerAttr(2));
  return {Value(), emit.reshape(read, typeOf(op.getGrad()))};
}

void addPoolingRules(RuleTable &table) {
  table.add(maxPool);
  table.add(maxPoolBackward);
  table.addZero<MaxPoolIndicesOp>("its result is an index");
}
} // namespace dlc::autodiff
