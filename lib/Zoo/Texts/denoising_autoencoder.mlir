// A denoising autoencoder: learns to give back images from which noise has taken most of what one sees
//
// P. Vincent, H. Larochelle, Y. Bengio and P.-A. Manzagol: Extracting and composing robust features with denoising autoencoders (2008).
//
// Every image gets new noise in every step: normal, with a standard deviation of 0.5 where pixels are in 0 … 1. To remove it, the
// network has to know what clothes look like. It needs no bottleneck: with noise, copying the input is no solution.
//
//   dlc train denoising_autoencoder.mlir --data fashion-mnist --epochs 20 --lr 1e-3 --schedule cosine -o denoising.dlm
//   dlc eval denoising.dlm --data fashion-mnist:test         the loss, and the peak signal-to-noise ratio before and behind, in dB
!images = tensor<?x784xf32>
!hidden = tensor<?x1024xf32>

module @denoising_autoencoder {
  nn.variable @encoder.weight : tensor<784x1024xf32> init #nn.he_normal
  nn.variable @encoder.bias   : tensor<1024xf32>     init #nn.zeros
  nn.variable @decoder.weight : tensor<1024x784xf32> init #nn.xavier_normal
  nn.variable @decoder.bias   : tensor<784xf32>      init #nn.zeros
  nn.variable buffer @random  : tensor<2xi64>        init #nn.random_state

  // A noisy image, and what is left without its noise.
  nn.func @predict(%image: !images) -> (reconstruction: !images) {
    %w1 = nn.read @encoder.weight : tensor<784x1024xf32>
    %b1 = nn.read @encoder.bias : tensor<1024xf32>
    %product1 = nn.matmul %image, %w1 : !images, tensor<784x1024xf32>
    %sum1 = nn.add %product1, %b1 : !hidden, tensor<1024xf32>
    %hidden = nn.relu %sum1 : !hidden
    %w2 = nn.read @decoder.weight : tensor<1024x784xf32>
    %b2 = nn.read @decoder.bias : tensor<784xf32>
    %product2 = nn.matmul %hidden, %w2 : !hidden, tensor<1024x784xf32>
    %sum2 = nn.add %product2, %b2 : !images, tensor<784xf32>
    %reconstruction = nn.sigmoid %sum2 : !images
    nn.return %reconstruction : !images
  }

  nn.func @corrupt(%image: !images) -> (noisy: !images) {
    %random = nn.read @random : tensor<2xi64>
    %noise, %next = nn.random_normal %random stddev 0.5 : !images
    nn.assign @random, %next : tensor<2xi64>
    %noisy = nn.add %image, %noise : !images, !images
    nn.return %noisy : !images
  }

  nn.func @loss(%image: !images) -> (loss: tensor<f32>, noisy_psnr: tensor<f32>, psnr: tensor<f32>) {
    %noisy = nn.call @corrupt(%image) : (!images) -> !images
    %reconstruction = nn.call @predict(%noisy) : (!images) -> !images
    %loss = nn.mse_loss %reconstruction, %image : !images, !images
    %noisy_psnr = nn.call @psnr(%noisy, %image) : (!images, !images) -> tensor<f32>
    %psnr = nn.call @psnr(%reconstruction, %image) : (!images, !images) -> tensor<f32>
    nn.return %loss, %noisy_psnr, %psnr : tensor<f32>, tensor<f32>, tensor<f32>
  }

  // 10 log10(1 / mean squared error) of each image, in dB, and their mean.
  nn.func private @psnr(%x: !images, %y: !images) -> (psnr: tensor<f32>) {
    %differences = nn.sub %x, %y : !images, !images
    %squares = nn.mul %differences, %differences : !images, !images
    %errors = nn.reduce_mean %squares axes [1] : !images
    %logs = nn.log %errors : tensor<?xf32>
    %mean = nn.reduce_mean %logs : tensor<?xf32>
    %decibels = nn.constant dense<-4.3429448> : tensor<f32>
    %psnr = nn.mul %mean, %decibels : tensor<f32>, tensor<f32>
    nn.return %psnr : tensor<f32>
  }
}
