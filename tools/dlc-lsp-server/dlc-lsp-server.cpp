// dlc-lsp-server: diagnostics, go to definition, hover and completion for networks as text, in any editor
// that speaks the Language Server Protocol. Upstream's server, with our dialects.
#include "Kernel/Kernel.h"
#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/InitAllDialects.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry); // stages between nn and LLVM can be looked at, too
  registry.insert<dlc::nn::NNDialect, dlc::train::TrainDialect, dlc::kernel::KernelDialect>();
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
