#include "NN/NNMemory.h"

#include "mlir/Analysis/SliceAnalysis.h"

using namespace mlir;

namespace dlc::nn {

int64_t bytesOf(Type tensor, int64_t batch) {
  auto type = cast<SizedTensorType>(tensor);
  int64_t bytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  for (int64_t size : type.getShape())
    bytes *= assumedSize(size, batch);
  return bytes;
}

bool isView(Operation *op) { return isa<ReshapeOp, FlattenOp, SqueezeOp, UnsqueezeOp, BarrierOp>(op); }

Value rootOf(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isView(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

SmallVector<Operation *> forwardPass(FuncOp function) {
  Block &body = function.getBody().front();
  OperandRange results = body.getTerminator()->getOperands();
  if (auto states = function->getAttrOfType<ArrayAttr>(kStateResults))
    results = results.drop_back(states.size());
  SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  for (Value result : results)
    if (result.getDefiningOp())
      (void)getBackwardSlice(result, &slice, options);
  SmallVector<Operation *> forward;
  for (Operation &op : body)
    if (slice.contains(&op))
      forward.push_back(&op);
  return forward;
}

} // namespace dlc::nn
