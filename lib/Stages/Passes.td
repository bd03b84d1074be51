// The contract of a stage as a pass, and the description of the target.
#ifndef DLC_STAGES_PASSES
#define DLC_STAGES_PASSES
include "mlir/Pass/PassBase.td"

def CheckStage : Pass<"dlc-check-stage", "::mlir::ModuleOp"> {
  let summary = "fails on operations of a dialect that a stage must not leave behind";
  let description = [{
    `allowed` holds names of dialects and of single operations. Every stage ends with this pass: what one stage forgot is
    reported behind it, each operation with its location, and not three stages later.

    Test: test/Stages/check-stage.mlir.
  }];
  let options = [Option<"stage", "stage", "std::string", "\"\"", "The stage that ends here">,
                 ListOption<"allowed", "allowed", "std::string", "Dialects and operations that may be there">];
}

def AttachTarget : Pass<"dlc-attach-target", "::mlir::ModuleOp"> {
  let summary = "describes the machine that code is made for, as `kernel.target` of the module";
  let description = [{
    Behind `differentiate`: what a network computes does not depend on the machine. See
    docs/decisions/0016-target-description.md. A description that is there is replaced.

    Test: test/Stages/attach-target.mlir.
  }];
  let options = [Option<"cpu", "cpu", "std::string", "\"native\"", "The CPU as LLVM names it; native: this one, or the oldest of another machine's triple">,
                 Option<"triple", "triple", "std::string", "\"\"", "The target triple; empty: that of this machine">];
  let dependentDialects = ["::dlc::kernel::KernelDialect"];
}
#endif // DLC_STAGES_PASSES
