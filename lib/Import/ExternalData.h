// Tensors whose bytes lie in files beside the model.
#pragma once

#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>

namespace onnx {
class TensorProto;
}

namespace dlc::importer {

/// Maps the bytes that a tensor of `bytes` bytes names. `folder` is that of the model; paths that are
/// absolute, contain `..`, or leave the folder by a link are refused (by exception), as are ranges beyond the
/// file's end.
std::unique_ptr<llvm::MemoryBuffer> readExternalData(const ::onnx::TensorProto &tensor,
                                                     const std::string &folder, size_t bytes);

} // namespace dlc::importer
