// Sums of products.
#ifndef DLC_NN_CONTRACTION
#define DLC_NN_CONTRACTION
include "NNBase.td"
include "NNInterfaces.td"
def NN_MatmulOp : NN_InferredOp<"matmul", NN_CountedFlops> {
  let summary = "matrix products over the last two dimensions, each optionally transposed; those in front broadcast";
  let description = [{
    - (C1) both operands have rank ≥ 2
    - (C2) element types are the same
    - (C3) contracting dimensions are equal
    - (C4) the dimensions in front of the matrices broadcast
  }];
  let arguments = (ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)? (`transpose_rhs` $transpose_rhs^)? attr-dict `:` type($lhs) `,` type($rhs)";
  let hasFolder = 1;
}
def NN_EinsumOp : NN_InferredOp<"einsum", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "sum of products by Einstein's convention, such as \"bik,bkj->bij\"";
  let description = [{
    A term of letters for each operand names its dimensions, one behind `->` those of the result; letters that are not in it
    are summed over. A letter that a term repeats takes its diagonal. Of more than two operands, the first two are
    contracted first.

    - (C1) the equation is terms of ASCII letters with commas between them, `->` and a term
    - (C2) there is a term for each operand, with a letter for each dimension
    - (C3) element types are the same
    - (C4) a letter has one size
    - (C5) letters of the result are distinct, and each is in an operand's term
    - (C6) a diagonal is not dynamic
  }];
  let arguments = (ins StrAttr:$equation, Variadic<NN_FloatTensor>:$inputs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$equation $inputs attr-dict `:` type($inputs)";
  let extraClassDeclaration = [{
    /// The letters of each operand, then of the result.
    ::llvm::SmallVector<::llvm::StringRef> getTerms();
    /// Whether it is one product of two operands without diagonals: what has a rule and a loop nest of its own.
    bool isPrimitive();
  }];
}
def NN_GemmOp : NN_InferredOp<"gemm", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "alpha · lhs · rhs + beta · addend, of matrices, of which the first two are optionally transposed";
  let description = [{
    - (C1) lhs and rhs have rank 2
    - (C2) element types are the same
    - (C3) contracting dimensions are equal
    - (C4) the addend broadcasts to the product
  }];
  let arguments = (ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs, Optional<NN_FloatTensor>:$addend, UnitAttr:$transpose_lhs,
                       UnitAttr:$transpose_rhs, DefaultValuedAttr<F64Attr, "1.0">:$alpha, DefaultValuedAttr<F64Attr, "1.0">:$beta);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs (`plus` $addend^)? (`transpose_lhs` $transpose_lhs^)? (`transpose_rhs` $transpose_rhs^)? (`alpha` custom<Number>($alpha)^)? (`beta` custom<Number>($beta)^)? attr-dict `:` type($lhs) `,` type($rhs) (`,` type($addend)^)?";
}
def NN_OuterOp : NN_InferredOp<"outer", NN_FlopsPer<1, "getResult()">, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "the products of each element of a vector with each of another";
  let description = [{
    - (C1) both operands have rank 1
    - (C2) element types are the same
    - (C3) rhs is static
  }];
  let arguments = (ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}
#endif // DLC_NN_CONTRACTION
