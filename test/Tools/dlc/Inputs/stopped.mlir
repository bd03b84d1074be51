// A product whose one factor is held fixed: a difference moves both.
nn.variable @w : tensor<4xf32> init #nn.constant<0.5>
nn.func @loss(%x: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %fixed = nn.stop_gradient %w : tensor<4xf32>
  %square = nn.mul %fixed, %w : tensor<4xf32>, tensor<4xf32>
  %product = nn.mul %x, %square : tensor<?x4xf32>, tensor<4xf32>
  %loss = nn.reduce_mean %product : tensor<?x4xf32>
  nn.return %loss : tensor<f32>
}
