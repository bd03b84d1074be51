// Convolutions whose gradients put columns between columns, in f64: where a register holds one of them, vectors have one lane.
module @strided {
nn.func @predict(%x: tensor<?x3x9x11xf64>, %w: tensor<3x1x3x3xf64>, %g: tensor<?x3x5x6xf64>, %v: tensor<3x2x3x3xf64>)
    -> (y: tensor<?x3x5x6xf64>, dx: tensor<?x3x9x11xf64>, dw: tensor<3x1x3x3xf64>, t: tensor<?x2x9x11xf64>) {
  %y = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] group 3 : tensor<?x3x9x11xf64>, tensor<3x1x3x3xf64>
  %dx = nn.conv_backward_data %g, %w strides [2, 2] pads [1, 1, 1, 1] group 3 : tensor<?x3x5x6xf64>, tensor<3x1x3x3xf64> -> tensor<?x3x9x11xf64>
  %dw = nn.conv_backward_weights %x, %g strides [2, 2] pads [1, 1, 1, 1] group 3 : tensor<?x3x9x11xf64>, tensor<?x3x5x6xf64> -> tensor<3x1x3x3xf64>
  %t = nn.conv_transpose %g, %v strides [2, 2] pads [1, 1, 1, 1] : tensor<?x3x5x6xf64>, tensor<3x2x3x3xf64>
  nn.return %y, %dx, %dw, %t : tensor<?x3x5x6xf64>, tensor<?x3x9x11xf64>, tensor<3x1x3x3xf64>, tensor<?x2x9x11xf64>
}
}
