// Matrix products.
#ifndef DLC_NN_CONTRACTION
#define DLC_NN_CONTRACTION
include "NNBase.td"
def NN_MatmulOp : NN_InferredOp<"matmul"> {
  let summary = "matrix product of two rank-2 tensors, each optionally transposed";
  let description = [{
    - (C1) both operands have rank 2
    - (C2) element types are the same
    - (C3) contracting dimensions are equal
  }];
  let arguments = (ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)? (`transpose_rhs` $transpose_rhs^)? attr-dict `:` type($lhs) `,` type($rhs)";
}
#endif // DLC_NN_CONTRACTION
