// All kinds of state that a training may have: weights, an optimizer's, running statistics, a random state.
module @noisy {
  nn.variable @hidden.weight        : tensor<16x8xf32> init #nn.he_uniform
  nn.variable @norm.scale           : tensor<8xf32>    init #nn.constant<1.0 : f32>
  nn.variable @norm.bias            : tensor<8xf32>    init #nn.zeros
  nn.variable buffer @norm.mean     : tensor<8xf32>    init #nn.zeros
  nn.variable buffer @norm.variance : tensor<8xf32>    init #nn.constant<1.0 : f32>
  nn.variable @classes.weight       : tensor<8x3xf32>  init #nn.he_uniform
  nn.variable buffer @random        : tensor<2xi64>    init #nn.random_state

  nn.func @predict(%image: tensor<?x16xf32>) -> (logits: tensor<?x3xf32>) {
    %hidden.weight = nn.read @hidden.weight : tensor<16x8xf32>
    %hidden = nn.matmul %image, %hidden.weight : tensor<?x16xf32>, tensor<16x8xf32>
    %scale = nn.read @norm.scale : tensor<8xf32>
    %bias = nn.read @norm.bias : tensor<8xf32>
    %mean = nn.read @norm.mean : tensor<8xf32>
    %variance = nn.read @norm.variance : tensor<8xf32>
    %norm = nn.batch_norm %hidden scale %scale bias %bias mean %mean variance %variance : tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
    %active = nn.relu %norm : tensor<?x8xf32>
    %classes.weight = nn.read @classes.weight : tensor<8x3xf32>
    %logits = nn.matmul %active, %classes.weight : tensor<?x8xf32>, tensor<8x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x16xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %random = nn.read @random : tensor<2xi64>
    %noise, %next_random = nn.random_normal %random : tensor<?x16xf32>
    nn.assign @random, %next_random : tensor<2xi64>
    %noisy = nn.add %image, %noise : tensor<?x16xf32>, tensor<?x16xf32>
    %logits = nn.call @predict(%noisy) : (tensor<?x16xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x3xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
