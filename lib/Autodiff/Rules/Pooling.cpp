// Derivative rules of pooling. max_pool_backward has none: its adjoint would read the place of each maximum,
// for which the language has no op; asking for it is reported.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints maxPool(MaxPoolOp op, Value g, Emitter &emit) {
  Value input = op.getInput();
  return {emit.make<MaxPoolBackwardOp>(input.getType(), input, g, op.getKernelShapeAttr(),
                                       op.getStridesAttr(), op.getPadsAttr())};
}

void addPoolingRules(RuleTable &table) { table.add(maxPool); }
} // namespace dlc::autodiff
