// Convolutions of 3 × 3, by Winograd's products and with strides, in all directions.
module @windows {
  nn.func @dense(%x: tensor<?x64x28x28xf32>, %w: tensor<64x64x3x3xf32>, %g: tensor<?x64x28x28xf32>)
      -> (y: tensor<?x64x28x28xf32>, dx: tensor<?x64x28x28xf32>, dw: tensor<64x64x3x3xf32>) {
    %y = nn.conv %x, %w pads [1, 1, 1, 1] : tensor<?x64x28x28xf32>, tensor<64x64x3x3xf32>
    %dx = nn.conv_backward_data %g, %w pads [1, 1, 1, 1] : tensor<?x64x28x28xf32>, tensor<64x64x3x3xf32> -> tensor<?x64x28x28xf32>
    %dw = nn.conv_backward_weights %x, %g pads [1, 1, 1, 1] : tensor<?x64x28x28xf32>, tensor<?x64x28x28xf32> -> tensor<64x64x3x3xf32>
    nn.return %y, %dx, %dw : tensor<?x64x28x28xf32>, tensor<?x64x28x28xf32>, tensor<64x64x3x3xf32>
  }
  nn.func @strided(%x: tensor<?x64x28x28xf32>, %w: tensor<64x64x3x3xf32>, %g: tensor<?x64x14x14xf32>)
      -> (y: tensor<?x64x14x14xf32>, dx: tensor<?x64x28x28xf32>, dw: tensor<64x64x3x3xf32>) {
    %y = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x28x28xf32>, tensor<64x64x3x3xf32>
    %dx = nn.conv_backward_data %g, %w strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x14x14xf32>, tensor<64x64x3x3xf32> -> tensor<?x64x28x28xf32>
    %dw = nn.conv_backward_weights %x, %g strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x28x28xf32>, tensor<?x64x14x14xf32> -> tensor<64x64x3x3xf32>
    nn.return %y, %dx, %dw : tensor<?x64x14x14xf32>, tensor<?x64x28x28xf32>, tensor<64x64x3x3xf32>
  }
}
