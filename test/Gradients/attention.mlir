// Attention with its masks and shared heads, and the rotation of pairs.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: F.scaled_dot_product_attention(q, key, v)
nn.func @plain(%q: tensor<?x2x3x4xf64>, %key: tensor<?x2x2x4xf64>, %v: tensor<?x2x2x3xf64>) -> (y: tensor<?x2x3x3xf64>) {
  %y = nn.attention %q, %key, %v : tensor<?x2x3x4xf64>, tensor<?x2x2x4xf64>, tensor<?x2x2x3xf64>
  nn.return %y : tensor<?x2x3x3xf64>
}
// batch: 2
// torch: F.scaled_dot_product_attention(q, key, v, is_causal=True, scale=0.7)
nn.func @causal(%q: tensor<?x1x3x2xf64>, %key: tensor<?x1x3x2xf64>, %v: tensor<?x1x3x2xf64>) -> (y: tensor<?x1x3x2xf64>) {
  %y = nn.attention %q, %key, %v causal scale 0.7 : tensor<?x1x3x2xf64>, tensor<?x1x3x2xf64>, tensor<?x1x3x2xf64>
  nn.return %y : tensor<?x1x3x2xf64>
}
// torch: F.scaled_dot_product_attention(q, key, v, enable_gqa=True)
nn.func @grouped(%q: tensor<2x4x2x2xf64>, %key: tensor<2x2x3x2xf64>, %v: tensor<2x2x3x2xf64>) -> (y: tensor<2x4x2x2xf64>) {
  %y = nn.attention %q, %key, %v : tensor<2x4x2x2xf64>, tensor<2x2x3x2xf64>, tensor<2x2x3x2xf64>
  nn.return %y : tensor<2x4x2x2xf64>
}
// The gradients as a function of their own, of any result and gradient.
// torch: p = ((q @ key.repeat_interleave(2, 1).mT * 0.8) + torch.full((3, 3), -inf, dtype=q.dtype).triu(1)).softmax(-1)
// torch: s = p * (g @ v.repeat_interleave(2, 1).mT - (g * y).sum(-1, keepdim=True)) * 0.8
// torch: pairs = lambda x: x.unflatten(1, (1, 2)).sum(2)
// torch: s @ key.repeat_interleave(2, 1), pairs(s.mT @ q), pairs(p.mT @ g)
nn.func @backward(%q: tensor<2x2x3x2xf64>, %key: tensor<2x1x3x2xf64>, %v: tensor<2x1x3x1xf64>, %y: tensor<2x2x3x1xf64>, %g: tensor<2x2x3x1xf64>)
    -> (dq: tensor<2x2x3x2xf64>, dkey: tensor<2x1x3x2xf64>, dv: tensor<2x1x3x1xf64>) {
  %dq, %dkey, %dv = nn.attention_backward %q, %key, %v, %y, %g causal scale 0.8 : tensor<2x2x3x2xf64>, tensor<2x1x3x2xf64>, tensor<2x1x3x1xf64>, tensor<2x2x3x1xf64>, tensor<2x2x3x1xf64>
  nn.return %dq, %dkey, %dv : tensor<2x2x3x2xf64>, tensor<2x1x3x2xf64>, tensor<2x1x3x1xf64>
}
// torch: F.scaled_dot_product_attention(q, key, v, attn_mask=m)
nn.func @added(%q: tensor<2x2x2x2xf64>, %key: tensor<2x2x3x2xf64>, %v: tensor<2x2x3x1xf64>, %m: tensor<2x1x3xf64>) -> (y: tensor<2x2x2x1xf64>) {
  %y = nn.attention %q, %key, %v mask %m : tensor<2x2x2x2xf64>, tensor<2x2x3x2xf64>, tensor<2x2x3x1xf64>, tensor<2x1x3xf64>
  nn.return %y : tensor<2x2x2x1xf64>
}
// The first query of each head has no key.
// at %m: 0, 0, 0, 1, 0, 1
// torch: F.scaled_dot_product_attention(q, key, v, attn_mask=m)
nn.func @masked(%q: tensor<2x1x2x2xf64>, %key: tensor<2x1x3x2xf64>, %v: tensor<2x1x3x2xf64>, %m: tensor<2x3xi1>) -> (y: tensor<2x1x2x2xf64>) {
  %y = nn.attention %q, %key, %v mask %m : tensor<2x1x2x2xf64>, tensor<2x1x3x2xf64>, tensor<2x1x3x2xf64>, tensor<2x3xi1>
  nn.return %y : tensor<2x1x2x2xf64>
}
// at %m: 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1
// torch: F.scaled_dot_product_attention(q, key, v, attn_mask=m & torch.ones(2, 3, dtype=torch.bool).tril())
nn.func @causal_masked(%q: tensor<2x1x2x2xf64>, %key: tensor<2x1x3x2xf64>, %v: tensor<2x1x3x2xf64>, %m: tensor<2x1x2x3xi1>) -> (y: tensor<2x1x2x2xf64>) {
  %y = nn.attention %q, %key, %v mask %m causal : tensor<2x1x2x2xf64>, tensor<2x1x3x2xf64>, tensor<2x1x3x2xf64>, tensor<2x1x2x3xi1>
  nn.return %y : tensor<2x1x2x2xf64>
}
// torch: a, b = x.chunk(2, -1)
// torch: torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
nn.func @rotary(%x: tensor<?x2x3x4xf64>, %cos: tensor<3x2xf64>, %sin: tensor<3x2xf64>) -> (y: tensor<?x2x3x4xf64>) {
  %y = nn.rotary_embedding %x cos %cos sin %sin : tensor<?x2x3x4xf64>, tensor<3x2xf64>
  nn.return %y : tensor<?x2x3x4xf64>
}
// torch: pair = torch.view_as_complex(x[..., :4].reshape(3, 2, 2, 2, 2).contiguous())
// torch: turned = torch.view_as_real(pair * torch.complex(cos, sin)[:, None])
// torch: torch.cat([turned.flatten(3), x[..., 4:]], -1)
nn.func @rotary_interleaved(%x: tensor<?x2x2x5xf64>, %cos: tensor<?x2x2xf64>, %sin: tensor<?x2x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.rotary_embedding %x cos %cos sin %sin interleaved : tensor<?x2x2x5xf64>, tensor<?x2x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
