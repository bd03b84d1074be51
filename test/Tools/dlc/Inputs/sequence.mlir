// Means of rows of any number, and a matrix for each.
module @sequence {
  nn.variable @dense.weight : tensor<4x3xf32> init #nn.he_uniform
  nn.func @predict(%tokens: tensor<?x?x4xf32, #nn.sizes<batch, sequence>>) -> (each: tensor<?x?x3xf32, #nn.sizes<batch, sequence>>, mean: tensor<?x3xf32>) {
    %dense.weight = nn.read @dense.weight : tensor<4x3xf32>
    %each = nn.matmul %tokens, %dense.weight : tensor<?x?x4xf32, #nn.sizes<batch, sequence>>, tensor<4x3xf32>
    %mean = nn.reduce_mean %each axes [1] : tensor<?x?x3xf32, #nn.sizes<batch, sequence>>
    nn.return %each, %mean : tensor<?x?x3xf32, #nn.sizes<batch, sequence>>, tensor<?x3xf32>
  }
}
