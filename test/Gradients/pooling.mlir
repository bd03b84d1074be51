// Max pooling: windows that touch, overlap, leave gaps, and reach into the padding; all values negative, too.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// first order only: max_pool_backward has no rule
// torch: F.max_pool2d(x, 2) ** 2
nn.func @touching(%x: tensor<?x2x4x4xf64>) -> (y: tensor<?x2x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<?x2x4x4xf64>
  %y = nn.mul %p, %p : tensor<?x2x2x2xf64>, tensor<?x2x2x2xf64>
  nn.return %y : tensor<?x2x2x2xf64>
}
// first order only: max_pool_backward has no rule
// torch: F.max_pool2d(x, 3, stride=1) ** 2
nn.func @overlapping(%x: tensor<?x1x5x4xf64>) -> (y: tensor<?x1x3x2xf64>) {
  %p = nn.max_pool %x kernel_shape [3, 3] strides [1, 1] : tensor<?x1x5x4xf64>
  %y = nn.mul %p, %p : tensor<?x1x3x2xf64>, tensor<?x1x3x2xf64>
  nn.return %y : tensor<?x1x3x2xf64>
}
// first order only: max_pool_backward has no rule
// torch: F.max_pool2d(x, (1, 2), stride=(3, 2)) ** 2
nn.func @gaps(%x: tensor<2x2x5x4xf64>) -> (y: tensor<2x2x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [1, 2] strides [3, 2] : tensor<2x2x5x4xf64>
  %y = nn.mul %p, %p : tensor<2x2x2x2xf64>, tensor<2x2x2x2xf64>
  nn.return %y : tensor<2x2x2x2xf64>
}
// range %x: -3 to -1
// first order only: max_pool_backward has no rule
// torch: F.max_pool2d(F.pad(x, (1, 1, 2, 1), value=-inf), (3, 2), stride=2) ** 2
nn.func @padded(%x: tensor<?x1x4x5xf64>) -> (y: tensor<?x1x3x3xf64>) {
  %p = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] pads [2, 1, 1, 1] : tensor<?x1x4x5xf64>
  %y = nn.mul %p, %p : tensor<?x1x3x3xf64>, tensor<?x1x3x3xf64>
  nn.return %y : tensor<?x1x3x3xf64>
}
