// Files of protobuf: read whole, parsed, and checked for what makes a file a model.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace onnx {
class ModelProto;
class TensorProto;
} // namespace onnx

namespace dlc::importer {

struct ModelFile {
  std::unique_ptr<llvm::MemoryBuffer> file; ///< mapped
  std::unique_ptr<::onnx::ModelProto> model;
  /// The `raw_data` of each initializer of the main graph that is large, as a part of `file`; of others it is
  /// empty, and theirs are in the model.
  std::vector<llvm::StringRef> rawData;

  /// Gives back the memory of what was read of the file; it comes again with the next access.
  void release() const;
};

/// Refuses what cannot be read, is no ONNX model, or is of a version that is not known.
ModelFile readModel(const std::string &file);
std::unique_ptr<::onnx::TensorProto> readTensor(const std::string &file);

} // namespace dlc::importer
