// Convolution and its two adjoints, over strides, uneven padding, dilations and groups. Each adjoint is differentiated too.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: F.conv2d(x, w)
nn.func @plain(%x: tensor<?x2x4x3xf64>, %w: tensor<3x2x2x2xf64>) -> (y: tensor<?x3x3x2xf64>) {
  %y = nn.conv %x, %w : tensor<?x2x4x3xf64>, tensor<3x2x2x2xf64>
  nn.return %y : tensor<?x3x3x2xf64>
}
// torch: F.conv2d(x, w, b, padding=1)
nn.func @bias(%x: tensor<?x1x3x3xf64>, %w: tensor<2x1x3x3xf64>, %b: tensor<2xf64>) -> (y: tensor<?x2x3x3xf64>) {
  %y = nn.conv %x, %w bias %b pads [1, 1, 1, 1] : tensor<?x1x3x3xf64>, tensor<2x1x3x3xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x3x3xf64>
}
// torch: F.conv2d(x, w, stride=(2, 3))
nn.func @strides(%x: tensor<2x2x5x4xf64>, %w: tensor<2x2x2x3xf64>) -> (y: tensor<2x2x2x1xf64>) {
  %y = nn.conv %x, %w strides [2, 3] : tensor<2x2x5x4xf64>, tensor<2x2x2x3xf64>
  nn.return %y : tensor<2x2x2x1xf64>
}
// The last row and column are read by no window: their derivative is zero.
// torch: F.conv2d(x, w, stride=2)
nn.func @rest(%x: tensor<2x1x6x5xf64>, %w: tensor<2x1x3x2xf64>) -> (y: tensor<2x2x2x2xf64>) {
  %y = nn.conv %x, %w strides [2, 2] : tensor<2x1x6x5xf64>, tensor<2x1x3x2xf64>
  nn.return %y : tensor<2x2x2x2xf64>
}
// torch: F.conv2d(F.pad(x, (1, 2, 2, 0)), w)
nn.func @pads(%x: tensor<?x1x3x4xf64>, %w: tensor<2x1x3x2xf64>) -> (y: tensor<?x2x3x6xf64>) {
  %y = nn.conv %x, %w pads [2, 1, 0, 2] : tensor<?x1x3x4xf64>, tensor<2x1x3x2xf64>
  nn.return %y : tensor<?x2x3x6xf64>
}
// torch: F.conv2d(x, w, dilation=2)
nn.func @dilations(%x: tensor<2x1x6x5xf64>, %w: tensor<2x1x3x2xf64>) -> (y: tensor<2x2x2x3xf64>) {
  %y = nn.conv %x, %w dilations [2, 2] : tensor<2x1x6x5xf64>, tensor<2x1x3x2xf64>
  nn.return %y : tensor<2x2x2x3xf64>
}
// torch: F.conv2d(x, w, b, groups=2)
nn.func @groups(%x: tensor<?x4x3x3xf64>, %w: tensor<6x2x2x2xf64>, %b: tensor<6xf64>) -> (y: tensor<?x6x2x2xf64>) {
  %y = nn.conv %x, %w bias %b group 2 : tensor<?x4x3x3xf64>, tensor<6x2x2x2xf64>, tensor<6xf64>
  nn.return %y : tensor<?x6x2x2xf64>
}
// torch: F.conv2d(x, w, groups=3)
nn.func @depthwise(%x: tensor<2x3x3x3xf64>, %w: tensor<3x1x2x2xf64>) -> (y: tensor<2x3x2x2xf64>) {
  %y = nn.conv %x, %w group 3 : tensor<2x3x3x3xf64>, tensor<3x1x2x2xf64>
  nn.return %y : tensor<2x3x2x2xf64>
}
// torch: F.conv2d(x, w)
nn.func @pointwise(%x: tensor<?x3x2x2xf64>, %w: tensor<2x3x1x1xf64>) -> (y: tensor<?x2x2x2xf64>) {
  %y = nn.conv %x, %w : tensor<?x3x2x2xf64>, tensor<2x3x1x1xf64>
  nn.return %y : tensor<?x2x2x2xf64>
}
// torch: F.conv2d(F.pad(x, (0, 1, 1, 2)), w, b, stride=(2, 3), dilation=(2, 1), groups=2)
nn.func @everything(%x: tensor<2x4x5x6xf64>, %w: tensor<6x2x2x3xf64>, %b: tensor<6xf64>) -> (y: tensor<2x6x3x2xf64>) {
  %y = nn.conv %x, %w bias %b strides [2, 3] pads [1, 0, 2, 1] dilations [2, 1] group 2 : tensor<2x4x5x6xf64>, tensor<6x2x2x3xf64>, tensor<6xf64>
  nn.return %y : tensor<2x6x3x2xf64>
}
// torch: padded = torch.zeros(3, 2, 5, 5, dtype=g.dtype, requires_grad=True)
// torch: out = F.conv2d(padded, w, stride=(2, 1), dilation=(1, 2), groups=2)
// torch: torch.autograd.grad(out, padded, g, create_graph=True)[0][:, :, 1:, :-1]
nn.func @backward_data(%g: tensor<?x4x2x3xf64>, %w: tensor<4x1x2x2xf64>) -> (dx: tensor<?x2x4x4xf64>) {
  %dx = nn.conv_backward_data %g, %w strides [2, 1] pads [1, 0, 0, 1] dilations [1, 2] group 2 : tensor<?x4x2x3xf64>, tensor<4x1x2x2xf64> -> tensor<?x2x4x4xf64>
  nn.return %dx : tensor<?x2x4x4xf64>
}
// torch: w = torch.zeros(4, 1, 2, 2, dtype=x.dtype, requires_grad=True)
// torch: out = F.conv2d(F.pad(x, (0, 1, 1, 0)), w, stride=(2, 1), dilation=(1, 2), groups=2)
// torch: torch.autograd.grad(out, w, g, create_graph=True)[0]
nn.func @backward_weights(%x: tensor<?x2x4x4xf64>, %g: tensor<?x4x2x3xf64>) -> (dw: tensor<4x1x2x2xf64>) {
  %dw = nn.conv_backward_weights %x, %g strides [2, 1] pads [1, 0, 0, 1] dilations [1, 2] group 2 : tensor<?x2x4x4xf64>, tensor<?x4x2x3xf64> -> tensor<4x1x2x2xf64>
  nn.return %dw : tensor<4x1x2x2xf64>
}
