// Fields of ONNX's messages that are younger than the description of the format that dlc is built with may
// be: read from what protobuf keeps of fields that it does not know.
#pragma once

#include <string>
#include <vector>

namespace onnx {
class AttributeProto;
class FunctionProto;
class NodeProto;
} // namespace onnx

namespace dlc::importer {

/// Attributes of a function that a call may leave out, with the values that they have then (IR version 9).
std::vector<::onnx::AttributeProto> defaultsOf(const ::onnx::FunctionProto &function);

/// What tells functions of one domain and name apart, and which of them a node calls (IR version 10); most
/// often empty.
std::string overloadOf(const ::onnx::FunctionProto &function);
std::string overloadOf(const ::onnx::NodeProto &node);

} // namespace dlc::importer
