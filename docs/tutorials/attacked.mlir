// A classifier of clothes, and how to deceive it: the fast gradient sign method (Goodfellow et al., 2015).
module @clothes {
  nn.variable @hidden.weight  : tensor<784x64xf32> init #nn.he_uniform
  nn.variable @hidden.bias    : tensor<64xf32>     init #nn.zeros
  nn.variable @classes.weight : tensor<64x10xf32>  init #nn.he_uniform
  nn.variable @classes.bias   : tensor<10xf32>     init #nn.zeros

  nn.func @predict(%image: tensor<?x1x28x28xf32>) -> (logits: tensor<?x10xf32>) {
    %pixels = nn.flatten %image : tensor<?x1x28x28xf32>
    %hidden.weight = nn.read @hidden.weight : tensor<784x64xf32>
    %hidden.bias = nn.read @hidden.bias : tensor<64xf32>
    %hidden.product = nn.matmul %pixels, %hidden.weight : tensor<?x784xf32>, tensor<784x64xf32>
    %hidden.sum = nn.add %hidden.product, %hidden.bias : tensor<?x64xf32>, tensor<64xf32>
    %hidden = nn.relu %hidden.sum : tensor<?x64xf32>
    %classes.weight = nn.read @classes.weight : tensor<64x10xf32>
    %classes.bias = nn.read @classes.bias : tensor<10xf32>
    %classes.product = nn.matmul %hidden, %classes.weight : tensor<?x64xf32>, tensor<64x10xf32>
    %logits = nn.add %classes.product, %classes.bias : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  nn.func @loss(%image: tensor<?x1x28x28xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x1x28x28xf32>) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // Each pixel goes a little in the direction in which the loss grows.
  nn.func @attack(%image: tensor<?x1x28x28xf32>, %label: tensor<?xi64>) -> (attacked: tensor<?x1x28x28xf32>) {
    %loss, %accuracy = nn.call @loss(%image, %label) : (tensor<?x1x28x28xf32>, tensor<?xi64>) -> (tensor<f32>, tensor<f32>)
    %derivative = train.gradient %loss wrt (%image) : tensor<f32>, (tensor<?x1x28x28xf32>)
    %direction = nn.sign %derivative : tensor<?x1x28x28xf32>
    %size = nn.constant dense<0.05> : tensor<f32>
    %change = nn.mul %direction, %size : tensor<?x1x28x28xf32>, tensor<f32>
    %changed = nn.add %image, %change : tensor<?x1x28x28xf32>, tensor<?x1x28x28xf32>
    %attacked = nn.clip %changed min 0.0 max 1.0 : tensor<?x1x28x28xf32>
    nn.return %attacked : tensor<?x1x28x28xf32>
  }
}
