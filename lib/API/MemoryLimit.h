// A limit on the scratch memory of a training step: what is known of a plan, and the search for one that
// fits.
#pragma once

#include "Model/Manifest.h"
#include "Stages/Stages.h"
#include "dlc/Compile.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// A training step whose memory is planned.
struct PlannedStep {
  std::int64_t bytes = 0;    ///< of both arenas, as planned
  std::int64_t estimate = 0; ///< of these, by nn-recompute
  std::int64_t flops = 0, flopsMore = 0;
};

/// Reads off what nn-recompute has noted, while the module is nn.
void readEstimate(PlannedStep &step, mlir::ModuleOp module);
/// Throws Error if the memory of an entry point depends on another size than the batch, or not evenly on
/// that.
void checkBatchAlone(const Manifest &manifest);
/// The arenas of `train_step` with `batch` examples.
std::int64_t stepBytes(const Manifest &manifest, std::int64_t batch);

/// Of the variables and of the arenas, as Program::peakBytes says of the linked program.
std::int64_t peakBytes(const Manifest &manifest, std::int64_t batch);

/// Calls `plan`, which runs the stages with these options, until the step takes `options.maxMemory` bytes at
/// most. The first plan, without limit, tells how far estimates are from plans. Throws Error if none fits.
void limitMemory(const CompileOptions &options, StageOptions &stages, llvm::function_ref<PlannedStep()> plan);

} // namespace dlc
