// A file of weights on its way into a network: tensors by name, renamed, transposed, and of the network's
// types.
#pragma once

#include "dlc/Program.h"
#include "dlc/Weights.h"

#include <string>
#include <vector>

namespace dlc {

/// What is done with the tensors of a file.
struct WeightChanges {
  std::vector<Renaming> renamings;
  /// Matrices that are transposed, by patterns of their new names, as in a shell.
  std::vector<std::string> transposed;

  /// Throws Error, as rename does, and for a pattern that no matrix matches.
  void apply(Weights &weights) const;
};

/// The tensors of a .safetensors, .npz, .onnx or .dlm that are variables, with their element types: floats
/// become floats of another width, and notes on the standard error tell of those that are rounded, and of
/// tensors that are no variables. Throws Error if none is a variable, for a shape and a type that do not fit,
/// and for numbers that are too large for the type.
Weights readWeightFile(const std::string &path, const WeightChanges &changes,
                       const std::vector<VariableInfo> &variables);

/// Up to four names, and how many more there are.
std::string shortList(const std::vector<std::string> &names);

} // namespace dlc
