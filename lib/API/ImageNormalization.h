// The normalisation of a model's images as ops of the network, for those who are to be given pixels as they
// are. Private to this library.
#pragma once

#include "dlc/Graph.h"

#include "NN/NN.h"

namespace dlc {

/// What the images of a graph are called: those of `predict`, or else `image` or `images`, if a function
/// takes these. Empty if none does.
std::string imageName(const Graph &graph);

/// What a model normalises by, for each channel or for all.
struct ImageStatistics {
  std::vector<float> mean, deviation;

  static ImageStatistics of(const Graph &graph) { return {graph.mean(), graph.standardDeviation()}; }
  bool operator==(const ImageStatistics &) const = default;
};

/// (image - mean) / deviation.
mlir::Value normalized(mlir::OpBuilder &builder, mlir::Value image, const ImageStatistics &statistics);

/// What is normalised by `from` as if it had been normalised by `to`.
mlir::Value renormalized(mlir::OpBuilder &builder, mlir::Value image, const ImageStatistics &from,
                         const ImageStatistics &to);

} // namespace dlc
