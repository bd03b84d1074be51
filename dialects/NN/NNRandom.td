// Counter-based random numbers: Philox 4x32-10 (Salmon et al., 2011). Element i of a draw is a function of key, counter
// and i alone, so the numbers do not depend on threads or vector width.
#ifndef DLC_NN_RANDOM
#define DLC_NN_RANDOM
include "NNBase.td"
def NN_RandomUniformOp : NN_PureOp<"random_uniform"> {
  let summary = "uniform in [low, high), and the next state";
  let description = "- (C1) low < high";
  let arguments = (ins NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.0">:$low, DefaultValuedAttr<F64Attr, "1.0">:$high);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state attr-dict `:` type($result)";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$state, CArg<"double", "0.0">:$low, CArg<"double", "1.0">:$high)>];
}
def NN_RandomNormalOp : NN_PureOp<"random_normal"> {
  let summary = "normal with mean and standard deviation, and the next state";
  let description = "- (C1) stddev > 0";
  let arguments = (ins NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.0">:$mean, DefaultValuedAttr<F64Attr, "1.0">:$stddev);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state attr-dict `:` type($result)";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$state, CArg<"double", "0.0">:$mean, CArg<"double", "1.0">:$stddev)>];
}
#endif // DLC_NN_RANDOM
