// A block of a decoder: sizes batch and sequence, a reshape that merges them, attention, a normalization that is in a
// later operator set than others.
module @decoder {
  nn.func @predict(%tokens: tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> (logits: tensor<?x?x10xf32, #nn.sizes<batch, sequence>>, length: tensor<i64>) {
    %table = nn.constant dense<[[0.1, -0.2, 0.3, 0.4, 0.5, -0.6, 0.7, 0.8], [-0.3, 0.9, 0.2, -0.1, 0.6, 0.4, -0.5, 0.2], [0.7, 0.1, -0.4, 0.3, -0.2, 0.8, 0.5, -0.6], [0.2, -0.7, 0.6, 0.5, 0.3, -0.1, 0.4, 0.9], [-0.8, 0.3, 0.1, -0.2, 0.7, 0.6, -0.4, 0.5], [0.4, 0.2, -0.9, 0.6, -0.3, 0.1, 0.8, -0.7], [0.5, -0.4, 0.7, -0.6, 0.2, 0.3, -0.1, 0.8], [-0.1, 0.6, 0.5, 0.9, -0.7, 0.2, 0.3, 0.4], [0.3, 0.8, -0.2, 0.1, 0.4, -0.9, 0.6, 0.7], [0.6, 0.5, 0.4, -0.3, 0.1, 0.7, -0.2, -0.8]]> : tensor<10x8xf32>
    %x = nn.gather %table, %tokens : tensor<10x8xf32>, tensor<?x?xi64, #nn.sizes<batch, sequence>>
    %n = nn.rms_norm %x axis -1 : tensor<?x?x8xf32, #nn.sizes<batch, sequence>>
    %split = nn.reshape %n : tensor<?x?x8xf32, #nn.sizes<batch, sequence>> to tensor<?x?x2x4xf32, #nn.sizes<batch, sequence>>
    %heads = nn.transpose %split perm [0, 2, 1, 3] : tensor<?x?x2x4xf32, #nn.sizes<batch, sequence>>
    %a = nn.attention %heads, %heads, %heads causal : tensor<?x2x?x4xf32, #nn.sizes<batch, sequence>>, tensor<?x2x?x4xf32, #nn.sizes<batch, sequence>>, tensor<?x2x?x4xf32, #nn.sizes<batch, sequence>>
    %back = nn.transpose %a perm [0, 2, 1, 3] : tensor<?x2x?x4xf32, #nn.sizes<batch, sequence>>
    %rows = nn.reshape %back : tensor<?x?x2x4xf32, #nn.sizes<batch, sequence>> to tensor<?x8xf32, #nn.sizes<batch * sequence>>
    %y = nn.silu %rows : tensor<?x8xf32, #nn.sizes<batch * sequence>>
    %product = nn.matmul %y, %table transpose_rhs : tensor<?x8xf32, #nn.sizes<batch * sequence>>, tensor<10x8xf32>
    %logits = nn.reshape %product : tensor<?x10xf32, #nn.sizes<batch * sequence>> to tensor<?x?x10xf32, #nn.sizes<batch, sequence>>
    %length = nn.size %tokens axes [1] : tensor<?x?xi64, #nn.sizes<batch, sequence>> -> tensor<i64>
    nn.return %logits, %length : tensor<?x?x10xf32, #nn.sizes<batch, sequence>>, tensor<i64>
  }
}
