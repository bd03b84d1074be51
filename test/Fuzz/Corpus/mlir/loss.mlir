nn.func @loss(%x: tensor<?x3x8x8xf32>, %l: tensor<?xi64>) -> (loss: tensor<f32>) {
  %k = nn.constant dense<0.5> : tensor<2x3x3x3xf32>
  %c = nn.conv %x, %k strides [2, 2] pads [1, 1, 1, 1] : tensor<?x3x8x8xf32>, tensor<2x3x3x3xf32>
  %g = nn.global_average_pool %c : tensor<?x2x4x4xf32>
  %f = nn.flatten %g : tensor<?x2x1x1xf32>
  %r = nn.softmax_cross_entropy_loss %f, %l reduction sum : tensor<?x2xf32>, tensor<?xi64>
  nn.return %r : tensor<f32>
}
