// A multi-layer perceptron: 784 pixels, 256 and 128 hidden units, 10 classes.
//
// Takes grey images of 28 × 28, row by row, with pixels in 0 … 1. Any batch: `?`.
//
// Parameters: 235,146.
module @mlp {
  nn.variable @fc1.weight : tensor<784x256xf32> init #nn.he_normal
  nn.variable @fc1.bias   : tensor<256xf32>     init #nn.zeros
  nn.variable @fc2.weight : tensor<256x128xf32> init #nn.he_normal
  nn.variable @fc2.bias   : tensor<128xf32>     init #nn.zeros
  nn.variable @fc3.weight : tensor<128x10xf32>  init #nn.he_normal
  nn.variable @fc3.bias   : tensor<10xf32>      init #nn.zeros

  // One logit for each class; the largest is the answer.
  nn.func @predict(%image: tensor<?x784xf32>) -> (logits: tensor<?x10xf32>) {
    %fc1.weight = nn.read @fc1.weight : tensor<784x256xf32>
    %fc1.bias = nn.read @fc1.bias : tensor<256xf32>
    %fc1.product = nn.matmul %image, %fc1.weight : tensor<?x784xf32>, tensor<784x256xf32>
    %fc1 = nn.add %fc1.product, %fc1.bias : tensor<?x256xf32>, tensor<256xf32>
    %fc1.relu = nn.relu %fc1 : tensor<?x256xf32>
    %fc2.weight = nn.read @fc2.weight : tensor<256x128xf32>
    %fc2.bias = nn.read @fc2.bias : tensor<128xf32>
    %fc2.product = nn.matmul %fc1.relu, %fc2.weight : tensor<?x256xf32>, tensor<256x128xf32>
    %fc2 = nn.add %fc2.product, %fc2.bias : tensor<?x128xf32>, tensor<128xf32>
    %fc2.relu = nn.relu %fc2 : tensor<?x128xf32>
    %fc3.weight = nn.read @fc3.weight : tensor<128x10xf32>
    %fc3.bias = nn.read @fc3.bias : tensor<10xf32>
    %fc3.product = nn.matmul %fc2.relu, %fc3.weight : tensor<?x128xf32>, tensor<128x10xf32>
    %logits = nn.add %fc3.product, %fc3.bias : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  // What training makes small: the mean cross entropy of a batch. Its accuracy is
  // the fraction whose largest logit is at the label.
  nn.func @loss(%image: tensor<?x784xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x784xf32>) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
