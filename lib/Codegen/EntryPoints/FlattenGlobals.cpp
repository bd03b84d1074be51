// Gives constant arrays one dimension. LLVM holds an array of arrays as an object for each row, and a row of
// weights [M, C, 1, 1] is one number: millions of objects, which take minutes.
#include "Codegen/Passes.h"

#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FLATTENGLOBALS
#include "Codegen/Passes.h.inc"

namespace {
/// From so many bytes on a constant is not copied.
constexpr size_t leastShared = 4096;

/// The bytes of a dense attribute under another type, without a copy: a resource that refers to them. The
/// context keeps both as long as itself.
Attribute sharing(DenseElementsAttr dense, RankedTensorType type) {
  auto &dialect = DenseResourceElementsHandle::getManagerInterface(type.getContext());
  const ArrayRef<char> bytes = dense.getRawData();
  // Named after where they are: those of the next compilation are the same.
  const std::string name = "dlc.flat." + llvm::utohexstr(reinterpret_cast<uintptr_t>(bytes.data()));
  auto *entry = dialect.getBlobManager().lookup(name);
  if (!entry)
    entry = &dialect.getBlobManager().insert(
        name, UnmanagedAsmResourceBlob::allocateWithAlign(bytes, alignof(uint64_t)));
  return DenseResourceElementsAttr::get(
      type, DenseResourceElementsHandle(entry, cast<BuiltinDialect>(dialect.getDialect())));
}

/// The same elements in one dimension; null for what has no elements.
Attribute flattened(Attribute value) {
  auto elements = dyn_cast_if_present<ElementsAttr>(value);
  if (!elements)
    return {};
  auto type = RankedTensorType::get({elements.getNumElements()}, elements.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    const bool isLarge =
        !dense.isSplat() && !dense.getElementType().isInteger(1) && dense.getRawData().size() >= leastShared;
    return isLarge ? sharing(dense, type) : dense.reshape(type);
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}

struct FlattenGlobals : impl::FlattenGlobalsBase<FlattenGlobals> {
  void runOnOperation() override {
    for (auto global : getOperation().getOps<LLVM::GlobalOp>()) {
      auto outer = dyn_cast<LLVM::LLVMArrayType>(global.getGlobalType());
      if (!outer || !isa<LLVM::LLVMArrayType>(outer.getElementType()))
        continue;
      Attribute value = flattened(global.getValueAttr());
      if (!value)
        continue;
      Type element = outer;
      while (auto array = dyn_cast<LLVM::LLVMArrayType>(element))
        element = array.getElementType();
      // Pointers to it say by themselves of what type the memory is.
      uint64_t count = cast<ElementsAttr>(value).getNumElements();
      global.setGlobalType(LLVM::LLVMArrayType::get(element, count));
      global.setValueAttr(value);
    }
  }
};
} // namespace
} // namespace dlc
