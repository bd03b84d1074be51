// What a training step costs, counted on nn after differentiation: there forward and backward are still ops
// with names, and nothing is fused yet.
#include "dlc/Compile.h"

#include "API/GraphImpl.h"
#include "NN/NNCost.h"
#include "Train/Train.h"

using namespace mlir;

namespace dlc {

static int64_t bytesOf(Value value, int64_t batch) {
  auto type = cast<RankedTensorType>(value.getType());
  return byteCount(tensorInfo("", type).shapeFor(batch), dtypeOf(type.getElementType()));
}

// A reshape shows the same memory.
static Value memoryOf(Value value) {
  while (isa_and_present<nn::ReshapeOp, nn::FlattenOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

static llvm::DenseSet<Operation *> opsBehind(ValueRange values) {
  llvm::DenseSet<Operation *> found;
  SmallVector<Value> open(values);
  while (!open.empty())
    if (Operation *op = open.pop_back_val().getDefiningOp(); op && found.insert(op).second)
      llvm::append_range(open, op->getOperands());
  return found;
}

StepCost stepCost(const Graph &graph, const CompileOptions &options, std::int64_t batch) {
  const std::string text = lower(graph, "differentiate", options);
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<nn::NNDialect, train::TrainDialect>();
  OwningOpRef<ModuleOp> module = parseModule(context, text, graph.file());
  auto step = module->lookupSymbol<nn::FuncOp>("train_step");
  if (!step)
    throw Error(graph.file() + ": has no train_step whose cost could be told");

  StepCost cost;
  Operation *end = step.getBody().front().getTerminator();
  auto state = step->getAttrOfType<ArrayAttr>(kStateResults);
  size_t own = end->getNumOperands() - (state ? state.size() : 0);
  llvm::DenseSet<Operation *> forward = opsBehind(end->getOperands().take_front(own));
  llvm::DenseSet<Value> kept;
  for (Operation &op : step.getBody().getOps()) {
    if (std::optional<nn::Cost> one = nn::costOf(&op, batch))
      cost.flops += one->flops;
    if (forward.contains(&op) || &op == end)
      continue;
    for (Value operand : op.getOperands()) {
      Value memory = memoryOf(operand);
      Operation *maker = memory.getDefiningOp();
      if (maker && forward.contains(maker) && !isa<nn::ConstantOp>(maker) && kept.insert(memory).second)
        cost.keptBytes += bytesOf(memory, batch);
    }
  }
  if (state)
    for (auto name : state.getAsRange<FlatSymbolRefAttr>()) {
      auto variable = module->lookupSymbol<nn::VariableOp>(name.getValue());
      if (variable.getRole() == nn::VariableRole::parameter)
        cost.trainedParameters += cast<RankedTensorType>(variable.getType()).getNumElements();
    }
  return cost;
}

} // namespace dlc
