// The matrix product in each transposition.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: a @ b
nn.func @plain(%a: tensor<?x4xf64>, %b: tensor<4x2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.matmul %a, %b : tensor<?x4xf64>, tensor<4x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: a.T @ b
nn.func @left(%a: tensor<?x4xf64>, %b: tensor<?x2xf64>) -> (y: tensor<4x2xf64>) {
  %y = nn.matmul %a, %b transpose_lhs : tensor<?x4xf64>, tensor<?x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// torch: a @ b.T
nn.func @right(%a: tensor<?x4xf64>, %b: tensor<2x4xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.matmul %a, %b transpose_rhs : tensor<?x4xf64>, tensor<2x4xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: a.T @ b.T
nn.func @both(%a: tensor<4x3xf64>, %b: tensor<2x4xf64>) -> (y: tensor<3x2xf64>) {
  %y = nn.matmul %a, %b transpose_lhs transpose_rhs : tensor<4x3xf64>, tensor<2x4xf64>
  nn.return %y : tensor<3x2xf64>
}
// One value in both places.
// torch: a @ a.T
nn.func @square(%a: tensor<3x3xf64>) -> (y: tensor<3x3xf64>) {
  %y = nn.matmul %a, %a transpose_rhs : tensor<3x3xf64>, tensor<3x3xf64>
  nn.return %y : tensor<3x3xf64>
}
