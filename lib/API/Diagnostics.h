// The diagnostics of MLIR on a network's text, kept as the message of an Error: place, line and caret.
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

#include <memory>
#include <string>
#include <vector>

namespace dlc {

/// Collects for as long as it lives. Remarks are kept apart, because they are no part of an error.
class Diagnostics {
public:
  /// `file` stands before line and column.
  Diagnostics(mlir::MLIRContext &context, const std::string &text, const std::string &file);
  ~Diagnostics();

  /// Ops of imported graphs have names of nodes for places: "FILE: node 'conv1': error: …".
  /// What was reported so far, one diagnostic after another; without the last line feed.
  std::string text();
  /// Remarks that were made so far, each once: "FILE:LINE:COLUMN: TEXT".
  const std::vector<std::string> &remarks() const { return heard; }
  /// The text, as parsers take it.
  const std::shared_ptr<llvm::SourceMgr> &source() const { return sources; }

private:
  mlir::MLIRContext &context;
  std::string file;
  std::string messages;
  std::vector<std::string> heard;
  mlir::DiagnosticEngine::HandlerID remarkHandler;
  llvm::raw_string_ostream stream{messages};
  std::shared_ptr<llvm::SourceMgr> sources;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> handler;
};

} // namespace dlc
