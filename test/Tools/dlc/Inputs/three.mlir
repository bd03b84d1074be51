// Two numbers are of one of three classes.
module @three {
nn.variable @w : tensor<2x3xf32> init #nn.xavier_uniform
nn.func @predict(%x: tensor<?x2xf32>) -> (logits: tensor<?x3xf32>) {
  %w = nn.read @w : tensor<2x3xf32>
  %y = nn.matmul %x, %w : tensor<?x2xf32>, tensor<2x3xf32>
  nn.return %y : tensor<?x3xf32>
}
nn.func @loss(%x: tensor<?x2xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x2xf32>) -> tensor<?x3xf32>
  %l = nn.softmax_cross_entropy_loss %y, %label : tensor<?x3xf32>, tensor<?xi64>
  nn.return %l : tensor<f32>
}
}
