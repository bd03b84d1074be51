// Elementary functions of f32 as arithmetic, on scalars and vectors alike: what ExpandMath.cpp puts in the
// place of math ops. Each function is for its whole range, ±0, denormals, ±∞ and NaN included; errors are in
// ExpandMath.cpp.
#pragma once

#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::codegen {
class MathExpansion {
public:
  /// Expands in front of `op`, whose result type all functions have. Without `fused`, for a processor that
  /// has no instruction for x · y + z or none that rounds: LLVM would call the C library for every element.
  MathExpansion(mlir::Operation *op, bool fused);

  // MathExponential.cpp
  mlir::Value exp(mlir::Value x);
  mlir::Value expm1(mlir::Value x);
  mlir::Value log(mlir::Value x);
  mlir::Value log1p(mlir::Value x) { return log1p(x, {}); }
  mlir::Value pow(mlir::Value x, mlir::Value y);
  // MathHyperbolic.cpp: what is made of exponentials
  mlir::Value sinh(mlir::Value x);
  mlir::Value cosh(mlir::Value x);
  mlir::Value tanh(mlir::Value x);
  mlir::Value asinh(mlir::Value x);
  mlir::Value acosh(mlir::Value x);
  mlir::Value atanh(mlir::Value x);
  mlir::Value erf(mlir::Value x);
  // MathTrigonometric.cpp
  mlir::Value sin(mlir::Value x);
  mlir::Value cos(mlir::Value x);
  mlir::Value tan(mlir::Value x);
  mlir::Value asin(mlir::Value x);
  mlir::Value acos(mlir::Value x);
  mlir::Value atan(mlir::Value x);

private:
  using Value = mlir::Value;

  struct Power {
    Value exponent, rest; ///< x = exponent · ln 2 + rest
  };
  Power splitPower(Value x);
  Value scaledExp(Value x, int32_t shift);
  struct Fraction {
    Value exponent, mantissa; ///< x = mantissa · 2^exponent, √½ ≤ mantissa < √2
  };
  Fraction splitFraction(Value x);
  Value logOfSum(Value x, Value correction);
  Value log1p(Value x, Value low);
  /// Of an f64, as an f32.
  Value log1pOfWide(Value x);
  struct Angle {
    Value quarter; ///< whole quarters of a turn, modulo 4
    Value rest;    ///< of the angle, in radians, in f64
  };
  Angle splitAngle(Value x);
  Value sine(Value x, int32_t ahead);
  Value arcSine(Value magnitude);

  mlir::Type shaped(mlir::Type of, mlir::Type element);
  Value constant(mlir::Type of, mlir::Attribute value);
  Value number(float value) { return constant(type, b.getF32FloatAttr(value)); }
  Value wide(double value) { return constant(wideType, b.getF64FloatAttr(value)); }
  Value integer(int32_t value) { return constant(integerType, b.getI32IntegerAttr(value)); }

  // On f32 and f64.
  Value add(Value x, Value y) { return mlir::arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return mlir::arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return mlir::arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return mlir::arith::DivFOp::create(b, x, y); }
  /// Rounded once, or with a product that is rounded: where that must not be, use productError.
  Value fma(Value x, Value y, Value z) {
    return fused ? Value(mlir::math::FmaOp::create(b, x, y, z)) : add(mul(x, y), z);
  }
  /// x · y less its rounded value, exactly, in f64; of 24 digits in x.
  Value productError(Value x, Value y, Value rounded);
  /// To the nearest whole number, ties to even. For |x| < 2²² in f32, 2⁵¹ in f64.
  Value round(Value x);
  Value floor(Value x);
  Value squareRoot(Value x) { return mlir::math::SqrtOp::create(b, x); }
  Value abs(Value x) { return mlir::math::AbsFOp::create(b, x); }
  Value negate(Value x) { return mlir::arith::NegFOp::create(b, x); }
  Value copySign(Value x, Value sign) { return mlir::math::CopySignOp::create(b, x, sign); }
  Value less(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::OLT, x, y); }
  Value equal(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::OEQ, x, y); }
  Value isNaN(Value x) { return compare(mlir::arith::CmpFPredicate::UNO, x, x); }
  Value compare(mlir::arith::CmpFPredicate predicate, Value x, Value y) {
    return mlir::arith::CmpFOp::create(b, predicate, x, y);
  }
  Value extend(Value x) { return mlir::arith::ExtFOp::create(b, wideType, x); }
  Value truncate(Value x) { return mlir::arith::TruncFOp::create(b, type, x); }

  // On conditions and i32.
  Value both(Value x, Value y) { return mlir::arith::AndIOp::create(b, x, y); }
  Value either(Value x, Value y) { return mlir::arith::OrIOp::create(b, x, y); }
  Value select(Value condition, Value x, Value y) {
    return mlir::arith::SelectOp::create(b, condition, x, y);
  }
  Value isNonZero(Value x) {
    return mlir::arith::CmpIOp::create(b, mlir::arith::CmpIPredicate::ne, x, integer(0));
  }
  /// Towards zero; x must be in the range of i32.
  Value toInteger(Value x) { return mlir::arith::FPToSIOp::create(b, integerType, x); }
  Value bitsOf(Value x) { return mlir::arith::BitcastOp::create(b, integerType, x); }
  Value fromBits(Value x) { return mlir::arith::BitcastOp::create(b, type, x); }

  /// NaN becomes `low`, so that a conversion to integers has a meaning.
  Value clamp(Value x, Value low, Value high) {
    Value bounded = select(less(low, x), x, low);
    return select(less(bounded, high), bounded, high);
  }
  Value orNaN(Value x, Value result) { return select(isNaN(x), x, result); }
  /// 2ⁿ for -126 ≤ n ≤ 127.
  Value powerOfTwo(Value n);
  /// Horner's scheme, the highest coefficient first; of f32 or of f64.
  Value polynomial(Value x, llvm::ArrayRef<float> coefficients);
  Value widePolynomial(Value x, llvm::ArrayRef<double> coefficients);

  mlir::ImplicitLocOpBuilder b;
  bool fused;
  mlir::Type type, wideType, integerType;
};
} // namespace dlc::codegen
