// The pass dlc-check-stage: which dialects a stage may leave behind.
#include "Stages/CheckStage.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CHECKSTAGE
#include "Stages/Passes.h.inc"

namespace {
/// Operations that are reported one by one.
constexpr size_t maxReported = 100;

struct CheckStage : impl::CheckStageBase<CheckStage> {
  using CheckStageBase::CheckStageBase;

  void runOnOperation() override {
    llvm::StringSet<> names;
    for (const std::string &name : allowed)
      names.insert(name);
    size_t found = 0;
    getOperation().walk([&](Operation *op) {
      if (isa<ModuleOp, UnrealizedConversionCastOp>(op) || names.contains(op->getName().getStringRef()) ||
          names.contains(op->getName().getDialectNamespace()))
        return;
      if (++found <= maxReported)
        op->emitOpError() << "must not be left after the stage '" << stage
                          << "': no pass of it takes this operation";
    });
    if (found > maxReported)
      getOperation().emitError() << (found - maxReported)
                                 << " more operations must not be left after the stage '" << stage << "'";
    if (found)
      signalPassFailure();
  }
};
} // namespace

void addContract(OpPassManager &passes, StringRef stage, ArrayRef<StringRef> allowed) {
  CheckStageOptions options;
  options.stage = stage.str();
  for (StringRef name : allowed)
    options.allowed.push_back(name.str());
  passes.addPass(createCheckStage(options));
}
} // namespace dlc
