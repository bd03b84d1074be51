// The rules of a manifest, and the index of the files that its compiled library will write.
#include "Model/Manifest.h"

#include "Model/ModelIndex.h"
#include "Model/SizeText.h"
#include "dlc/Error.h"

#include <algorithm>
#include <unordered_set>

namespace dlc {

std::string ManifestEntry::sizeText(int64_t size) const {
  if (size >= 0)
    return std::to_string(size);
  auto index = static_cast<size_t>(-1 - size);
  return index < sizes.size() ? sizes[index] : derivedSizes.at(index - sizes.size());
}

bool ManifestEntry::depends(size_t namedSize) const {
  for (const std::vector<ManifestTensor> *tensors : {&inputs, &outputs})
    for (const ManifestTensor &tensor : *tensors)
      for (int64_t size : tensor.shape)
        if (size < 0 && mentionsSize(sizeText(size), sizes[namedSize]))
          return true;
  return false;
}

/// `sizeCount` sizes may stand in its shape.
static std::optional<std::string> findTensorProblem(const ManifestTensor &tensor, size_t sizeCount) {
  if (tensor.name.empty())
    return "a tensor has no name";
  std::vector<int64_t> shape = tensor.shape;
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] < 0) {
      if (static_cast<uint64_t>(-1 - shape[i]) >= sizeCount)
        return quoteName(tensor.name) + ": dimension " + std::to_string(i) + " is " +
               std::to_string(shape[i]) +
               (sizeCount ? ", and there are " + std::to_string(sizeCount) + " sizes"
                          : ", and a variable has no sizes that a call gives");
      shape[i] = 1;
    }
  std::optional<uint64_t> bytes = byteSize(tensor.type, shape);
  if (!bytes || *bytes > uint64_t(INT64_MAX))
    return quoteName(tensor.name) + ": its size does not fit into 63 bits";
  return std::nullopt;
}

static std::optional<std::string> findSizeProblem(const ManifestEntry &entry) {
  if (entry.sizes.empty() || entry.sizes.front() != "batch")
    return "its first size is not the batch";
  std::unordered_set<std::string_view> texts;
  for (const std::vector<std::string> *sizes : {&entry.sizes, &entry.derivedSizes})
    for (const std::string &size : *sizes)
      if (size.empty() || !texts.insert(size).second)
        return "two sizes are named " + quoteName(size);
  if (texts.size() > 1 && !entry.hasMeasure)
    return "it has sizes and no function that computes them";
  return std::nullopt;
}

static std::optional<std::string> findVariableProblem(const ManifestVariable &variable) {
  if (std::optional<std::string> problem = findTensorProblem(variable.tensor, 0))
    return problem;
  uint64_t expected = *byteSize(variable.tensor.type, variable.tensor.shape);
  if (!variable.initial.empty() && variable.initial.size() != expected)
    return quoteName(variable.tensor.name) + ": its initial value has " +
           std::to_string(variable.initial.size()) + " bytes, should have " + std::to_string(expected);
  return std::nullopt;
}

static std::optional<std::string> findEntryProblem(const ManifestEntry &entry, size_t variableCount) {
  if (entry.symbol.empty())
    return "it has no symbol";
  if (std::optional<std::string> problem = findSizeProblem(entry))
    return problem;
  std::unordered_set<std::string_view> names;
  for (const std::vector<ManifestTensor> *tensors : {&entry.inputs, &entry.outputs}) {
    names.clear();
    for (const ManifestTensor &tensor : *tensors) {
      if (std::optional<std::string> problem =
              findTensorProblem(tensor, entry.sizes.size() + entry.derivedSizes.size()))
        return problem;
      if (!names.insert(tensor.name).second)
        return "two " + std::string(tensors == &entry.inputs ? "inputs" : "outputs") + " are named " +
               quoteName(tensor.name);
    }
  }
  int64_t last = -1;
  for (int32_t variable : entry.variables) {
    if (variable <= last || size_t(variable) >= variableCount)
      return "variable index " + std::to_string(variable) + " is out of order or range (there are " +
             std::to_string(variableCount) + " variables)";
    last = variable;
  }
  if (entry.fixedArenaBytes < 0 || entry.batchArenaBytes < 0)
    return "its arena has a negative size";
  return std::nullopt;
}

