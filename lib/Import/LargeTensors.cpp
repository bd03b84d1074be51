#include "Import/LargeTensors.h"

#include "onnx/onnx.pb.h"

#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>

using llvm::StringRef;

namespace dlc::importer {

/// A tensor of fewer bytes is left to protobuf.
static constexpr size_t leastLarge = 64 * 1024;

namespace {
/// A field of a message in protobuf's encoding.
struct Field {
  uint64_t number;
  bool hasLength;  ///< a message, a text, or bytes
  StringRef whole; ///< with its number
  StringRef content;
};
} // namespace

static std::optional<uint64_t> takeNumber(StringRef &rest) {
  unsigned length = 0;
  const char *error = nullptr;
  const uint64_t number = llvm::decodeULEB128(rest.bytes_begin(), &length, rest.bytes_end(), &error);
  if (error)
    return std::nullopt;
  rest = rest.drop_front(length);
  return number;
}

static std::optional<Field> takeField(StringRef &rest) {
  const StringRef before = rest;
  const std::optional<uint64_t> tag = takeNumber(rest);
  if (!tag)
    return std::nullopt;
  std::optional<uint64_t> size;
  switch (*tag & 7) { // the wire type
  case 0:
    size = takeNumber(rest) ? std::optional<uint64_t>(0) : std::nullopt;
    break;
  case 1:
    size = 8;
    break;
  case 2:
    size = takeNumber(rest);
    break;
  case 5:
    size = 4;
    break;
  default: // groups, which ONNX has not
    break;
  }
  if (!size || *size > rest.size())
    return std::nullopt;
  const StringRef content = rest.take_front(*size);
  rest = rest.drop_front(*size);
  return Field{*tag >> 3, (*tag & 7) == 2, before.drop_back(rest.size()), content};
}

/// A copy of a message in which `replace` has changed the content of the fields of one number.
static std::optional<std::string> withReplaced(StringRef message, int number,
                                               std::function<std::optional<std::string>(StringRef)> replace) {
  std::string result;
  llvm::raw_string_ostream out(result);
  while (!message.empty()) {
    const std::optional<Field> field = takeField(message);
    if (!field)
      return std::nullopt;
    if (field->number != static_cast<uint64_t>(number) || !field->hasLength) {
      out << field->whole;
      continue;
    }
    const std::optional<std::string> content = replace(field->content);
    if (!content)
      return std::nullopt;
    llvm::encodeULEB128(field->number << 3 | 2, out);
    llvm::encodeULEB128(content->size(), out);
    out << *content;
  }
  return result;
}

/// Without its `raw_data`, of which the last one counts.
static std::optional<std::string> withoutBytes(StringRef tensor, StringRef &rawData) {
  std::string result;
  while (!tensor.empty()) {
    const std::optional<Field> field = takeField(tensor);
    if (!field)
      return std::nullopt;
    if (field->number == ::onnx::TensorProto::kRawDataFieldNumber && field->hasLength)
      rawData = field->content;
    else
      result += field->whole;
  }
  return result;
}

std::optional<WithoutLargeTensors> takeOutLargeTensors(StringRef file) {
  WithoutLargeTensors result;
  std::optional<std::string> model =
      withReplaced(file, ::onnx::ModelProto::kGraphFieldNumber, [&](StringRef graph) {
        return withReplaced(graph, ::onnx::GraphProto::kInitializerFieldNumber,
                            [&](StringRef tensor) -> std::optional<std::string> {
                              StringRef &rawData = result.rawData.emplace_back();
                              return tensor.size() < leastLarge ? tensor.str()
                                                                : withoutBytes(tensor, rawData);
                            });
      });
  if (!model)
    return std::nullopt;
  result.model = *std::move(model);
  return result;
}

} // namespace dlc::importer
