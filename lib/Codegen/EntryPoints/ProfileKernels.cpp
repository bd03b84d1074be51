// Tells the host when each kernel has ended. Behind outlining, when a kernel is one call, and before threads,
// when it still is.
#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PROFILEKERNELS
#include "Codegen/Passes.h.inc"

namespace {
/// What the ops were that a location comes from; see nn-label-ops.
ArrayAttr labelsOf(Location location) {
  llvm::SetVector<Attribute> labels;
  location->walk([&](Location inner) {
    if (auto fused = dyn_cast<FusedLoc>(inner))
      if (auto label = dyn_cast_or_null<DictionaryAttr>(fused.getMetadata()))
        labels.insert(label);
    return WalkResult::advance();
  });
  return ArrayAttr::get(location.getContext(), labels.getArrayRef());
}

struct ProfileKernels : impl::ProfileKernelsBase<ProfileKernels> {
  using ProfileKernelsBase::ProfileKernelsBase;

  void runOnOperation() override {
    Builder b(&getContext());
    SymbolTable symbols(getOperation());
    SmallVector<Attribute> kernels;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      const auto entry = function->getAttrOfType<StringAttr>(kEntryPoint);
      if (!entry || function.isExternal())
        continue;
      auto start = ImplicitLocOpBuilder::atBlockBegin(function.getLoc(), &function.getBody().front());
      emitMark(start, -1);
      function.walk([&](func::CallOp call) {
        auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
        if (!kernel || !kernel->hasAttr(kNoAlias))
          return;
        ImplicitLocOpBuilder after(call.getLoc(), &getContext());
        after.setInsertionPointAfter(call);
        emitMark(after, static_cast<int64_t>(kernels.size()));
        kernels.push_back(b.getDictionaryAttr(
            {b.getNamedAttr("entry", entry), b.getNamedAttr("ops", labelsOf(call.getLoc())),
             b.getNamedAttr("parallel", b.getBoolAttr(call->hasAttr(kParallel)))}));
      });
    }
    getOperation()->setAttr(kProfile, b.getArrayAttr(kernels));
  }

  /// A call of the host's function by its address: nothing has to be found by name.
  void emitMark(ImplicitLocOpBuilder &b, int64_t kernel) {
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    auto address = [&](uint64_t value) -> Value {
      Value number =
          LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(static_cast<int64_t>(value)));
      return LLVM::IntToPtrOp::create(b, pointer, number);
    };
    Value number = LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(kernel));
    auto type =
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()), {pointer, b.getI64Type()});
    LLVM::CallOp::create(b, type, ValueRange{address(mark), address(profile), number});
  }
};
} // namespace
} // namespace dlc
