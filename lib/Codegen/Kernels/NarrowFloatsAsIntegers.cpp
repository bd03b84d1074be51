// What is stored in floats of 16 bits that the CPU has no instructions for is loaded, chosen between and
// stored as integers of 16 bits. Nothing is computed in these types any more here, but LLVM computes for
// them: it moves vectors of them by way of f32, and back by a function of the compiler's own library, element
// by element.
#include "Codegen/Passes.h"
#include "Kernel/Kernel.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_NARROWFLOATSASINTEGERS
#include "Codegen/Passes.h.inc"

namespace {
struct NarrowFloatsAsIntegers : impl::NarrowFloatsAsIntegersBase<NarrowFloatsAsIntegers> {
  void runOnOperation() override {
    bool bf16 = isUsed<BFloat16Type>(), f16 = isUsed<Float16Type>();
    if (f16) {
      kernel::TargetAttr target = kernel::targetOf(getOperation());
      if (!target)
        return signalPassFailure();
      f16 = !target.getHalfPrecision();
    }
    if (!bf16 && !f16)
      return;
    auto isMoved = [=](Type type) { return (bf16 && type.isBF16()) || (f16 && type.isF16()); };
    AttrTypeReplacer replacer;
    replacer.addReplacement([=](FloatType type) -> std::optional<std::pair<Type, WalkResult>> {
      if (!isMoved(type))
        return std::nullopt;
      return std::pair<Type, WalkResult>(IntegerType::get(type.getContext(), 16), WalkResult::skip());
    });
    replacer.addReplacement([=](FloatAttr number) -> std::optional<std::pair<Attribute, WalkResult>> {
      if (!isMoved(number.getType()))
        return std::nullopt;
      auto bits =
          IntegerAttr::get(IntegerType::get(number.getContext(), 16), number.getValue().bitcastToAPInt());
      return std::pair<Attribute, WalkResult>(bits, WalkResult::skip());
    });
    replacer.addReplacement(
        [=](DenseElementsAttr numbers) -> std::optional<std::pair<Attribute, WalkResult>> {
          ShapedType type = numbers.getType();
          if (!isMoved(type.getElementType()))
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
  template <typename Narrow> bool isUsed() {
    llvm::DenseMap<Type, bool> seen;
    auto holdsIt = [&](Type type) {
      auto [found, isNew] = seen.try_emplace(type);
      if (isNew)
        found->second = type.walk([](Narrow) { return WalkResult::interrupt(); }).wasInterrupted();
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
