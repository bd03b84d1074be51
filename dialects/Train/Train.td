// The ops of the train dialect.
#ifndef DLC_TRAIN
#define DLC_TRAIN
include "TrainBase.td"
include "TrainAttributes.td"
include "TrainRecipe.td"
include "TrainRanks.td"
include "NN/NNCost.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Train_GradientOp : Op<Train_Dialect, "gradient", [Pure, InferTypeOpAdaptor]> {
  let summary = "derivatives of a loss with respect to values";
  let description = [{
    Each result is the derivative of the loss with respect to the value at the same place, and has its type. Where the
    loss does not depend on a value, the derivative is zero.

    ```mlir
    %dw, %db = train.gradient %loss wrt (%w, %b) : tensor<f32>, (tensor<4x3xf32>, tensor<3xf32>)
    ```

    - (C1) the loss is a float tensor of rank 0
    - (C2) there is at least one value, and each is a float tensor
    - (C3) if the loss depends on a variable and is differentiated with respect to a read of it, it depends on that read (which
      `train-mark-independent` checks); what it depends on through other reads, also in functions that are called, is none of the derivative
  }];
  let arguments = (ins AnyRankedTensor:$loss, Variadic<AnyRankedTensor>:$wrt);
  let results = (outs Variadic<AnyRankedTensor>:$gradients);
  let assemblyFormat = "$loss `wrt` ` ` `(` $wrt `)` attr-dict `:` type($loss) `,` `(` type($wrt) `)`";
  let hasVerifier = 1;
}

def Train_JvpOp : Op<Train_Dialect, "jvp", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "derivatives of values along a direction: forward mode";
  let description = [{
    Each result is how fast the value at the same place grows when the values that it is computed from move along the
    directions: the product of the Jacobian with the vector of all directions. It has its value's type, and is zero where
    nothing moves. Together with `train.gradient` it gives products with the Hessian, as the derivative of a gradient
    along a direction. How it is computed: docs/decisions/0014-forward-mode.md.

    ```mlir
    %dy = train.jvp (%y) wrt (%x, %w) along (%vx, %vw) : (tensor<?x3xf32>), (tensor<?x4xf32>, tensor<4x3xf32>)
    ```

    - (C1) there is at least one value, and one that moves; each is a float tensor
    - (C2) each value that moves has a direction of its own type
    - (C3) as of `train.gradient`
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$values, Variadic<AnyRankedTensor>:$wrt,
                       Variadic<AnyRankedTensor>:$directions);
  let results = (outs Variadic<AnyRankedTensor>:$derivatives);
  let assemblyFormat = [{
    ` ` `(` $values `)` `wrt` ` ` `(` $wrt `)` `along` ` ` `(` $directions `)` attr-dict `:`
    custom<JvpTypes>(type($values), type($wrt), type($directions))
  }];
  let hasVerifier = 1;
}

