// Two hidden layers, to leave as they are, and a head.
module @layers {
  nn.variable @body1.weight : tensor<16x8xf32> init #nn.he_uniform
  nn.variable @body2.weight : tensor<8x8xf32>  init #nn.he_uniform
  nn.variable @head.weight  : tensor<8x3xf32>  init #nn.he_uniform
  nn.variable @head.bias    : tensor<3xf32>    init #nn.zeros

  nn.func @predict(%image: tensor<?x4x4xf32>) -> (logits: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %body1 = nn.read @body1.weight : tensor<16x8xf32>
    %body2 = nn.read @body2.weight : tensor<8x8xf32>
    %head = nn.read @head.weight : tensor<8x3xf32>
    %bias = nn.read @head.bias : tensor<3xf32>
    %sum1 = nn.matmul %pixels, %body1 : tensor<?x16xf32>, tensor<16x8xf32>
    %hidden1 = nn.tanh %sum1 : tensor<?x8xf32>
    %sum2 = nn.matmul %hidden1, %body2 : tensor<?x8xf32>, tensor<8x8xf32>
    %hidden2 = nn.tanh %sum2 : tensor<?x8xf32>
    %product = nn.matmul %hidden2, %head : tensor<?x8xf32>, tensor<8x3xf32>
    %logits = nn.add %product, %bias : tensor<?x3xf32>, tensor<3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x4x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    nn.return %loss : tensor<f32>
  }
}
