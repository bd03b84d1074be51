// How the images of a model are normalised, and which input takes them.
#pragma once

#include "dlc/Program.h"

#include <span>

namespace dlc {

/// The input of an entry point that takes images, be they from a dataset or from an image file: the first one
/// of f32 that has the batch as its first dimension and is no label; of an entry point without a batch the
/// first one of f32 with two dimensions or more. Null if there is none.
const TensorInfo *imageInput(const EntryInfo &entry);

/// Normalises pixels in 0…1 in place: (x - mean) / standardDeviation, with one number for each channel, or
/// one for all. `images` is f32, and its dimension `channels` counts channels: 1 of [batch, channels, height,
/// width]. Nothing happens if there are no numbers. Programs are called with arrays as they are, so this is
/// what a caller does who has pixels: normalize(images, program.mean(), program.standardDeviation()). Throws
/// Error for another element type, and another number of channels.
void normalize(Tensor &images, std::span<const float> mean, std::span<const float> standardDeviation,
               std::int64_t channels = 1);

} // namespace dlc
