// As root.mlir, with data: the loss of the first step is a number, the weight after it is none.
module @roots {
  nn.variable @w : tensor<f32> init #nn.zeros

  nn.func @loss(%image: tensor<?x4x4xf32>) -> (loss: tensor<f32>) {
    %w = nn.read @w : tensor<f32>
    %root = nn.sqrt %w : tensor<f32>
    %mean = nn.reduce_mean %image : tensor<?x4x4xf32>
    %loss = nn.mul %mean, %root : tensor<f32>, tensor<f32>
    nn.return %loss : tensor<f32>
  }
}
