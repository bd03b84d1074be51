// What a training step costs, counted on nn after differentiation: there forward and backward are still ops
// with names, and nothing is fused yet.
#include "dlc/Compile.h"

#include "API/GraphImpl.h"
#include "API/Lowering.h"
#include "NN/NNCost.h"
#include "NN/NNMemory.h"
#include "Train/Train.h"

using namespace mlir;

namespace dlc {

StepCost stepCost(const Graph &graph, const CompileOptions &options, std::int64_t batch) {
  StageOptions stages;
  OwningOpRef<ModuleOp> module = lowerUntil(graph, "differentiate", options, stages)->take();
  auto step = module->lookupSymbol<nn::FuncOp>("train_step");
  if (!step)
    throw Error(graph.file() + ": has no train_step whose cost could be reported");

  StepCost cost;
  Operation *end = step.getBody().front().getTerminator();
  SmallVector<Operation *> ops = nn::forwardPass(step);
  llvm::DenseSet<Operation *> forward(ops.begin(), ops.end());
  llvm::DenseSet<Value> kept;
  for (Operation &op : step.getBody().getOps()) {
    checkSizes(op);
    if (std::optional<nn::Cost> one = nn::costOf(&op, batch))
      cost.flops += one->flops;
    if (forward.contains(&op) || &op == end)
      continue;
    for (Value operand : op.getOperands()) {
      Value memory = nn::rootOf(operand);
      Operation *maker = memory.getDefiningOp();
      if (maker && forward.contains(maker) && !isa<nn::ConstantOp>(maker) && kept.insert(memory).second)
        cost.keptBytes += nn::bytesOf(memory.getType(), batch);
    }
  }
  if (auto state = step->getAttrOfType<ArrayAttr>(kStateResults))
    for (auto name : state.getAsRange<FlatSymbolRefAttr>()) {
      auto variable = module->lookupSymbol<nn::VariableOp>(name.getValue());
      if (variable.getRole() == nn::VariableRole::parameter)
        cost.trainedParameters += cast<RankedTensorType>(variable.getType()).getNumElements();
    }
  return cost;
}

} // namespace dlc
