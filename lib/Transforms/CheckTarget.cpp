// Finds what the target cannot run, and reports all of it, so that a network is adapted once and not op by
// op.
#include "Kernel/Kernel.h"
#include "NN/NN.h"
#include "NN/NNMemory.h"
#include "Transforms/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CHECKTARGET
#include "Transforms/Passes.h.inc"

namespace {
/// Operations that are reported one by one.
constexpr size_t maxReported = 100;

bool isHalf(Type type) { return getElementTypeOrSelf(type).isF16(); }

/// Whether the op computes, and does not only hand values on.
bool computes(Operation *op) {
  return !isa<nn::FuncOp, nn::VariableOp>(op) && !op->hasTrait<OpTrait::IsTerminator>() && !nn::isView(op);
}

struct CheckTarget : impl::CheckTargetBase<CheckTarget> {
  void runOnOperation() override {
    kernel::TargetAttr target = kernel::targetOf(getOperation());
    if (!target)
      return signalPassFailure();
    if (target.getHalfPrecision())
      return;
    size_t found = 0;
    getOperation().walk([&](Operation *op) {
      if (!computes(op) ||
          !(llvm::any_of(op->getOperandTypes(), isHalf) || llvm::any_of(op->getResultTypes(), isHalf)))
        return;
      if (++found > maxReported)
        return;
      InFlightDiagnostic error = op->emitOpError("computes with f16, which the CPU '");
      error << target.getCpu() << "' does not convert: (" << op->getOperandTypes() << ") -> ("
            << op->getResultTypes() << ")";
      if (found == 1)
        error.attachNote() << "store bf16 or f32 instead, or compile for a CPU that has instructions for f16";
    });
    if (found > maxReported)
      getOperation().emitError() << (found - maxReported) << " more operations compute with f16";
    if (found)
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
