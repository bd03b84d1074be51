// Attention, and the rotation that tells it positions.
#ifndef DLC_NN_ATTENTION
#define DLC_NN_ATTENTION
include "NNBase.td"
include "NNInterfaces.td"

def NN_AttentionOp
    : NN_InferredOp<"attention", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "softmax(scale · query · keyᵀ + mask) · value (Vaswani et al., 2017), scale being 1 / √size "
                "where it is not given";
  let description = [{
    All are [batch, heads, length, size]. Several heads of the query may share one of key and value (grouped heads): those
    that follow each other. A mask of i1 says which keys take part, one of numbers is added. With `causal` query i sees the
    keys 0 to i. A query without keys gives 0.

    - (C1) query, key and value have rank 4 and one element type
    - (C2) batch, and heads, length and size of the keys agree; the heads of the query are a multiple of the keys'
    - (C3) the mask is of i1 or the query's element type, and broadcasts to [batch, heads, query length, key length]
  }];
  let arguments = (ins NN_FloatTensor:$query, NN_FloatTensor:$key, NN_FloatTensor:$value,
      Optional<NN_AnyTensor>:$mask, UnitAttr:$causal, OptionalAttr<F64Attr>:$scale);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat =
      "$query `,` $key `,` $value (`mask` $mask^)? (`causal` $causal^)? (`scale` custom<Number>($scale)^)? "
      "attr-dict `:` type($query) `,` type($key) `,` type($value) (`,` type($mask)^)?";
  let extraClassDeclaration = [{
    /// Whether one kernel computes it: in f32 or f64, of heads that a core's caches hold, with a mask of numbers or none.
    bool isPrimitive();
  }];
}
def NN_AttentionBackwardOp
    : NN_InferredOp<"attention_backward",
                    NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "gradients of attention with respect to query, key and value";
  let description = [{
    `result` is what attention made of them, `grad` the gradient of that. Attention's weights are computed again.

    - (C1) query, key, value, the mask and the attributes are as `nn.attention` has them
    - (C2) result and grad have the type of its result
  }];
  let arguments = (ins NN_FloatTensor:$query, NN_FloatTensor:$key, NN_FloatTensor:$value,
      NN_FloatTensor:$result, NN_FloatTensor:$grad, Optional<NN_AnyTensor>:$mask, UnitAttr:$causal,
      OptionalAttr<F64Attr>:$scale);
  let results = (outs NN_FloatTensor:$query_grad, NN_FloatTensor:$key_grad, NN_FloatTensor:$value_grad);
  let assemblyFormat =
      "$query `,` $key `,` $value `,` $result `,` $grad (`mask` $mask^)? (`causal` $causal^)? (`scale` "
      "custom<Number>($scale)^)? attr-dict `:` type($query) `,` type($key) `,` type($value) "
      "`,` type($result) `,` type($grad) (`,` type($mask)^)?";
  let extraClassDeclaration = [{
    /// Whether one kernel computes it.
    bool isPrimitive();
  }];
}
def NN_RotaryEmbeddingOp : NN_PureOp<"rotary_embedding", NN_FlopsPer<3>,
                                     [AllTypesMatch<["input", "result"]>, AllTypesMatch<["cos", "sin"]>,
                                      DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "turns pairs of elements by angles that follow from the position (Su et al., 2021): [batch, "
                "heads, length, size]";
  let description = [{
    A pair is an element of the first half and the one at its place in the second; with `interleaved`, one and the next. Where
    there are fewer angles than pairs, what is behind them stays.

    - (C1) the input has rank 4
    - (C2) cos and sin have the input's element type and shape [length, angles] or [batch, length, angles]
    - (C3) 1 ≤ angles ≤ size / 2
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$cos, NN_FloatTensor:$sin,
      UnitAttr:$interleaved);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat =
      "$input `cos` $cos `sin` $sin (`interleaved` $interleaved^)? attr-dict `:` type($input) `,` type($cos)";
  let hasVerifier = 1;
}
#endif // DLC_NN_ATTENTION
