// LeNet-5 (LeCun et al., 1998), with ReLU and max pooling: two convolutions, three dense layers.
//
// Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.
//
// Parameters: 61,706.
module @lenet {
  nn.variable @conv1.weight : tensor<6x1x5x5xf32>  init #nn.he_uniform
  nn.variable @conv1.bias   : tensor<6xf32>        init #nn.zeros
  nn.variable @conv2.weight : tensor<16x6x5x5xf32> init #nn.he_uniform
  nn.variable @conv2.bias   : tensor<16xf32>       init #nn.zeros
  nn.variable @fc1.weight   : tensor<400x120xf32>  init #nn.he_uniform
  nn.variable @fc1.bias     : tensor<120xf32>      init #nn.zeros
  nn.variable @fc2.weight   : tensor<120x84xf32>   init #nn.he_uniform
  nn.variable @fc2.bias     : tensor<84xf32>       init #nn.zeros
  nn.variable @fc3.weight   : tensor<84x10xf32>    init #nn.he_uniform
  nn.variable @fc3.bias     : tensor<10xf32>       init #nn.zeros

  // One logit for each of ten classes; the largest is the answer.
  nn.func @predict(%image: tensor<?x1x28x28xf32>) -> (logits: tensor<?x10xf32>) {
    // Six features of 5 × 5 pixels, halved to 14 × 14.
    %conv1.weight = nn.read @conv1.weight : tensor<6x1x5x5xf32>
    %conv1.bias = nn.read @conv1.bias : tensor<6xf32>
    %conv1 = nn.conv %image, %conv1.weight bias %conv1.bias pads [2, 2, 2, 2] : tensor<?x1x28x28xf32>, tensor<6x1x5x5xf32>, tensor<6xf32>
    %conv1.relu = nn.relu %conv1 : tensor<?x6x28x28xf32>
    %conv1.pool = nn.max_pool %conv1.relu kernel_shape [2, 2] strides [2, 2] : tensor<?x6x28x28xf32>

    // Sixteen features of features, 10 × 10 without padding, halved to 5 × 5.
    %conv2.weight = nn.read @conv2.weight : tensor<16x6x5x5xf32>
    %conv2.bias = nn.read @conv2.bias : tensor<16xf32>
    %conv2 = nn.conv %conv1.pool, %conv2.weight bias %conv2.bias : tensor<?x6x14x14xf32>, tensor<16x6x5x5xf32>, tensor<16xf32>
    %conv2.relu = nn.relu %conv2 : tensor<?x16x10x10xf32>
    %conv2.pool = nn.max_pool %conv2.relu kernel_shape [2, 2] strides [2, 2] : tensor<?x16x10x10xf32>

    // 16 · 5 · 5 = 400 numbers, classified.
    %conv2.flatten = nn.flatten %conv2.pool : tensor<?x16x5x5xf32>
    %fc1.weight = nn.read @fc1.weight : tensor<400x120xf32>
    %fc1.bias = nn.read @fc1.bias : tensor<120xf32>
    %fc1.product = nn.matmul %conv2.flatten, %fc1.weight : tensor<?x400xf32>, tensor<400x120xf32>
    %fc1 = nn.add %fc1.product, %fc1.bias : tensor<?x120xf32>, tensor<120xf32>
    %fc1.relu = nn.relu %fc1 : tensor<?x120xf32>
    %fc2.weight = nn.read @fc2.weight : tensor<120x84xf32>
    %fc2.bias = nn.read @fc2.bias : tensor<84xf32>
    %fc2.product = nn.matmul %fc1.relu, %fc2.weight : tensor<?x120xf32>, tensor<120x84xf32>
    %fc2 = nn.add %fc2.product, %fc2.bias : tensor<?x84xf32>, tensor<84xf32>
    %fc2.relu = nn.relu %fc2 : tensor<?x84xf32>
    %fc3.weight = nn.read @fc3.weight : tensor<84x10xf32>
    %fc3.bias = nn.read @fc3.bias : tensor<10xf32>
    %fc3.product = nn.matmul %fc2.relu, %fc3.weight : tensor<?x84xf32>, tensor<84x10xf32>
    %logits = nn.add %fc3.product, %fc3.bias : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  // What training makes small: the mean cross entropy of a batch. Its accuracy is
  // the fraction whose largest logit is at the label.
  nn.func @loss(%image: tensor<?x1x28x28xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x1x28x28xf32>) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
