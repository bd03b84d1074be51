// A graph on its way through the stages. Private to this library.
#pragma once

#include "dlc/Compile.h"

#include "API/Diagnostics.h"
#include "Stages/Stages.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace dlc {

/// What the stages must know of the options. Throws Error for options that do not fit each other.
void setStageOptions(StageOptions &stages, const Graph &graph, const CompileOptions &options);

/// In a context of its own: compiling leaves the graph alone, and graphs can be compiled at once.
class Lowering {
public:
  /// Both must outlive this.
  Lowering(const Graph &graph, const StageOptions &options);

  /// Throws Error with the compiler's diagnostics.
  void run(const Stage &stage);
  /// All stages up to the one of that name.
  void runUntil(llvm::StringRef last);

  /// Of the stages that were run.
  const std::vector<std::string> &remarks() const { return diagnostics.remarks(); }

  mlir::ModuleOp operator*() { return *module; }

private:
  const Graph &graph;
  const StageOptions &options;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Diagnostics diagnostics;
};

} // namespace dlc
