// Pooling: windows that touch, overlap, leave gaps, and reach into the padding; all values negative, too.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: F.max_pool2d(x, 2) ** 2
nn.func @touching(%x: tensor<?x2x4x4xf64>) -> (y: tensor<?x2x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<?x2x4x4xf64>
  %y = nn.mul %p, %p : tensor<?x2x2x2xf64>, tensor<?x2x2x2xf64>
  nn.return %y : tensor<?x2x2x2xf64>
}
// torch: F.max_pool2d(x, 3, stride=1) ** 2
nn.func @overlapping(%x: tensor<?x1x5x4xf64>) -> (y: tensor<?x1x3x2xf64>) {
  %p = nn.max_pool %x kernel_shape [3, 3] : tensor<?x1x5x4xf64>
  %y = nn.mul %p, %p : tensor<?x1x3x2xf64>, tensor<?x1x3x2xf64>
  nn.return %y : tensor<?x1x3x2xf64>
}
// torch: F.max_pool2d(x, (1, 2), stride=(3, 2)) ** 2
nn.func @gaps(%x: tensor<2x2x5x4xf64>) -> (y: tensor<2x2x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [1, 2] strides [3, 2] : tensor<2x2x5x4xf64>
  %y = nn.mul %p, %p : tensor<2x2x2x2xf64>, tensor<2x2x2x2xf64>
  nn.return %y : tensor<2x2x2x2xf64>
}
// range %x: -3 to -1
// torch: F.max_pool2d(F.pad(x, (1, 1, 2, 1), value=-inf), (3, 2), stride=2) ** 2
nn.func @padded(%x: tensor<?x1x4x5xf64>) -> (y: tensor<?x1x3x3xf64>) {
  %p = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] pads [2, 1, 1, 1] : tensor<?x1x4x5xf64>
  %y = nn.mul %p, %p : tensor<?x1x3x3xf64>, tensor<?x1x3x3xf64>
  nn.return %y : tensor<?x1x3x3xf64>
}
// range %x: -3 to -1
// torch: F.max_pool2d(x, 2, stride=1, padding=1, dilation=(2, 3)) ** 2
nn.func @dilated(%x: tensor<?x1x3x4xf64>) -> (y: tensor<?x1x3x3xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 2] pads [1, 1, 1, 1] dilations [2, 3] : tensor<?x1x3x4xf64>
  %y = nn.mul %p, %p : tensor<?x1x3x3xf64>, tensor<?x1x3x3xf64>
  nn.return %y : tensor<?x1x3x3xf64>
}
// torch: F.max_pool2d(x, (2, 3), stride=(2, 3), ceil_mode=True) ** 2
nn.func @ceiling(%x: tensor<2x1x5x4xf64>) -> (y: tensor<2x1x3x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 3] strides [2, 3] ceil_mode : tensor<2x1x5x4xf64>
  %y = nn.mul %p, %p : tensor<2x1x3x2xf64>, tensor<2x1x3x2xf64>
  nn.return %y : tensor<2x1x3x2xf64>
}
// A window that would begin in the padding behind is none.
// torch: F.max_pool2d(x, 2, stride=3, padding=1, ceil_mode=True) ** 2
nn.func @ceiling_padded(%x: tensor<2x1x5x4xf64>) -> (y: tensor<2x1x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 2] strides [3, 3] pads [1, 1, 1, 1] ceil_mode : tensor<2x1x5x4xf64>
  %y = nn.mul %p, %p : tensor<2x1x2x2xf64>, tensor<2x1x2x2xf64>
  nn.return %y : tensor<2x1x2x2xf64>
}
// range %x: -3 to -1
// torch: F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-inf), (2, 3), stride=2) ** 2
nn.func @same(%x: tensor<2x1x3x4xf64>) -> (y: tensor<2x1x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 3] strides [2, 2] auto_pad same_upper : tensor<2x1x3x4xf64>
  %y = nn.mul %p, %p : tensor<2x1x2x2xf64>, tensor<2x1x2x2xf64>
  nn.return %y : tensor<2x1x2x2xf64>
}
// torch: F.max_pool1d(x, 3, stride=2, padding=1) ** 2
nn.func @line(%x: tensor<?x2x6xf64>) -> (y: tensor<?x2x3xf64>) {
  %p = nn.max_pool %x kernel_shape [3] strides [2] pads [1, 1] : tensor<?x2x6xf64>
  %y = nn.mul %p, %p : tensor<?x2x3xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: F.max_pool3d(x, 2, stride=(1, 2, 1)) ** 2
nn.func @volume(%x: tensor<2x1x3x4x3xf64>) -> (y: tensor<2x1x2x2x2xf64>) {
  %p = nn.max_pool %x kernel_shape [2, 2, 2] strides [1, 2, 1] : tensor<2x1x3x4x3xf64>
  %y = nn.mul %p, %p : tensor<2x1x2x2x2xf64>, tensor<2x1x2x2x2xf64>
  nn.return %y : tensor<2x1x2x2x2xf64>
}
// The gradient as a function of its own: linear in what goes in, constant in where the maxima are.
// torch: out, at = F.max_pool2d(x, 2, stride=1, return_indices=True)
// torch: torch.zeros(3, 2, 9, dtype=g.dtype).scatter_add(2, at.flatten(2), g.flatten(2)).reshape(x.shape) + 0 * x
nn.func @backward(%x: tensor<?x2x3x3xf64>, %g: tensor<?x2x2x2xf64>) -> (dx: tensor<?x2x3x3xf64>) {
  %dx = nn.max_pool_backward %x, %g kernel_shape [2, 2] : tensor<?x2x3x3xf64>, tensor<?x2x2x2xf64>
  nn.return %dx : tensor<?x2x3x3xf64>
}
// torch: F.avg_pool2d(x, (2, 3), stride=2)
nn.func @average(%x: tensor<?x2x4x5xf64>) -> (y: tensor<?x2x2x2xf64>) {
  %y = nn.average_pool %x kernel_shape [2, 3] strides [2, 2] : tensor<?x2x4x5xf64>
  nn.return %y : tensor<?x2x2x2xf64>
}
// torch: F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
nn.func @average_padded(%x: tensor<?x2x4x5xf64>) -> (y: tensor<?x2x2x3xf64>) {
  %y = nn.average_pool %x kernel_shape [3, 3] strides [2, 2] pads [1, 1, 1, 1] : tensor<?x2x4x5xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// torch: F.avg_pool2d(x, 3, stride=2, padding=1)
nn.func @average_include_pad(%x: tensor<?x2x4x5xf64>) -> (y: tensor<?x2x2x3xf64>) {
  %y = nn.average_pool %x kernel_shape [3, 3] strides [2, 2] pads [1, 1, 1, 1] count_include_pad : tensor<?x2x4x5xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// Beyond the pads nothing counts, even with them.
// torch: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)
nn.func @average_ceiling(%x: tensor<2x1x4x4xf64>) -> (y: tensor<2x1x3x3xf64>) {
  %y = nn.average_pool %x kernel_shape [3, 3] strides [2, 2] pads [1, 1, 1, 1] ceil_mode count_include_pad : tensor<2x1x4x4xf64>
  nn.return %y : tensor<2x1x3x3xf64>
}
// torch: F.avg_pool1d(x, 2, stride=1)
nn.func @average_line(%x: tensor<?x2x4xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.average_pool %x kernel_shape [2] : tensor<?x2x4xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: F.avg_pool3d(x, 2, stride=(1, 2, 1))
nn.func @average_volume(%x: tensor<2x2x2x2x3xf64>) -> (y: tensor<2x2x1x1x2xf64>) {
  %y = nn.average_pool %x kernel_shape [2, 2, 2] strides [1, 2, 1] : tensor<2x2x2x2x3xf64>
  nn.return %y : tensor<2x2x1x1x2xf64>
}
// torch: F.lp_pool2d(x, 2, (2, 3), stride=1)
nn.func @lp(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x2x2x2xf64>) {
  %y = nn.lp_pool %x kernel_shape [2, 3] : tensor<?x2x3x4xf64>
  nn.return %y : tensor<?x2x2x2xf64>
}
// PyTorch's keeps the sign of odd powers.
// torch: F.lp_pool2d(x.abs(), 3, 2, stride=2)
nn.func @lp3(%x: tensor<?x1x2x4xf64>) -> (y: tensor<?x1x1x2xf64>) {
  %y = nn.lp_pool %x kernel_shape [2, 2] strides [2, 2] p 3 : tensor<?x1x2x4xf64>
  nn.return %y : tensor<?x1x1x2xf64>
}
// torch: F.lp_pool1d(x.abs(), 1, 2, stride=2)
nn.func @lp1_line(%x: tensor<?x2x4xf64>) -> (y: tensor<?x2x2xf64>) {
  %y = nn.lp_pool %x kernel_shape [2] strides [2] p 1 : tensor<?x2x4xf64>
  nn.return %y : tensor<?x2x2xf64>
}
// torch: F.adaptive_avg_pool2d(x, 1)
nn.func @global_average(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x2x1x1xf64>) {
  %y = nn.global_average_pool %x : tensor<?x2x3x4xf64>
  nn.return %y : tensor<?x2x1x1xf64>
}
// torch: F.adaptive_max_pool1d(x, 1) ** 2
nn.func @global_max(%x: tensor<?x2x4xf64>) -> (y: tensor<?x2x1xf64>) {
  %p = nn.global_max_pool %x : tensor<?x2x4xf64>
  %y = nn.mul %p, %p : tensor<?x2x1xf64>, tensor<?x2x1xf64>
  nn.return %y : tensor<?x2x1xf64>
}
// torch: x.norm(2, (2, 3), keepdim=True)
nn.func @global_lp(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x2x1x1xf64>) {
  %y = nn.global_lp_pool %x : tensor<?x2x3x2xf64>
  nn.return %y : tensor<?x2x1x1xf64>
}
// torch: (x.abs() ** 3).sum((2, 3, 4), keepdim=True) ** (1 / 3)
nn.func @global_lp3(%x: tensor<2x1x2x1x2xf64>) -> (y: tensor<2x1x1x1x1xf64>) {
  %y = nn.global_lp_pool %x p 3 : tensor<2x1x2x1x2xf64>
  nn.return %y : tensor<2x1x1x1x1xf64>
}
