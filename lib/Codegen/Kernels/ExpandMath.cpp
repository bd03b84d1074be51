// Elementary functions on f32 as arithmetic. Calls of the C library would keep LLVM from vectorising the
// loops that they stand in, and differ from one library to the next. Before conversion to LLVM, on scalars
// and vectors alike; how each is computed is in MathExpansion.h and the files it names.
//
// Errors are 2 units in the last place at most, of pow 0.51, measured against f64 by
// test/Unit/API/MathTest.cpp: over all f32 with DLC_MATH_STRIDE=1 (of pow, over a grid of pairs). Of f64 they
// are 2 units at most, too, over 2²⁸ samples of each function (DLC_MATH_SAMPLES=268435456).
#include "Codegen/Kernels/MathExpansion.h"

#include <cmath>

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDMATH
#include "Codegen/Passes.h.inc"

namespace {
Value expand(Operation *op, bool fused) {
  if (op->getNumResults() != 1 || !getElementTypeOrSelf(op->getResult(0).getType()).isF32())
    return {};
  codegen::MathExpansion e(op, fused);
  Value x = op->getOperand(0);
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<math::ExpOp>([&](auto) { return e.exp(x); })
      .Case<math::ExpM1Op>([&](auto) { return e.expm1(x); })
      .Case<math::LogOp>([&](auto) { return e.log(x); })
      .Case<math::Log1pOp>([&](auto) { return e.log1p(x); })
      .Case<math::PowFOp>([&](auto) { return e.pow(x, op->getOperand(1)); })
      .Case<math::SinhOp>([&](auto) { return e.sinh(x); })
      .Case<math::CoshOp>([&](auto) { return e.cosh(x); })
      .Case<math::TanhOp>([&](auto) { return e.tanh(x); })
      .Case<math::AsinhOp>([&](auto) { return e.asinh(x); })
      .Case<math::AcoshOp>([&](auto) { return e.acosh(x); })
      .Case<math::AtanhOp>([&](auto) { return e.atanh(x); })
      .Case<math::ErfOp>([&](auto) { return e.erf(x); })
      .Case<math::SinOp>([&](auto) { return e.sin(x); })
      .Case<math::CosOp>([&](auto) { return e.cos(x); })
      .Case<math::TanOp>([&](auto) { return e.tan(x); })
      .Case<math::AsinOp>([&](auto) { return e.asin(x); })
      .Case<math::AcosOp>([&](auto) { return e.acos(x); })
      .Case<math::AtanOp>([&](auto) { return e.atan(x); })
      .Default([](auto) { return Value(); });
}

/// Of f64, the C library's functions serve, but for four. The conversion to LLVM would write expm1 and log1p
/// as exp(x) - 1 and log(1 + x), which of a small x keep the digits of 1 alone; tanh is off by more than two
/// units there, and acosh near 1. What rounding has lost is computed, and added again.
class WideMath {
public:
  explicit WideMath(Operation *op) : b(op->getLoc(), op), type(op->getResult(0).getType()) {}

  Value expand(Operation *op) {
    Value x = op->getOperand(0);
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case<math::ExpM1Op>([&](auto) { return expm1(x); })
        .Case<math::Log1pOp>([&](auto) { return log1p(x); })
        .Case<math::TanhOp>([&](auto) { return tanh(x); })
        .Case<math::AcoshOp>([&](auto) { return acosh(x); })
        .Default([](auto) { return Value(); });
  }

private:
  /// With p = e^x, rounded, and r = x - log p, e^x - 1 is p - 1 + p · r.
  Value expm1(Value x) {
    Value one = constant(1), power = math::ExpOp::create(b, x), difference = sub(power, one);
    Value rest = sub(x, math::LogOp::create(b, power));
    Value better = add(difference, mul(power, rest));
    Value isSmall = is(OLT, math::AbsFOp::create(b, x), one); // else p may be 0 or infinite
    return select(is(OEQ, power, one), x, select(isSmall, better, difference));
  }

