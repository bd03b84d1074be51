// A deep belief network: learns layer by layer without labels, and then needs fewer of them
//
// G. E. Hinton, S. Osindero and Y.-W. Teh: A fast learning algorithm for deep belief nets (2006); Y. Bengio, P. Lamblin, D. Popovici and
// H. Larochelle: Greedy layer-wise training of deep networks (2007).
//
// Two restricted Boltzmann machines (see rbm.mlir), one on top of the other. The first learns from images, the second from what the
// hidden units of the first make of images; no labels are needed. Then the weights are where a classifier starts from:
// 784 pixels, twice 500 sigmoid units, 10 classes, fine-tuned with the labels that there are. And the network can dream: Gibbs
// sampling in the upper machine, then down to pixels.
//
// The three phases are a loop around this file: docs/models/dbn.cpp.
!image = tensor<?x784xf32>
!vis1 = tensor<?x784xf32>
!vis2 = tensor<?x500xf32>
!hidden = tensor<?x500xf32>
!weights1 = tensor<784x500xf32>
!weights2 = tensor<500x500xf32>
!bias_v1 = tensor<784xf32>
!bias_v2 = tensor<500xf32>
!bias_h = tensor<500xf32>

module @dbn {
  nn.variable @layer1.weight  : !weights1 init #nn.normal<0.0 : f32, 0.03 : f32>
  nn.variable @layer1.bias    : !bias_h   init #nn.zeros
  nn.variable @layer1.visible : !bias_v1  init #nn.zeros
  nn.variable @layer2.weight  : !weights2 init #nn.normal<0.0 : f32, 0.04 : f32>
  nn.variable @layer2.bias    : !bias_h   init #nn.zeros
  nn.variable @layer2.visible : !bias_v2  init #nn.zeros
  nn.variable @classes.weight : tensor<500x10xf32> init #nn.xavier_normal
  nn.variable @classes.bias   : tensor<10xf32>     init #nn.zeros
  nn.variable buffer @random  : tensor<2xi64>      init #nn.random_state

  // Contrastive divergence (CD-1) for the lower machine: from its input v to hidden units, drawn at random, back to a reconstruction, and up
  // again. Weights move by v h of the data minus v h of the reconstruction. Gives the squared error of the reconstruction.
  nn.func private @contrast1(%v: !vis1, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %w = nn.read @layer1.weight : !weights1
    %b = nn.read @layer1.visible : !bias_v1
    %c = nn.read @layer1.bias : !bias_h
    %random = nn.read @random : tensor<2xi64>
    %product = nn.matmul %v, %w : !vis1, !weights1
    %field = nn.add %product, %c : !hidden, !bias_h
    %h = nn.sigmoid %field : !hidden
    %drawn, %next = nn.bernoulli %h, %random : !hidden
    nn.assign @random, %next : tensor<2xi64>
    %back = nn.matmul %drawn, %w transpose_rhs : !hidden, !weights1
    %visible_field = nn.add %back, %b : !vis1, !bias_v1
    %v1 = nn.sigmoid %visible_field : !vis1
    %product1 = nn.matmul %v1, %w : !vis1, !weights1
    %field1 = nn.add %product1, %c : !hidden, !bias_h
    %h1 = nn.sigmoid %field1 : !hidden

    %data = nn.matmul %v, %h transpose_lhs : !vis1, !hidden
    %reconstruction = nn.matmul %v1, %h1 transpose_lhs : !vis1, !hidden
    %batch = nn.size %v axes [0] : !vis1 -> tensor<f32>
    // `train.update` goes against the direction that it is given: reconstruction minus data.
    %difference = nn.sub %reconstruction, %data : !weights1, !weights1
    %dw = nn.div %difference, %batch : !weights1, tensor<f32>
    %v_difference = nn.sub %v1, %v : !vis1, !vis1
    %h_difference = nn.sub %h1, %h : !hidden, !hidden
    %db = nn.reduce_mean %v_difference axes [0] : !vis1
    %dc = nn.reduce_mean %h_difference axes [0] : !hidden
    train.update @layer1.weight, %dw, %learning_rate : !weights1 using #train.momentum<momentum = 0.5>
    train.update @layer1.visible, %db, %learning_rate : !bias_v1 using #train.momentum<momentum = 0.5>
    train.update @layer1.bias, %dc, %learning_rate : !bias_h using #train.momentum<momentum = 0.5>
    %error = nn.mse_loss %v1, %v : !vis1, !vis1
    nn.return %error : tensor<f32>
  }

  // Contrastive divergence (CD-1) for the upper machine: from its input v to hidden units, drawn at random, back to a reconstruction, and up
  // again. Weights move by v h of the data minus v h of the reconstruction. Gives the squared error of the reconstruction.
  nn.func private @contrast2(%v: !vis2, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %w = nn.read @layer2.weight : !weights2
    %b = nn.read @layer2.visible : !bias_v2
    %c = nn.read @layer2.bias : !bias_h
    %random = nn.read @random : tensor<2xi64>
    %product = nn.matmul %v, %w : !vis2, !weights2
    %field = nn.add %product, %c : !hidden, !bias_h
    %h = nn.sigmoid %field : !hidden
    %drawn, %next = nn.bernoulli %h, %random : !hidden
    nn.assign @random, %next : tensor<2xi64>
    %back = nn.matmul %drawn, %w transpose_rhs : !hidden, !weights2
    %visible_field = nn.add %back, %b : !vis2, !bias_v2
    %v1 = nn.sigmoid %visible_field : !vis2
    %product1 = nn.matmul %v1, %w : !vis2, !weights2
    %field1 = nn.add %product1, %c : !hidden, !bias_h
    %h1 = nn.sigmoid %field1 : !hidden

    %data = nn.matmul %v, %h transpose_lhs : !vis2, !hidden
    %reconstruction = nn.matmul %v1, %h1 transpose_lhs : !vis2, !hidden
    %batch = nn.size %v axes [0] : !vis2 -> tensor<f32>
    // `train.update` goes against the direction that it is given: reconstruction minus data.
    %difference = nn.sub %reconstruction, %data : !weights2, !weights2
    %dw = nn.div %difference, %batch : !weights2, tensor<f32>
    %v_difference = nn.sub %v1, %v : !vis2, !vis2
    %h_difference = nn.sub %h1, %h : !hidden, !hidden
    %db = nn.reduce_mean %v_difference axes [0] : !vis2
    %dc = nn.reduce_mean %h_difference axes [0] : !hidden
    train.update @layer2.weight, %dw, %learning_rate : !weights2 using #train.momentum<momentum = 0.5>
    train.update @layer2.visible, %db, %learning_rate : !bias_v2 using #train.momentum<momentum = 0.5>
    train.update @layer2.bias, %dc, %learning_rate : !bias_h using #train.momentum<momentum = 0.5>
    %error = nn.mse_loss %v1, %v : !vis2, !vis2
    nn.return %error : tensor<f32>
  }

  // First phase: the lower machine learns images.
  nn.func @pretrain1(%image: !image, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %error = nn.call @contrast1(%image, %learning_rate) : (!image, tensor<f32>) -> tensor<f32>
    nn.return %error : tensor<f32>
  }

  // Second phase: the upper machine learns what the lower one, which stays as it is, makes of images.
  nn.func @pretrain2(%image: !image, %learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %features = nn.call @features(%image) : (!image) -> !hidden
    %error = nn.call @contrast2(%features, %learning_rate) : (!hidden, tensor<f32>) -> tensor<f32>
    nn.return %error : tensor<f32>
  }

  nn.func private @features(%image: !image) -> (features: !hidden) {
    %w = nn.read @layer1.weight : !weights1
    %c = nn.read @layer1.bias : !bias_h
    %product = nn.matmul %image, %w : !image, !weights1
    %field = nn.add %product, %c : !hidden, !bias_h
    %features = nn.sigmoid %field : !hidden
    nn.return %features : !hidden
  }

  // Third phase: both layers and a third one as a classifier, by back-propagation.
  nn.func @predict(%image: !image) -> (logits: tensor<?x10xf32>) {
    %features = nn.call @features(%image) : (!image) -> !hidden
    %w2 = nn.read @layer2.weight : !weights2
    %c2 = nn.read @layer2.bias : !bias_h
    %product2 = nn.matmul %features, %w2 : !hidden, !weights2
    %field2 = nn.add %product2, %c2 : !hidden, !bias_h
    %hidden = nn.sigmoid %field2 : !hidden
    %w3 = nn.read @classes.weight : tensor<500x10xf32>
    %b3 = nn.read @classes.bias : tensor<10xf32>
    %product3 = nn.matmul %hidden, %w3 : !hidden, tensor<500x10xf32>
    %logits = nn.add %product3, %b3 : tensor<?x10xf32>, tensor<10xf32>
    nn.return %logits : tensor<?x10xf32>
  }

  nn.func @loss(%image: !image, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (!image) -> tensor<?x10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x10xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // Dreams of the network as it is after both phases of pre-training: 200 steps of Gibbs sampling in the upper machine, started
  // from the features of images, then down to the pixels.
  nn.func @dream(%image: tensor<64x784xf32>) -> (images: tensor<64x28x28xf32>) {
    %w = nn.read @layer1.weight : !weights1
    %c = nn.read @layer1.bias : !bias_h
    %b = nn.read @layer1.visible : !bias_v1
    %random = nn.read @random : tensor<2xi64>
    %product = nn.matmul %image, %w : tensor<64x784xf32>, !weights1
    %field = nn.add %product, %c : tensor<64x500xf32>, !bias_h
    %features = nn.sigmoid %field : tensor<64x500xf32>
    %top, %next = nn.loop %step to 200 carry(%v = %features : tensor<64x500xf32>, %r = %random : tensor<2xi64>) {
      %w2 = nn.read @layer2.weight : !weights2
      %c2 = nn.read @layer2.bias : !bias_h
      %b2 = nn.read @layer2.visible : !bias_v2
      %up = nn.matmul %v, %w2 : tensor<64x500xf32>, !weights2
      %up_field = nn.add %up, %c2 : tensor<64x500xf32>, !bias_h
      %h = nn.sigmoid %up_field : tensor<64x500xf32>
      %drawn, %r1 = nn.bernoulli %h, %r : tensor<64x500xf32>
      %down = nn.matmul %drawn, %w2 transpose_rhs : tensor<64x500xf32>, !weights2
      %down_field = nn.add %down, %b2 : tensor<64x500xf32>, !bias_v2
      %v1 = nn.sigmoid %down_field : tensor<64x500xf32>
      nn.yield %v1, %r1 : tensor<64x500xf32>, tensor<2xi64>
    }
    nn.assign @random, %next : tensor<2xi64>
    %pixel_product = nn.matmul %top, %w transpose_rhs : tensor<64x500xf32>, !weights1
    %pixel_field = nn.add %pixel_product, %b : tensor<64x784xf32>, !bias_v1
    %pixels = nn.sigmoid %pixel_field : tensor<64x784xf32>
    %images = nn.reshape %pixels : tensor<64x784xf32> to tensor<64x28x28xf32>
    nn.return %images : tensor<64x28x28xf32>
  }
}
