// Ops that move elements and change shapes.
#ifndef DLC_NN_SHAPE
#define DLC_NN_SHAPE
include "NNAttributes.td"
include "NNInterfaces.td"
def NN_ReshapeOp : NN_PureOp<"reshape", NN_ViewCost> {
  let summary = "the same elements in row-major order under another shape";
  let description = "- (C1) element types are the same\n- (C2) both shapes hold equally many elements, whatever the named sizes are";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def NN_FlattenOp : NN_InferredOp<"flatten", NN_ViewCost> {
  let summary = "joins the dimensions in front of `axis` to one, and the others to a second";
  let description = "- (C1) 0 ≤ axis ≤ rank; as 1, the default, the first dimension stays";
  let arguments = (ins NN_AnyTensor:$input, DefaultValuedAttr<I64Attr, "1">:$axis);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? attr-dict `:` type($input)";
}
class NN_AxesOp<string mnemonic, Trait cost, string text, list<Trait> traits = []> : NN_InferredOp<mnemonic, cost, traits> {
  let summary = text;
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$axes);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($axes, \"kAxes\") attr-dict `:` type($input)";
}
def NN_SqueezeOp : NN_AxesOp<"squeeze", NN_ViewCost, "drops dimensions of 1", [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let description = "- (C1) axes are distinct, each in [-rank, rank)\n- (C2) the size at each is 1";
}
def NN_UnsqueezeOp : NN_AxesOp<"unsqueeze", NN_ViewCost, "adds dimensions of 1, at these places of the result", [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let description = "- (C1) axes are distinct, each in [-rank, rank) of the result";
}
def NN_TransposeOp : NN_InferredOp<"transpose", NN_CheapMoveCost> {
  let summary = "permutes dimensions: result dimension i is input dimension perm[i]";
  let description = "- (C1) perm is a permutation of the input's dimensions";
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$perm);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($perm, \"kPerm\") attr-dict `:` type($input)";
  let hasFolder = 1;
}
def NN_FlipOp : NN_AxesOp<"flip", NN_CheapMoveCost, "reverses the order of elements along axes"> {
  let description = "- (C1) axes are distinct, each in [-rank, rank)";
  let hasFolder = 1;
}
def NN_ExpandOp : NN_PureOp<"expand", NN_CheapMoveCost> {
  let summary = "broadcasts to a larger shape, as NumPy does";
  let description = "- (C1) element types are the same\n- (C2) the input broadcasts to the result's shape";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def NN_TileOp : NN_InferredOp<"tile", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "the whole tensor, repeated along each dimension";
  let description = "- (C1) repeats has an entry ≥ 1 for each dimension";
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$repeats);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($repeats, \"kRepeats\") attr-dict `:` type($input)";
}
def NN_ConcatOp : NN_InferredOp<"concat", NN_MoveCost> {
  let summary = "tensors one behind the other along an axis";
  let description = [{
    - (C1) there is an input; element types and ranks are the same
    - (C2) -rank ≤ axis < rank, and the axis is not the batch
    - (C3) other sizes are the same
  }];
  let arguments = (ins Variadic<NN_AnyTensor>:$inputs, I64Attr:$axis);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$inputs custom<Integer>($axis, \"kAxis\") attr-dict `:` type($inputs)";
  let hasFolder = 1;
}
def NN_SplitOp : NN_InferredOp<"split", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "cuts a tensor along an axis into parts of these sizes";
  let description = [{
    - (C1) -rank ≤ axis < rank, and the axis is not the batch
    - (C2) the parts, each ≥ 0, add up to the size
  }];
  let arguments = (ins NN_AnyTensor:$input, I64Attr:$axis, DenseI64ArrayAttr:$split);
  let results = (outs Variadic<NN_AnyTensor>:$parts);
  let assemblyFormat = "$input custom<Integer>($axis, \"kAxis\") custom<Integers>($split, \"kSplit\") attr-dict `:` type($input)";
}
def NN_SliceOp : NN_InferredOp<"slice", NN_Costs<"0", "Count(2) * count.bytes(getResult())", 1>, [DeclareOpInterfaceMethods<NN_LimitedSizesOpInterface>]> {
  let summary = "elements from starts on, in steps, up to and without ends, along axes (without `axes`, the first ones)";
  let description = [{
    As ONNX's and NumPy's: what is negative counts from the end, what is out of range stops at it, a negative step goes
    backwards.

    - (C1) starts, ends, axes and steps have equally many entries
    - (C2) axes are distinct, each in [-rank, rank)
    - (C3) no step is 0
    - (C4) along a dynamic size, starts and ends are not out of range; what is beyond 2^31 stands for the end of the axis.
      That they are in range is checked when the sizes are given.
  }];
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$ends,
                       OptionalAttr<DenseI64ArrayAttr>:$axes, OptionalAttr<DenseI64ArrayAttr>:$steps);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($starts, \"kStarts\") custom<Integers>($ends, \"kEnds\") (`axes` $axes^)? (`steps` $steps^)? attr-dict `:` type($input)";
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// What is taken along one dimension: `count` elements from `start` on, each `step` behind the last.
    struct Range { int64_t start, step, count; };
    /// For every dimension of the input; along a dynamic size, `start` and `count` may be expressions.
    ::llvm::SmallVector<Range> getRanges();
  }];
}
def NN_PadOp : NN_InferredOp<"pad", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>, DeclareOpInterfaceMethods<NN_LimitedSizesOpInterface>]> {
  let summary = "a border of `value`, of the elements mirrored at the edge (`reflect`), or of the edge itself (`edge`)";
  let description = [{
    `pads` are the widths in front, a dimension each, then those behind, as ONNX's.

    - (C1) pads has two entries ≥ 0 for each dimension
    - (C2) with `reflect` they are less than the size, with `edge` the size is at least 1; for dynamic sizes this is checked
      when the sizes are given
    - (C3) integers have a whole value of their type, below 2^53
  }];
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$pads,
                       DefaultValuedAttr<NN_PadMode, "::dlc::nn::PadMode::constant">:$mode,
                       DefaultValuedAttr<F64Attr, "0.0">:$value);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($pads, \"kPads\") (`mode` $mode^)? (`value` custom<Number>($value)^)? attr-dict `:` type($input)";
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// Whether the border is one value: what has loops of its own.
    bool isPrimitive() { return getMode() == PadMode::constant; }
  }];
}
#endif // DLC_NN_SHAPE
