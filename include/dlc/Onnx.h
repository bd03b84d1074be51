// Networks in ONNX files. Graph::load reads them too; here are the options.
#pragma once

#include "dlc/Graph.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dlc {

struct OnnxOptions {
  /// Numbers for named sizes, by their name in the file (`dim_param`) or in the graph: they are numbers from
  /// here on, and computations of shapes with them are too.
  Sizes sizes = {};
  /// The same by whole shapes of inputs; and the shape of an input that has none in the file.
  std::vector<std::pair<std::string, Shape>> shapes = {};
  /// The leading dimension of every input that is 1 there becomes the batch: many files are for a batch of 1.
  bool dynamicBatch = false;
  /// The network is to learn: constants of floating-point numbers with more than one element become variables
  /// that begin with these values, but for those whose names in the file match one of `frozen` (globs);
  /// dropout and batch normalization have the form that training knows.
  bool train = false;
  std::vector<std::string> frozen = {};
  /// With `train`: a function `loss` is added, of onnxLossNames(). A softmax or a sigmoid at the end becomes
  /// part of it.
  std::string loss = {};
  /// Inputs that are constants from here on: a shape for a Reshape, say, which nn takes as an attribute.
  std::vector<Argument> constants = {};
};

/// Reads an ONNX file (docs/onnx.md). The graph has one function, `predict`, with the inputs and outputs of
/// the file; initializers are constants. Throws Error, with every node that cannot be imported and why.
Graph importOnnx(const std::filesystem::path &path, const OnnxOptions &options = {});

/// softmax_cross_entropy (labels are indices, i64 [batch]), bce, mse, l1, huber (a `target` of the output's
/// type).
std::vector<std::string> onnxLossNames();

/// A tensor in a file of its own (TensorProto), as ONNX's test data have them, and its name. Throws Error for
/// what is none, and for types that Tensor has not.
std::pair<std::string, Tensor> readOnnxTensor(const std::filesystem::path &path);

/// The operators that are imported, as a page of Markdown: docs/onnx-support.md.
std::string onnxSupportTable();

} // namespace dlc
