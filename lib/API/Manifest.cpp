// Reads a Program's manifest off modules and weights.
#include "API/Manifest.h"

#include "API/GraphImpl.h"
#include "Model/ModelFile.h"

#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace dlc {

/// Sizes by name become those of the entry.
static ManifestTensor tensorOf(const TensorInfo &info, const ManifestEntry &entry) {
  ManifestTensor tensor{info.name, info.dtype, info.shape, info.role};
  for (int64_t &size : tensor.shape) {
    if (size >= 0)
      continue;
    const std::string text = sizeText(size);
    int64_t index = llvm::find(entry.sizes, text) - entry.sizes.begin();
    if (index == static_cast<int64_t>(entry.sizes.size()))
      index += llvm::find(entry.derivedSizes, text) - entry.derivedSizes.begin();
    size = -1 - index;
  }
  return tensor;
}

Manifest manifestOf(ModuleOp module, StringRef symbolPrefix) {
  Manifest manifest;
  manifest.name = module.getSymName().value_or("").str();
  llvm::DenseMap<StringAttr, int32_t> places;
  for (auto [op, info] : llvm::zip(module.getOps<nn::VariableOp>(), variablesOf(module))) {
    places[op.getSymNameAttr()] = static_cast<int32_t>(manifest.variables.size());
    manifest.variables.push_back(
        {tensorOf(info.tensor, {}), static_cast<ModelSegment::Role>(info.role), {}, info.isRandomState});
  }
  for (const EntryInfo &function : functionsOf(module)) {
    ManifestEntry entry;
    entry.name = function.name;
    entry.role = function.role;
    entry.symbol = symbolPrefix.str() + function.name;
    entry.sizes = function.sizes;
    entry.derivedSizes = function.derivedSizes;
    for (const TensorInfo &input : function.inputs)
      entry.inputs.push_back(tensorOf(input, entry));
    for (const TensorInfo &output : function.outputs)
      entry.outputs.push_back(tensorOf(output, entry));
    Operation *op = module.lookupSymbol(function.name);
    if (auto state = op->getAttrOfType<ArrayAttr>(kStateArguments))
      for (FlatSymbolRefAttr variable : state.getAsRange<FlatSymbolRefAttr>())
        entry.variables.push_back(places.at(variable.getAttr()));
    entry.writes = op->hasAttr(kStateResults);
    manifest.entries.push_back(std::move(entry));
  }
  manifest.classNames = classNamesOf(module);
  manifest.mean = numbersOf(module, kMean);
  manifest.standardDeviation = numbersOf(module, kStandardDeviation);
  return manifest;
}

void addArenas(Manifest &manifest, ModuleOp lowered) {
  for (ManifestEntry &entry : manifest.entries) {
    Operation *function = lowered.lookupSymbol(entry.symbol);
    auto bytes = [&](StringRef attribute) {
      auto size = function ? function->getAttrOfType<IntegerAttr>(attribute) : IntegerAttr();
      if (!size)
        throw Error("the compiled function '" + entry.symbol + "' does not say its " + attribute.str());
      return size.getInt();
    };
    entry.fixedArenaBytes = bytes("dlc.fixed_arena_bytes");
    entry.hasMeasure = function->hasAttr("dlc.measure");
    if (!entry.hasMeasure)
      entry.batchArenaBytes = bytes("dlc.batch_arena_bytes");
  }
}

void addWeights(Manifest &manifest, const ModelFile &weights) {
  auto text = [](DType type, const std::vector<int64_t> &shape) {
    return std::string(nameOf(type)) + " " + toString(shape);
  };
  for (ManifestVariable &variable : manifest.variables) {
    const ManifestTensor &tensor = variable.tensor;
    const ModelSegment *segment = weights.find(tensor.name);
    if (!segment && variable.role == ModelSegment::Role::Optimizer)
      continue;
    if (!segment)
      throw Error(weights.path().string() + ": has no variable '" + tensor.name +
                  "', which the network needs");
    if (segment->type != tensor.type || segment->shape != tensor.shape)
      throw Error(weights.path().string() + ": the variable '" + tensor.name + "' is " +
                  text(segment->type, segment->shape) + ", but the network's is " +
                  text(tensor.type, tensor.shape));
    variable.initial = segment->bytes;
  }
}

} // namespace dlc
