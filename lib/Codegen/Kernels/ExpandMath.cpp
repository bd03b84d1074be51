// Elementary functions on f32 as arithmetic. Calls of the C library would keep LLVM from vectorising the
// loops that they stand in, and differ from one library to the next. Before conversion to LLVM, on scalars
// and vectors alike; how each is computed is in MathExpansion.h and the files it names.
//
// Errors in units in the last place, measured against f64 over all f32 (of pow, over a grid of pairs) by
// test/Unit/API/MathTest.cpp:
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
    for (Operation *op : work)
      if (Value value = expand(op, target.getFused())) {
        op->replaceAllUsesWith(ValueRange{value});
        op->erase();
      }
  }
};
} // namespace
} // namespace dlc
