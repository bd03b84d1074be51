// Writes the regions of an op, and makes them functions of what the op is given.
#include "API/RegionDraft.h"

#include "Train/VariableUses.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace dlc {

RegionDraft::RegionDraft(Function::Impl &function, StringRef op, unsigned regions)
    : function(function), around(function.region), current(function.current),
      comment(std::exchange(function.nextComment, {})) {
  // The types of an op are those that its regions yield: until these are complete they are another's.
  OpBuilder at = function.builder();
  OperationState state(at.getUnknownLoc(), op);
  for (unsigned i = 0; i < regions; ++i)
    state.addRegion();
  draft = at.create(state);
  lifts = !isa<nn::TrainingOp>(draft) || function.body();
}

RegionDraft::~RegionDraft() {
  if (function.region != around) // an error in the midst of a region
    leave();
  function.discard(draft);
}

void RegionDraft::leave() {
  function.region = around;
  function.current = current;
}

Values RegionDraft::begin(unsigned region, ArrayRef<Argument> arguments) {
  function.region = &draft->getRegion(region);
  Block &block = function.region->emplaceBlock();
  if (lifts)
    function.current.clear(); // whether a value is that of every step is known when all is written
  Values values;
  for (const Argument &argument : arguments) {
    values.push_back(function.wrap(block.addArgument(argument.type, draft->getLoc())));
    function.graph->annotations.names[block.getArguments().back()] = argument.name.str();
  }
  return values;
}

void RegionDraft::end(const Values &yielded) {
  function.emit("nn.yield", function.unwrap(yielded), {}, ArrayRef<Type>());
  leave();
}

TypeRange RegionDraft::yieldedTypes(unsigned region) const {
  return draft->getRegion(region).front().getTerminator()->getOperandTypes();
}

//===-- Variables -----------------------------------------------------------------------------------===//

// A call that is inlined later would read the variable in front of the op.
void RegionDraft::checkCalls(const llvm::StringSet<> &assigned) {
  draft->walk([&](nn::CallOp call) {
    const VariableUses uses = usesOf(call);
    for (StringRef read : uses.read.keys())
      if (assigned.contains(read))
        function.fail("assigns '@" + read.str() + "' in the body of " +
                      draft->getName().getStringRef().str() + ", where it calls '@" + call.getCallee().str() +
                      "', which reads it; give it to '@" + call.getCallee().str() + "' as an argument");
  });
}

mlir::Value RegionDraft::before(nn::VariableOp variable) {
  mlir::Value value = function.currentValue(variable);
  if (Operation *read = value.getDefiningOp(); read && read->getBlock() == draft->getBlock())
    if (draft->isBeforeInBlock(read))
      read->moveBefore(draft);
  return value;
}

void RegionDraft::resolve(Block &block, llvm::StringMap<mlir::Value> &values) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto read = dyn_cast<nn::ReadOp>(op)) {
      read.getResult().replaceAllUsesWith(values.lookup(read.getVariable()));
      function.discard(read);
    } else if (auto assign = dyn_cast<nn::AssignOp>(op)) {
      values[assign.getVariable()] = assign.getValue();
      function.graph->annotations.comments.erase(&op);
      assign.erase();
    }
  }
}

SmallVector<mlir::Value> RegionDraft::liftVariables(std::optional<Carried> carried) {
  if (!lifts)
    return {};
  llvm::MapVector<nn::VariableOp, bool> used; // whether it is assigned, in the order of the text
  llvm::StringSet<> assigned;
  for (Region &region : draft->getRegions())
    for (Operation &op : region.front()) {
      if (auto read = dyn_cast<nn::ReadOp>(op)) {
        used.insert({function.graph->findVariable(read.getVariable()), false});
      } else if (auto assign = dyn_cast<nn::AssignOp>(op)) {
        used[function.graph->findVariable(assign.getVariable())] = true;
        assigned.insert(assign.getVariable());
      }
    }
  checkCalls(assigned);
  SmallVector<mlir::Value> inits;
  llvm::StringMap<mlir::Value> outside;
  for (auto [variable, isAssigned] : used) {
    mlir::Value value = outside[variable.getSymName()] = before(variable);
    if (isAssigned) {
      lifted.push_back(variable);
      inits.push_back(value);
    }
  }
  for (Region &region : draft->getRegions()) {
    Block &block = region.front();
    llvm::StringMap<mlir::Value> values = outside;
    if (carried)
      for (auto [i, variable] : llvm::enumerate(lifted)) {
        mlir::Value argument =
            block.insertArgument(carried->arguments + i, variable.getType(), draft->getLoc());
        function.graph->annotations.names[argument] = variable.getSymName().str();
        values[variable.getSymName()] = argument;
      }
    resolve(block, values);
    Operation *yield = block.getTerminator();
    const unsigned at = carried ? carried->yielded : yield->getNumOperands();
    for (auto [i, variable] : llvm::enumerate(lifted))
      yield->insertOperands(at + i, values.lookup(variable.getSymName()));
  }
  return inits;
}

//===-- Captures, and the op itself -----------------------------------------------------------------===//

SmallVector<mlir::Value> RegionDraft::capture() {
  MutableArrayRef<Region> regions = draft->getRegions();
  llvm::SetVector<mlir::Value> captured;
  auto isOutside = [&](mlir::Value value) {
    return llvm::none_of(regions, [&](Region &region) { return region.isAncestor(value.getParentRegion()); });
  };
  for (Region &region : regions)
    region.walk([&](Operation *op) {
      for (mlir::Value operand : op->getOperands())
        if (isOutside(operand))
          captured.insert(operand);
    });
  for (Region &region : regions)
    for (mlir::Value value : captured) {
      mlir::Value argument = region.addArgument(value.getType(), value.getLoc());
      value.replaceUsesWithIf(
          argument, [&](OpOperand &use) { return region.isAncestor(use.getOwner()->getParentRegion()); });
    }
  return captured.takeVector();
}

std::unique_ptr<Region> RegionDraft::take(unsigned region) {
  auto taken = std::make_unique<Region>();
  taken->takeBody(draft->getRegion(region));
  return taken;
}

Values RegionDraft::complete(Operation *op, unsigned firstLifted, unsigned firstYielded) {
  std::string message;
  ScopedDiagnosticHandler handler(&function.graph->context, [&](Diagnostic &diagnostic) {
    message += (message.empty() ? "" : "; ") + diagnostic.str();
  });
  if (failed(verify(op, /*verifyRecursively=*/false))) {
    function.discard(op);
    function.fail(message);
  }
  Annotations &annotations = function.graph->annotations;
  if (!comment.empty())
    annotations.comments[op] = std::move(comment);
  // What a region of nn.training assigned, the next read sees.
  const VariableUses uses = usesOf(op);
  for (StringRef variable : uses.assigned.keys())
    function.current.erase(variable.str());
  OperandRange yielded = op->getRegion(0).front().getTerminator()->getOperands().drop_front(firstYielded);
  Values results;
  for (auto [result, value] : llvm::zip_equal(op->getResults(), yielded)) {
    auto known = annotations.names.find(value);
    StringRef name = op->getName().stripDialect();
    const unsigned i = result.getResultNumber();
    Value wrapped = function.wrapNamed(op, i, known == annotations.names.end() ? name.str() : known->second);
    if (i < firstLifted || i >= firstLifted + lifted.size())
      results.push_back(wrapped);
  }
  for (auto [i, variable] : llvm::enumerate(lifted))
    function.assign(variable.getSymName().str(), op->getResult(firstLifted + i));
  return results;
}

} // namespace dlc
