// simplify: the functions that a compiled model has, and state as values. In: nn and train with named
// variables, calls. Out: pure SSA, in which gradients and updates are still single operations.
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addSimplify(OpPassManager &passes, const StageOptions &options) {
  passes.addPass(createInstantiateCalls());
  if (!options.sizes.empty()) {
    SpecializeSizesOptions specialize;
    llvm::append_range(specialize.sizes, options.sizes);
    passes.addPass(createSpecializeSizes(specialize));
  }
  passes.addPass(createMarkIndependent());
  InlineCallsOptions calls;
  calls.keep = {"loss"};
  // A derivative is of all that a function calls, and a profile is of all that an entry point does.
  calls.share = options.checkGradient.empty() && options.gradientFunction.empty() &&
                options.layersOf.empty() && !options.profile;
  for (const std::string &function :
       {options.checkGradient.getValue(), options.gradientFunction.getValue(), options.layersOf.getValue()})
    if (!function.empty())
      calls.keep.push_back(function);
  passes.addPass(createInlineCalls(calls));
  passes.addPass(createCaptureReads());
  // After inlining, because batch norm and random draws may lie in any function that the loss calls; before
  // state becomes values, because there a training step is two operations.
  if (!options.gradientFunction.empty()) {
    MakeGradientOptions gradient;
    gradient.function = options.gradientFunction;
    gradient.of = options.gradientOf;
    gradient.nodes = options.gradientNodes;
    llvm::append_range(gradient.wrt, options.gradientWrt);
    passes.addPass(createMakeGradient(gradient));
  } else if (!options.layersOf.empty()) {
    ReturnLayersOptions layers;
    layers.function = options.layersOf;
    passes.addPass(createReturnLayers(layers));
  } else if (options.checkGradient.empty()) {
    MakeEntryPointsOptions entryPoints;
    entryPoints.mode = options.mode;
    entryPoints.optimizer = options.optimizer;
    entryPoints.gradient = options.gradient;
    llvm::append_range(entryPoints.averaged, options.averaged);
    llvm::append_range(entryPoints.entries, options.entries);
    passes.addPass(createMakeEntryPoints(entryPoints));
  } else {
    passes.addPass(createWidenFloats());
    MakeGradientCheckOptions check;
    check.function = options.checkGradient;
    passes.addPass(createMakeGradientCheck(check));
  }
  if (options.syncBatchNorms)
    passes.addPass(createSyncBatchNorms());
  passes.addPass(createLiftState());
  if (options.splitSteps)
    passes.addPass(createSplitSteps());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(createFuseAttention());
  passes.addPass(createLimitSizes());
  addContract(passes, "simplify", {"nn", "train"});
}
} // namespace dlc
