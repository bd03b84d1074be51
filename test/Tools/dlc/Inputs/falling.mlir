// The loss is the logarithm of a weight, which training makes negative.
module @falling {
  nn.variable @w : tensor<f32> init #nn.constant<1.0>

  nn.func @loss(%image: tensor<?x4x4xf32>) -> (loss: tensor<f32>) {
    %w = nn.read @w : tensor<f32>
    %loss = nn.log %w : tensor<f32>
    nn.return %loss : tensor<f32>
  }
}
