// An autoencoder: images of 784 pixels through a bottleneck of 32 numbers, better than the best linear map does it
//
// G. E. Hinton and R. R. Salakhutdinov: Reducing the dimensionality of data with neural networks (2006).
//
// The network learns to give back its input, which is not trivial because all that passes is a code of 32 numbers. A linear network
// could do no better than the first 32 principal components (PCA); this one bends.
//
//   dlc train autoencoder.mlir --data fashion-mnist --epochs 20 --lr 1e-3 --schedule cosine -o autoencoder.dlm
//   dlc eval autoencoder.dlm --data fashion-mnist:test
!images = tensor<?x784xf32>
!code = tensor<?x32xf32>
!features = tensor<?x256xf32>

module @autoencoder {
  nn.variable @encoder1.weight : tensor<784x256xf32> init #nn.he_normal
  nn.variable @encoder1.bias   : tensor<256xf32>     init #nn.zeros
  nn.variable @encoder2.weight : tensor<256x32xf32>  init #nn.xavier_normal
  nn.variable @encoder2.bias   : tensor<32xf32>      init #nn.zeros
  nn.variable @decoder1.weight : tensor<32x256xf32>  init #nn.he_normal
  nn.variable @decoder1.bias   : tensor<256xf32>     init #nn.zeros
  nn.variable @decoder2.weight : tensor<256x784xf32> init #nn.xavier_normal
  nn.variable @decoder2.bias   : tensor<784xf32>     init #nn.zeros

  // 32 numbers for an image.
  nn.func @encode(%image: !images) -> (code: !code) {
    %w1 = nn.read @encoder1.weight : tensor<784x256xf32>
    %b1 = nn.read @encoder1.bias : tensor<256xf32>
    %product1 = nn.matmul %image, %w1 : !images, tensor<784x256xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<256xf32>
    %features = nn.relu %sum1 : !features
    %w2 = nn.read @encoder2.weight : tensor<256x32xf32>
    %b2 = nn.read @encoder2.bias : tensor<32xf32>
    %product2 = nn.matmul %features, %w2 : !features, tensor<256x32xf32>
    %code = nn.add %product2, %b2 : !code, tensor<32xf32>
    nn.return %code : !code
  }

  // An image of 32 numbers.
  nn.func @decode(%code: !code) -> (image: !images) {
    %w1 = nn.read @decoder1.weight : tensor<32x256xf32>
    %b1 = nn.read @decoder1.bias : tensor<256xf32>
    %product1 = nn.matmul %code, %w1 : !code, tensor<32x256xf32>
    %sum1 = nn.add %product1, %b1 : !features, tensor<256xf32>
    %features = nn.relu %sum1 : !features
    %w2 = nn.read @decoder2.weight : tensor<256x784xf32>
    %b2 = nn.read @decoder2.bias : tensor<784xf32>
    %product2 = nn.matmul %features, %w2 : !features, tensor<256x784xf32>
    %sum2 = nn.add %product2, %b2 : !images, tensor<784xf32>
    %image = nn.sigmoid %sum2 : !images
    nn.return %image : !images
  }

  nn.func @predict(%image: !images) -> (reconstruction: !images) {
    %code = nn.call @encode(%image) : (!images) -> !code
    %reconstruction = nn.call @decode(%code) : (!code) -> !images
    nn.return %reconstruction : !images
  }

  // Images, and below each what comes back.
  nn.func @show(%image: tensor<?x1x28x28xf32>) -> (pairs: tensor<?x56x28xf32>) {
    %flat = nn.flatten %image : tensor<?x1x28x28xf32>
    %back = nn.call @predict(%flat) : (!images) -> !images
    %above = nn.reshape %image : tensor<?x1x28x28xf32> to tensor<?x28x28xf32>
    %below = nn.reshape %back : !images to tensor<?x28x28xf32>
    %pairs = nn.concat %above, %below axis 1 : tensor<?x28x28xf32>, tensor<?x28x28xf32>
    nn.return %pairs : tensor<?x56x28xf32>
  }

  // The squared error of a pixel, on average.
  nn.func @loss(%image: !images) -> (loss: tensor<f32>) {
    %reconstruction = nn.call @predict(%image) : (!images) -> !images
    %loss = nn.mse_loss %reconstruction, %image : !images, !images
    nn.return %loss : tensor<f32>
  }
}
