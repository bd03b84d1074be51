// dlc-opt: every pass of ours and of upstream's on one file, for tests and for looking at the stages.
#include "Autodiff/Passes.h"
#include "Conversion/Passes.h"
#include "NN/NN.h"
#include "Train/Train.h"
#include "Transforms/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<dlc::nn::NNDialect, dlc::train::TrainDialect>();

  mlir::registerAllPasses();
  dlc::registerTransformsPasses();
  dlc::registerAutodiffPasses();
  dlc::registerConversionPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "dlc optimizer driver\n", registry));
}
