// Images that need no data.
module @letters {
  nn.func @predict() -> (letters: tensor<4x10x10xf32>, count: tensor<f32>) {
    %letters = nn.constant dense<0.5> : tensor<4x10x10xf32>
    %count = nn.constant dense<4.0> : tensor<f32>
    nn.return %letters, %count : tensor<4x10x10xf32>, tensor<f32>
  }
}
