// Formulas as one writes them: values whose arithmetic makes nn ops.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::nn {
/// A tensor, or a factor: a number of the step, such as the learning rate, that takes the element type of the
/// tensor that it meets. Of two factors, it is the wider one's. Operands broadcast.
class Expression {
public:
  Expression(mlir::ImplicitLocOpBuilder &builder, mlir::Value value, bool isFactor = false)
      : builder(&builder), value(value), isFactor(isFactor) {}

  mlir::Value getValue() const { return value; }
  /// As a factor that is computed with in f64.
  Expression wide() const;
  /// With another element type.
  Expression as(mlir::Type element) const;
  /// A number of the same element type; a factor if this is one.
  Expression number(double number) const;

  friend Expression operator+(Expression x, Expression y) { return make<AddOp>(x, y); }
  friend Expression operator-(Expression x, Expression y) { return make<SubOp>(x, y); }
  friend Expression operator*(Expression x, Expression y) { return make<MulOp>(x, y); }
  friend Expression operator/(Expression x, Expression y) { return make<DivOp>(x, y); }
  friend Expression max(Expression x, Expression y) { return make<MaxOp>(x, y); }
  friend Expression min(Expression x, Expression y) { return make<MinOp>(x, y); }
  friend Expression operator+(Expression x, double y) { return x + x.number(y); }
  friend Expression operator-(Expression x, double y) { return x - x.number(y); }
  friend Expression operator*(Expression x, double y) { return x * x.number(y); }
  friend Expression operator/(Expression x, double y) { return x / x.number(y); }
  friend Expression operator-(double x, Expression y) { return y.number(x) - y; }
  friend Expression operator/(double x, Expression y) { return y.number(x) / y; }
  /// base to the power exponent.
  friend Expression pow(double base, Expression exponent) {
    return make<PowOp>(exponent.number(base), exponent);
  }
  friend Expression sqrt(Expression x) { return make<SqrtOp>(x); }
  friend Expression log(Expression x) { return make<LogOp>(x); }
  friend Expression sign(Expression x) { return make<SignOp>(x); }
  /// Over all elements; a scalar.
  friend Expression sum(Expression x);

  friend Expression operator>(Expression x, double y) { return x.compare(ComparePredicate::gt, y); }
  friend Expression operator==(Expression x, double y) { return x.compare(ComparePredicate::eq, y); }
  /// `then` where the condition holds, `otherwise` elsewhere; of one element type.
  friend Expression where(Expression condition, Expression then, Expression otherwise) {
    return {*then.builder, WhereOp::create(*then.builder, condition.value, then.value, otherwise.value)};
  }

private:
  Expression compare(ComparePredicate predicate, double other) const {
    return {*builder, CompareOp::create(*builder, predicate, value, number(other).value)};
  }
  mlir::Type element() const { return mlir::getElementTypeOrSelf(value); }

  template <typename Op> static Expression make(Expression x) {
    return {*x.builder, Op::create(*x.builder, x.value), x.isFactor};
  }
  template <typename Op> static Expression make(Expression x, Expression y) {
    mlir::Type element = commonElement(x, y);
    return {*x.builder, Op::create(*x.builder, x.as(element).value, y.as(element).value),
            x.isFactor && y.isFactor};
  }
  static mlir::Type commonElement(Expression x, Expression y);

  mlir::ImplicitLocOpBuilder *builder;
  mlir::Value value;
  bool isFactor;
};
} // namespace dlc::nn
