// Splits a module in the LLVM dialect into parts, and translates each to LLVM IR.
#include "API/Translate.h"

#include "Stages/Stages.h"
#include "dlc/Error.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

using namespace mlir;

namespace dlc {

void registerTranslations(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

// Below this many ops a part of its own costs more than it saves.
static constexpr int64_t worthAPart = 200;

// The part of each function that has a body: the largest first, each into the part that is smallest so far.
// Behind these parts is one for glue.
static llvm::DenseMap<Operation *, unsigned> distribute(ModuleOp module, unsigned maximum, unsigned &parts) {
  SmallVector<std::pair<int64_t, Operation *>> sizes; // in the order of the module
  int64_t total = 0;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    if (function.isExternal() || isGlue(function))
      continue;
    int64_t size = 0;
    function.walk([&](Operation *) { ++size; });
    sizes.emplace_back(size, function);
    total += size;
  }
  parts = static_cast<unsigned>(std::clamp<int64_t>(total / worthAPart, 1, maximum));
  // Equal ones keep their order, and places tell them apart: nothing depends on addresses.
  SmallVector<size_t> order = llvm::to_vector(llvm::seq<size_t>(0, sizes.size()));
  llvm::sort(order, [&](size_t a, size_t b) {
    return sizes[a].first != sizes[b].first ? sizes[a].first > sizes[b].first : a < b;
  });
  SmallVector<int64_t> filled(parts);
  llvm::DenseMap<Operation *, unsigned> result;
  for (size_t place : order) {
    auto [size, function] = sizes[place];
    unsigned smallest = std::min_element(filled.begin(), filled.end()) - filled.begin();
    filled[smallest] += size;
    result[function] = smallest;
  }
  for (auto function : module.getOps<LLVM::LLVMFuncOp>())
    if (!function.isExternal() && isGlue(function))
      result[function] = parts;
  return result;
}

static OwningOpRef<ModuleOp> extract(ModuleOp module, const llvm::DenseMap<Operation *, unsigned> &partOf,
                                     unsigned part) {
  OwningOpRef<ModuleOp> result(ModuleOp::create(module.getLoc()));
  (*result)->setAttrs(module->getAttrDictionary());
  OpBuilder builder = OpBuilder::atBlockEnd(result->getBody());
  for (Operation &op : *module.getBody()) {
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    if (!function) {
      builder.clone(op);
      continue;
    }
    auto place = partOf.find(function);
    bool defined = place != partOf.end() && place->second == part;
    auto copy =
        cast<LLVM::LLVMFuncOp>(defined ? builder.clone(op) : builder.insert(op.cloneWithoutRegions()));
    if (place != partOf.end())
      copy.setLinkage(LLVM::Linkage::External); // other parts call it; Target hides it from outside
  }
  // What this part neither defines nor uses.
  llvm::DenseSet<StringAttr> used;
  if (auto uses = SymbolTable::getSymbolUses(&result->getBodyRegion()))
    for (const SymbolTable::SymbolUse &use : *uses)
      used.insert(use.getSymbolRef().getRootReference());
  for (Operation &op : llvm::make_early_inc_range(*result->getBody())) {
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    auto name = op.getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName());
    if (name && (!function || function.isExternal()) && !used.contains(name))
      op.erase();
  }
  return result;
}

std::vector<ModuleAndContext> translate(ModuleOp module, unsigned maximum) {
  std::string messages;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    messages += (messages.empty() ? "" : "\n") + diagnostic.str();
  });
  for (auto global : module.getOps<LLVM::GlobalOp>())
    if (!global.getConstant())
      throw Error("the compiled module has the mutable global '" + global.getSymName().str() +
                  "', but a Program keeps its state in variables");
  unsigned parts = 1;
  llvm::DenseMap<Operation *, unsigned> partOf = distribute(module, maximum, parts);
  std::vector<ModuleAndContext> result;
  for (unsigned part = 0; part <= parts; ++part) {
    if (llvm::none_of(partOf, [&](auto &entry) { return entry.second == part; }))
      continue;
    OwningOpRef<ModuleOp> extracted = extract(module, partOf, part);
    ModuleAndContext translated;
    translated.isGlue = part == parts;
    translated.context = std::make_unique<llvm::LLVMContext>();
    translated.module =
        translateModuleToLLVMIR(*extracted, *translated.context, "part" + std::to_string(part));
    if (!translated.module)
      throw Error("translation to LLVM IR failed: " + messages);
    result.push_back(std::move(translated));
  }
  return result;
}

} // namespace dlc
