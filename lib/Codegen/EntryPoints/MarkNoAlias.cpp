// What OutlineKernels knows about buffers, on the pointers that they have become. After conversion to LLVM,
// which drops attributes of arguments that become several.
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_MARKNOALIAS
#include "Codegen/Passes.h.inc"

namespace {
struct MarkNoAlias : impl::MarkNoAliasBase<MarkNoAlias> {
  void runOnOperation() override {
    auto unit = UnitAttr::get(&getContext());
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>()) {
      auto pointers = function->getAttrOfType<DenseI64ArrayAttr>(kNoAlias);
      if (!pointers)
        continue;
      for (int64_t i : pointers.asArrayRef()) {
        function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), unit);
        function.setArgAttr(i, LLVM::LLVMDialect::getNoUndefAttrName(), unit);
      }
      function->removeAttr(kNoAlias);
    }
  }
};
} // namespace
} // namespace dlc
