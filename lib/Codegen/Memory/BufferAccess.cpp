#include "Codegen/Memory/BufferAccess.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc::codegen {
bool KernelAccesses::isKernel(func::CallOp call) {
  auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
  return callee && callee->hasAttr(kNoAlias);
}

const KernelAccesses::OfKernel *KernelAccesses::of(func::CallOp call) {
  auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
  if (!kernel || kernel.isExternal())
    return nullptr;
  auto known = kernels.find(kernel);
  if (known == kernels.end()) {
    kernels[kernel] = std::nullopt; // unknown as long as it is looked at: a kernel does not call itself
    OfKernel result(kernel.getNumArguments());
    bool isSeen = true;
    for (BlockArgument argument : kernel.getArguments()) {
      if (!isa<BaseMemRefType>(argument.getType()))
        continue;
      std::optional<SmallVector<Access>> found = to(argument);
      isSeen &= found.has_value();
      for (const Access &access : found.value_or(SmallVector<Access>())) {
        result[argument.getArgNumber()].reads |= access.reads;
        result[argument.getArgNumber()].writes |= access.writes;
      }
    }
    if (isSeen)
      kernels[kernel] = std::move(result);
    known = kernels.find(kernel);
  }
  return known->second ? &*known->second : nullptr;
}

std::optional<SmallVector<Access>> KernelAccesses::to(Value buffer) {
  SmallVector<Access> found;
  if (!collect(buffer, found))
    return std::nullopt;
  return found;
}

bool KernelAccesses::collect(Value buffer, SmallVectorImpl<Access> &found) {
  for (OpOperand &use : buffer.getUses()) {
    Operation *user = use.getOwner();
    if (auto call = dyn_cast<func::CallOp>(user)) {
      const OfKernel *kernel = of(call);
      if (!kernel)
        return false;
      const Kind &kind = (*kernel)[use.getOperandNumber()];
      found.push_back({user, kind.reads, kind.writes});
      continue;
    }
    if (isMemoryEffectFree(user)) { // a view, or a question for a size
      for (Value result : user->getResults())
        if (isa<BaseMemRefType>(result.getType()) && !collect(result, found))
          return false;
      continue;
    }
    auto effects = dyn_cast<MemoryEffectOpInterface>(user);
    if (!effects)
      return false;
    if (effects.getEffectOnValue<MemoryEffects::Free>(buffer))
      return false;
    const bool reads = effects.getEffectOnValue<MemoryEffects::Read>(buffer).has_value();
    const bool writes = effects.getEffectOnValue<MemoryEffects::Write>(buffer).has_value();
    // An effect that names no value may be on any.
    SmallVector<MemoryEffects::EffectInstance> all;
    effects.getEffects(all);
    if (llvm::any_of(all, [](const MemoryEffects::EffectInstance &effect) { return !effect.getValue(); }))
      return false;
    found.push_back({user, reads, writes});
  }
  return true;
}
} // namespace dlc::codegen
