// Arithmetic that makes nn ops.
#include "Conversion/TrainToNN/Expression.h"

using namespace mlir;

namespace dlc::formula {
Type Expression::commonElement(Expression x, Expression y) {
  if (x.isFactor != y.isFactor)
    return x.isFactor ? y.element() : x.element();
  return x.element().getIntOrFloatBitWidth() < y.element().getIntOrFloatBitWidth() ? y.element()
                                                                                   : x.element();
}

Expression Expression::as(Type element) const {
  auto type = cast<RankedTensorType>(value.getType()).clone(element);
  return value.getType() == type ? *this
                                 : Expression(*builder, nn::CastOp::create(*builder, type, value), isFactor);
}

Expression Expression::wide() const { return {*builder, as(builder->getF64Type()).value, /*isFactor=*/true}; }

Expression Expression::number(double number) const {
  auto type = RankedTensorType::get({}, element());
  Attribute attribute = FloatAttr::get(element(), number);
  return {*builder, nn::ConstantOp::create(*builder, type, DenseElementsAttr::get(type, attribute)),
          isFactor};
}

Expression norm(Expression x) {
  Value square = (x * x).value;
  return sqrt(
      Expression(*x.builder, nn::ReduceSumOp::create(*x.builder, square, DenseI64ArrayAttr(), UnitAttr())));
}

Expression wherePositive(Expression x, Expression then, double otherwise) {
  Value isPositive = nn::CompareOp::create(*x.builder, nn::ComparePredicate::gt, x.value, x.number(0).value);
  return {*x.builder, nn::WhereOp::create(*x.builder, isPositive, then.value, then.number(otherwise).value)};
}
} // namespace dlc::formula