def Train_IndependentOp : Op<Train_Dialect, "independent", [Pure, NN_ViewCost, AllTypesMatch<["input", "result"]>]> {
  let summary = "its operand, as an independent variable of derivatives";
  let description = [{
    A derivative with respect to a value is one with respect to the uses of that value in the text. Simplification may give
    these uses to another value: it merges equal values, folds x + 0 to x, and reads of one variable become one value. So
    `train-mark-independent` puts this op behind each value that a derivative is taken with respect to, before anything is
    simplified, and every use reads the op's result. It has no fold, and its identity keeps it apart from another one with
    the same operand. `train-differentiate` removes it.

    ```mlir
    %u = train.independent distinct[0]<> %t : tensor<3xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyAttr:$identity);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$identity $input attr-dict `:` type($input)";
  // With an identity of its own.
  let builders = [OpBuilder<(ins "::mlir::Value":$input)>];
}

def Train_MinimizeOp : Op<Train_Dialect, "minimize", [HasParent<"::dlc::nn::FuncOp">,
                          DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "one step of an optimizer down the gradient of a loss";
  let description = [{
    Differentiates the loss with respect to variables and gives them their next values. With `of`, these variables;
    without, all that are a `parameter` and that the loss is computed from. What the optimizer remembers is in variables
    with the role `optimizer`, which `nn-make-entry-points` and `nn-lift-state` create where they are missing:
    `@w.momentum`, `@w.adam_m`, `@w.adam_v`, and a count of steps, `@w.adam_step`, which variables that are always updated
    together have in common; it bears the name of the first of them. A `#train.recipe` in place of the optimizer says what
    is done around it: clipping, groups of variables, accumulation and so on.

    The version of a variable that is differentiated and updated is the one that `nn.read` would give here. A loss that
    was computed from an earlier version and not from this one is an error, because its gradient would be zero. Reads
    after the op see the next version, so that of two `train.minimize` the second goes on from what the first has left.

    ```mlir
    train.minimize %loss, %learning_rate using #train.adam
    train.minimize %loss, %learning_rate using #train.sgd of (@generator.weight, @generator.bias)
    train.minimize %wide, %learning_rate : tensor<f64>, tensor<f32> using #train.adam
    ```

    A type that is not written is tensor<f32>.

    - (C1) each symbol is an `nn.variable` of floats with the role `parameter`
    - (C2) the symbols are distinct, and at least one where there is a list
  }];
  let arguments = (ins Train_Scalar:$loss, Train_Scalar:$learning_rate, Train_OptimizerOrRecipe:$optimizer,
                       OptionalAttr<FlatSymbolRefArrayAttr>:$variables);
  let assemblyFormat = [{
    $loss `,` $learning_rate `` custom<ScalarTypes>(type($loss), type($learning_rate))
    `using` custom<OptimizerOrRecipe>($optimizer) (`of` custom<Variables>($variables)^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = "RecipeAttr getRecipe() { return RecipeAttr::of(getOptimizer()); }";
}

def Train_UpdateOp : Op<Train_Dialect, "update", [HasParent<"::dlc::nn::FuncOp">,
                        DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "one step of an optimizer for one variable, with a gradient that is given";
  let description = [{
    For learning rules whose direction is no derivative of a loss, or not of this one. The version of the variable and
    what the optimizer remembers are as for `train.minimize`.

    ```mlir
    train.update @w, %g, %learning_rate : tensor<4x3xf32> using #train.momentum
    ```

    The type of the learning rate may stand behind that of the gradient; it is tensor<f32> otherwise.

    - (C1) the symbol is an `nn.variable` of floats with the role `parameter`
    - (C2) the gradient has the variable's type
  }];
  let arguments = (ins FlatSymbolRefAttr:$variable, Train_FloatTensor:$gradient, Train_Scalar:$learning_rate,
                       Train_Optimizer:$optimizer);
  let assemblyFormat = [{
    $variable `,` $gradient `,` $learning_rate `` custom<UpdateTypes>(type($gradient), type($learning_rate))
    `using` custom<OptimizerAttr>($optimizer) attr-dict
  }];
}

def Train_ApplyOp : Op<Train_Dialect, "apply", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "an optimizer's formula on values";
  let description = [{
    Gives the next values of the weights, then those of the states. Each weight has as many states as the optimizer has
    names for, side by side. `step` counts this step too.

    ```mlir
    %w1, %m1, %v1 = train.apply (%w) gradients (%g) states (%m, %v) rate %lr step %t
        : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>), tensor<f32> using #train.adam
    ```

    - (C1) each gradient has its weight's type, of f32 or f64
    - (C2) each weight has the optimizer's states, of the weight's type, or tensor<f64> where they are scalars
    - (C3) there is a step exactly if the optimizer counts them
  }];
  let arguments = (ins Variadic<Train_FloatTensor>:$weights, Variadic<Train_FloatTensor>:$gradients,
                       Variadic<Train_FloatTensor>:$states, Train_Scalar:$learning_rate, Optional<Train_StepCount>:$step,
                       Train_Optimizer:$optimizer);
  let results = (outs Variadic<Train_FloatTensor>:$next);
  let assemblyFormat = [{
    ` ` `(` $weights `)` `gradients` ` ` `(` $gradients `)` `states` ` ` `(` $states `)` `rate` $learning_rate
    (`step` $step^)? `:` custom<TypeList>(type($weights)) `,` custom<TypeList>(type($gradients)) `,`
    custom<TypeList>(type($states)) `,` type($learning_rate) `using` custom<OptimizerAttr>($optimizer) attr-dict
  }];
  let hasVerifier = 1;
}
#endif // DLC_TRAIN
