// Two inputs: a network that sees the upper and the lower half of clothes apart knows more than either half tells
//
// J. Ngiam, A. Khosla, M. Kim, J. Nam, H. Lee and A. Y. Ng: Multimodal deep learning (2011), with two views of one thing in place of
// images and sound.
//
// Each input has an encoder of its own, and what both have found is joined in front of the classifier. To know what the other input
// is worth, each half also has a classifier that sees its encoder's features alone. All three learn at once, from the sum of their
// losses, and stop each other's gradients nowhere: the encoders are shared.
//
//   dlc train two_inputs.mlir --data fashion-mnist --epochs 10 --lr 1e-3 --schedule cosine -o two_inputs.dlm
//   dlc eval two_inputs.dlm --data fashion-mnist:test            the accuracies of both halves together and of each
!half = tensor<?x392xf32>
!features = tensor<?x128xf32>
!logits = tensor<?x10xf32>

module @two_inputs {
  nn.variable @upper.weight   : tensor<392x128xf32> init #nn.he_normal
  nn.variable @upper.bias     : tensor<128xf32>     init #nn.zeros
  nn.variable @lower.weight   : tensor<392x128xf32> init #nn.he_normal
  nn.variable @lower.bias     : tensor<128xf32>     init #nn.zeros
  nn.variable @joint1.weight  : tensor<256x128xf32> init #nn.he_normal
  nn.variable @joint1.bias    : tensor<128xf32>     init #nn.zeros
  nn.variable @joint2.weight  : tensor<128x10xf32>  init #nn.xavier_normal
  nn.variable @joint2.bias    : tensor<10xf32>      init #nn.zeros
  nn.variable @upper1.weight  : tensor<128x128xf32> init #nn.he_normal
  nn.variable @upper1.bias    : tensor<128xf32>     init #nn.zeros
  nn.variable @upper2.weight  : tensor<128x10xf32>  init #nn.xavier_normal
  nn.variable @upper2.bias    : tensor<10xf32>      init #nn.zeros
  nn.variable @lower1.weight  : tensor<128x128xf32> init #nn.he_normal
  nn.variable @lower1.bias    : tensor<128xf32>     init #nn.zeros
  nn.variable @lower2.weight  : tensor<128x10xf32>  init #nn.xavier_normal
  nn.variable @lower2.bias    : tensor<10xf32>      init #nn.zeros

  // What each encoder finds in its half.
  nn.func private @encode(%upper: !half, %lower: !half) -> (upper: !features, lower: !features) {
    %w1 = nn.read @upper.weight : tensor<392x128xf32>
    %b1 = nn.read @upper.bias : tensor<128xf32>
    %product1 = nn.matmul %upper, %w1 : !half, tensor<392x128xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<128xf32>
    %upper_features = nn.relu %sum1 : !features
    %w2 = nn.read @lower.weight : tensor<392x128xf32>
    %b2 = nn.read @lower.bias : tensor<128xf32>
    %product2 = nn.matmul %lower, %w2 : !half, tensor<392x128xf32>
    %sum2 = nn.add %product2, %b2 : !features, tensor<128xf32>
    %lower_features = nn.relu %sum2 : !features
    nn.return %upper_features, %lower_features : !features, !features
  }

  // From both inputs.
  nn.func @predict(%upper: !half, %lower: !half) -> (logits: !logits) {
    %u, %l = nn.call @encode(%upper, %lower) : (!half, !half) -> (!features, !features)
    %logits = nn.call @join(%u, %l) : (!features, !features) -> !logits
    nn.return %logits : !logits
  }

  nn.func private @join(%u: !features, %l: !features) -> (logits: !logits) {
    %both = nn.concat %u, %l axis 1 : !features, !features
    %w1 = nn.read @joint1.weight : tensor<256x128xf32>
    %b1 = nn.read @joint1.bias : tensor<128xf32>
    %product1 = nn.matmul %both, %w1 : tensor<?x256xf32>, tensor<256x128xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<128xf32>
    %hidden = nn.relu %sum1 : !features
    %w2 = nn.read @joint2.weight : tensor<128x10xf32>
    %b2 = nn.read @joint2.bias : tensor<10xf32>
    %product2 = nn.matmul %hidden, %w2 : !features, tensor<128x10xf32>
    %logits = nn.add %product2, %b2 : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  nn.func private @upper_alone(%u: !features) -> (logits: !logits) {
    %w1 = nn.read @upper1.weight : tensor<128x128xf32>
    %b1 = nn.read @upper1.bias : tensor<128xf32>
    %product1 = nn.matmul %u, %w1 : !features, tensor<128x128xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<128xf32>
    %hidden = nn.relu %sum1 : !features
    %w2 = nn.read @upper2.weight : tensor<128x10xf32>
    %b2 = nn.read @upper2.bias : tensor<10xf32>
    %product2 = nn.matmul %hidden, %w2 : !features, tensor<128x10xf32>
    %logits = nn.add %product2, %b2 : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  nn.func private @lower_alone(%l: !features) -> (logits: !logits) {
    %w1 = nn.read @lower1.weight : tensor<128x128xf32>
    %b1 = nn.read @lower1.bias : tensor<128xf32>
    %product1 = nn.matmul %l, %w1 : !features, tensor<128x128xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<128xf32>
    %hidden = nn.relu %sum1 : !features
    %w2 = nn.read @lower2.weight : tensor<128x10xf32>
    %b2 = nn.read @lower2.bias : tensor<10xf32>
    %product2 = nn.matmul %hidden, %w2 : !features, tensor<128x10xf32>
    %logits = nn.add %product2, %b2 : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  nn.func private @judge(%logits: !logits, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %loss = nn.softmax_cross_entropy_loss %logits, %label : !logits, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : !logits
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // The data are whole images; here they are cut between the rows 14 and 15.
  nn.func @loss(%image: tensor<?x784xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>, upper_accuracy: tensor<f32>, lower_accuracy: tensor<f32>) {
    %upper = nn.slice %image starts [0] ends [392] axes [1] : tensor<?x784xf32>
    %lower = nn.slice %image starts [392] ends [784] axes [1] : tensor<?x784xf32>
    %u, %l = nn.call @encode(%upper, %lower) : (!half, !half) -> (!features, !features)
    %joint_logits = nn.call @join(%u, %l) : (!features, !features) -> !logits
    %upper_logits = nn.call @upper_alone(%u) : (!features) -> !logits
    %lower_logits = nn.call @lower_alone(%l) : (!features) -> !logits
    %loss1, %accuracy = nn.call @judge(%joint_logits, %label) : (!logits, tensor<?xi64>) -> (tensor<f32>, tensor<f32>)
    %loss2, %upper_accuracy = nn.call @judge(%upper_logits, %label) : (!logits, tensor<?xi64>) -> (tensor<f32>, tensor<f32>)
    %loss3, %lower_accuracy = nn.call @judge(%lower_logits, %label) : (!logits, tensor<?xi64>) -> (tensor<f32>, tensor<f32>)
    %some = nn.add %loss1, %loss2 : tensor<f32>, tensor<f32>
    %loss = nn.add %some, %loss3 : tensor<f32>, tensor<f32>
    nn.return %loss, %accuracy, %upper_accuracy, %lower_accuracy : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }
}
