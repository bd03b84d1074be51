// Ops that move elements. A square at the end makes the derivative of each element its own.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: x.reshape(3, 2, 2) ** 2
nn.func @reshape(%x: tensor<2x6xf64>) -> (y: tensor<3x2x2xf64>) {
  %r = nn.reshape %x : tensor<2x6xf64> to tensor<3x2x2xf64>
  %y = nn.mul %r, %r : tensor<3x2x2xf64>, tensor<3x2x2xf64>
  nn.return %y : tensor<3x2x2xf64>
}
// torch: x.reshape(3, 6, 1) ** 2
nn.func @reshape_batch(%x: tensor<?x2x3xf64>) -> (y: tensor<?x6x1xf64>) {
  %r = nn.reshape %x : tensor<?x2x3xf64> to tensor<?x6x1xf64>
  %y = nn.mul %r, %r : tensor<?x6x1xf64>, tensor<?x6x1xf64>
  nn.return %y : tensor<?x6x1xf64>
}
// torch: x.flatten(1) ** 2
nn.func @flatten(%x: tensor<?x2x3xf64>) -> (y: tensor<?x6xf64>) {
  %r = nn.flatten %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x6xf64>, tensor<?x6xf64>
  nn.return %y : tensor<?x6xf64>
}
// torch: x.T ** 2
nn.func @transpose(%x: tensor<2x3xf64>) -> (y: tensor<3x2xf64>) {
  %r = nn.transpose %x perm [1, 0] : tensor<2x3xf64>
  %y = nn.mul %r, %r : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<3x2xf64>
}
// A permutation that is not its own inverse.
// torch: x.permute(0, 2, 3, 1) ** 2
nn.func @rotate(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x3x4x2xf64>) {
  %r = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x2x3x4xf64>
  %y = nn.mul %r, %r : tensor<?x3x4x2xf64>, tensor<?x3x4x2xf64>
  nn.return %y : tensor<?x3x4x2xf64>
}
// torch: x.expand(4, 2, 3) ** 2
nn.func @expand(%x: tensor<2x1xf64>) -> (y: tensor<4x2x3xf64>) {
  %r = nn.expand %x : tensor<2x1xf64> to tensor<4x2x3xf64>
  %y = nn.mul %r, %r : tensor<4x2x3xf64>, tensor<4x2x3xf64>
  nn.return %y : tensor<4x2x3xf64>
}
// torch: x.expand(3, 2, 3) ** 2
nn.func @expand_ones(%x: tensor<1x2x1xf64>) -> (y: tensor<3x2x3xf64>) {
  %r = nn.expand %x : tensor<1x2x1xf64> to tensor<3x2x3xf64>
  %y = nn.mul %r, %r : tensor<3x2x3xf64>, tensor<3x2x3xf64>
  nn.return %y : tensor<3x2x3xf64>
}
// torch: x * like
nn.func @expand_to_batch(%x: tensor<2xf64>, %like: tensor<?x2xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.expand %x : tensor<2xf64> to tensor<?x2xf64>
  %y = nn.mul %r, %like : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// range %labels: 0 to 3
// torch: F.one_hot(labels, 4) * x * x
nn.func @one_hot(%labels: tensor<?xi64>, %x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %h = nn.one_hot %labels : tensor<?xi64> -> tensor<?x4xf64>
  %p = nn.mul %h, %x : tensor<?x4xf64>, tensor<?x4xf64>
  %y = nn.mul %p, %x : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}

// torch: x * x
nn.func @barrier(%x: tensor<3x2xf64>) -> (y: tensor<3x2xf64>) {
  %same = nn.barrier %x : tensor<3x2xf64>
  %y = nn.mul %x, %same : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<3x2xf64>
}
