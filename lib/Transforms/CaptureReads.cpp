// Takes reads of variables out of the bodies of loops and branches. In and out: nn and train with named
// variables, without calls. Behind this pass a body is a function of what its op is given, as everything that
// moves, differentiates or lowers it takes for granted.
#include "Transforms/Passes.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_CAPTUREREADS
#include "Transforms/Passes.h.inc"

namespace {
/// Captures each variable once that the regions of `control` read. Those of ops within it were captured
/// before.
void captureReads(Operation *control, MutableOperandRange captures) {
  llvm::MapVector<StringAttr, SmallVector<ReadOp>> reads;
  for (Region &region : control->getRegions())
    for (ReadOp read : region.getOps<ReadOp>())
      reads[read.getVariableAttr().getAttr()].push_back(read);
  OpBuilder builder(control);
  for (auto &[variable, found] : reads) {
    Type type = found.front().getType();
    const Value outside = ReadOp::create(builder, found.front().getLoc(), type, variable.getValue());
    captures.append(outside);
    llvm::DenseMap<Region *, Value> captured;
    for (Region &region : control->getRegions())
      captured[&region] = region.addArgument(type, found.front().getLoc());
    for (ReadOp read : found) {
      read.getResult().replaceAllUsesWith(captured[read->getParentRegion()]);
      read.erase();
    }
  }
}

/// Whether an op will be part of its function's body, in which reads and assignments have an order: only
/// regions of nn.training are around it.
bool isOfFunction(Operation *op) {
  while (isa<TrainingOp>(op->getParentOp()))
    op = op->getParentOp();
  return isa<FuncOp>(op->getParentOp());
}

struct CaptureReads : impl::CaptureReadsBase<CaptureReads> {
  void runOnOperation() override {
    // Ops within others first: what they read in front of themselves is the next one's to capture.
    getOperation().walk([](Operation *op) {
      llvm::TypeSwitch<Operation *>(op)
          .Case<ScanOp, IfOp, LoopOp>(
              [](auto control) { captureReads(control, control.getCapturesMutable()); })
          .Case([](TrainingOp training) {
            if (!isOfFunction(training))
              captureReads(training, training.getCapturesMutable());
          });
    });
  }
};
} // namespace
} // namespace dlc
