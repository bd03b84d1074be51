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
// One dimension, with everything.
// torch: F.conv1d(F.pad(x, (1, 2)), w, b, stride=2, dilation=2, groups=2)
nn.func @line(%x: tensor<?x4x6xf64>, %w: tensor<2x2x3xf64>, %b: tensor<2xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.conv %x, %w bias %b strides [2] pads [1, 2] dilations [2] group 2 : tensor<?x4x6xf64>, tensor<2x2x3xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// Three dimensions, with everything.
// torch: F.conv3d(F.pad(x, (0, 1, 1, 0, 0, 1)), w, b, stride=(1, 2, 1), dilation=(2, 1, 1), groups=2)
nn.func @volume(%x: tensor<2x2x3x3x2xf64>, %w: tensor<2x1x2x2x2xf64>, %b: tensor<2xf64>) -> (y: tensor<2x2x2x2x2xf64>) {
  %y = nn.conv %x, %w bias %b strides [1, 2, 1] pads [0, 1, 0, 1, 0, 1] dilations [2, 1, 1] group 2 : tensor<2x2x3x3x2xf64>, tensor<2x1x2x2x2xf64>, tensor<2xf64>
  nn.return %y : tensor<2x2x2x2x2xf64>
}
// 4 = ⌈7 / 2⌉ rows need 1 of padding, 2 = ⌈4 / 3⌉ columns need 1.
// torch: F.conv2d(F.pad(x, (0, 1, 0, 1)), w, stride=(2, 3))
nn.func @same_upper(%x: tensor<?x1x7x4xf64>, %w: tensor<2x1x2x2xf64>) -> (y: tensor<?x2x4x2xf64>) {
  %y = nn.conv %x, %w strides [2, 3] auto_pad same_upper : tensor<?x1x7x4xf64>, tensor<2x1x2x2xf64>
  nn.return %y : tensor<?x2x4x2xf64>
}
// torch: F.conv2d(F.pad(x, (1, 0, 2, 1)), w)
nn.func @same_lower(%x: tensor<2x1x3x3xf64>, %w: tensor<1x1x4x2xf64>) -> (y: tensor<2x1x3x3xf64>) {
  %y = nn.conv %x, %w auto_pad same_lower : tensor<2x1x3x3xf64>, tensor<1x1x4x2xf64>
  nn.return %y : tensor<2x1x3x3xf64>
}
// torch: F.conv2d(x, w)
nn.func @valid(%x: tensor<2x1x3x3xf64>, %w: tensor<1x1x3x2xf64>) -> (y: tensor<2x1x1x2xf64>) {
  %y = nn.conv %x, %w auto_pad valid : tensor<2x1x3x3xf64>, tensor<1x1x3x2xf64>
  nn.return %y : tensor<2x1x1x2xf64>
}
// torch: padded = torch.zeros(3, 2, 5, dtype=g.dtype, requires_grad=True)
// torch: torch.autograd.grad(F.conv1d(padded, w, stride=2), padded, g, create_graph=True)[0][:, :, 1:]
nn.func @backward_data_line(%g: tensor<?x3x2xf64>, %w: tensor<3x2x3xf64>) -> (dx: tensor<?x2x4xf64>) {
  %dx = nn.conv_backward_data %g, %w strides [2] pads [1, 0] : tensor<?x3x2xf64>, tensor<3x2x3xf64> -> tensor<?x2x4xf64>
  nn.return %dx : tensor<?x2x4xf64>
}
// torch: w = torch.zeros(2, 1, 2, 1, 2, dtype=x.dtype, requires_grad=True)
// torch: torch.autograd.grad(F.conv3d(x, w, groups=2), w, g, create_graph=True)[0]
nn.func @backward_weights_volume(%x: tensor<2x2x2x2x3xf64>, %g: tensor<2x2x1x2x2xf64>) -> (dw: tensor<2x1x2x1x2xf64>) {
  %dw = nn.conv_backward_weights %x, %g group 2 : tensor<2x2x2x2x3xf64>, tensor<2x2x1x2x2xf64> -> tensor<2x1x2x1x2xf64>
  nn.return %dw : tensor<2x1x2x1x2xf64>
}
// torch: F.conv_transpose2d(x, w, b, stride=(2, 1), padding=(1, 0), output_padding=(1, 0), groups=2)
nn.func @transpose(%x: tensor<?x4x2x3xf64>, %w: tensor<4x1x3x2xf64>, %b: tensor<2xf64>) -> (y: tensor<?x2x4x4xf64>) {
  %y = nn.conv_transpose %x, %w bias %b strides [2, 1] pads [1, 0, 1, 0] group 2 output_padding [1, 0] : tensor<?x4x2x3xf64>, tensor<4x1x3x2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x4x4xf64>
}
// Padding of the output where there are no pads that it could take the place of: zeros, as wide as a stride or wider.
// torch: F.conv_transpose1d(x, w, b, stride=2, dilation=3, output_padding=2)
nn.func @transpose_line(%x: tensor<2x2x2xf64>, %w: tensor<2x1x2xf64>, %b: tensor<1xf64>) -> (y: tensor<2x1x8xf64>) {
  %y = nn.conv_transpose %x, %w bias %b strides [2] dilations [3] output_padding [2] : tensor<2x2x2xf64>, tensor<2x1x2xf64>, tensor<1xf64>
  nn.return %y : tensor<2x1x8xf64>
}
// torch: F.conv_transpose3d(x, w, stride=(1, 2, 1), output_padding=(0, 1, 0))
nn.func @transpose_volume(%x: tensor<2x1x1x2x2xf64>, %w: tensor<1x2x2x1x2xf64>) -> (y: tensor<2x2x2x4x3xf64>) {
  %y = nn.conv_transpose %x, %w strides [1, 2, 1] output_padding [0, 1, 0] : tensor<2x1x1x2x2xf64>, tensor<1x2x2x1x2xf64>
  nn.return %y : tensor<2x2x2x4x3xf64>
}
// 5 of 6 rows and 2 of 3 columns: the element that goes is in front.
// torch: F.conv_transpose2d(x, w, stride=(2, 1))[:, :, 1:, 1:]
nn.func @transpose_output_shape(%x: tensor<2x1x2x2xf64>, %w: tensor<1x1x4x2xf64>) -> (y: tensor<2x1x5x2xf64>) {
  %y = nn.conv_transpose %x, %w strides [2, 1] output_shape [5, 2] : tensor<2x1x2x2xf64>, tensor<1x1x4x2xf64>
  nn.return %y : tensor<2x1x5x2xf64>
}
// torch: F.conv_transpose2d(x, w, stride=2)[:, :, :-1, :-1]
nn.func @transpose_same_upper(%x: tensor<2x1x2x2xf64>, %w: tensor<1x1x3x3xf64>) -> (y: tensor<2x1x4x4xf64>) {
  %y = nn.conv_transpose %x, %w strides [2, 2] auto_pad same_upper : tensor<2x1x2x2xf64>, tensor<1x1x3x3xf64>
  nn.return %y : tensor<2x1x4x4xf64>
}
// torch: F.conv_transpose2d(x, w, stride=2)[:, :, 1:, 1:]
nn.func @transpose_same_lower(%x: tensor<2x1x2x2xf64>, %w: tensor<1x1x3x3xf64>) -> (y: tensor<2x1x4x4xf64>) {
  %y = nn.conv_transpose %x, %w strides [2, 2] auto_pad same_lower : tensor<2x1x2x2xf64>, tensor<1x1x3x3xf64>
  nn.return %y : tensor<2x1x4x4xf64>
}
// torch: F.fold(x, (3, 4), (2, 2), padding=1, stride=(2, 1))
nn.func @columns(%x: tensor<?x8x10xf64>) -> (y: tensor<?x2x3x4xf64>) {
  %y = nn.col2im %x image_shape [3, 4] block_shape [2, 2] strides [2, 1] pads [1, 1, 1, 1] : tensor<?x8x10xf64>
  nn.return %y : tensor<?x2x3x4xf64>
}
// torch: F.fold(x, (4, 3), (2, 1), dilation=(2, 1))
nn.func @columns_dilated(%x: tensor<2x2x6xf64>) -> (y: tensor<2x1x4x3xf64>) {
  %y = nn.col2im %x image_shape [4, 3] block_shape [2, 1] dilations [2, 1] : tensor<2x2x6xf64>
  nn.return %y : tensor<2x1x4x3xf64>
}
