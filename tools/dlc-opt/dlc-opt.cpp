// dlc-opt: every pass and stage of ours and of upstream's on one file, for tests and for looking at what
// happens to a model.
#include "Autodiff/Passes.h"
#include "Codegen/EntryPoints/Hooks.h"
#include "Codegen/Passes.h"
#include "Conversion/Passes.h"
#include "Stages/CheckStage.h"
#include "Transforms/Passes.h"

#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  dlc::registerStageDialects(registry);

  mlir::registerAllPasses();
  dlc::registerTransformsPasses();
  dlc::registerAutodiffPasses();
  dlc::registerConversionPasses();
  dlc::registerCodegenPasses();
  dlc::registerEntryPointPasses();
  dlc::registerStagesPasses();
  dlc::registerStagePipelines();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "dlc optimizer driver\n", registry));
}
