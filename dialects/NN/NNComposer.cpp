// What decompositions and derivative rules write nn ops with.
#include "NN/NNComposer.h"

#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc::nn;

Value Composer::cast(Value input, Type element) {
  RankedTensorType type = tensorOf(input);
  return type.getElementType() == element ? input : make<CastOp>(type.clone(element), input);
}

static Value constant(Composer &compose, double value, RankedTensorType type) {
  Type element = type.getElementType();
  Attribute number = isa<FloatType>(element) ? Attribute(FloatAttr::get(element, value))
                                             : IntegerAttr::get(element, static_cast<int64_t>(value));
  return compose.make<ConstantOp>(type, DenseElementsAttr::get(type, number));
}

Value Composer::scalar(double value, Value like) {
  return constant(*this, value, RankedTensorType::get({}, tensorOf(like).getElementType()));
}

Value Composer::filled(double value, RankedTensorType type) {
  if (type.hasStaticShape())
    return constant(*this, value, type);
  return expand(constant(*this, value, RankedTensorType::get({}, type.getElementType())), type);
}

Value Composer::reduceSum(Value input, ArrayRef<int64_t> axes, bool keepdims) {
  return make<ReduceSumOp>(input, builder.getDenseI64ArrayAttr(axes),
                           keepdims ? builder.getUnitAttr() : UnitAttr());
}

Value Composer::reduceMean(Value input, ArrayRef<int64_t> axes, bool keepdims) {
  return make<ReduceMeanOp>(input, builder.getDenseI64ArrayAttr(axes),
                            keepdims ? builder.getUnitAttr() : UnitAttr());
}

Value Composer::size(Value input, std::optional<ArrayRef<int64_t>> axes, Value like) {
  DenseI64ArrayAttr attribute = axes ? builder.getDenseI64ArrayAttr(*axes) : DenseI64ArrayAttr();
  return make<SizeOp>(RankedTensorType::get({}, tensorOf(like).getElementType()), input, attribute);
}

Value Composer::reshape(Value input, RankedTensorType type) {
  return input.getType() == type ? input : make<ReshapeOp>(type, input);
}

Value Composer::reshape(Value input, ArrayRef<int64_t> shape) {
  return reshape(input, RankedTensorType::get(shape, tensorOf(input).getElementType()));
}

Value Composer::expand(Value input, RankedTensorType type) {
  return input.getType() == type ? input : make<ExpandOp>(type, input);
}
