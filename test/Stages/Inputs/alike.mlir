nn.func @first(%x: tensor<?x3xf32>) -> (r: tensor<?x3xf32>) {
  %r = nn.exp %x : tensor<?x3xf32>
  nn.return %r : tensor<?x3xf32>
}
nn.func @second(%x: tensor<?x3xf32>) -> (r: tensor<?x3xf32>) {
  %r = nn.exp %x : tensor<?x3xf32>
  nn.return %r : tensor<?x3xf32>
}
