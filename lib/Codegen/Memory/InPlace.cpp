#include "Codegen/Memory/InPlace.h"

#include "Kernel/Kernel.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace dlc::codegen {
OpOperand *startOf(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return nullptr;
  Operation *op = result.getOwner();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return loop.getTiedLoopInit(result);
  if (isa<tensor::InsertOp, tensor::InsertSliceOp>(op))
    return &op->getOpOperand(1);
  auto writer = dyn_cast<DestinationStyleOpInterface>(op);
  return writer ? writer.getTiedOpOperand(result) : nullptr;
}

namespace {
/// What may lie in the same buffer as the operand `use`, one step further.
SmallVector<Value> sharingThrough(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    BlockArgument argument = loop.getTiedLoopRegionIterArg(&use);
    return argument ? SmallVector<Value>{argument, loop.getTiedLoopResult(argument)} : SmallVector<Value>();
  }
  if (isa<scf::YieldOp>(op)) {
    Operation *parent = op->getParentOp();
    return {parent->getResult(use.getOperandNumber())};
  }
  if (auto materialize = dyn_cast<bufferization::MaterializeInDestinationOp>(op))
    return &use == &materialize.getDestMutable() && materialize.getResult()
               ? SmallVector<Value>{materialize.getResult()}
               : SmallVector<Value>();
  if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp, tensor::ReshapeOp,
          kernel::BarrierOp>(op))
    return SmallVector<Value>(op->getResults());
  if (isa<tensor::ExtractSliceOp>(op) && use.getOperandNumber() == 0)
    return {op->getResult(0)};
  for (Value result : op->getResults())
    if (startOf(result) == &use)
      return {result};
  return {};
}
} // namespace

void addValuesInPlaceOf(Value value, llvm::DenseSet<Value> &sharing) {
  SmallVector<Value> pending{value};
  while (!pending.empty()) {
    Value next = pending.pop_back_val();
    if (!sharing.insert(next).second)
      continue;
    for (OpOperand &use : next.getUses())
      pending.append(sharingThrough(use));
  }
}
} // namespace dlc::codegen
