// What derivative rules write nn ops with.
#include "Autodiff/Emitter.h"

using namespace mlir;

namespace dlc::autodiff {
static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

static Value constant(Emitter &emit, double value, RankedTensorType type) {
  Attribute element = FloatAttr::get(type.getElementType(), value);
  return emit.make<nn::ConstantOp>(type, DenseElementsAttr::get(type, element));
}

Value Emitter::scalar(double value, Value like) {
  return constant(*this, value, RankedTensorType::get({}, typeOf(like).getElementType()));
}

Value Emitter::zeros(RankedTensorType type) {
  if (type.hasStaticShape())
    return constant(*this, 0, type);
  return expand(constant(*this, 0, RankedTensorType::get({}, type.getElementType())), type);
}

Value Emitter::reduceSum(Value input, ArrayRef<int64_t> axes, bool keepdims) {
  return make<nn::ReduceSumOp>(input, builder.getDenseI64ArrayAttr(axes),
                               keepdims ? builder.getUnitAttr() : UnitAttr());
}

Value Emitter::reduceMean(Value input, ArrayRef<int64_t> axes, bool keepdims) {
  return make<nn::ReduceMeanOp>(input, builder.getDenseI64ArrayAttr(axes),
                                keepdims ? builder.getUnitAttr() : UnitAttr());
}

Value Emitter::size(Value input, std::optional<ArrayRef<int64_t>> axes, Value like) {
  DenseI64ArrayAttr attribute = axes ? builder.getDenseI64ArrayAttr(*axes) : DenseI64ArrayAttr();
  return make<nn::SizeOp>(RankedTensorType::get({}, typeOf(like).getElementType()), input, attribute);
}

Value Emitter::reshape(Value input, RankedTensorType type) {
  return input.getType() == type ? input : make<nn::ReshapeOp>(type, input);
}

Value Emitter::reshape(Value input, ArrayRef<int64_t> shape) {
  return reshape(input, RankedTensorType::get(shape, typeOf(input).getElementType()));
}

Value Emitter::expand(Value input, RankedTensorType type) {
  return input.getType() == type ? input : make<nn::ExpandOp>(type, input);
}

Value Emitter::unbroadcast(Value adjoint, Type type) {
  auto target = cast<RankedTensorType>(type);
  RankedTensorType source = typeOf(adjoint);
  int64_t added = source.getRank() - target.getRank();
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < source.getRank(); ++i)
    if (i < added || (target.getDimSize(i - added) == 1 && source.getDimSize(i) != 1))
      axes.push_back(i);
  return reshape(axes.empty() ? adjoint : reduceSum(adjoint, axes), target);
}
} // namespace dlc::autodiff
