// Arithmetic that makes nn ops.
#include "NN/NNExpression.h"

using namespace mlir;

namespace dlc::nn {
Type Expression::commonElement(Expression x, Expression y) {
  if (x.isFactor != y.isFactor)
    return x.isFactor ? y.element() : x.element();
  return x.element().getIntOrFloatBitWidth() < y.element().getIntOrFloatBitWidth() ? y.element()
                                                                                   : x.element();
}

Expression Expression::as(Type element) const {
  auto type = cast<SizedTensorType>(value.getType()).clone(element);
  return value.getType() == type ? *this
                                 : Expression(*builder, CastOp::create(*builder, type, value), isFactor);
}

Expression Expression::wide() const { return {*builder, as(builder->getF64Type()).value, /*isFactor=*/true}; }

Expression Expression::number(double number) const {
  auto type = SizedTensorType::get({}, element());
  Attribute attribute = isa<FloatType>(element()) ? Attribute(FloatAttr::get(element(), number))
                                                  : IntegerAttr::get(element(), static_cast<int64_t>(number));
  return {*builder, ConstantOp::create(*builder, type, DenseElementsAttr::get(type, attribute)), isFactor};
}

Expression sum(Expression x) {
  return {*x.builder, ReduceSumOp::create(*x.builder, x.value, DenseI64ArrayAttr(), UnitAttr())};
}
} // namespace dlc::nn
