#include "Import/Model.h"

#include "Import/Errors.h"

#include "onnx/onnx.pb.h"

#include "llvm/Support/MemoryBuffer.h"

#include <filesystem>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace dlc::importer {

/// Subgraphs in subgraphs, at most: the reader recurses.
static constexpr int mostDepth = 64;

template <typename Message> static std::unique_ptr<Message> read(const std::string &file, const char *what) {
  if (std::filesystem::is_directory(file))
    refuse("is a folder, not a model file");
  // Mapped, as most of a model becomes tensors at once.
  auto bytes = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!bytes)
    refuse("cannot be opened: " + llvm::Twine(bytes.getError().message()));
  if ((*bytes)->getBufferSize() > static_cast<size_t>(INT32_MAX))
    refuse("is larger than the 2 GiB that protobuf reads; keep its tensors as external data");
  auto message = std::make_unique<Message>();
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t *>((*bytes)->getBufferStart()),
                                               static_cast<int>((*bytes)->getBufferSize()));
  input.SetRecursionLimit(mostDepth * 4);
  if (!message->ParseFromCodedStream(&input) || !input.ConsumedEntireMessage())
    refuse(llvm::Twine("is no ") + what + ": its bytes are not those of an ONNX file");
  return message;
}

std::unique_ptr<::onnx::ModelProto> readModel(const std::string &file) {
  auto model = read<::onnx::ModelProto>(file, "ONNX model");
  if (!model->has_graph() || !model->has_ir_version())
    refuse("is no ONNX model: it has no graph");
  if (model->opset_import_size() == 0 && model->ir_version() >= 3)
    refuse("does not say which operator set it uses");
  return model;
}

std::unique_ptr<::onnx::TensorProto> readTensor(const std::string &file) {
  return read<::onnx::TensorProto>(file, "ONNX tensor");
}

} // namespace dlc::importer
