// The diagnostics of MLIR on a network's text, kept as the message of an Error: place, line and caret.
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

#include <memory>
#include <string>

namespace dlc {

/// Collects for as long as it lives.
class Diagnostics {
public:
  /// `file` stands before line and column.
  Diagnostics(mlir::MLIRContext &context, const std::string &text, const std::string &file);

  /// What was said so far, one diagnostic after another; without the last line feed.
  std::string text();
  /// The text, as parsers take it.
  const std::shared_ptr<llvm::SourceMgr> &source() const { return sources; }

private:
  std::string messages;
  llvm::raw_string_ostream stream{messages};
  std::shared_ptr<llvm::SourceMgr> sources;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> handler;
};

} // namespace dlc
