#include "Import/NewerFields.h"

#include "onnx/onnx.pb.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace dlc::importer {

/// The contents of a field that is a string or a message, as often as it is there. What cannot be read ends
/// the search: protobuf has read the bytes before.
template <typename Message>
static std::vector<std::string> unknownFields(const Message &message, int number) {
  using google::protobuf::internal::WireFormatLite;
  std::vector<std::string> found;
  const std::string &bytes = message.unknown_fields();
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t *>(bytes.data()),
                                               static_cast<int>(bytes.size()));
  const uint32_t wanted = WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  while (const uint32_t tag = input.ReadTag()) {
    if (tag != wanted) {
      if (!WireFormatLite::SkipField(&input, tag))
        break;
      continue;
    }
    uint32_t length = 0;
    std::string content;
    if (!input.ReadVarint32(&length) || !input.ReadString(&content, static_cast<int>(length)))
      break;
    found.push_back(std::move(content));
  }
  return found;
}

// The accessors are there where the description of the format is young enough.

template <typename Function> static std::vector<::onnx::AttributeProto> defaults(const Function &function) {
  if constexpr (requires { function.attribute_proto(); }) {
    return {function.attribute_proto().begin(), function.attribute_proto().end()};
  } else {
    constexpr int attributeProto = 11;
    std::vector<::onnx::AttributeProto> result;
    for (const std::string &bytes : unknownFields(function, attributeProto))
      if (!result.emplace_back().ParseFromString(bytes))
        result.pop_back();
    return result;
  }
}

template <typename Message> static std::string overload(const Message &message, int number) {
  if constexpr (requires { message.overload(); }) {
    return message.overload();
  } else {
    std::vector<std::string> found = unknownFields(message, number);
    return found.empty() ? std::string() : found.back();
  }
}

std::vector<::onnx::AttributeProto> defaultsOf(const ::onnx::FunctionProto &function) {
  return defaults(function);
}

std::string overloadOf(const ::onnx::FunctionProto &function) {
  constexpr int field = 13;
  return overload(function, field);
}

std::string overloadOf(const ::onnx::NodeProto &node) {
  constexpr int field = 8;
  return overload(node, field);
}

} // namespace dlc::importer
