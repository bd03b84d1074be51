// Softmax regression: images of 4 × 4 in three classes.
module @tiny {
  nn.variable @dense.weight : tensor<16x3xf32> init #nn.he_uniform
  nn.variable @dense.bias   : tensor<3xf32>    init #nn.zeros

  nn.func @predict(%image: tensor<?x4x4xf32>) -> (logits: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %weight = nn.read @dense.weight : tensor<16x3xf32>
    %bias = nn.read @dense.bias : tensor<3xf32>
    %product = nn.matmul %pixels, %weight : tensor<?x16xf32>, tensor<16x3xf32>
    %logits = nn.add %product, %bias : tensor<?x3xf32>, tensor<3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x4x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x3xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
