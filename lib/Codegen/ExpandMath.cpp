// exp, log, log1p, tanh, sin and cos on f32 as arithmetic. Calls of the C library would keep LLVM from
// vectorising the loops that they stand in, and differ from one library to the next. Before conversion to
// LLVM, on scalars and vectors alike.
//
// Range reductions and minimax polynomials are those of S. Moshier's Cephes library (expf, logf, tanhf,
// sinf); errors, measured against f64 over all f32 (test/Unit/API/MathTest.cpp): exp, log and log1p at most 2
// units in the last place, tanh 2, sin and cos 2 for |x| ≤ 8192; beyond, where a reduction in f32 pairs no
// longer holds, f64's C library is called on neither side: such arguments are reduced in f64.
#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <cmath>

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDMATH
#include "Codegen/Passes.h.inc"

namespace {
/// Arithmetic on values that are all f32, or all vectors of f32.
class Expansion {
public:
  Expansion(Operation *op) : b(op->getLoc(), op), type(op->getResult(0).getType()) {
    integers = shaped(b.getI32Type());
  }

  Value exp(Value x) {
    // Outside, the result is 0 or ∞ all the same.
    Value bounded = clamp(x, -104.0f, 89.0f);
    Value n = math::RoundEvenOp::create(b, mul(bounded, number(1.44269504088896341f)));
    Value r = fma(n, number(-0.693359375f), bounded);
    r = fma(n, number(2.12194440e-4f), r);
    Value p = polynomial(r, {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                             1.6666665459e-1f, 5.0000001201e-1f});
    Value result = add(fma(p, mul(r, r), r), number(1.0f));
    // In two factors, because 2ⁿ alone may be no normal number.
    Value exponent = toInteger(n);
    Value half = arith::ShRSIOp::create(b, exponent, integer(1));
    result = mul(mul(result, powerOfTwo(half)), powerOfTwo(arith::SubIOp::create(b, exponent, half)));
    return orNaN(x, result);
  }

  Value log(Value x) {
    Value denormal = less(x, number(0x1p-126f));
    Value scaled = select(denormal, mul(x, number(0x1p23f)), x);
    // x = m · 2ᵉ with m in √½ … √2.
    Value bits = bitsOf(scaled);
    Value shifted = arith::SubIOp::create(b, bits, integer(0x3f3504f3)); // √½
    Value e = arith::ShRSIOp::create(b, shifted, integer(23));
    Value m = fromBits(arith::SubIOp::create(b, bits, arith::ShLIOp::create(b, e, integer(23))));
    Value exponent = add(arith::SIToFPOp::create(b, type, e), select(denormal, number(-23.0f), number(0.0f)));
    Value r = sub(m, number(1.0f)), square = mul(r, r);
    Value p = polynomial(r, {7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f,
                             1.4249322787e-1f, -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f,
                             3.3333331174e-1f});
    Value y = mul(mul(p, r), square);
    y = fma(exponent, number(-2.12194440e-4f), y);
    y = fma(square, number(-0.5f), y);
    Value result = fma(exponent, number(0.693359375f), add(r, y));
    result = select(less(x, number(INFINITY)), result, x); // ∞ and NaN
    result = select(equal(x, number(0.0f)), number(-INFINITY), result);
    return select(less(x, number(0.0f)), number(NAN), result);
  }

  /// log(u) · x / (u - 1) with u = 1 + x: both quotients of the rounding of u are the same.
  Value log1p(Value x) {
    Value u = add(x, number(1.0f));
    Value below = sub(u, number(1.0f));
    Value result = mul(log(u), div(x, below));
    result = select(equal(below, number(0.0f)), x, result); // also keeps the sign of zero
    // -1 and less, ∞ and NaN: the quotient means nothing there.
    Value ordinary = arith::AndIOp::create(b, less(number(-1.0f), x), less(x, number(INFINITY)));
    return select(ordinary, result, log(u));
  }

  Value tanh(Value x) {
    Value magnitude = math::AbsFOp::create(b, x);
    Value square = mul(x, x);
    Value p = polynomial(square, {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f,
                                  1.33314422036e-1f, -3.33332819422e-1f});
    Value small = fma(mul(p, square), x, x);
    Value power = exp(mul(clamp(magnitude, 0.0f, 16.0f), number(2.0f)));
    Value large = sub(number(1.0f), div(number(2.0f), add(power, number(1.0f))));
    large = math::CopySignOp::create(b, large, x);
    return orNaN(x, select(less(magnitude, number(0.625f)), small, large));
  }

