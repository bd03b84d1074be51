// Control flow: scan over steps, choice of a branch, bounded loop, what training does otherwise. Bodies see what they are given and nothing else but variables,
// which nn-capture-reads gives them, too: then each op is a function of its operands, which passes can move, differentiate and lower
// as any other.
#ifndef DLC_NN_CONTROL
#define DLC_NN_CONTROL
include "NNBase.td"
include "NNInterfaces.td"

class NN_ControlOp<string mnemonic, list<Trait> traits = []>
    : NN_Op<mnemonic, NN_OwnCost, !listconcat([IsolatedFromAbove, RecursiveMemoryEffects, RecursivelySpeculatable, SingleBlock,
                                   DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>], traits)>;

def NN_ScanOp : NN_ControlOp<"scan", [AttrSizedOperandSegments]> {
  let summary = "runs its body once for each step along an axis, with values that go from step to step";
  let description = [{
    ```mlir
    %last, %all = nn.scan axis 1 carry(%h = %h0 : tensor<?x8xf32>) over(%x = %xs : tensor<?x10x4xf32>) capture(%w = %W : tensor<4x8xf32>) {
      %p = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x8xf32>
      %sum = nn.add %p, %h : tensor<?x8xf32>, tensor<?x8xf32>
      %next = nn.tanh %sum : tensor<?x8xf32>
      nn.yield %next, %next : tensor<?x8xf32>, tensor<?x8xf32>
    }
    ```

    The body takes the carried values, the slices of this step, and what it captures. It yields the next carried values, then
    values that are stacked over the steps. Results: the carried values after the last step, then the stacked ones.

    Slices are cut, and stacks made, along `axis`; where a slice has fewer dimensions than that, behind its last one. With
    `reverse` the last slice comes first, and what a step yields stands where its slices stood. Without `over`, `length` says
    how many steps there are.

    - (C1) stacked inputs have the length as their size along the axis: a number, or a size that has a name, where there is an input
    - (C2) the body takes the types of carried values, slices and captures, in this order
    - (C3) the body yields the carried types first; results have those, and what is stacked
    - (C4) the body assigns no variables; it may read them, and take derivatives of its own values
    - (C5) axis and length are not negative
  }];
  let arguments = (ins Variadic<NN_AnyTensor>:$inits, Variadic<NN_AnyTensor>:$inputs, Variadic<NN_AnyTensor>:$captures,
                       I64Attr:$axis, I64Attr:$length, UnitAttr:$reverse);
  let results = (outs Variadic<NN_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let builders = [
    // The types of the results follow from what the body yields.
    OpBuilder<(ins "::mlir::ValueRange":$inits, "::mlir::ValueRange":$inputs, "::mlir::ValueRange":$captures,
                   "int64_t":$axis, "int64_t":$length, "bool":$reverse, "::std::unique_ptr<::mlir::Region>":$body)>];
  let extraClassDeclaration = [{
    /// Where a slice of this rank is stacked.
    static int64_t stackingAxis(int64_t sliceRank, int64_t axis) { return std::min(sliceRank, axis); }
    static ::dlc::nn::SizedTensorType stackedType(::dlc::nn::SizedTensorType slice, int64_t axis, int64_t length);
    static ::dlc::nn::SizedTensorType sliceType(::dlc::nn::SizedTensorType stacked, int64_t axis);
    static ::llvm::SmallVector<::mlir::Type> resultTypes(::mlir::Region &body, int64_t carried, int64_t axis, int64_t length);

    ::mlir::Block &getBlock() { return getBody().front(); }
    YieldOp getYield();
    ::mlir::MutableArrayRef<::mlir::BlockArgument> getCarried() { return getBlock().getArguments().take_front(getInits().size()); }
    ::mlir::MutableArrayRef<::mlir::BlockArgument> getSlices() {
      return getBlock().getArguments().drop_front(getInits().size()).take_front(getInputs().size());
    }
    ::mlir::MutableArrayRef<::mlir::BlockArgument> getCaptured() { return getBlock().getArguments().take_back(getCaptures().size()); }
    ::mlir::ResultRange getFinals() { return getResults().take_front(getInits().size()); }
    ::mlir::ResultRange getStacked() { return getResults().drop_front(getInits().size()); }
  }];
}

def NN_IfOp : NN_ControlOp<"if"> {
  let summary = "the values of one of two branches; only that one is computed";
  let description = [{
    ```mlir
    %y = nn.if %deep capture(%a = %x : tensor<?x4xf32>) {
      %b = nn.relu %a : tensor<?x4xf32>
      nn.yield %b : tensor<?x4xf32>
    } else {
      nn.yield %a : tensor<?x4xf32>
    }
    ```

    Both branches take what is captured, under the same names. The derivative runs the branch once more.

    - (C1) the condition has rank 0
    - (C2) both branches take the types of the captures
    - (C3) both yield the types of the results
    - (C4) no branch assigns variables; each may read them
  }];
  let arguments = (ins NN_BoolTensor:$condition, Variadic<NN_AnyTensor>:$captures);
  let results = (outs Variadic<NN_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$thenBranch, SizedRegion<1>:$elseBranch);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let builders = [
    OpBuilder<(ins "::mlir::Value":$condition, "::mlir::ValueRange":$captures,
                   "::std::unique_ptr<::mlir::Region>":$thenBranch, "::std::unique_ptr<::mlir::Region>":$elseBranch)>];
  let extraClassDeclaration = [{
    YieldOp getYield(::mlir::Region &branch);
  }];
}

def NN_LoopOp : NN_ControlOp<"loop", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "runs its body a fixed number of times, or while a condition holds but at most so often";
  let description = [{
    ```mlir
    %root = nn.loop %i to 8 while %start carry(%r = %r0 : tensor<f64>) capture(%a = %x : tensor<f64>) {
      …
      nn.yield %go_on, %next : tensor<i1>, tensor<f64>
    }
    ```

    The body takes the number of the step (i64), the carried values and what it captures, and yields the next carried values;
    with `while`, in front of them whether there is a next step. Results are the carried values. ONNX's Loop without stacked
    outputs, whose number would depend on data; `nn.scan` has those.

    - (C1) the bound is not negative, and the condition has rank 0
    - (C2) the body takes an i64 of rank 0, then the types of carried values and captures
    - (C3) the body yields the condition, if there is one, and the carried types
    - (C4) the body assigns no variables; it may read them, and take derivatives of its own values
  }];
  let arguments = (ins Optional<NN_BoolTensor>:$condition, Variadic<NN_AnyTensor>:$inits, Variadic<NN_AnyTensor>:$captures,
                       I64Attr:$bound);
  let results = (outs Variadic<NN_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = "YieldOp getYield();";
}

def NN_TrainingOp : NN_ControlOp<"training"> {
  let summary = "the values of its first region in a training step, and of its second one everywhere else";
  let description = [{
    ```mlir
    %seen = nn.training capture(%a = %image : tensor<?x1x28x28xf32>) {
      %state = nn.read @random : tensor<2xi64>
      %noise, %next = nn.random_normal %state stddev 0.1 : tensor<?x1x28x28xf32>
      nn.assign @random, %next : tensor<2xi64>
      %noisy = nn.add %a, %noise : tensor<?x1x28x28xf32>, tensor<?x1x28x28xf32>
      nn.yield %noisy : tensor<?x1x28x28xf32>
    } else {
      nn.yield %a : tensor<?x1x28x28xf32>
    }
    ```

    For noise and augmentation. The op is gone before anything is differentiated or lowered: `nn-make-entry-points` puts the ops of one
    region in its place, in the functions where `nn.dropout` multiplies by a mask the first one, elsewhere the second. So the regions may do what a
    function may: assign variables too.

    - (C1) both regions take the types of the captures
    - (C2) both yield the types of the results
    - (C3) neither updates variables by an optimizer; within a loop or a branch neither assigns variables
  }];
  let arguments = (ins Variadic<NN_AnyTensor>:$captures);
  let results = (outs Variadic<NN_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$training, SizedRegion<1>:$inference);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let builders = [
    OpBuilder<(ins "::mlir::ValueRange":$captures,
                   "::std::unique_ptr<::mlir::Region>":$training, "::std::unique_ptr<::mlir::Region>":$inference)>];
  let extraClassDeclaration = [{
    /// Puts the ops of one of its regions in its place.
    void resolve(bool training);
  }];
}

def NN_YieldOp : NN_Op<"yield", NN_NoCost, [Pure, Terminator, ParentOneOf<["ScanOp", "IfOp", "LoopOp", "TrainingOp"]>]> {
  let summary = "ends a body and gives its values";
  let arguments = (ins Variadic<NN_AnyTensor>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
}
#endif // DLC_NN_CONTROL
