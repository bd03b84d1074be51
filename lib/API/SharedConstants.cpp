// Constants are found by their bytes: their names are lost when `nn` becomes buffers, and a shape may have
// changed since.
#include "API/SharedConstants.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <set>

using namespace mlir;

namespace dlc {

static StringRef bytesOf(const ManifestConstant &constant) {
  return {reinterpret_cast<const char *>(constant.bytes.data()), constant.bytes.size()};
}

/// Whole bytes as they are in memory; nothing for what is not large, or not held so.
static StringRef bytesOf(LLVM::GlobalOp global) {
  if (!global.getConstant())
    return {};
  if (auto resource = dyn_cast_if_present<DenseResourceElementsAttr>(global.getValueAttr())) {
    const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob ? StringRef(blob->getData().data(), blob->getData().size()) : StringRef();
  }
  auto value = dyn_cast_if_present<DenseElementsAttr>(global.getValueAttr());
  if (!value || value.isSplat() || value.getElementType().isInteger(1))
    return {};
  return {value.getRawData().data(), value.getRawData().size()};
}

static std::string symbolOf(StringRef bytes) {
  const llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(bytes));
  return "dlc.constant." + llvm::utohexstr(hash.high64, /*LowerCase=*/true, 16) +
         llvm::utohexstr(hash.low64, /*LowerCase=*/true, 16);
}

std::vector<std::string> shareConstants(ModuleOp module, const std::vector<ManifestConstant> &constants) {
  llvm::DenseSet<StringRef> known;
  for (const ManifestConstant &constant : constants)
    if (!constant.bytes.empty())
      known.insert(bytesOf(constant));
  llvm::DenseMap<StringAttr, StringAttr> renamed;
  std::set<std::string> symbols;
  for (auto global : llvm::make_early_inc_range(module.getOps<LLVM::GlobalOp>())) {
    const StringRef bytes = bytesOf(global);
    if (bytes.empty() || !known.contains(bytes))
      continue;
    auto symbol = StringAttr::get(module.getContext(), symbolOf(bytes));
    renamed[global.getSymNameAttr()] = symbol;
    if (!symbols.insert(symbol.str()).second) { // two shapes of one constant
      global.erase();
      continue;
    }
    global.setSymNameAttr(symbol);
    global.removeValueAttr();
    global.setLinkage(LLVM::Linkage::External);
  }
  module.walk([&](LLVM::AddressOfOp address) {
    if (StringAttr symbol = renamed.lookup(address.getGlobalNameAttr().getAttr()))
      address.setGlobalNameAttr(FlatSymbolRefAttr::get(symbol));
  });
  return {symbols.begin(), symbols.end()};
}

void markShared(Manifest &manifest, const std::vector<std::string> &symbols) {
  std::set<std::string> taken; // two constants with the same bytes have one symbol
  for (ManifestConstant &constant : manifest.constants)
    if (std::string symbol = symbolOf(bytesOf(constant));
        std::ranges::binary_search(symbols, symbol) && taken.insert(symbol).second)
      constant.symbol = symbol;
}

} // namespace dlc
