// Values of variables apart from the network: of a .dlm, or in the format safetensors, which other frameworks
// read and write (docs/onnx.md).
#pragma once

#include "dlc/Tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dlc {

/// Tensors by name.
struct Weights {
  std::map<std::string, Tensor, std::less<>> tensors = {};
  std::string file = {}; ///< where they come from, for messages
  /// Tensors of the file whose element type dlc has not, and that type; by name.
  std::map<std::string, std::string, std::less<>> others = {};

  /// Null if there is none of that name. Throws Error for one whose element type dlc has not.
  const Tensor *find(std::string_view name) const;
};

/// The variables of a .dlm, with those of an optimizer, or the tensors of a .safetensors. Throws Error, with
/// the place in the file, for one that cannot be read, is malformed, or has another suffix.
Weights loadWeights(const std::filesystem::path &path);

/// Writes a .safetensors, whole or not at all. Throws Error for a name that is no UTF-8, and for a failing
/// file system.
void saveSafetensors(const std::filesystem::path &path, const Weights &weights);

/// What names become that match: 'PATTERN=REPLACEMENT', a regular expression (ECMAScript's) that is searched
/// for in each name, and what all its matches are replaced by, in which \1 to \9 are groups and & the match.
struct Renaming {
  std::string pattern, replacement;
};
/// Splits at the last '='. Throws Error if there is none, or the pattern is no regular expression.
Renaming parseRenaming(const std::string &text);
/// Renames all tensors, by each of the renamings in turn. Throws Error if two get one name, or a name is
/// longer than 4,096 bytes.
void rename(Weights &weights, const std::vector<Renaming> &renamings);

} // namespace dlc
