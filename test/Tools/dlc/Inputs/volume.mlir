// A convolution over three dimensions.
nn.func @predict(%x: tensor<?x1x4x4x4xf32>, %w: tensor<1x1x2x2x2xf32>) -> (y: tensor<?x1x3x3x3xf32>) {
  %y = nn.conv %x, %w : tensor<?x1x4x4x4xf32>, tensor<1x1x2x2x2xf32>
  nn.return %y : tensor<?x1x3x3x3xf32>
}
