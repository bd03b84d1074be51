// Keeps of a buffer that one loop over images alone uses the image at work.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dlc {
/// Array contraction: of buffers that hold an image for each iteration of `loop`, and that nothing but the
/// loop touches, each thread uses one image over and over, which then stays in its core's cache and is never
/// written to memory. The buffers keep their size; pages that no thread reaches are never touched.
///
/// The loop must be one of a group (`dlc-group-images`): what an iteration reads of such a buffer it has
/// written.
void contractBuffers(mlir::scf::ParallelOp loop);
} // namespace dlc
