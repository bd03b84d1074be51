// Functions, variables, constants: what a module is made of.
#ifndef DLC_NN_STRUCTURE
#define DLC_NN_STRUCTURE
include "NNAttributes.td"

def NN_FuncOp : NN_Op<"func", NN_NoCost, [IsolatedFromAbove, FunctionOpInterface, Symbol,
                               DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>,
                               SingleBlockImplicitTerminator<"ReturnOp">]> {
  let summary = "a function whose arguments and results have names";
  let description = [{
    The names become those of the command line, the manifest and the C header.

    ```mlir
    nn.func @predict(%image: tensor<?x784xf32>) -> (logits: tensor<?x10xf32>) { … }
    ```

    - (C1) argument names are distinct and as many as arguments; the same for results
    - (C2) dynamic sizes of arguments and results have names (`#nn.sizes`); without one, the only `?` of a type is the batch
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       StrArrayAttr:$arg_names, StrArrayAttr:$result_names,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type,
                                 "::llvm::ArrayRef<std::string>":$argNames,
                                 "::llvm::ArrayRef<std::string>":$resultNames)>];
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::StringRef getArgName(unsigned i);
    ::llvm::StringRef getResultName(unsigned i);
  }];
}

def NN_ReturnOp : NN_Op<"return", NN_NoCost, [Pure, Terminator, ReturnLike, HasParent<"FuncOp">]> {
  let summary = "ends a function and gives its results";
  let arguments = (ins Variadic<NN_AnyTensor>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
  let builders = [OpBuilder<(ins), [{}]>];
  let hasVerifier = 1;
}

def NN_CallOp : NN_Op<"call", NN_OwnCost, [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "calls another function of the module";
  let description = [{
    - (C1) the callee is an `nn.func` of this module
    - (C2) operands and results have the callee's types, or these with sizes in place of names: a batch of 64 where it has any
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<NN_AnyTensor>:$operands);
  let results = (outs Variadic<NN_AnyTensor>:$results);
  let assemblyFormat = "$callee `(` $operands `)` attr-dict `:` functional-type($operands, $results)";
}

def NN_VariableOp : NN_Op<"variable", NN_NoCost, [Symbol]> {
  let summary = "named state of a network";
  let description = [{
    A `parameter` is trained, a `buffer` is state that is not (running statistics, random state), `optimizer` is what a
    learning rule remembers. For `fan_in` and `fan_out` a rank-2 variable is [in, out]; of higher rank, [out, in, …].

    ```mlir
    nn.variable @conv1.weight : tensor<6x1x5x5xf32> init #nn.he_normal
    nn.variable buffer @bn1.mean : tensor<32xf32> init #nn.zeros
    ```

    - (C1) the type is static
    Elements as an initialiser, `init dense<…> : tensor<…>`, are what a network has learnt elsewhere (an ONNX file).

    - (C2) the initialiser suits the element type, elements the type; fan-based ones, `orthogonal` and `identity` need rank ≥ 2; `random_state`
      needs tensor<2xi64>
    - (C3) `uniform` has low < high, `normal` and `truncated_normal` have a standard deviation > 0, `orthogonal` a gain > 0
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<NN_AnyTensor>:$type, AnyAttr:$initializer,
                       DefaultValuedAttr<NN_VariableRole, "::dlc::nn::VariableRole::parameter">:$role,
                       OptionalAttr<StrAttr>:$sym_visibility);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def NN_ReadOp : NN_Op<"read", NN_NoCost, [DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemRead]>]> {
  let summary = "the value of a variable at this point";
  let description = "- (C1) the symbol is an `nn.variable`\n- (C2) the type is the variable's";
  let arguments = (ins FlatSymbolRefAttr:$variable);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$variable attr-dict `:` type($result)";
}

def NN_AssignOp : NN_Op<"assign", NN_NoCost, [DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemWrite]>]> {
  let summary = "gives a variable its next value";
  let description = "- (C1) the symbol is an `nn.variable`\n- (C2) the type is the variable's";
  let arguments = (ins FlatSymbolRefAttr:$variable, NN_AnyTensor:$value);
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

def NN_ConstantOp : NN_Op<"constant", NN_ViewCost, [Pure, ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a constant tensor";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def NN_BarrierOp : NN_Op<"barrier", NN_ViewCost, [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "its operand, which nothing may look through";
  let description = [{
    Two ops of which one reads a value and the other its barrier are different for CSE, also after lowering: so a value can
    be computed again where it is needed, and forgotten in between. Takes no time and no memory.
  }];
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}
#endif // DLC_NN_STRUCTURE
