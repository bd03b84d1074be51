// Files of protobuf: read whole, parsed, and checked for what makes a file a model.
#pragma once

#include <memory>
#include <string>

namespace onnx {
class ModelProto;
class TensorProto;
} // namespace onnx

namespace dlc::importer {

/// Refuses what cannot be read, is no ONNX model, or is of a version that is not known.
std::unique_ptr<::onnx::ModelProto> readModel(const std::string &file);
std::unique_ptr<::onnx::TensorProto> readTensor(const std::string &file);

} // namespace dlc::importer
