// A graph on its way through the stages. Private to this library.
#pragma once

#include "dlc/Compile.h"

#include "API/Diagnostics.h"
#include "API/Phases.h"
#include "Stages/Stages.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace dlc {

/// What the stages must know of the options. Throws Error for options that do not fit each other.
void setStageOptions(StageOptions &stages, const Graph &graph, const CompileOptions &options);

/// Works on a clone of the graph's module in the graph's context, so that compiling leaves the graph alone.
/// Graphs that share nothing can be compiled at once.
class Lowering {
public:
  /// Both must outlive this.
  Lowering(const Graph &graph, const StageOptions &options);

  /// Begins a phase of that name, if phases are given. Throws Error with the compiler's diagnostics.
  void run(const Stage &stage, Phases *phases = nullptr);
  /// All stages up to the one of that name.
  void runUntil(llvm::StringRef last);

  /// Of the stages that were run.
  const std::vector<std::string> &remarks() const { return diagnostics.remarks(); }

  mlir::ModuleOp operator*() { return *module; }
  /// Gives the module away.
  mlir::OwningOpRef<mlir::ModuleOp> take() { return std::move(module); }

private:
  const Graph &graph;
  const StageOptions &options;
  mlir::MLIRContext &context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Diagnostics diagnostics;
};

/// A graph after the stage of that name, with what a limit on memory asks for. `stages` is filled in, and
/// must outlive the result. Throws Error as dlc::lower does.
std::unique_ptr<Lowering> lowerUntil(const Graph &graph, std::string_view lastStage,
                                     const CompileOptions &options, StageOptions &stages);

} // namespace dlc
