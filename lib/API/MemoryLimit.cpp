#include "API/MemoryLimit.h"

#include "NN/NN.h"
#include "dlc/Error.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/MathExtras.h"

#include <cstdio>

using namespace mlir;

namespace dlc {

static constexpr llvm::StringLiteral trainStep = "train_step";

/// Of a step that is split, the half that has the forward and the backward pass.
static bool isStep(llvm::StringRef name) {
  return name == trainStep ||
         (name.starts_with(trainStep) && name.drop_front(trainStep.size()) == kGradientsSuffix);
}

void readEstimate(PlannedStep &step, ModuleOp module) {
  Operation *function = nullptr;
  for (auto each : module.getOps<nn::FuncOp>())
    if (isStep(each.getSymName()))
      function = each;
  auto noted = function ? function->getAttrOfType<DictionaryAttr>(kRecomputed) : DictionaryAttr();
  if (!noted)
    return;
  auto number = [&](StringRef name) { return cast<IntegerAttr>(noted.get(name)).getInt(); };
  step.estimate = number("bytes");
  step.flops = number("flops");
  step.flopsMore = number("flops_more");
}

void checkBatchAlone(const Manifest &manifest) {
  for (const ManifestEntry &entry : manifest.entries) {
    std::string sizes;
    for (size_t i = 0; i < entry.sizes.size(); ++i)
      if (i > 0 || entry.hasMeasure)
        sizes += (sizes.empty() ? "'" : ", '") + entry.sizes[i] + "'";
    if (!sizes.empty())
      throw Error("the memory of '@" + entry.name +
                  "' depends on sizes that are not given: give numbers for " + sizes);
  }
}

int64_t stepBytes(const Manifest &manifest, int64_t batch) {
  for (const ManifestEntry &entry : manifest.entries)
    if (isStep(entry.name))
      return entry.fixedArenaBytes + batch * entry.batchArenaBytes;
  throw Error("a limit on the memory of a training step is given, but the model has no training step");
}

int64_t peakBytes(const Manifest &manifest, int64_t batch) {
  uint64_t fixed = 0, scaled = 0, values = manifest.prepared.bytes;
  for (const ManifestEntry &entry : manifest.entries) {
    fixed = std::max<uint64_t>(fixed, entry.fixedArenaBytes);
    scaled = std::max<uint64_t>(scaled, entry.batchArenaBytes);
  }
  for (const ManifestVariable &variable : manifest.variables)
    values = llvm::SaturatingAdd<uint64_t>(values, byteCount(variable.tensor.shape, variable.tensor.type));
  uint64_t arena = llvm::SaturatingMultiplyAdd<uint64_t>(scaled, std::max<int64_t>(batch, 0), fixed);
  return static_cast<int64_t>(std::min<uint64_t>(llvm::SaturatingAdd(arena, values), INT64_MAX));
}

static std::string textOf(int64_t bytes) {
  char text[32];
  const bool large = bytes >= 1'000'000;
  std::snprintf(text, sizeof(text), "%.3g %s", static_cast<double>(bytes) / (large ? 1e6 : 1e3),
                large ? "MB" : "kB");
  return text;
}

void limitMemory(const CompileOptions &options, StageOptions &stages,
                 llvm::function_ref<PlannedStep()> plan) {
  constexpr int attempts = 4;
  stages.batch = options.memoryBatch;
  stages.maxBytes = INT64_MAX;
  const PlannedStep free = plan();
  PlannedStep step = free, least = free;
  double budget = static_cast<double>(options.maxMemory) * static_cast<double>(free.estimate) /
                  static_cast<double>(std::max<int64_t>(free.bytes, 1));
  for (int i = 0; i < attempts && step.bytes > options.maxMemory; ++i) {
    stages.maxBytes = std::max<int64_t>(static_cast<int64_t>(budget), 1);
    step = plan();
    if (step.bytes < least.bytes)
      least = step;
    budget *= 0.98 * static_cast<double>(options.maxMemory) / static_cast<double>(step.bytes);
  }
  if (step.bytes > options.maxMemory)
    throw Error("a training step may take " + textOf(options.maxMemory) + " of memory with " +
                std::to_string(options.memoryBatch) + " examples, but takes " + textOf(least.bytes) +
                " at least, however much is computed again (" + textOf(free.bytes) +
                " without): allow more, or take fewer examples a step");
  if (options.onMemoryTrade)
    options.onMemoryTrade(
        {options.memoryBatch, step.bytes, free.bytes, step.flops, step.flops - step.flopsMore});
}

} // namespace dlc
