// Two entry points with equal bodies.
nn.func @first(%x: tensor<3xf32>) -> (r: tensor<3xf32>) {
  %r = nn.exp %x : tensor<3xf32>
  nn.return %r : tensor<3xf32>
}
nn.func @second(%x: tensor<3xf32>) -> (r: tensor<3xf32>) {
  %r = nn.exp %x : tensor<3xf32>
  nn.return %r : tensor<3xf32>
}
