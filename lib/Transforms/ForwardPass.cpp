#include "Transforms/ForwardPass.h"

#include "mlir/Analysis/SliceAnalysis.h"

using namespace mlir;

namespace dlc {

SmallVector<Operation *> forwardPass(nn::FuncOp function) {
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

} // namespace dlc
