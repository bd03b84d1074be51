// What is stored in bf16 is loaded, chosen between and stored as integers of 16 bits. Nothing is computed in
// bf16 any more here, but LLVM computes for it: where a CPU has no instructions for bf16, it moves vectors of
// them by way of f32, and back by a function of the compiler's own library, which a compiled model does not
// bring along.
#include "Codegen/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_BFLOAT16ASINTEGERS
#include "Codegen/Passes.h.inc"

namespace {
struct BFloat16AsIntegers : impl::BFloat16AsIntegersBase<BFloat16AsIntegers> {
  void runOnOperation() override {
    if (!hasBF16())
      return;
    AttrTypeReplacer replacer;
    replacer.addReplacement(
        [](BFloat16Type type) -> Type { return IntegerType::get(type.getContext(), 16); });
    replacer.addReplacement([](FloatAttr number) -> std::optional<std::pair<Attribute, WalkResult>> {
      if (!number.getType().isBF16())
        return std::nullopt;
      auto bits =
          IntegerAttr::get(IntegerType::get(number.getContext(), 16), number.getValue().bitcastToAPInt());
      return std::pair<Attribute, WalkResult>(bits, WalkResult::skip());
    });
    replacer.addReplacement([](DenseElementsAttr numbers) -> std::optional<std::pair<Attribute, WalkResult>> {
      ShapedType type = numbers.getType();
      if (!type.getElementType().isBF16())
        return std::nullopt;
      auto bits = DenseElementsAttr::getFromRawBuffer(type.clone(IntegerType::get(type.getContext(), 16)),
                                                      numbers.getRawData());
      return std::pair<Attribute, WalkResult>(bits, WalkResult::skip());
    });
    // A global is memory, and its numbers may lie in a resource: it stays.
    for (Operation &op : getOperation().getBody()->getOperations())
      if (!isa<LLVM::GlobalOp>(op))
        replacer.recursivelyReplaceElementsIn(&op, /*replaceAttrs=*/true, /*replaceLocs=*/false,
                                              /*replaceTypes=*/true);
  }

private:
  /// Whether any value is of that type, or holds it.
  bool hasBF16() {
    llvm::DenseMap<Type, bool> seen;
    auto holdsIt = [&](Type type) {
      auto [found, isNew] = seen.try_emplace(type);
      if (isNew)
        found->second = type.walk([](BFloat16Type) { return WalkResult::interrupt(); }).wasInterrupted();
      return found->second;
    };
    auto visit = [&](Operation *op) {
      auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
      bool found =
          llvm::any_of(op->getResultTypes(), holdsIt) || (function && holdsIt(function.getFunctionType()));
      for (Region &region : op->getRegions())
        for (Block &block : region)
          found |= llvm::any_of(block.getArgumentTypes(), holdsIt);
      return found ? WalkResult::interrupt() : WalkResult::advance();
    };
    return getOperation().walk(visit).wasInterrupted();
  }
};
} // namespace
} // namespace dlc
