// Initialisers of variables, and enums.
#ifndef DLC_NN_ATTRIBUTES
#define DLC_NN_ATTRIBUTES
include "NNBase.td"
include "mlir/IR/TensorEncoding.td"

class NN_Attr<string name, string attrMnemonic, list<Trait> traits = []> : AttrDef<NN_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def NN_ZerosAttr : NN_Attr<"Zeros", "zeros"> { let summary = "every element zero"; }
def NN_FillAttr : NN_Attr<"Fill", "constant"> {
  let summary = "every element the same value";
  let parameters = (ins "::mlir::FloatAttr":$value);
  let assemblyFormat = "`<` $value `>`";
}
def NN_UniformAttr : NN_Attr<"Uniform", "uniform"> {
  let summary = "uniform in [low, high)";
  let parameters = (ins "::mlir::FloatAttr":$low, "::mlir::FloatAttr":$high);
  let assemblyFormat = "`<` $low `,` $high `>`";
}
def NN_NormalAttr : NN_Attr<"Normal", "normal"> {
  let summary = "normal with mean and standard deviation";
  let parameters = (ins "::mlir::FloatAttr":$mean, "::mlir::FloatAttr":$stddev);
  let assemblyFormat = "`<` $mean `,` $stddev `>`";
}
def NN_TruncatedNormalAttr : NN_Attr<"TruncatedNormal", "truncated_normal"> {
  let summary = "normal with mean and standard deviation, without what is over two of these from the mean";
  let parameters = (ins "::mlir::FloatAttr":$mean, "::mlir::FloatAttr":$stddev);
  let assemblyFormat = "`<` $mean `,` $stddev `>`";
}
def NN_XavierUniformAttr : NN_Attr<"XavierUniform", "xavier_uniform"> {
  let summary = "uniform, variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010)";
}
def NN_XavierNormalAttr : NN_Attr<"XavierNormal", "xavier_normal"> {
  let summary = "normal, variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010)";
}
def NN_HeUniformAttr : NN_Attr<"HeUniform", "he_uniform"> {
  let summary = "uniform, variance 2 / fan_in (He et al., 2015)";
}
def NN_HeNormalAttr : NN_Attr<"HeNormal", "he_normal"> {
  let summary = "normal, variance 2 / fan_in (He et al., 2015)";
}
def NN_LecunUniformAttr : NN_Attr<"LecunUniform", "lecun_uniform"> {
  let summary = "uniform, variance 1 / fan_in (LeCun et al., 1998)";
}
def NN_FanInUniformAttr : NN_Attr<"FanInUniform", "fan_in_uniform"> {
  let summary = "uniform in ±1 / √fan_in, variance 1 / (3 fan_in): what Glorot and Bengio (2010) call the standard, PyTorch's default";
}
def NN_LecunNormalAttr : NN_Attr<"LecunNormal", "lecun_normal"> {
  let summary = "normal, variance 1 / fan_in (LeCun et al., 1998)";
}
def NN_OrthogonalAttr : NN_Attr<"Orthogonal", "orthogonal"> {
  let summary = "orthogonal rows or columns, whichever are fewer, of length `gain` (Saxe et al., 2014)";
  let description = [{
    All such matrices are equally likely. Above rank 2 the matrix is [out, in · …]. Written `#nn.orthogonal`, with a gain of
    1, or `#nn.orthogonal<1.4>`.
  }];
  let parameters = (ins OptionalParameter<"::mlir::FloatAttr">:$gain);
  let assemblyFormat = "(`<` $gain^ `>`)?";
}
def NN_IdentityAttr : NN_Attr<"Identity", "identity"> {
  let summary = "1 where two indices are equal, 0 elsewhere: the layer passes on what it gets";
  let description = "Above rank 2 the indices are those of channels, at the centre of the window.";
}
def NN_RandomStateAttr : NN_Attr<"RandomState", "random_state"> {
  let summary = "a random state: the seed as key, and the start of a stream of its own as counter";
}

def NN_SizesAttr : NN_Attr<"Sizes", "sizes", [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "the dynamic sizes of a tensor: what each `?` of its shape is, in order";
  let description = [{
    Encoding of a tensor type: `tensor<?x?x64xf32, #nn.sizes<batch, sequence>>`. A size is a name or computed of names:
    `2 * sequence - 1`, `(height + 1) floordiv 2`; `+`, `-`, `*`, and `floordiv` and `ceildiv` by a positive number. Without
    this attribute the only `?` of a type is `batch`. A name means one size in a function; each is 1 or more.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$sizes);
  let hasCustomAssemblyFormat = 1;
}

def NN_VariableRole : I32EnumAttr<"VariableRole", "what a variable is for", [
    I32EnumAttrCase<"parameter", 0>, I32EnumAttrCase<"buffer", 1>, I32EnumAttrCase<"optimizer", 2>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_ComparePredicate : I32EnumAttr<"ComparePredicate", "comparison", [
    I32EnumAttrCase<"eq", 0>, I32EnumAttrCase<"ne", 1>, I32EnumAttrCase<"lt", 2>, I32EnumAttrCase<"le", 3>,
    I32EnumAttrCase<"gt", 4>, I32EnumAttrCase<"ge", 5>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_ShiftDirection : I32EnumAttr<"ShiftDirection", "direction of a shift", [
    I32EnumAttrCase<"left", 0>, I32EnumAttrCase<"right", 1>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_GeluApproximation : I32EnumAttr<"GeluApproximation", "what gelu computes", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"tanh", 1>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_PadMode : I32EnumAttr<"PadMode", "what a border is made of", [
    I32EnumAttrCase<"constant", 0>, I32EnumAttrCase<"reflect", 1>, I32EnumAttrCase<"edge", 2>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_ScatterReduction : I32EnumAttr<"ScatterReduction", "how an update meets what is there", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"add", 1>, I32EnumAttrCase<"mul", 2>, I32EnumAttrCase<"max", 3>,
    I32EnumAttrCase<"min", 4>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_LossReduction : I32EnumAttr<"LossReduction", "what becomes of the single losses", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"sum", 1>, I32EnumAttrCase<"mean", 2>, I32EnumAttrCase<"batch_mean", 3>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_RecurrentDirection : I32EnumAttr<"RecurrentDirection", "in which order a recurrent layer reads its steps", [
    I32EnumAttrCase<"forward", 0>, I32EnumAttrCase<"reverse", 1>, I32EnumAttrCase<"bidirectional", 2>]> {
  let cppNamespace = "::dlc::nn";
}
#endif // DLC_NN_ATTRIBUTES