  /// With s = 1 + x, rounded, and what that loses, l, log(1 + x) is log s + l / s. `low` is a part of x that
  /// its last digit does not reach.
  Value log1p(Value x, Value low = {}) {
    Value one = constant(1), sum = add(x, one);
    Value isSmall = is(OLT, math::AbsFOp::create(b, x), one);
    Value lost = select(isSmall, sub(x, sub(sum, one)), sub(one, sub(sum, x)));
    if (low)
      lost = add(lost, low);
    Value logarithm = math::LogOp::create(b, sum);
    Value better = add(logarithm, div(lost, sum));
    Value isFinite = is(OLT, math::AbsFOp::create(b, logarithm), constant(INFINITY));
    return select(is(OEQ, sum, one), x, select(isFinite, better, logarithm));
  }

  /// Below 2 log(1 + t + √(t · (t + 2))) with t = x - 1, whose root and sum are in two parts.
  Value acosh(Value x) {
    Value t = sub(x, constant(1)), factor = add(t, constant(2)), square = mul(t, factor);
    Value root = math::SqrtOp::create(b, square);
    Value rest = add(fma(root, negated(root), square), fma(t, factor, negated(square)));
    rest = div(rest, add(root, root));
    Value sum = add(root, t), low = add(sub(t, sub(sum, root)), rest);
    Value near = select(is(OEQ, root, constant(0)), root, log1p(sum, low));
    near = select(is(OLT, t, constant(0)), constant(NAN), near);
    return select(is(OLT, x, constant(2)), near, math::AcoshOp::create(b, x));
  }

  /// With t = e^2x - 1, in two parts, t / (t + 2); further out 1 - 2 / (e^2x + 1).
  Value tanh(Value x) {
    Value magnitude = math::AbsFOp::create(b, x), twice = add(magnitude, magnitude);
    Value one = constant(1), two = constant(2), power = math::ExpOp::create(b, twice);
    Value difference = sub(power, one), better = mul(power, sub(twice, math::LogOp::create(b, power)));
    Value t = add(difference, better), low = sub(better, sub(t, difference));
    Value sum = add(t, two), lost = add(sub(t, sub(sum, two)), low);
    Value quotient = div(t, sum);
    Value rest = sub(add(fma(negated(quotient), sum, t), low), mul(quotient, lost));
    Value near = add(quotient, div(rest, sum));
    Value far = sub(one, div(two, add(power, one)));
    Value result = select(is(OEQ, power, one), magnitude, select(is(OLT, twice, one), near, far));
    return math::CopySignOp::create(b, result, x);
  }

  Value constant(double value) {
    Attribute number = b.getF64FloatAttr(value);
    if (auto vector = dyn_cast<VectorType>(type))
      number = DenseElementsAttr::get(vector, number);
    return arith::ConstantOp::create(b, cast<TypedAttr>(number));
  }
  Value is(arith::CmpFPredicate predicate, Value a, Value c) {
    return arith::CmpFOp::create(b, predicate, a, c);
  }
  Value select(Value condition, Value x, Value y) { return arith::SelectOp::create(b, condition, x, y); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
  Value fma(Value x, Value y, Value z) { return math::FmaOp::create(b, x, y, z); }
  Value negated(Value x) { return arith::NegFOp::create(b, x); }

  static constexpr auto OLT = arith::CmpFPredicate::OLT, OEQ = arith::CmpFPredicate::OEQ;
  ImplicitLocOpBuilder b;
  Type type;
};

Value expandInF64(Operation *op) {
  if (op->getNumResults() != 1 || !getElementTypeOrSelf(op->getResult(0).getType()).isF64())
    return {};
  return WideMath(op).expand(op);
}

struct ExpandMath : impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    kernel::TargetAttr target = kernel::targetOf(getOperation());
    if (!target)
      return signalPassFailure();
    SmallVector<Operation *> work;
    getOperation().walk([&](Operation *op) {
      if (isa_and_present<math::MathDialect>(op->getDialect()))
        work.push_back(op);
    });
    for (Operation *op : work) {
      Value value = expand(op, target.getFused());
      if (!value)
        value = expandInF64(op);
      if (value) {
        op->replaceAllUsesWith(ValueRange{value});
        op->erase();
      }
    }
  }
};
} // namespace
} // namespace dlc
