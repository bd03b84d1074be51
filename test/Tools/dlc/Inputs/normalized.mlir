// A hidden layer with batch norm, whose statistics depend on who sees which part of a batch.
module @normalized {
  nn.variable @fc1.weight : tensor<16x8xf32> init #nn.he_uniform
  nn.variable @norm.scale : tensor<8xf32> init #nn.constant<1.0 : f32>
  nn.variable @norm.bias  : tensor<8xf32> init #nn.zeros
  nn.variable buffer @norm.mean     : tensor<8xf32> init #nn.zeros
  nn.variable buffer @norm.variance : tensor<8xf32> init #nn.constant<1.0 : f32>
  nn.variable @fc2.weight : tensor<8x3xf32> init #nn.he_uniform

  nn.func @predict(%image: tensor<?x4x4xf32>) -> (logits: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %weight1 = nn.read @fc1.weight : tensor<16x8xf32>
    %weight2 = nn.read @fc2.weight : tensor<8x3xf32>
    %scale = nn.read @norm.scale : tensor<8xf32>
    %bias = nn.read @norm.bias : tensor<8xf32>
    %mean = nn.read @norm.mean : tensor<8xf32>
    %variance = nn.read @norm.variance : tensor<8xf32>
    %sums = nn.matmul %pixels, %weight1 : tensor<?x16xf32>, tensor<16x8xf32>
    %normal = nn.batch_norm %sums scale %scale bias %bias mean %mean variance %variance : tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
    %hidden = nn.relu %normal : tensor<?x8xf32>
    %logits = nn.matmul %hidden, %weight2 : tensor<?x8xf32>, tensor<8x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x4x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    nn.return %loss : tensor<f32>
  }
}
