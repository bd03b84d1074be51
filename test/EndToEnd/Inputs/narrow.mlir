// Rows that fill no vector.
module @narrow {
nn.variable @w : tensor<7x21xf32> init #nn.xavier_uniform
nn.func @predict(%x: tensor<?x7xf32>) -> (y: tensor<?x21xf32>, z: tensor<?x7xf32>) {
  %w = nn.read @w : tensor<7x21xf32>
  %0 = nn.matmul %x, %w : tensor<?x7xf32>, tensor<7x21xf32>
  %y = nn.relu %0 : tensor<?x21xf32>
  %z = nn.tanh %x : tensor<?x7xf32>
  nn.return %y, %z : tensor<?x21xf32>, tensor<?x7xf32>
}
}
