// A convolutional network with batch normalisation (Ioffe and Szegedy, 2015): 3 × 3 convolutions with
// 32, 32, 64 and 64 features, two dense layers.
//
// Takes grey images of 28 × 28 with pixels in 0 … 1, as [batch, 1, 28, 28]. Any batch: `?`.
//
// Parameters: 468,010.
module @bncnn {
  nn.variable @conv1.weight        : tensor<32x1x3x3xf32>  init #nn.fan_in_uniform
  nn.variable @bn1.scale           : tensor<32xf32>        init #nn.constant<1.0 : f32>
  nn.variable @bn1.bias            : tensor<32xf32>        init #nn.zeros
  nn.variable buffer @bn1.mean     : tensor<32xf32>        init #nn.zeros
  nn.variable buffer @bn1.variance : tensor<32xf32>        init #nn.constant<1.0 : f32>
  nn.variable @conv2.weight        : tensor<32x32x3x3xf32> init #nn.fan_in_uniform
  nn.variable @bn2.scale           : tensor<32xf32>        init #nn.constant<1.0 : f32>
  nn.variable @bn2.bias            : tensor<32xf32>        init #nn.zeros
  nn.variable buffer @bn2.mean     : tensor<32xf32>        init #nn.zeros
  nn.variable buffer @bn2.variance : tensor<32xf32>        init #nn.constant<1.0 : f32>
  nn.variable @conv3.weight        : tensor<64x32x3x3xf32> init #nn.fan_in_uniform
  nn.variable @bn3.scale           : tensor<64xf32>        init #nn.constant<1.0 : f32>
  nn.variable @bn3.bias            : tensor<64xf32>        init #nn.zeros
  nn.variable buffer @bn3.mean     : tensor<64xf32>        init #nn.zeros
  nn.variable buffer @bn3.variance : tensor<64xf32>        init #nn.constant<1.0 : f32>
  nn.variable @conv4.weight        : tensor<64x64x3x3xf32> init #nn.fan_in_uniform
  nn.variable @bn4.scale           : tensor<64xf32>        init #nn.constant<1.0 : f32>
  nn.variable @bn4.bias            : tensor<64xf32>        init #nn.zeros
  nn.variable buffer @bn4.mean     : tensor<64xf32>        init #nn.zeros
  nn.variable buffer @bn4.variance : tensor<64xf32>        init #nn.constant<1.0 : f32>
  nn.variable @fc1.weight          : tensor<3136x128xf32>  init #nn.fan_in_uniform
  nn.variable @fc1.bias            : tensor<128xf32>       init #nn.zeros
  nn.variable @fc2.weight          : tensor<128x10xf32>    init #nn.fan_in_uniform
  nn.variable @fc2.bias            : tensor<10xf32>        init #nn.zeros

  // One logit for each of ten classes; the largest is the answer.
  nn.func @predict(%image: tensor<?x1x28x28xf32>) -> (logits: tensor<?x10xf32>) {
    // 28 × 28, then halved.
    %conv1.weight = nn.read @conv1.weight : tensor<32x1x3x3xf32>
    %conv1 = nn.conv %image, %conv1.weight pads [1, 1, 1, 1] : tensor<?x1x28x28xf32>, tensor<32x1x3x3xf32>
    %bn1.scale = nn.read @bn1.scale : tensor<32xf32>
    %bn1.bias = nn.read @bn1.bias : tensor<32xf32>
    %bn1.mean = nn.read @bn1.mean : tensor<32xf32>
    %bn1.variance = nn.read @bn1.variance : tensor<32xf32>
    %bn1 = nn.batch_norm %conv1 scale %bn1.scale bias %bn1.bias mean %bn1.mean variance %bn1.variance : tensor<?x32x28x28xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>
    %bn1.relu = nn.relu %bn1 : tensor<?x32x28x28xf32>
    %conv2.weight = nn.read @conv2.weight : tensor<32x32x3x3xf32>
    %conv2 = nn.conv %bn1.relu, %conv2.weight pads [1, 1, 1, 1] : tensor<?x32x28x28xf32>, tensor<32x32x3x3xf32>
    %bn2.scale = nn.read @bn2.scale : tensor<32xf32>
    %bn2.bias = nn.read @bn2.bias : tensor<32xf32>
    %bn2.mean = nn.read @bn2.mean : tensor<32xf32>
    %bn2.variance = nn.read @bn2.variance : tensor<32xf32>
    %bn2 = nn.batch_norm %conv2 scale %bn2.scale bias %bn2.bias mean %bn2.mean variance %bn2.variance : tensor<?x32x28x28xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>
    %bn2.relu = nn.relu %bn2 : tensor<?x32x28x28xf32>
    %bn2.pool = nn.max_pool %bn2.relu kernel_shape [2, 2] strides [2, 2] : tensor<?x32x28x28xf32>

    // 14 × 14, then halved.
    %conv3.weight = nn.read @conv3.weight : tensor<64x32x3x3xf32>
    %conv3 = nn.conv %bn2.pool, %conv3.weight pads [1, 1, 1, 1] : tensor<?x32x14x14xf32>, tensor<64x32x3x3xf32>
    %bn3.scale = nn.read @bn3.scale : tensor<64xf32>
    %bn3.bias = nn.read @bn3.bias : tensor<64xf32>
    %bn3.mean = nn.read @bn3.mean : tensor<64xf32>
    %bn3.variance = nn.read @bn3.variance : tensor<64xf32>
    %bn3 = nn.batch_norm %conv3 scale %bn3.scale bias %bn3.bias mean %bn3.mean variance %bn3.variance : tensor<?x64x14x14xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %bn3.relu = nn.relu %bn3 : tensor<?x64x14x14xf32>
    %conv4.weight = nn.read @conv4.weight : tensor<64x64x3x3xf32>
    %conv4 = nn.conv %bn3.relu, %conv4.weight pads [1, 1, 1, 1] : tensor<?x64x14x14xf32>, tensor<64x64x3x3xf32>
    %bn4.scale = nn.read @bn4.scale : tensor<64xf32>
    %bn4.bias = nn.read @bn4.bias : tensor<64xf32>
    %bn4.mean = nn.read @bn4.mean : tensor<64xf32>
    %bn4.variance = nn.read @bn4.variance : tensor<64xf32>
    %bn4 = nn.batch_norm %conv4 scale %bn4.scale bias %bn4.bias mean %bn4.mean variance %bn4.variance : tensor<?x64x14x14xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %bn4.relu = nn.relu %bn4 : tensor<?x64x14x14xf32>
    %bn4.pool = nn.max_pool %bn4.relu kernel_shape [2, 2] strides [2, 2] : tensor<?x64x14x14xf32>

    // 64 · 7 · 7 = 3136 numbers, classified.
    %bn4.flatten = nn.flatten %bn4.pool : tensor<?x64x7x7xf32>
    %fc1.weight = nn.read @fc1.weight : tensor<3136x128xf32>
    %fc1.bias = nn.read @fc1.bias : tensor<128xf32>
    %fc1.product = nn.matmul %bn4.flatten, %fc1.weight : tensor<?x3136xf32>, tensor<3136x128xf32>
    %fc1 = nn.add %fc1.product, %fc1.bias : tensor<?x128xf32>, tensor<128xf32>
    %fc1.relu = nn.relu %fc1 : tensor<?x128xf32>
    %fc2.weight = nn.read @fc2.weight : tensor<128x10xf32>
    %fc2.bias = nn.read @fc2.bias : tensor<10xf32>
    %fc2.product = nn.matmul %fc1.relu, %fc2.weight : tensor<?x128xf32>, tensor<128x10xf32>
    %logits = nn.add %fc2.product, %fc2.bias : tensor<?x10xf32>, tensor<10xf32>
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
