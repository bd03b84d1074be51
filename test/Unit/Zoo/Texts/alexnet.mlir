// AlexNet (Krizhevsky, 2014): five convolutions without groups, three dense layers.
//
// Takes images of 224 × 224 as [batch, 3, 224, 224]. Any batch: `?`.
//
// Parameters: 61,100,840.
module @alexnet {
  nn.variable @conv1.weight  : tensor<64x3x11x11xf32>  init #nn.he_uniform
  nn.variable @conv1.bias    : tensor<64xf32>          init #nn.zeros
  nn.variable @conv2.weight  : tensor<192x64x5x5xf32>  init #nn.he_uniform
  nn.variable @conv2.bias    : tensor<192xf32>         init #nn.zeros
  nn.variable @conv3.weight  : tensor<384x192x3x3xf32> init #nn.he_uniform
  nn.variable @conv3.bias    : tensor<384xf32>         init #nn.zeros
  nn.variable @conv4.weight  : tensor<256x384x3x3xf32> init #nn.he_uniform
  nn.variable @conv4.bias    : tensor<256xf32>         init #nn.zeros
  nn.variable @conv5.weight  : tensor<256x256x3x3xf32> init #nn.he_uniform
  nn.variable @conv5.bias    : tensor<256xf32>         init #nn.zeros
  nn.variable buffer @random : tensor<2xi64>           init #nn.random_state
  nn.variable @fc6.weight    : tensor<9216x4096xf32>   init #nn.he_uniform
  nn.variable @fc6.bias      : tensor<4096xf32>        init #nn.zeros
  nn.variable @fc7.weight    : tensor<4096x4096xf32>   init #nn.he_uniform
  nn.variable @fc7.bias      : tensor<4096xf32>        init #nn.zeros
  nn.variable @fc8.weight    : tensor<4096x1000xf32>   init #nn.he_uniform
  nn.variable @fc8.bias      : tensor<1000xf32>        init #nn.zeros

  // One logit for each of a thousand classes; the largest is the answer.
  nn.func @predict(%image: tensor<?x3x224x224xf32>) -> (logits: tensor<?x1000xf32>) {
    // 55 × 55, then 27 × 27.
    %conv1.weight = nn.read @conv1.weight : tensor<64x3x11x11xf32>
    %conv1.bias = nn.read @conv1.bias : tensor<64xf32>
    %conv1 = nn.conv %image, %conv1.weight bias %conv1.bias strides [4, 4] pads [2, 2, 2, 2] : tensor<?x3x224x224xf32>, tensor<64x3x11x11xf32>, tensor<64xf32>
    %conv1.relu = nn.relu %conv1 : tensor<?x64x55x55xf32>
    %conv1.pool = nn.max_pool %conv1.relu kernel_shape [3, 3] strides [2, 2] : tensor<?x64x55x55xf32>

    // 27 × 27, then 13 × 13.
    %conv2.weight = nn.read @conv2.weight : tensor<192x64x5x5xf32>
    %conv2.bias = nn.read @conv2.bias : tensor<192xf32>
    %conv2 = nn.conv %conv1.pool, %conv2.weight bias %conv2.bias pads [2, 2, 2, 2] : tensor<?x64x27x27xf32>, tensor<192x64x5x5xf32>, tensor<192xf32>
    %conv2.relu = nn.relu %conv2 : tensor<?x192x27x27xf32>
    %conv2.pool = nn.max_pool %conv2.relu kernel_shape [3, 3] strides [2, 2] : tensor<?x192x27x27xf32>

    // 13 × 13, then 6 × 6.
    %conv3.weight = nn.read @conv3.weight : tensor<384x192x3x3xf32>
    %conv3.bias = nn.read @conv3.bias : tensor<384xf32>
    %conv3 = nn.conv %conv2.pool, %conv3.weight bias %conv3.bias pads [1, 1, 1, 1] : tensor<?x192x13x13xf32>, tensor<384x192x3x3xf32>, tensor<384xf32>
    %conv3.relu = nn.relu %conv3 : tensor<?x384x13x13xf32>
    %conv4.weight = nn.read @conv4.weight : tensor<256x384x3x3xf32>
    %conv4.bias = nn.read @conv4.bias : tensor<256xf32>
    %conv4 = nn.conv %conv3.relu, %conv4.weight bias %conv4.bias pads [1, 1, 1, 1] : tensor<?x384x13x13xf32>, tensor<256x384x3x3xf32>, tensor<256xf32>
    %conv4.relu = nn.relu %conv4 : tensor<?x256x13x13xf32>
    %conv5.weight = nn.read @conv5.weight : tensor<256x256x3x3xf32>
    %conv5.bias = nn.read @conv5.bias : tensor<256xf32>
    %conv5 = nn.conv %conv4.relu, %conv5.weight bias %conv5.bias pads [1, 1, 1, 1] : tensor<?x256x13x13xf32>, tensor<256x256x3x3xf32>, tensor<256xf32>
    %conv5.relu = nn.relu %conv5 : tensor<?x256x13x13xf32>
    %conv5.pool = nn.max_pool %conv5.relu kernel_shape [3, 3] strides [2, 2] : tensor<?x256x13x13xf32>

    // 256 · 6 · 6 = 9216 numbers, classified.
    %conv5.flatten = nn.flatten %conv5.pool : tensor<?x256x6x6xf32>
    %random = nn.read @random : tensor<2xi64>
    %dropout1 = nn.dropout %conv5.flatten, %random : tensor<?x9216xf32>
    %fc6.weight = nn.read @fc6.weight : tensor<9216x4096xf32>
    %fc6.bias = nn.read @fc6.bias : tensor<4096xf32>
    %fc6.product = nn.matmul %dropout1, %fc6.weight : tensor<?x9216xf32>, tensor<9216x4096xf32>
    %fc6 = nn.add %fc6.product, %fc6.bias : tensor<?x4096xf32>, tensor<4096xf32>
    %fc6.relu = nn.relu %fc6 : tensor<?x4096xf32>
    %dropout2 = nn.dropout %fc6.relu, %random : tensor<?x4096xf32>
    %fc7.weight = nn.read @fc7.weight : tensor<4096x4096xf32>
    %fc7.bias = nn.read @fc7.bias : tensor<4096xf32>
    %fc7.product = nn.matmul %dropout2, %fc7.weight : tensor<?x4096xf32>, tensor<4096x4096xf32>
    %fc7 = nn.add %fc7.product, %fc7.bias : tensor<?x4096xf32>, tensor<4096xf32>
    %fc7.relu = nn.relu %fc7 : tensor<?x4096xf32>
    %fc8.weight = nn.read @fc8.weight : tensor<4096x1000xf32>
    %fc8.bias = nn.read @fc8.bias : tensor<1000xf32>
    %fc8.product = nn.matmul %fc7.relu, %fc8.weight : tensor<?x4096xf32>, tensor<4096x1000xf32>
    %logits = nn.add %fc8.product, %fc8.bias : tensor<?x1000xf32>, tensor<1000xf32>
    nn.return %logits : tensor<?x1000xf32>
  }

  // What training makes small: the mean cross entropy of a batch. Its accuracy is
  // the fraction whose largest logit is at the label.
  nn.func @loss(%image: tensor<?x3x224x224xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x3x224x224xf32>) -> tensor<?x1000xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x1000xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x1000xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
