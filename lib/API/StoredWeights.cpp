#include "API/StoredWeights.h"

#include "API/GraphImpl.h"
#include "NN/NN.h"

#include <algorithm>
#include <array>

using namespace mlir;

namespace dlc {

Graph withoutValues(const Graph &graph, std::vector<ManifestConstant> &values) {
  const Graph::Impl &impl = graph.implementation();
  OwningOpRef<ModuleOp> module(ModuleOp(*impl.module).clone());
  for (auto variable : module->getOps<nn::VariableOp>()) {
    auto elements = dyn_cast<DenseElementsAttr>(variable.getInitializer());
    if (!elements)
      continue;
    values.push_back(manifestConstant({variable.getSymName().str(), elements}, impl.context));
    variable.setInitializerAttr(nn::ZerosAttr::get(impl.context.get()));
  }
  return values.empty() ? graph : Graph::Impl::graphOf(std::move(module), graph);
}

void removeInit(Manifest &manifest) {
  const auto isInit = [](const ManifestEntry &entry) { return entry.role == EntryRole::Init; };
  std::erase_if(manifest.entries, isInit);
  for (ManifestFallback &fallback : manifest.fallbacks)
    std::erase_if(fallback.entries, isInit);
}

static std::span<const std::byte> valueOf(const ManifestVariable &variable,
                                          const std::vector<ManifestConstant> &values) {
  static constexpr std::array<std::byte, 16> noRandomNumbersDrawn{};
  if (!variable.initial.empty())
    return variable.initial;
  const auto found = std::ranges::find(values, variable.tensor.name,
                                       [](const ManifestConstant &value) { return value.tensor.name; });
  if (found != values.end())
    return found->bytes;
  if (variable.isRandomState)
    return noRandomNumbersDrawn;
  throw Error("there are no weights for a file beside the library: '" + variable.tensor.name +
              "' has no value");
}

ModelContents weightsFileOf(const Manifest &manifest, const std::vector<ManifestConstant> &values) {
  ModelContents contents = contentsOf(manifest);
  contents.segments.clear();
  for (const ManifestVariable &variable : manifest.variables)
    if (variable.role != ModelSegment::Role::Optimizer || !variable.initial.empty())
      contents.segments.push_back({variable.tensor.name, variable.tensor.type, variable.tensor.shape,
                                   variable.role, valueOf(variable, values)});
  for (const ManifestConstant &constant : manifest.constants)
    contents.segments.push_back({constant.tensor.name, constant.tensor.type, constant.tensor.shape,
                                 ModelSegment::Role::Constant, constant.bytes});
  return contents;
}

} // namespace dlc
