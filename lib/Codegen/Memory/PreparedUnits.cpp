#include "Codegen/Memory/PreparedUnits.h"

#include "NN/NN.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/EquivalenceClasses.h"

using namespace mlir;

namespace dlc::codegen {

PreparedUnits::PreparedUnits(func::FuncOp function, KernelAccesses &accesses)
    : function(function), accesses(accesses) {
  auto state = function->getAttrOfType<ArrayAttr>(kStateArguments);
  if (auto results = function->getAttrOfType<ArrayAttr>(kStateResults))
    writtenVariables = results.getValue();
  if (state)
    for (auto [argument, name] : llvm::zip_equal(function.getArguments().take_back(state.size()),
                                                 state.getAsRange<FlatSymbolRefAttr>()))
      variables[argument] = name;
  find(function.getBody().front());
}

/// The units of a block, then those of the branches in it.
void PreparedUnits::find(Block &block) {
  SmallVector<Value> candidates;
  for (auto op : block.getOps<memref::AllocOp>())
    if (op.getType().hasStaticShape() && op.getType().getLayout().isIdentity())
      candidates.push_back(op.getResult());
  kept.insert(candidates.begin(), candidates.end());
  // Each buffer is thought to be one until something else than preparations turns out to write it; and a
  // call that also writes or reads such a buffer is none.
  bool changed = true;
  while (changed) {
    changed = false;
    for (Value buffer : candidates)
      if (kept.contains(buffer) && !isPrepared(buffer, block)) {
        kept.remove(buffer);
        changed = true;
      }
  }
  llvm::erase_if(candidates, [&](Value buffer) { return !kept.contains(buffer); });
  addUnits(block, candidates);
  for (auto branch : block.getOps<scf::IfOp>())
    for (Region &region : branch->getRegions())
      if (!region.empty())
        find(region.front());
}

/// Whether nothing but preparations writes a buffer of a block, and nothing reads it before the last of them.
bool PreparedUnits::isPrepared(Value buffer, Block &block) {
  std::optional<SmallVector<Access>> found = accesses.to(buffer);
  if (!found)
    return false;
  Operation *last = nullptr;
  for (const Access &access : *found) {
    if (!access.writes)
      continue;
    if (!isPreparation(access.op, block))
      return false;
    if (!last || last->isBeforeInBlock(access.op))
      last = access.op;
  }
  return last && llvm::all_of(*found, [&](const Access &access) {
           return isPreparation(access.op, block) ||
                  last->isBeforeInBlock(block.findAncestorOpInBlock(*access.op));
         });
}

/// Whether an op is the call of a kernel of which every argument is known, or is a buffer that is kept.
bool PreparedUnits::isPreparation(Operation *op, Block &block) {
  auto call = dyn_cast<func::CallOp>(op);
  if (!call || call->getBlock() != &block || call->getNumResults() ||
      !llvm::all_of(call.getOperands(), [&](Value operand) { return isKnown(operand, op); }))
    return false;
  const KernelAccesses::OfKernel *kernel = accesses.isKernel(call) ? accesses.of(call) : nullptr;
  return kernel && llvm::all_of(llvm::enumerate(call.getOperands()), [&](auto operand) {
           if (!(*kernel)[operand.index()].writes)
             return true;
           auto buffer = dyn_cast<MemrefValue>(operand.value());
           return buffer && kept.contains(memref::skipViewLikeOps(buffer));
         });
}

/// Whether a value is the same in all calls until a variable changes, or a buffer that is to be.
bool PreparedUnits::isKnown(Value value, Operation *at) {
  if (kept.contains(value))
    return true;
  if (variables.contains(value))
    return isUnchanged(value, at);
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions())
    return false;
  if (auto global = dyn_cast<memref::GetGlobalOp>(op)) {
    auto definition = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(global, global.getNameAttr());
    return definition && definition.getConstant();
  }
  return isPure(op) && !isa<memref::AllocOp>(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isKnown(operand, at); });
}

/// Whether a variable has at an op the value that it had when the function was called: what a training step
/// packs of the weights that it updates later.
bool PreparedUnits::isUnchanged(Value variable, Operation *at) {
  if (!llvm::is_contained(writtenVariables, variables.lookup(variable)))
    return true;
  auto [entry, isNew] = writes.try_emplace(variable);
  if (isNew) {
    if (std::optional<SmallVector<Access>> found = accesses.to(variable)) {
      SmallVector<Operation *> ops;
      for (const Access &access : *found)
        if (access.writes)
          ops.push_back(access.op);
      entry->second = std::move(ops);
    }
  }
  if (!entry->second)
    return false;
  Block &body = function.getBody().front();
  Operation *here = body.findAncestorOpInBlock(*at);
  return llvm::all_of(*entry->second, [&](Operation *write) {
    Operation *there = body.findAncestorOpInBlock(*write);
    return here == there ? at->getBlock() == write->getBlock() && at->isBeforeInBlock(write)
                         : here->isBeforeInBlock(there);
  });
}

/// Calls that write one buffer, or read it before the last of them, are one unit.
void PreparedUnits::addUnits(Block &block, ArrayRef<Value> buffers) {
  llvm::EquivalenceClasses<Operation *> together;
  llvm::DenseMap<Operation *, SmallVector<Value>> written;
  for (Value buffer : buffers) {
    std::optional<SmallVector<Access>> found = accesses.to(buffer);
    Operation *last = nullptr;
    for (const Access &access : *found)
      if (access.writes && (!last || last->isBeforeInBlock(access.op)))
        last = access.op;
    written[last].push_back(buffer);
    for (const Access &access : *found)
      if (access.op == last || (access.op->getBlock() == &block && access.op->isBeforeInBlock(last)))
        together.unionSets(last, access.op);
  }
  // A unit stands where its last call does: behind the last calls of all that it reads.
  llvm::DenseMap<Operation *, Operation *> lastOf;
  for (auto call : block.getOps<func::CallOp>())
    if (together.contains(call))
      lastOf[together.getLeaderValue(call)] = call;
  llvm::DenseMap<Operation *, SmallVector<func::CallOp>> calls;
  for (auto call : llvm::to_vector(block.getOps<func::CallOp>())) {
    if (!together.contains(call))
      continue;
    Operation *leader = together.getLeaderValue(call);
    calls[leader].push_back(call);
    if (lastOf[leader] != call)
      continue;
    PreparedUnit unit{&block, calls[leader], {}};
    for (func::CallOp each : unit.calls)
      llvm::append_range(unit.buffers, written[each]);
    units.push_back(std::move(unit));
  }
}

} // namespace dlc::codegen
