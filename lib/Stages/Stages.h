// The stages of compilation, in order. Each is a file that adds passes to a pipeline and holds nothing but
// their order; what may be in the IR after a stage is its contract, which `dlc-check-stage` verifies behind
// it.
#pragma once

#include "Codegen/ConvolutionForm.h"
#include "Target/Sanitizer.h"
#include "Transforms/Passes.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassOptions.h"

#include <string>

namespace mlir {
class OpPassManager;
}

namespace dlc {

/// What the stages must know beside the module.
struct StageOptions : mlir::PassPipelineOptions<StageOptions> {
  Option<EntryPointMode> mode{
      *this, "mode", llvm::cl::desc("What the model is compiled for"),
      llvm::cl::init(EntryPointMode::predict),
      llvm::cl::values(clEnumValN(EntryPointMode::predict, "predict", "predictions only"),
                       clEnumValN(EntryPointMode::evaluate, "evaluate", "and its loss"),
                       clEnumValN(EntryPointMode::train, "train", "and learning"))};
  Option<std::string> optimizer{*this, "optimizer",
                                llvm::cl::desc("Of the training step that is written, such as adam")};
  Option<int64_t> maxBytes{*this, "max-bytes",
                           llvm::cl::desc("Estimated bytes of a step, above which it recomputes"),
                           llvm::cl::init(0)};
  Option<int64_t> batch{*this, "batch", llvm::cl::desc("Of max-bytes, and of the costs in a profile"),
                        llvm::cl::init(1)};
  ListOption<std::string> entries{*this, "entries",
                                  llvm::cl::desc("Entry points to keep; none: all of the mode")};
  Option<bool> gradient{*this, "gradient", llvm::cl::desc("With train: derivatives as an entry point, too")};
  Option<bool> splitSteps{
      *this, "split-steps",
      llvm::cl::desc("With train: steps as gradients and an update, between which several processes meet")};
  Option<bool> syncBatchNorms{
      *this, "sync-batch-norms",
      llvm::cl::desc("With split-steps: batch norms take the statistics of all ranks")};
  Option<uint64_t> hooks{
      *this, "hooks", llvm::cl::desc("Address of a dlc::StepHooks that the code of a step calls; 0: none")};
  Option<uint64_t> resultReady{*this, "result-ready",
                               llvm::cl::desc("Address of dlc::StepHooks::resultReady")};
  Option<uint64_t> exchange{*this, "exchange", llvm::cl::desc("Address of dlc::StepHooks::exchange")};
  Option<std::string> checkGradient{
      *this, "check-gradient",
      llvm::cl::desc("In place of all entry points: this function in f64, and its derivatives")};
  Option<std::string> gradientFunction{
      *this, "gradient-function",
      llvm::cl::desc("In place of all entry points: this function, with its derivatives")};
  Option<std::string> gradientOf{*this, "gradient-of",
                                 llvm::cl::desc("Of which result; empty: of the first of floats")};
  ListOption<std::string> gradientWrt{*this, "gradient-wrt",
                                      llvm::cl::desc("With respect to what, by patterns of names")};
  Option<bool> gradientNodes{*this, "gradient-nodes",
                             llvm::cl::desc("Also values of all ops, and with respect to these")};
  Option<std::string> layersOf{
      *this, "layers-of",
      llvm::cl::desc(
          "In place of all entry points: this function, which also returns what its layers compute")};
  ListOption<std::string> sizes{*this, "sizes", llvm::cl::desc("Numbers for named sizes, as sequence=128")};
  ListOption<std::string> averaged{
      *this, "averaged",
      llvm::cl::desc("Without train: weights in whose place are the averages of a training")};
  Option<std::string> prefix{*this, "prefix", llvm::cl::desc("Of the symbols of entry points")};
  Option<bool> openmp{*this, "openmp", llvm::cl::desc("Make code for several threads"), llvm::cl::init(true)};
  Option<bool> separateBuffers{*this, "separate-buffers",
                               llvm::cl::desc("Let no two buffers of a step share memory")};
  Option<bool> keepPrepared{*this, "keep-prepared",
                            llvm::cl::desc("Compute what depends on variables alone once, not in each call"),
                            llvm::cl::init(true)};
  Option<uint64_t> profile{
      *this, "profile",
      llvm::cl::desc("Address of a dlc::Profile that gets the time of each kernel; 0: none")};
  Option<uint64_t> profileMark{*this, "profile-mark", llvm::cl::desc("Address of dlc::Profile::mark")};
  Option<SanitizerKind> sanitizer{
      *this, "sanitizer", llvm::cl::desc("Whose checks the code carries"),
      llvm::cl::init(SanitizerKind::none),
      llvm::cl::values(
          clEnumValN(SanitizerKind::none, "none", "nobody's"),
          clEnumValN(SanitizerKind::address, "address",
                     "the address sanitizer's; buffers do not share memory, and it is given what "
                     "lies between them"),
          clEnumValN(SanitizerKind::thread, "thread", "the thread sanitizer's"))};
  Option<ConvolutionForm> convolution{
      *this, "convolution", llvm::cl::desc("Which form convolutions take"),
      llvm::cl::init(ConvolutionForm::automatic),
      llvm::cl::values(
          clEnumValN(ConvolutionForm::automatic, "auto", "the faster one"),
          clEnumValN(ConvolutionForm::direct, "direct", "never Winograd's"),
          clEnumValN(ConvolutionForm::winograd, "winograd", "Winograd's wherever it is possible"))};
  Option<std::string> cpu{*this, "cpu", llvm::cl::desc("The CPU that code is made for, as LLVM names it"),
                          llvm::cl::init("native")};
  Option<std::string> triple{*this, "triple",
                             llvm::cl::desc("Its target triple; empty: that of this machine")};
};

/// One of the stages: a pipeline of dlc-opt with the name "dlc-" + name.
struct Stage {
  llvm::StringRef name, description;
  void (*add)(mlir::OpPassManager &, const StageOptions &);
};

/// All of them, in order.
llvm::ArrayRef<Stage> allStages();

void addSimplify(mlir::OpPassManager &passes, const StageOptions &options);
void addDifferentiate(mlir::OpPassManager &passes, const StageOptions &options);
void addLegalize(mlir::OpPassManager &passes, const StageOptions &options);
void addFuse(mlir::OpPassManager &passes, const StageOptions &options);
void addLinalg(mlir::OpPassManager &passes, const StageOptions &options);
void addBufferize(mlir::OpPassManager &passes, const StageOptions &options);
void addTile(mlir::OpPassManager &passes, const StageOptions &options);
void addParallelize(mlir::OpPassManager &passes, const StageOptions &options);
void addLLVM(mlir::OpPassManager &passes, const StageOptions &options);

/// Whether a function behind the last stage calls kernels and computes nothing large itself, so that LLVM
/// need not optimise it.
bool isGlue(mlir::Operation *function);

/// Of a module with a profile behind `parallelize`: a dictionary for each kernel (dlc-profile-kernels), which
/// it then no longer has.
mlir::ArrayAttr takeKernels(mlir::ModuleOp module);

/// The dialects that stages start from, and what passes attach to them.
void registerStageDialects(mlir::DialectRegistry &registry);
/// Makes every stage a pipeline of dlc-opt, and `dlc-pipeline` all of them in order.
void registerStagePipelines();

} // namespace dlc
