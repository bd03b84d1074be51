// Elementary functions on f32 as arithmetic. Calls of the C library would keep LLVM from vectorising the
// loops that they stand in, and differ from one library to the next. Before conversion to LLVM, on scalars
// and vectors alike; how each is computed is in MathExpansion.h and the files it names.
//
// Errors are 2 units in the last place at most, of pow 0.51, measured against f64 by
// test/Unit/API/MathTest.cpp: over all f32 with DLC_MATH_STRIDE=1 (of pow, over a grid of pairs).
#include "Codegen/Kernels/MathExpansion.h"

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

/// Of f64, the C library's functions serve, but for two that the conversion to LLVM would write as exp(x) - 1
/// and log(1 + x): of a small x these keep the digits of 1 alone. What rounding has made of x, the quotient
/// of the two functions' arguments makes good again (W. Kahan; in N. Higham, Accuracy and Stability of
/// Numerical Algorithms, section 1.14.1).
Value expandInF64(Operation *op) {
  if (!isa<math::ExpM1Op, math::Log1pOp>(op) || !getElementTypeOrSelf(op->getResult(0).getType()).isF64())
    return {};
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value x = op->getOperand(0);
  auto constant = [&](double value) -> Value {
    Attribute number = b.getF64FloatAttr(value);
    if (auto vector = dyn_cast<VectorType>(x.getType()))
      number = DenseElementsAttr::get(vector, number);
    return arith::ConstantOp::create(b, cast<TypedAttr>(number));
  };
  auto is = [&](arith::CmpFPredicate predicate, Value a, Value c) -> Value {
    return arith::CmpFOp::create(b, predicate, a, c);
  };
  using enum arith::CmpFPredicate;
  Value one = constant(1), zero = constant(0);
  if (isa<math::ExpM1Op>(op)) {
    Value power = math::ExpOp::create(b, x);
    Value difference = arith::SubFOp::create(b, power, one);
    Value exponent = math::LogOp::create(b, power); // of what was rounded
    Value better = arith::MulFOp::create(b, difference, arith::DivFOp::create(b, x, exponent));
    Value isSmall = is(OLT, math::AbsFOp::create(b, x), one);
    Value large = arith::SelectOp::create(b, isSmall, better, difference);
    return arith::SelectOp::create(b, is(OEQ, power, one), x, large);
  }
  Value sum = arith::AddFOp::create(b, one, x);
  Value logarithm = math::LogOp::create(b, sum);
  Value added = arith::SubFOp::create(b, sum, one); // of x, what the sum has kept
  Value better = arith::MulFOp::create(b, logarithm, arith::DivFOp::create(b, x, added));
  Value large = arith::SelectOp::create(b, is(OGT, x, one), logarithm, better);
  return arith::SelectOp::create(b, is(OEQ, added, zero), x, large);
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
