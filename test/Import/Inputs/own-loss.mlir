// The squares of what is wanted, which are counted as a function of its own says.
module {
  nn.func private @square(%d: tensor<?x3xf32>) -> (s: tensor<?x3xf32>) {
    %s = nn.mul %d, %d : tensor<?x3xf32>, tensor<?x3xf32>
    nn.return %s : tensor<?x3xf32>
  }
  nn.func @loss(%wanted: tensor<?x3xf32>, %y: tensor<?x3xf32>) -> (loss: tensor<f32>) {
    %d = nn.sub %y, %wanted : tensor<?x3xf32>, tensor<?x3xf32>
    %s = nn.call @square(%d) : (tensor<?x3xf32>) -> tensor<?x3xf32>
    %loss = nn.reduce_mean %s axes [0, 1] : tensor<?x3xf32>
    nn.return %loss : tensor<f32>
  }
}
