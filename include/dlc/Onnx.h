// Networks in ONNX files: read, and written. Graph::load reads them too; here are the options.
#pragma once

#include "dlc/Compile.h"
#include "dlc/Graph.h"
#include "dlc/Weights.h"

#include <filesystem>
#include <optional>
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
  /// With `train`: a function `loss` is added. One of onnxLossNames(), in which a softmax or a sigmoid at the
  /// end of the network becomes a part of it; or the path of a text (.mlir) with a function `loss`; or the
  /// name of a function of the file, NAME or DOMAIN.NAME. Such a function takes outputs of the network by
  /// their names, and what else it takes are inputs of the loss (docs/onnx.md).
  std::string loss = {};
  /// Inputs that are constants from here on: a shape for a Reshape, say, which nn takes as an attribute.
  std::vector<Argument> constants = {};
};

/// Reads an ONNX file (docs/onnx.md). The graph has one function, `predict`, with the inputs and outputs of
/// the file; initializers are constants. Throws Error, with every node that cannot be imported and why.
Graph importOnnx(const std::filesystem::path &path, const OnnxOptions &options = {});

/// What a file holds that need not be one that can be imported, as several lines: operator sets, inputs and
/// outputs, weights, and how many nodes there are of each operator, with a remark where dlc does not know it.
/// Throws Error for what is no ONNX file.
std::string onnxSummary(const std::filesystem::path &path);

/// softmax_cross_entropy (labels are indices, i64 [batch]), bce, mse, l1, huber (a `target` of the output's
/// type).
std::vector<std::string> onnxLossNames();

struct OnnxExportOptions {
  /// The function that becomes the graph of the file. Variables that it assigns are inputs as well, whose
  /// defaults are their values, and outputs NAME.next.
  std::string entry = "predict";
  /// With Mode::train, there is `train_step`, by an optimizer as in CompileOptions. It starts anew where
  /// weights have nothing of its state.
  Mode mode = Mode::predict;
  std::string optimizer = {};
  /// Numbers for named sizes, which are numbers in the file then.
  Sizes sizes = {};
  /// Of a graph from a .dlm that holds averages of weights, use these.
  bool average = true;
  /// Operators of later operator sets are not used; 0: all that dlc knows.
  std::int64_t opset = 0;
  /// Elements of initializers lie in a file beside the model, NAME.onnx.data, of whatever size they are.
  /// Those of more than 1.5 GiB always do, as a file of ONNX holds 2 GiB.
  bool externalData = false;
};

/// Writes a function as an ONNX file (docs/onnx.md): its inputs and outputs are those of the graph, variables
/// and constants become initializers, named sizes dim_params. Variables have the values of `weights`, or else
/// the elements that the graph gives as their initial value. Where the graph expects images normalised
/// (Graph::mean), nodes in front do that, so that the file takes pixels in 0…1: returns the name of that
/// input, or nothing, also where the function takes no images. Files are written whole or not at all. Throws
/// Error with every op that has no equivalent, for a variable without a value, and for a failing file system;
/// then no file is there that was not before.
std::optional<std::string> exportOnnx(const Graph &graph, const Weights &weights,
                                      const std::filesystem::path &path,
                                      const OnnxExportOptions &options = {});

/// A tensor in a file of its own (TensorProto), as ONNX's test data have them, and its name. Throws Error for
/// what is none, and for types that Tensor has not.
std::pair<std::string, Tensor> readOnnxTensor(const std::filesystem::path &path);

/// The operators that are imported and the ops that are exported, as a page of Markdown:
/// docs/onnx-support.md.
std::string onnxSupportTable();

} // namespace dlc
