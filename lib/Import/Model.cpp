#include "Import/Model.h"

#include "Import/Errors.h"
#include "Import/LargeTensors.h"

#include "onnx/onnx.pb.h"

#include <filesystem>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <sys/mman.h>

namespace dlc::importer {

/// Subgraphs in subgraphs, at most: the reader recurses.
static constexpr int mostDepth = 64;

static std::unique_ptr<llvm::MemoryBuffer> map(const std::string &file) {
  if (std::filesystem::is_directory(file))
    refuse("is a folder, not a model file");
  auto bytes = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!bytes)
    refuse("cannot be opened: " + llvm::Twine(bytes.getError().message()));
  if ((*bytes)->getBufferSize() > static_cast<size_t>(INT32_MAX))
    refuse("is larger than the 2 GiB that protobuf reads; keep its tensors as external data");
  return std::move(*bytes);
}

template <typename Message> static std::unique_ptr<Message> parse(llvm::StringRef bytes, const char *what) {
  auto message = std::make_unique<Message>();
  google::protobuf::io::CodedInputStream input(bytes.bytes_begin(), static_cast<int>(bytes.size()));
  input.SetRecursionLimit(mostDepth * 4);
  if (!message->ParseFromCodedStream(&input) || !input.ConsumedEntireMessage())
    refuse(llvm::Twine("is no ") + what +
           ": its bytes are not those of an ONNX file, or it has subgraphs in subgraphs more than " +
           llvm::Twine(mostDepth) + " deep");
  return message;
}

void ModelFile::release() const {
  // Not MemoryBuffer::dontNeedIfMmap, which calls posix_madvise, and glibc does nothing then.
  if (file->getBufferKind() == llvm::MemoryBuffer::MemoryBuffer_MMap)
    (void)::madvise(const_cast<char *>(file->getBufferStart()), file->getBufferSize(), MADV_DONTNEED);
}

ModelFile readModel(const std::string &file) {
  ModelFile result;
  result.file = map(file);
  const llvm::StringRef bytes = result.file->getBuffer();
  const char *const what = "ONNX model";
  if (std::optional<WithoutLargeTensors> rest = takeOutLargeTensors(bytes)) {
    result.model = parse<::onnx::ModelProto>(rest->model, what);
    result.rawData = std::move(rest->rawData);
  } else {
    result.model = parse<::onnx::ModelProto>(bytes, what);
  }
  const ::onnx::ModelProto &model = *result.model;
  if (!model.has_graph() || !model.has_ir_version())
    refuse("is no ONNX model: it has no graph");
  if (model.opset_import_size() == 0 && model.ir_version() >= 3)
    refuse("does not say which operator set it uses");
  return result;
}

std::unique_ptr<::onnx::TensorProto> readTensor(const std::string &file) {
  return parse<::onnx::TensorProto>(map(file)->getBuffer(), "ONNX tensor");
}

} // namespace dlc::importer
