// The pass dlc-attach-target: from the name of a CPU to the attribute that passes read. In this library,
// because passes do not know LLVM's tables of processors, and lib/Target does not know MLIR.
#include "Kernel/Kernel.h"
#include "Stages/CheckStage.h"
#include "Target/TargetDescription.h"
#include "dlc/Error.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_ATTACHTARGET
#include "Stages/Passes.h.inc"

namespace {
struct AttachTarget : impl::AttachTargetBase<AttachTarget> {
  using AttachTargetBase::AttachTargetBase;

  void runOnOperation() override {
    FailureOr<TargetDescription> target = describe();
    if (failed(target))
      return signalPassFailure();
    getOperation()->setAttr(
        kernel::kTarget,
        kernel::TargetAttr::get(&getContext(), target->triple, target->cpu, target->attributes,
                                target->vectorBits, target->vectorRegisters, target->fused,
                                target->halfPrecision, target->l1Bytes, target->l2Bytes, target->stackBytes,
                                target->regionOperations, target->byteProducts, target->pairProducts));
  }

private:
  /// MLIR's frames are not to be unwound.
  FailureOr<TargetDescription> describe() {
    try {
      return describeTarget(cpu, triple);
    } catch (const Error &error) {
      getOperation().emitError() << error.what();
      return failure();
    }
  }
};
} // namespace
} // namespace dlc
