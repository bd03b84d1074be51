// Passes on entry points that only code of this process has.
#ifndef DLC_CODEGEN_ENTRY_POINTS_PASSES
#define DLC_CODEGEN_ENTRY_POINTS_PASSES
include "mlir/Pass/PassBase.td"

def CallHooks : Pass<"dlc-call-hooks", "::mlir::ModuleOp"> {
  let summary = "calls the host from a step that several processes share";
  let description = [{
    Behind the last op of an entry point that has to do with the buffer of a result (`dlc.result`, which dlc-place-results
    gives its arguments), `resultReady` is called with `hooks` and the number of the result. `train.exchange` becomes a call of
    `exchange` with `hooks`, the address of the buffer, the number of its elements, and whether it is a sum.

    Test: test/Codegen/EntryPoints/call-hooks.mlir.
  }];
  let options = [Option<"resultReady", "result-ready", "uint64_t", "0", "Address of dlc::StepHooks::resultReady">,
                 Option<"exchange", "exchange", "uint64_t", "0", "Address of dlc::StepHooks::exchange">,
                 Option<"hooks", "hooks", "uint64_t", "0", "Address of the object that they are called with">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}
#endif // DLC_CODEGEN_ENTRY_POINTS_PASSES
