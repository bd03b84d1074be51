// The bytes of large initializers stay where a file is mapped: protobuf would hold a copy of each, beside the
// one that the module gets.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace dlc::importer {

/// The bytes of a model (ModelProto) without those of the large initializers of its graph.
struct WithoutLargeTensors {
  std::string model;
  /// Of each initializer, in their order, what its `raw_data` is, a part of the file; empty where that has
  /// remained in the model.
  std::vector<llvm::StringRef> rawData;
};

/// Nothing if the bytes are not those of fields; protobuf says then what is wrong with them.
std::optional<WithoutLargeTensors> takeOutLargeTensors(llvm::StringRef file);

} // namespace dlc::importer
