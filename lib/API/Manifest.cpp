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
  if (auto bytes = lowered->getAttrOfType<IntegerAttr>("dlc.prepared_bytes"))
    manifest.prepared = {
        bytes.getInt(),
        static_cast<int32_t>(lowered->getAttrOfType<IntegerAttr>("dlc.prepared_count").getInt())};
  for (ManifestEntry &entry : manifest.entries) {
    Operation *function = lowered.lookupSymbol(entry.symbol);
    auto bytes = [&](StringRef attribute) {
      auto size = function ? function->getAttrOfType<IntegerAttr>(attribute) : IntegerAttr();
      if (!size)
        throw Error("the compiled function '" + entry.symbol + "' does not say its " + attribute.str());
      return size.getInt();
    };
    entry.fixedArenaBytes = bytes("dlc.fixed_arena_bytes");
    entry.prepares = function->hasAttr("dlc.prepares");
    if (auto outdated = function->getAttrOfType<DenseI32ArrayAttr>("dlc.outdated"))
      entry.outdated.assign(outdated.asArrayRef().begin(), outdated.asArrayRef().end());
    entry.hasMeasure = function->hasAttr("dlc.measure");
    if (!entry.hasMeasure)
      entry.batchArenaBytes = bytes("dlc.batch_arena_bytes");
  }
}

namespace {
struct Value {
  DType type;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
};
} // namespace

/// `find` gives the value of a variable, if `file` has one.
static void addValues(Manifest &manifest, const std::string &file,
                      llvm::function_ref<std::optional<Value>(const std::string &)> find) {
  auto text = [](DType type, const std::vector<int64_t> &shape) {
    return std::string(nameOf(type)) + " " + toString(shape);
  };
  for (ManifestVariable &variable : manifest.variables) {
    const ManifestTensor &tensor = variable.tensor;
    const std::optional<Value> value = find(tensor.name);
    if (!value && variable.role == ModelSegment::Role::Optimizer)
      continue;
    if (!value)
      throw Error(file + ": has no variable '" + tensor.name + "', which the network needs");
    if (value->type != tensor.type || value->shape != tensor.shape)
      throw Error(file + ": the variable '" + tensor.name + "' is " + text(value->type, value->shape) +
                  ", but the network's is " + text(tensor.type, tensor.shape));
    variable.initial = value->bytes;
  }
}

void addWeights(Manifest &manifest, const ModelFile &weights) {
  addValues(manifest, weights.path().string(), [&](const std::string &name) -> std::optional<Value> {
    const ModelSegment *segment = weights.find(name);
    return segment ? std::optional(Value{segment->type, segment->shape, segment->bytes}) : std::nullopt;
  });
}

void addWeights(Manifest &manifest, const Weights &weights) {
  addValues(manifest, weights.file, [&](const std::string &name) -> std::optional<Value> {
    const Tensor *tensor = weights.find(name);
    return tensor ? std::optional(Value{tensor->dtype(), tensor->shape(), tensor->bytes()}) : std::nullopt;
  });
}

} // namespace dlc
