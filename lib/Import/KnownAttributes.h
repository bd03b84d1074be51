// Which attributes each operator of the table of rules may have.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace onnx {
class FunctionProto;
class NodeProto;
} // namespace onnx

namespace dlc::importer {

/// Names that a rule reads, or that change nothing that it computes: a hint for the speed, the seed of a
/// generator that is another one, what training alone needs. With a space between them, in alphabetical
/// order; nothing if the operator is not in the table.
std::optional<llvm::StringRef> attributesOf(llvm::StringRef domain, llvm::StringRef op);

/// Refuses a node with an attribute that its operator is not known to have: it might mean something.
void refuseUnknownAttributes(const ::onnx::NodeProto &node);
/// The same for the call of a function of the model.
void refuseUnknownAttributes(const ::onnx::NodeProto &node, const ::onnx::FunctionProto &function);

} // namespace dlc::importer
