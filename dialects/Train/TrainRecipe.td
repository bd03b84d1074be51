// What train.minimize does around its optimizer: how the gradient is prepared, which variables go their own way, and what
// else is kept of the weights.
#ifndef DLC_TRAIN_RECIPE
#define DLC_TRAIN_RECIPE
include "TrainOptimizer.td"

def Train_GroupAttr : AttrDef<Train_Dialect, "Group"> {
  let mnemonic = "group";
  let summary = "the variables whose names fit a pattern, and what is different for them";
  let description = [{
    In a pattern `*` stands for any characters, `?` for one, `[ab]` for one of these, `{bias,scale}` for one of these words.

    - `rate`: a factor on the learning rate
    - `l1`, `l2`: the loss is taken to be larger by l1 · Σ|w| + l2 · Σw². Its reported value is not.

    ```mlir
    #train.group<"*.bias", rate = 2.0>
    #train.group<"head.*", #train.sgd<weight_decay = 1.0e-4>, l1 = 1.0e-5>
    ```

    - (C1) the pattern is well-formed
    - (C2) rate ≥ 0, l1 ≥ 0, l2 ≥ 0
  }];
  let parameters = (ins "::mlir::StringAttr":$pattern,
                        OptionalParameter<"::mlir::Attribute", "an optimizer; null: the recipe's">:$own_optimizer,
                        Train_NonNegative<"rate", "1">:$rate, Train_NonNegative<"l1", "0">:$l1,
                        Train_NonNegative<"l2", "0">:$l2);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static ::llvm::ArrayRef<::dlc::train::Setting> settings();
    ::llvm::SmallVector<double> values() const { return {getRate(), getL1(), getL2()}; }
    /// Null after an error. `optimizer` may be null.
    static GroupAttr make(::dlc::train::EmitError emitError, ::mlir::StringAttr pattern, ::mlir::Attribute optimizer,
                          ::llvm::ArrayRef<double> values);
    /// Whether a variable of that name is in the group.
    bool matches(::llvm::StringRef name) const;
  }];
}

def Train_RecipeAttr : AttrDef<Train_Dialect, "Recipe"> {
  let mnemonic = "recipe";
  let summary = "an optimizer, and what is done around it";
  let description = [{
    In the order in which a step does it:

    - `trainable`: of the parameters that the loss is computed from, those alone are trained whose names fit one of these
      patterns (as in `#train.group`). Nothing else is differentiated, nor kept for it. A list of variables that the op
      has becomes shorter in the same way.
    - `loss_scale`: the gradient is that of the loss times this number, and is divided by it: small derivatives do not vanish
      in a narrow type. With a `growth_interval` of N it is where the scale starts. A gradient that is not finite is skipped
      then and halves the scale; N that are finite, one after another, double it (as PyTorch's GradScaler).
    - `accumulate`: the weights move in every Nth step only, by the mean of N gradients. They are added up in
      `@w.accumulated`. The optimizer counts these moves.
    - penalties of the groups
    - `clip_value`: each element of the gradient is brought into [-clip_value, clip_value]
    - `clip_norm`: if the norm n of all gradients together is larger than that, they are multiplied by
      clip_norm / (n + 1.0e-6) (Pascanu et al., 2013; as PyTorch's clip_grad_norm_)
    - the optimizer of the first group that a variable is in, or the recipe's
    - `average`: `@w.average` follows, average · before + (1 - average) · w, from the first weights that it sees. Functions
      that do not learn read it in place of w, once there is one.

    ```mlir
    train.minimize %loss, %learning_rate using #train.recipe<#train.adamw, clip_norm = 1.0, accumulate = 4,
                                                             groups = [<"*.bias", #train.adam>]>
    ```

    - (C1) clip_value ≥ 0, clip_norm ≥ 0 (0: not), 0 ≤ average < 1 (0: none)
    - (C2) accumulate ≥ 1, growth_interval ≥ 0 (0: the scale stays), loss_scale > 0
    - (C3) the patterns are well-formed
  }];
  let parameters = (ins "::dlc::train::OptimizerInterface":$optimizer, Train_NonNegative<"clip_value", "0">:$clip_value,
                        Train_NonNegative<"clip_norm", "0">:$clip_norm, "int64_t":$accumulate,
                        Train_Fraction<"average", "0">:$average, Train_Positive<"loss_scale", "1">:$loss_scale,
                        "int64_t":$growth_interval, ArrayRefParameter<"::mlir::StringAttr">:$trainable,
                        ArrayRefParameter<"::dlc::train::GroupAttr">:$groups);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static ::llvm::ArrayRef<::dlc::train::Setting> settings();
    ::llvm::SmallVector<double> values() const;
    /// Null after an error.
    static RecipeAttr make(::dlc::train::EmitError emitError, ::dlc::train::OptimizerInterface optimizer,
                           ::llvm::ArrayRef<double> values, ::llvm::ArrayRef<::mlir::StringAttr> trainable,
                           ::llvm::ArrayRef<::dlc::train::GroupAttr> groups);
    /// The recipe itself, or one that adds nothing to an optimizer.
    static RecipeAttr of(::mlir::Attribute optimizerOrRecipe);
    /// Whether it adds nothing.
    bool isPlain() const;
    /// Whether a variable of that name is trained.
    bool trains(::llvm::StringRef name) const;
    /// Whether the loss scale changes.
    bool hasDynamicScale() const { return getGrowthInterval() > 0; }
  }];
}

def Train_OptimizerOrRecipe : Attr<CPred<"::llvm::isa<::dlc::train::OptimizerInterface, ::dlc::train::RecipeAttr>($_self)">,
                                   "an optimizer, such as #train.adam, or a #train.recipe"> {
  let storageType = "::mlir::Attribute";
  let returnType = "::mlir::Attribute";
  let convertFromStorage = "$_self";
}
#endif // DLC_TRAIN_RECIPE
