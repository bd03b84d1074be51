#include "Codegen/Memory/PreparedUnits.h"

#include "NN/NN.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/EquivalenceClasses.h"

using namespace mlir;

namespace dlc::codegen {

PreparedUnits::PreparedUnits(func::FuncOp function, KernelAccesses &accesses)
    : function(function), accesses(accesses) {
  auto written = function->getAttrOfType<ArrayAttr>(kStateResults);
  if (auto state = function->getAttrOfType<ArrayAttr>(kStateArguments))
    for (auto [argument, name] : llvm::zip_equal(function.getArguments().take_back(state.size()),
                                                 state.getAsRange<FlatSymbolRefAttr>()))
      if (!written || !llvm::is_contained(written, name))
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
      !llvm::all_of(call.getOperands(), [&](Value operand) { return isKnown(operand); }))
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
bool PreparedUnits::isKnown(Value value) {
  if (kept.contains(value) || variables.contains(value))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions())
    return false;
  if (auto global = dyn_cast<memref::GetGlobalOp>(op)) {
    auto definition = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(global, global.getNameAttr());
    return definition && definition.getConstant();
  }
  return isPure(op) && !isa<memref::AllocOp>(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isKnown(operand); });
}

/// Calls that write one buffer, or read it before the last of them, are one unit. So is a call that reads a
/// buffer of a unit and stands before the last call of that: as a unit of its own it would have to come
/// behind one whose other calls may read what it writes.
void PreparedUnits::addUnits(Block &block, ArrayRef<Value> buffers) {
  struct Written {
    Value buffer;
    Operation *last; ///< that writes it
    SmallVector<Access> accesses;
  };
  SmallVector<Written> written;
  llvm::EquivalenceClasses<Operation *> together;
  for (Value buffer : buffers) {
    Written each{buffer, nullptr, *accesses.to(buffer)};
    for (const Access &access : each.accesses)
      if (access.writes && (!each.last || each.last->isBeforeInBlock(access.op)))
        each.last = access.op;
    together.insert(each.last);
    for (const Access &access : each.accesses)
      if (access.op->getBlock() == &block && access.op->isBeforeInBlock(each.last))
        together.unionSets(each.last, access.op);
    written.push_back(std::move(each));
  }
  SmallVector<func::CallOp> calls;
  for (auto call : block.getOps<func::CallOp>())
    if (together.contains(call))
      calls.push_back(call);
  // A unit stands where its last call does: behind the last calls of all that it reads.
  llvm::DenseMap<Operation *, Operation *> lastOf;
  for (bool changed = true; changed;) {
    changed = false;
    lastOf.clear();
    for (func::CallOp call : calls)
      lastOf[together.getLeaderValue(call)] = call;
    for (const Written &each : written) {
      Operation *last = lastOf[together.getLeaderValue(each.last)];
      for (const Access &access : each.accesses) {
        if (!together.contains(access.op) || together.isEquivalent(access.op, each.last) ||
            !access.op->isBeforeInBlock(last))
          continue;
        together.unionSets(each.last, access.op);
        changed = true;
      }
      if (changed) // leaders have changed
        break;
    }
  }
  llvm::DenseMap<Operation *, SmallVector<Value>> buffersOf;
  for (const Written &each : written)
    buffersOf[each.last].push_back(each.buffer);
  llvm::DenseMap<Operation *, SmallVector<func::CallOp>> callsOf;
  for (func::CallOp call : calls) {
    Operation *leader = together.getLeaderValue(call);
    callsOf[leader].push_back(call);
    if (lastOf[leader] != call)
      continue;
    PreparedUnit unit{&block, callsOf[leader], {}};
    for (func::CallOp member : unit.calls)
      llvm::append_range(unit.buffers, buffersOf[member]);
    units.push_back(std::move(unit));
  }
}

} // namespace dlc::codegen
