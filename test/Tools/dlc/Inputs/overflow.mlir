// A softmax as it should not be written: its exponentials are infinite, and their quotient is no number.
module @overflow {
  nn.variable @w : tensor<16x3xf32> init #nn.constant<100.0>

  nn.func @loss(%image: tensor<?x4x4xf32>) -> (loss: tensor<f32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %w = nn.read @w : tensor<16x3xf32>
    %logits = nn.matmul %pixels, %w : tensor<?x16xf32>, tensor<16x3xf32>
    %e = nn.exp %logits : tensor<?x3xf32>
    %sum = nn.reduce_sum %e axes [1] keepdims : tensor<?x3xf32>
    %share = nn.div %e, %sum : tensor<?x3xf32>, tensor<?x1xf32>
    %loss = nn.reduce_mean %share : tensor<?x3xf32>
    nn.return %loss : tensor<f32>
  }
}