  /// `quarters`: of a turn by which the angle is ahead: 1 makes a sine a cosine.
  Value sine(Value x, int32_t quarters) {
    // In f64 the reduction is exact enough for every f32 below 2³¹ quarters; what is larger has no digits
    // left that would tell its place in a turn, and is reduced by the remainder of f64's product.
    Type wide = shaped(b.getF64Type());
    Value exact = arith::ExtFOp::create(b, wide, x);
    Value turns = math::RoundEvenOp::create(b, arith::MulFOp::create(b, exact, wideNumber(wide, M_2_PI)));
    Value r64 = math::FmaOp::create(b, turns, wideNumber(wide, -M_PI_2), exact);
    r64 = math::FmaOp::create(b, turns, wideNumber(wide, -6.123233995736766e-17), r64);
    Value r = arith::TruncFOp::create(b, type, r64);
    // turns modulo 4, without a conversion that could overflow.
    Value fours = math::FloorOp::create(b, arith::MulFOp::create(b, turns, wideNumber(wide, 0.25)));
    Value quarter64 = math::FmaOp::create(b, fours, wideNumber(wide, -4), turns);
    Value bounded = math::CopySignOp::create(b, arith::TruncFOp::create(b, type, quarter64), number(1.0f));
    bounded = select(less(bounded, number(4.0f)), bounded, number(0.0f));
    Value quarter = arith::AddIOp::create(b, toInteger(bounded), integer(quarters));
    Value square = mul(r, r);
    Value sinus = polynomial(square, {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f});
    sinus = fma(mul(sinus, square), r, r);
    Value cosine = polynomial(square, {2.443315711809948e-5f, -1.388731625493765e-3f, 4.166664568298827e-2f});
    cosine = fma(mul(cosine, square), square, fma(square, number(-0.5f), number(1.0f)));
    Value odd = isNonZero(arith::AndIOp::create(b, quarter, integer(1)));
    Value result = select(odd, cosine, sinus);
    Value negative = isNonZero(arith::AndIOp::create(b, quarter, integer(2)));
    result = select(negative, arith::NegFOp::create(b, result), result);
    return select(less(math::AbsFOp::create(b, x), number(INFINITY)), result, number(NAN));
  }

private:
  Type shaped(Type element) {
    auto vector = dyn_cast<VectorType>(type);
    return vector ? Type(vector.clone(element)) : element;
  }
  Value splat(Type of, Attribute value) {
    if (auto vector = dyn_cast<VectorType>(of))
      return arith::ConstantOp::create(b, DenseElementsAttr::get(vector, value));
    return arith::ConstantOp::create(b, cast<TypedAttr>(value));
  }
  Value number(float value) { return splat(type, b.getF32FloatAttr(value)); }
  Value wideNumber(Type wide, double value) { return splat(wide, b.getF64FloatAttr(value)); }
  Value integer(int32_t value) { return splat(integers, b.getI32IntegerAttr(value)); }

  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
  Value fma(Value x, Value y, Value z) { return math::FmaOp::create(b, x, y, z); }
  Value select(Value condition, Value x, Value y) { return arith::SelectOp::create(b, condition, x, y); }
  Value less(Value x, Value y) { return arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x, y); }
  Value equal(Value x, Value y) { return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x, y); }
  Value isNonZero(Value x) { return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, x, integer(0)); }
  Value bitsOf(Value x) { return arith::BitcastOp::create(b, integers, x); }
  Value fromBits(Value x) { return arith::BitcastOp::create(b, type, x); }

  /// NaN becomes `low`, so that a conversion to integers has a meaning.
  Value clamp(Value x, float low, float high) {
    Value bounded = select(less(number(low), x), x, number(low));
    return select(less(bounded, number(high)), bounded, number(high));
  }
  Value orNaN(Value x, Value result) {
    return select(arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, x, x), x, result);
  }
  Value toInteger(Value x) { return arith::FPToSIOp::create(b, integers, x); }
  /// 2ⁿ for -126 ≤ n ≤ 127.
  Value powerOfTwo(Value n) {
    return fromBits(arith::ShLIOp::create(b, arith::AddIOp::create(b, n, integer(127)), integer(23)));
  }
  /// Horner's scheme, the highest coefficient first.
  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value sum = number(coefficients[0]);
    for (float coefficient : coefficients.drop_front())
      sum = fma(sum, x, number(coefficient));
    return sum;
  }

  ImplicitLocOpBuilder b;
  Type type, integers;
};

Value expand(Operation *op) {
  if (op->getNumResults() != 1 || !getElementTypeOrSelf(op->getResult(0).getType()).isF32())
    return {};
  Expansion e(op);
  Value x = op->getOperand(0);
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<math::ExpOp>([&](auto) { return e.exp(x); })
      .Case<math::LogOp>([&](auto) { return e.log(x); })
      .Case<math::Log1pOp>([&](auto) { return e.log1p(x); })
      .Case<math::TanhOp>([&](auto) { return e.tanh(x); })
      .Case<math::SinOp>([&](auto) { return e.sine(x, 0); })
      .Case<math::CosOp>([&](auto) { return e.sine(x, 1); })
      .Default([](auto) { return Value(); });
}

struct ExpandMath : impl::ExpandMathBase<ExpandMath> {
  void runOnOperation() override {
    SmallVector<Operation *> work;
    getOperation().walk([&](Operation *op) {
      if (isa_and_present<math::MathDialect>(op->getDialect()))
        work.push_back(op);
    });
    for (Operation *op : work)
      if (Value value = expand(op)) {
        op->replaceAllUsesWith(ValueRange{value});
        op->erase();
      }
  }
};
} // namespace
} // namespace dlc
