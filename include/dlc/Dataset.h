// Labelled pictures in memory, and the one function that opens all formats that dlc reads.
#pragma once

#include "dlc/Tensor.h"

#include <optional>
#include <string>
#include <vector>

namespace dlc {

/// Examples along the first axis of every tensor.
struct Dataset {
  Tensor images;                       ///< u8 or f32 [N, …], most often u8 [N, H, W]
  std::optional<Tensor> labels;        ///< i64 [N], each 0 … classes-1
  std::vector<std::string> classNames; ///< empty if unknown
  std::string source;                  ///< for messages: where it was read from

  std::int64_t size() const { return images.dim(0); }
  /// A copy of up to `count` examples from number `first` on. Throws Error if there is none, or for a
  /// negative number.
  Dataset slice(std::int64_t first, std::int64_t count) const;
};

/// Opens what `spec` names:
///  - `fashion-mnist`: Debian's package dataset-fashion-mnist, 60 000 pictures to learn from, 10 000 to test;
///  - a folder: IDX files under MNIST's names, each with or without .gz: train-images-idx3-ubyte,
///    train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte;
///  - FILE.npz: the arrays "images" and, if there, "labels";
///  - FILE.npy, other files: images alone, as .npy or IDX.
///
/// The first two take ":train" (the default) or ":test" at the end. Label files of a folder may be absent.
/// `classes`, if given, bounds the labels; named classes do so by themselves.
/// Throws Error, with file and byte offset or both sides, for whatever is missing, damaged or contradictory.
Dataset openDataset(const std::string &spec, std::optional<std::int64_t> classes = std::nullopt);

} // namespace dlc
