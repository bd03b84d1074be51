// Passes on nn that prepare a module: what the simplify stage is made of.
#ifndef DLC_TRANSFORMS_PASSES
#define DLC_TRANSFORMS_PASSES
include "mlir/Pass/PassBase.td"

def InlineCalls : Pass<"nn-inline-calls", "::mlir::ModuleOp"> {
  let summary = "replaces each nn.call by the body of its callee";
  let description = [{
    A network is small next to what is compiled from it, and every later pass (state, gradients, fusion) looks through
    calls anyway. Private functions that are called go, since they are part of their callers then. Recursion is an error, and so
    are more than 2^20 operations in all.

    With `share` a function of 16 operations or more, with all that it calls, whose body would be in more than four functions
    is kept once, as a private function with the attribute `nn.shared`, which they call: else a chain of n public
    functions would become n² / 2 bodies. Functions that update variables, and bodies of loops, still have all that they call
    in them, and a function that takes derivatives has what lies between the loss and the values that it is differentiated
    with respect to: the reverse walk writes other code for each. Example: test/Transforms/inline-calls.mlir, test/Transforms/share-functions.mlir.
  }];
  let options = [ListOption<"keep", "keep", "std::string", "Private functions that later passes ask for by name">,
                 Option<"share", "share", "bool", "false", "Keep calls of functions whose bodies would be compiled many times">];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def InstantiateCalls : Pass<"nn-instantiate-calls", "::mlir::ModuleOp"> {
  let summary = "gives calls with sizes in place of their callees' names callees of their own";
  let description = [{
    A function of any batch may be called with a batch of 64, and one of any `length` with that of another tensor. Each call whose sizes are not
    the names of its callee calls a private copy that has them, one for all calls with the same sizes. The first of all passes: those behind it
    take it for granted that operands and results have the types of the callee. Example: test/Transforms/instantiate-calls.mlir.
  }];
}

def CaptureReads : Pass<"nn-capture-reads", "::mlir::ModuleOp"> {
  let summary = "takes reads of variables out of the bodies of loops and branches";
  let description = [{
    Bodies may read variables, and call what reads them. Each variable that a body reads is read once in front of its op and captured, so
    that the body is a function of what its op is given. That is the same value, since bodies assign nothing. The regions of an nn.training
    of a function's own may assign, and keep what they read: they become part of the function. Behind nn-inline-calls.
    Example: test/Transforms/capture-reads.mlir.
  }];
}

def MarkIndependent : Pass<"train-mark-independent", "::mlir::ModuleOp"> {
  let summary = "keeps values apart that derivatives are taken with respect to";
  let description = [{
    Puts a `train.independent` behind each value that a `train.gradient` or a `train.jvp` differentiates with respect to, and
    lets all its uses read that. The first of all passes: nn-inline-calls, nn-lift-state, canonicalize and cse each give the
    uses of one value to another. Example: test/Transforms/mark-independent.mlir.
  }];
  let dependentDialects = ["::dlc::train::TrainDialect"];
}

def LimitSizes : Pass<"nn-limit-sizes", "::mlir::ModuleOp"> {
  let summary = "says which sizes of a function must not be negative when it is called";
  let description = [{
    Sizes in a body may be negative for some values of the named sizes: a convolution of an image that is smaller than its
    window has an output of `height - 2` rows. So may be what an op needs beside its types: `nn.top_k` with k = 5 along
    `length` needs that `length - 5` is not. So may be what a shared function needs that is called. Those that the arguments and results do not show become the attribute
    `nn.limits`, a `#nn.sizes<...>`, without those that another one implies. They are derived sizes of the entry point, which
    the run time checks at each call. Example: test/Transforms/limit-sizes.mlir.
  }];
}

def MakeEntryPoints : Pass<"nn-make-entry-points", "::mlir::ModuleOp"> {
  let summary = "writes the functions that a compiled model has beside those of its text";
  let description = [{
    The first pass after nn-inline-calls. Functions that are not private stay; `@loss` is what others are made from, and
    goes. What a module defines itself under one of the names below, it keeps.

    - `@init(seed)`, always: gives each variable its initial value. Each draws from a random stream of its own, whose key is
      the seed and whose counter starts at the variable's place in the module · 2^32.
    - `@evaluate`, in the modes `evaluate` and `train`: `@loss` as in inference, without what it assigns to variables, so
      that it draws the same random numbers each time and leaves no trace.
    - `@train_step`, in mode `train`: `@loss` in training mode, with `learning_rate` as last argument; then a
      `train.minimize` of its first result.
    - `@gradient`, in mode `train` and if it is asked for: `@loss` in training mode, which also returns the derivatives of its
      first result: `w.gradient`, with respect to `@w`, for each parameter that it is computed from.
    - `@reset_optimizer`, in mode `train`: the initial value of each variable of an optimizer.

    Where a `#train.recipe` keeps averages of weights, functions that do not learn read these, once there is one.

    Of all these, `entries` may name those that are called: others then take no time to compile.

    Functions that update variables are kept in mode `train`; where there are some, neither `@loss` nor an optimizer is needed.

    In the modes `predict` and `evaluate`, `@train_step`, other functions that hold a `train.minimize` or `train.update`,
    and variables of optimizers that no function uses are left out.

    Training mode: an `nn.batch_norm` whose statistics are read from buffers takes those of the batch, and the buffers
    move towards them, each in the version that it has at that place (unbiased variance, as PyTorch's). An `nn.dropout`
    whose state is read from a buffer multiplies by an `nn.dropout_mask`, and the state moves on. An `nn.training` is its first
    region. All three also hold in functions of the module's own that have a `train.minimize`. Everywhere else, `@gradient`
    included, an `nn.dropout` is its input, and an `nn.training` its second region.

    The order of the passes up to linalg: train-mark-independent, nn-inline-calls, nn-make-entry-points, nn-lift-state, train-differentiate,
    convert-train-to-nn, canonicalize, cse, convert-nn-to-linalg. Example: test/Transforms/make-entry-points.mlir; the
    reasons: docs/decisions/0003-entry-points.md.
  }];
  let options = [
    Option<"mode", "mode", "::dlc::EntryPointMode", "::dlc::EntryPointMode::predict", "What the model is compiled for",
           [{::llvm::cl::values(
               clEnumValN(::dlc::EntryPointMode::predict, "predict", "@predict and its like, and @init"),
               clEnumValN(::dlc::EntryPointMode::evaluate, "evaluate", "@evaluate too"),
               clEnumValN(::dlc::EntryPointMode::train, "train", "@evaluate, @train_step and @reset_optimizer too"))}]>,
    Option<"optimizer", "optimizer", "std::string", "", "The optimizer of the @train_step that is written, such as adam "
           "or rmsprop(momentum=0.9),clip_norm=1; the attributes of the train dialect say what there is">,
    ListOption<"entries", "entries", "std::string", "The entry points to keep, beside @init and @reset_optimizer; none: all of the mode">,
    Option<"gradient", "gradient", "bool", "false", "In mode train: @gradient too; an optimizer is then not needed">,
    ListOption<"averaged", "averaged", "std::string", "In the modes predict and evaluate: the weights, w, in whose place are the "
               "averages that a #train.recipe keeps, @w.average">,
  ];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}

def HoistUpdates : Pass<"nn-hoist-updates", "::dlc::nn::FuncOp"> {
  let summary = "moves the update of each weight to where its gradient is complete";
  let description = [{
    An op of which nothing comes but the next versions of one weight and of what an optimizer keeps for it moves behind the
    last of its operands, but not into the forward pass; so do the few numbers that all weights share. Else all gradients, or the activations that they
    are made of, would be kept until the reverse walk has ended. Example: test/Transforms/hoist-updates.mlir.
  }];
}

def Recompute : Pass<"nn-recompute", "::dlc::nn::FuncOp"> {
  let summary = "keeps less for the backward pass of a step, and computes it again";
  let description = [{
    Chooses by estimate what is least work and takes `max-bytes` at most for intermediate values at that batch, or else what comes
    closest. Each value is computed as before, but for the order of a sum's terms. What was done is reported by `nn.recomputed` on the function: bytes and
    floating-point operations, estimated. docs/decisions/0011-recomputation.md; example: test/Transforms/recompute.mlir.
  }];
  let options = [
    Option<"maxBytes", "max-bytes", "int64_t", "0", "That intermediate values of a step may take; 0: as many as they like">,
    Option<"batch", "batch", "int64_t", "1", "Examples at which this is to hold">,
  ];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def MakeGradientCheck : Pass<"nn-make-gradient-check", "::mlir::ModuleOp"> {
  let summary = "writes a function as one number, and its derivatives, for a check by differences";
  let description = [{
    In place of all functions there are then

    - `@check.value`: the function, which may be private. What it returns is its first result if that is a number; else the sum
      over its results of f32 and f64, each times a weight that is an argument behind its own ones: `check.weight.NAME`.
    - `@check.gradient`: the same, and behind it `NAME.gradient`, the derivative with respect to each of its own arguments
      and each variable that it reads, of f32 or f64.
      For each `train.gradient` and `train.jvp` of the function, `train.gradient.N`, it also returns the slope that this gives
      along a direction; `@check.value` grows by how much what it differentiates changes when its values move that way by
      the variable `@train.gradient.N`, which is 0. Directions are arguments.
    - `@init`, as nn-make-entry-points writes it.

    Nothing is assigned, so that each call draws the same random numbers. Batch norms of `@loss` are in training mode, and an
    `nn.training` is its first region; elsewhere it is its second one. Calls must have been inlined. Example: test/Transforms/make-gradient-check.mlir.
  }];
  let options = [Option<"function", "function", "std::string", "\"loss\"", "The function to check">];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}

def MakeGradient : Pass<"nn-make-gradient", "::mlir::ModuleOp"> {
  let summary = "writes a function with its derivatives behind its results";
  let description = [{
    In place of all functions there are then

    - `@gradient`: the function, which may be private, and behind its results `NAME.gradient`: the derivative of one of them, the
      first of floats unless another is named, with respect to inputs and variables. Of a result that is more than a
      number, it is the derivative of the sum of its elements. With `nodes`, behind them come `NODE.gradient` for each op that gives
      floats, and `NODE` for each op: its value. A node is named as `%1 = mul(x, w)`: by the result, if it is one, or a number, and by
      the op and what it takes.
    - `@init`, as nn-make-entry-points writes it.

    Nothing is assigned. Batch norms of `@loss` are in training mode, dropouts are not, and an `nn.training` is its second region. Calls must have
    been inlined. Example: test/Transforms/make-gradient.mlir.
  }];
  let options = [
    Option<"function", "function", "std::string", "\"loss\"", "The function to differentiate">,
    Option<"of", "of", "std::string", "", "The result; empty: the first of floats">,
    ListOption<"wrt", "wrt", "std::string", "Patterns of names of inputs and variables; none: all inputs of floats and all parameters">,
    Option<"nodes", "nodes", "bool", "false", "Whether the value of each op, and the derivative with respect to it, are results, too">,
  ];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}

def ReturnLayers : Pass<"nn-return-layers", "::mlir::ModuleOp"> {
  let summary = "lets a function return what its layers compute";
  let description = [{
    In place of all functions there are then

    - `@layers`: the function, which may be private, and behind its results `LAYER.output` for each layer, in their order. A layer
      is known by the parameters that it reads: `conv1` by `@conv1.weight`, `w` by `@w`. Its value is the last one of what follows
      with further parameters of the layer, or with none and in the same shape: bias and activation. Where weights are used
      again, it is `LAYER.2.output`, and so on.
    - `@init`, as nn-make-entry-points writes it.

    Nothing is assigned, dropouts are left out, and an `nn.training` is its second region. Of an op with a body, results count and not what is within. Calls must have
    been inlined. Example: test/Transforms/return-layers.mlir.
  }];
  let options = [Option<"function", "function", "std::string", "\"predict\"", "The function whose layers are returned">];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def WidenFloats : Pass<"nn-widen-floats", "::mlir::ModuleOp"> {
  let summary = "every float becomes an f64";
  let description = [{
    Types, constants and numbers in attributes, variables and their initialisers included. The numbers stay what they are.
    For checks of derivatives, which f32 has not the digits for. A bitcast stays one of the type that it was, between casts. Example: test/Transforms/widen-floats.mlir.
  }];
}

def LiftState : Pass<"nn-lift-state", "::mlir::ModuleOp"> {
  let summary = "state becomes values: functions take variables and return their next versions";
  let description = [{
    Each variable that a function touches becomes an argument behind its own ones, each one that it assigns a result
    behind its own ones, both in the order of the module. `nn.state_arguments` and `nn.state_results` name them. A read
    after an assignment gives the assigned value. Calls must have been inlined. Example: test/Transforms/lift-state.mlir.

    `train.minimize` becomes `train.gradient` and `train.apply`, `train.update` the latter, between the current versions
    of their variables and the next ones. Variables of optimizers that the module lacks are created. Gradients must not be
    expanded before this pass: the values that they are with respect to are known only here. Example:
    test/Transforms/lift-updates.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}
def SyncBatchNorms : Pass<"nn-sync-batch-norms", "::mlir::ModuleOp"> {
  let summary = "batch norms of a training step take the statistics of all ranks";
  let description = [{
    In functions that learn, `nn.batch_norm_training` becomes `nn.batch_norm` with the mean and the variance of the whole batch, of
    which the function's input is a part: `train.rank_mean` of the parts' means, and of their variances about the common mean. A
    number of elements of a channel, `nn.size` of its input over all other dimensions, becomes that of the whole batch.

    Test: test/Transforms/sync-batch-norms.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}

def SplitSteps : Pass<"nn-split-steps", "::mlir::ModuleOp"> {
  let summary = "training steps become gradients and an update, between which several processes meet";
  let description = [{
    Replaces each public function that holds a `train.apply` by:

    - `@F_gradients`, which changes no variable: the results of `@F`, then `w.gradient` for each gradient that an update is made
      of, then `v.next` for each other variable that `@F` assigns, such as running statistics;
    - `@F_update`, which takes these and the scalars that it needs, and makes the next versions of all variables: whatever depends on
      a gradient, and what an optimizer counts.

    Both have the inputs and variables that they use. So what is done with a gradient (accumulation, clipping, loss scales) sees
    the mean over all processes that the host puts in its place.

    An error: a gradient that is taken of what an update has changed, a result that depends on an update, and an update
    that depends on an input that is no scalar. It runs behind `nn-lift-state` and before
    gradients are expanded. Example: test/Transforms/split-steps.mlir; the reasons: docs/decisions/0036-several-processes.md.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}
def SpecializeSizes : Pass<"nn-specialize-sizes", "::mlir::ModuleOp"> {
  let summary = "named sizes become numbers";
  let description = [{
    In the types of all values and functions: `batch`, which is what a `?` means, and the names in `#nn.sizes`. What is computed of
    them is computed. A size that would be negative is an error; whether an op accepts its new shapes, the verifier says.
    Example: test/Transforms/specialize-sizes.mlir.
  }];
  let options = [ListOption<"sizes", "sizes", "std::string", "The numbers, as sequence=128">];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def FuseAttention : Pass<"nn-fuse-attention", "::mlir::ModuleOp"> {
  let summary = "decomposed attention becomes nn.attention";
  let description = [{
    A product of values with softmax, along the last axis, of products of queries and keys becomes `nn.attention`, where these are [batch, heads,
    length, size] of f32 or f64. Products may be scaled by a constant. A mask may choose between them and a constant of -10⁴ or less, and one may be
    added; a constant one that is a triangle becomes `causal`. It backs off where scores or weights have another use, where
    anything but a mask is broadcast, where there is one query, and where no kernel takes the sizes. A query that sees no key is 0 then, where -∞ would have made it
    NaN; where a finite number would have given it equal weights, it must be known that there is no such query.
    Examples: test/Transforms/fuse-attention.mlir.
  }];
}

def FoldBatchNorm : Pass<"nn-fold-batch-norm", "::mlir::ModuleOp"> {
  let summary = "inference batch norm goes into the product in front of it";
  let description = [{
    `nn.batch_norm` behind `nn.conv`, or behind `nn.matmul` with or without a bias added, is a factor and a shift per output
    channel. Where the weights are constants, they go into these and the bias, by nn ops that are folded; else they are a
    product and a sum per channel, which later become the epilogue of the product: one pass over the activations is
    saved, and none over the weights is made. Weights of narrow floats are scaled in any case, since a product that is
    rounded to 16 bits is not to be scaled. State must be values (`nn-lift-state`). It backs off where the product, or the sum with
    its bias, has another use: both forms would have to be computed. Results change by rounding only.
    Examples: test/Transforms/fold-batch-norm.mlir, for the numbers test/EndToEnd/fold-batch-norm.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def Legalize : Pass<"nn-legalize", "::mlir::ModuleOp"> {
  let summary = "rewrites ops that have neither a kernel nor a loop by those that have";
  let description = [{
    To a fixed point: compound ops become the simpler ones that say what they compute (`DecomposableOp`); windows of one
    dimension become windows of two; the gradient of a convolution with strides becomes one with stride 1 for each phase; a product
    that repeats matrices, or whose dimensions are in no matrix's order, becomes a batch of matrix products.
    With `ops`, only these are decomposed, even in forms that have a kernel or a loop, and nothing else is done. Example: test/Transforms/legalize.mlir.
  }];
  let options = [ListOption<"ops", "ops", "std::string", "Names of the ops to decompose, as nn.silu; all rewritings if empty">];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def WidenNarrowFloats : Pass<"nn-widen-narrow-floats", "::dlc::nn::FuncOp"> {
  let summary = "computes in f32 what is stored in floats of 16 or 8 bits";
  let description = [{
    Each op that takes or gives tensors of 16-bit floats takes and gives f32 instead, between casts; views, barriers and
    what carries values into and out of regions stay. Example: test/Transforms/widen-narrow-floats.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def LabelOps : Pass<"nn-label-ops", "::mlir::ModuleOp"> {
  let summary = "puts into the location of each op what it is and costs";
  let description = [{
    As metadata of a fused location: the op's name, its layer, its place in the source, and its FLOPs and bytes. Loops and
    kernels inherit locations, so that a profile can tell what they were. Example: test/Transforms/label-ops.mlir.
  }];
  let options = [Option<"batch", "batch", "int64_t", "1", "The batch that costs are counted for">];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def HoistFromScan : Pass<"nn-hoist-from-scan", "::mlir::ModuleOp"> {
  let summary = "takes out of scans what can be computed for all steps at once";
  let description = [{
    - A product of a slice with a captured matrix becomes one of the stacked tensor: input projections.
    - A product with a captured matrix that is only stacked becomes one of its stacked factor.
    - A carried value to which every step adds a product becomes one `nn.einsum` over the stacked factors: gradients of weights.
      The same with `nn.reduce_sum` of what is stacked anyway.
    - What depends on captures alone is computed in front; so is the transpose of a captured right side.

    What is stacked takes memory; sums are taken in another order. What is then no longer needed in the scan is left to
    canonicalization. Example: test/Transforms/hoist-from-scan.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}
#endif // DLC_TRANSFORMS_PASSES
