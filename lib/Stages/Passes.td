// The contract of a stage, as a pass.
#ifndef DLC_STAGES_PASSES
#define DLC_STAGES_PASSES
include "mlir/Pass/PassBase.td"

def CheckStage : Pass<"dlc-check-stage", "::mlir::ModuleOp"> {
  let summary = "fails on an operation of a dialect that a stage must not leave behind";
  let description = [{
    `allowed` holds names of dialects and of single operations. Every stage ends with this pass: what one stage forgot is
    reported behind it, with the operation's place, and not three stages later.

    Test: test/Stages/check-stage.mlir.
  }];
  let options = [Option<"stage", "stage", "std::string", "\"\"", "The stage that ends here">,
                 ListOption<"allowed", "allowed", "std::string", "Dialects and operations that may be there">];
}
#endif // DLC_STAGES_PASSES
