// Formulas as one writes them: values whose arithmetic makes nn ops.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::formula {
/// A tensor, or a factor: a number of the step, such as the learning rate, that takes the element type of the
/// tensor that it meets. Of two factors, it is the wider one's.
class Expression {
public:
  Expression(mlir::ImplicitLocOpBuilder &builder, mlir::Value value, bool isFactor = false)
      : builder(&builder), value(value), isFactor(isFactor) {}

  mlir::Value getValue() const { return value; }
  /// As a factor that is computed with in f64.
  Expression wide() const;

  friend Expression operator+(Expression x, Expression y) { return make<nn::AddOp>(x, y); }
  friend Expression operator-(Expression x, Expression y) { return make<nn::SubOp>(x, y); }
  friend Expression operator*(Expression x, Expression y) { return make<nn::MulOp>(x, y); }
  friend Expression operator/(Expression x, Expression y) { return make<nn::DivOp>(x, y); }
  friend Expression max(Expression x, Expression y) { return make<nn::MaxOp>(x, y); }
  friend Expression operator+(Expression x, double y) { return x + x.number(y); }
  friend Expression operator*(Expression x, double y) { return x * x.number(y); }
  friend Expression operator-(double x, Expression y) { return y.number(x) - y; }
  friend Expression operator/(double x, Expression y) { return y.number(x) / y; }
  /// base to the power exponent.
  friend Expression pow(double base, Expression exponent) {
    return make<nn::PowOp>(exponent.number(base), exponent);
  }
  friend Expression sqrt(Expression x) { return make<nn::SqrtOp>(x); }
  friend Expression sign(Expression x) { return make<nn::SignOp>(x); }
  /// The root of the sum of squares, a scalar.
  friend Expression norm(Expression x);
  /// `then` where x is greater than 0, `otherwise` elsewhere.
  friend Expression wherePositive(Expression x, Expression then, double otherwise);

private:
  /// Of the same element type, and a factor if this is one.
  Expression number(double number) const;
  Expression as(mlir::Type element) const;
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
} // namespace dlc::formula
