// A convolution of each form, and a product with few columns.
module @forms {
  nn.variable @three.weight   : tensor<32x32x3x3xf32> init #nn.he_uniform
  nn.variable @strided.weight : tensor<32x32x3x3xf32> init #nn.he_uniform
  nn.variable @pixel.weight   : tensor<16x32x1x1xf32> init #nn.he_uniform
  nn.variable @dense.weight   : tensor<16x5xf32>      init #nn.he_uniform

  nn.func @predict(%image: tensor<?x32x32x32xf32>) -> (logits: tensor<?x5xf32>) {
    %three.weight = nn.read @three.weight : tensor<32x32x3x3xf32>
    %strided.weight = nn.read @strided.weight : tensor<32x32x3x3xf32>
    %pixel.weight = nn.read @pixel.weight : tensor<16x32x1x1xf32>
    %dense.weight = nn.read @dense.weight : tensor<16x5xf32>
    %three = nn.conv %image, %three.weight pads [1, 1, 1, 1] : tensor<?x32x32x32xf32>, tensor<32x32x3x3xf32>
    %strided = nn.conv %three, %strided.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x32x32x32xf32>, tensor<32x32x3x3xf32>
    %pixel = nn.conv %strided, %pixel.weight : tensor<?x32x16x16xf32>, tensor<16x32x1x1xf32>
    %flat = nn.reduce_mean %pixel axes [2, 3] : tensor<?x16x16x16xf32>
    %logits = nn.matmul %flat, %dense.weight : tensor<?x16xf32>, tensor<16x5xf32>
    nn.return %logits : tensor<?x5xf32>
  }
}
