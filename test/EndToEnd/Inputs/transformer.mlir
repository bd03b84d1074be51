// A transformer block over tokens, of any batch and any length.
!tokens = tensor<?x?xi64, #nn.sizes<batch, sequence>>
!x = tensor<?x?x32xf32, #nn.sizes<batch, sequence>>
!split = tensor<?x?x4x8xf32, #nn.sizes<batch, sequence>>
!heads = tensor<?x4x?x8xf32, #nn.sizes<batch, sequence>>
!wide = tensor<?x?x64xf32, #nn.sizes<batch, sequence>>
!logits = tensor<?x?x16xf32, #nn.sizes<batch, sequence>>
nn.variable @table : tensor<16x32xf32> init #nn.normal<0.0, 0.5>
nn.variable @query : tensor<32x32xf32> init #nn.xavier_uniform
nn.variable @key : tensor<32x32xf32> init #nn.xavier_uniform
nn.variable @value : tensor<32x32xf32> init #nn.xavier_uniform
nn.variable @out : tensor<32x32xf32> init #nn.xavier_uniform
nn.variable @up : tensor<32x64xf32> init #nn.xavier_uniform
nn.variable @down : tensor<64x32xf32> init #nn.xavier_uniform
nn.variable @head : tensor<32x16xf32> init #nn.xavier_uniform
nn.func private @forward(%tokens: !tokens) -> (logits: !logits) {
  %table = nn.read @table : tensor<16x32xf32>
  %wq = nn.read @query : tensor<32x32xf32>
  %wk = nn.read @key : tensor<32x32xf32>
  %wv = nn.read @value : tensor<32x32xf32>
  %wo = nn.read @out : tensor<32x32xf32>
  %wu = nn.read @up : tensor<32x64xf32>
  %wd = nn.read @down : tensor<64x32xf32>
  %wh = nn.read @head : tensor<32x16xf32>
  %x = nn.embedding %table, %tokens : tensor<16x32xf32>, !tokens
  %n = nn.layer_norm %x axis -1 : !x
  %q0 = nn.matmul %n, %wq : !x, tensor<32x32xf32>
  %k0 = nn.matmul %n, %wk : !x, tensor<32x32xf32>
  %v0 = nn.matmul %n, %wv : !x, tensor<32x32xf32>
  %q1 = nn.reshape %q0 : !x to !split
  %k1 = nn.reshape %k0 : !x to !split
  %v1 = nn.reshape %v0 : !x to !split
  %q = nn.transpose %q1 perm [0, 2, 1, 3] : !split
  %k = nn.transpose %k1 perm [0, 2, 1, 3] : !split
  %v = nn.transpose %v1 perm [0, 2, 1, 3] : !split
  %a = nn.attention %q, %k, %v causal : !heads, !heads, !heads
  %a1 = nn.transpose %a perm [0, 2, 1, 3] : !heads
  %a2 = nn.reshape %a1 : !split to !x
  %a3 = nn.matmul %a2, %wo : !x, tensor<32x32xf32>
  %h = nn.add %x, %a3 : !x, !x
  %m = nn.layer_norm %h axis -1 : !x
  %u = nn.matmul %m, %wu : !x, tensor<32x64xf32>
  %g = nn.gelu %u : !wide
  %d = nn.matmul %g, %wd : !wide, tensor<64x32xf32>
  %r = nn.add %h, %d : !x, !x
  %l = nn.matmul %r, %wh : !x, tensor<32x16xf32>
  nn.return %l : !logits
}
nn.func @predict(%tokens: !tokens) -> (logits: !logits) {
  %l = nn.call @forward(%tokens) : (!tokens) -> !logits
  nn.return %l : !logits
}
nn.func @loss(%tokens: !tokens, %labels: !tokens) -> (loss: tensor<f32>) {
  %l = nn.call @forward(%tokens) : (!tokens) -> !logits
  %flat = nn.reshape %l : !logits to tensor<?x16xf32, #nn.sizes<batch * sequence>>
  %label = nn.reshape %labels : !tokens to tensor<?xi64, #nn.sizes<batch * sequence>>
  %loss = nn.softmax_cross_entropy_loss %flat, %label : tensor<?x16xf32, #nn.sizes<batch * sequence>>, tensor<?xi64, #nn.sizes<batch * sequence>>
  nn.return %loss : tensor<f32>
}
