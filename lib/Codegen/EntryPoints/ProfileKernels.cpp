// Tells the host when each kernel has ended. Behind outlining, when a kernel is one call, and before threads,
// when it still is.
#include "Codegen/EntryPoints/HostCall.h"
#include "Codegen/KernelForm.h"
#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PROFILEKERNELS
#include "Codegen/Passes.h.inc"

namespace {
/// Of what a location holds, the dictionaries that have one of these names: what the ops were that it comes
/// from (nn-label-ops), or what the code is like (KernelForm.h).
ArrayAttr notesOf(Location location, ArrayRef<StringRef> names) {
  llvm::SetVector<Attribute> notes;
  location->walk([&](Location inner) {
    if (auto fused = dyn_cast<FusedLoc>(inner))
      if (auto note = dyn_cast_or_null<DictionaryAttr>(fused.getMetadata()))
        if (llvm::any_of(names, [&](StringRef name) { return note.contains(name); }))
          notes.insert(note);
    return WalkResult::advance();
  });
  return ArrayAttr::get(location.getContext(), notes.getArrayRef());
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
            {b.getNamedAttr("entry", entry), b.getNamedAttr("ops", notesOf(call.getLoc(), {"op"})),
             b.getNamedAttr("forms", notesOf(call.getLoc(), {codegen::kForm, codegen::kRefusal})),
             b.getNamedAttr("parallel", b.getBoolAttr(call->hasAttr(kParallel))),
             b.getNamedAttr("prepares", b.getBoolAttr(call->hasAttr(kPreparation)))}));
      });
    }
    getOperation()->setAttr(kProfile, b.getArrayAttr(kernels));
  }

  void emitMark(ImplicitLocOpBuilder &b, int64_t kernel) {
    if (!mark)
      return; // kernels are listed alone
    codegen::emitHostCall(b, mark, profile, kernel);
  }
};
} // namespace
} // namespace dlc