static std::optional<std::string> findEntriesProblem(const std::vector<ManifestEntry> &entries,
                                                     size_t variableCount) {
  std::unordered_set<std::string_view> names;
  for (const ManifestEntry &entry : entries) {
    if (entry.name.empty())
      return "an entry point has no name";
    if (!names.insert(entry.name).second)
      return "two entry points are named " + quoteName(entry.name);
    if (std::optional<std::string> problem = findEntryProblem(entry, variableCount))
      return "entry point " + quoteName(entry.name) + ": " + *problem;
  }
  return std::nullopt;
}

/// Whoever calls an entry point by its index need not know which CPU was chosen.
static std::optional<std::string> findFallbackProblem(const Manifest &manifest) {
  std::unordered_set<std::string_view> cpus = {manifest.cpu};
  for (const ManifestFallback &fallback : manifest.fallbacks) {
    const std::string where = "the code for " + quoteName(fallback.cpu) + ": ";
    if (!cpus.insert(fallback.cpu).second)
      return where + "it is there twice";
    if (std::optional<std::string> problem = findEntriesProblem(fallback.entries, manifest.variables.size()))
      return where + *problem;
    if (!std::ranges::equal(fallback.entries, manifest.entries, {}, &ManifestEntry::name,
                            &ManifestEntry::name))
      return where + "its entry points are not those of " + quoteName(manifest.cpu);
  }
  return std::nullopt;
}

std::optional<std::string> findProblem(const Manifest &manifest) {
  if (manifest.name.empty())
    return "the model has no name";
  std::unordered_set<std::string_view> names;
  for (const ManifestVariable &variable : manifest.variables) {
    if (std::optional<std::string> problem = findVariableProblem(variable))
      return "variable " + *problem;
    if (!names.insert(variable.tensor.name).second)
      return "two variables are named " + quoteName(variable.tensor.name);
  }
  names.clear();
  for (const ManifestConstant &constant : manifest.constants) {
    if (std::optional<std::string> problem =
            findVariableProblem({.tensor = constant.tensor, .initial = constant.bytes}))
      return "constant " + *problem;
    if (constant.bytes.size() != *byteSize(constant.tensor.type, constant.tensor.shape))
      return "constant " + quoteName(constant.tensor.name) + " has no bytes";
    if (!names.insert(constant.tensor.name).second)
      return "two constants are named " + quoteName(constant.tensor.name);
  }
  if (std::optional<std::string> problem = findEntriesProblem(manifest.entries, manifest.variables.size()))
    return problem;
  if (std::optional<std::string> problem = findFallbackProblem(manifest))
    return problem;
  if (manifest.mean.size() != manifest.standardDeviation.size())
    return "normalisation has " + std::to_string(manifest.mean.size()) + " means, but " +
           std::to_string(manifest.standardDeviation.size()) + " standard deviations";
  return std::nullopt;
}

ModelContents contentsOf(const Manifest &manifest) {
  ModelContents contents;
  for (const ManifestVariable &variable : manifest.variables)
    contents.segments.push_back(
        {variable.tensor.name, variable.tensor.type, variable.tensor.shape, variable.role, variable.initial});
  for (const ManifestConstant &constant : manifest.constants)
    contents.segments.push_back({constant.tensor.name, constant.tensor.type, constant.tensor.shape,
                                 ModelSegment::Role::Constant, constant.bytes});
  contents.graph = manifest.graph;
  contents.dialectVersion = manifest.dialectVersion;
  contents.classNames = manifest.classNames;
  contents.optimizer = manifest.optimizer;
  contents.normalization = {manifest.mean, manifest.standardDeviation};
  return contents;
}

ModelTemplate makeModelTemplate(const Manifest &manifest) {
  if (std::optional<std::string> problem = findProblem(manifest))
    throw Error("model " + quoteName(manifest.name) + ": " + *problem);
  ModelContents contents = contentsOf(manifest);
  contents.producer = "dlc " DLC_VERSION ", compiled library";
  ModelIndex index = makeModelIndex(contents, Checksums::FilledInLater);
  index.checksumPlaces.resize(manifest.variables.size());
  return {std::move(index.bytes), std::move(index.checksumPlaces)};
}

} // namespace dlc
