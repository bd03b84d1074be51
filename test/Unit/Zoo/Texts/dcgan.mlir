// DCGAN (Radford et al., 2016): a generator of transposed convolutions and a discriminator of
// convolutions, which learn against each other.
//
// Takes colour images of 64 × 64 with channels in -1 … 1, as [batch, 3, 64, 64]. Any batch: `?`.
//
// Parameters: 6,342,272.
module @dcgan {
  nn.variable @generator.conv1.weight                 : tensor<100x512x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.conv1.bn.scale               : tensor<512xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv1.bn.bias                : tensor<512xf32>         init #nn.zeros
  nn.variable buffer @generator.conv1.bn.mean         : tensor<512xf32>         init #nn.zeros
  nn.variable buffer @generator.conv1.bn.variance     : tensor<512xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv2.weight                 : tensor<512x256x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.conv2.bn.scale               : tensor<256xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv2.bn.bias                : tensor<256xf32>         init #nn.zeros
  nn.variable buffer @generator.conv2.bn.mean         : tensor<256xf32>         init #nn.zeros
  nn.variable buffer @generator.conv2.bn.variance     : tensor<256xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv3.weight                 : tensor<256x128x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.conv3.bn.scale               : tensor<128xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv3.bn.bias                : tensor<128xf32>         init #nn.zeros
  nn.variable buffer @generator.conv3.bn.mean         : tensor<128xf32>         init #nn.zeros
  nn.variable buffer @generator.conv3.bn.variance     : tensor<128xf32>         init #nn.constant<1.0 : f32>
  nn.variable @generator.conv4.weight                 : tensor<128x64x4x4xf32>  init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.conv4.bn.scale               : tensor<64xf32>          init #nn.constant<1.0 : f32>
  nn.variable @generator.conv4.bn.bias                : tensor<64xf32>          init #nn.zeros
  nn.variable buffer @generator.conv4.bn.mean         : tensor<64xf32>          init #nn.zeros
  nn.variable buffer @generator.conv4.bn.variance     : tensor<64xf32>          init #nn.constant<1.0 : f32>
  nn.variable @generator.conv5.weight                 : tensor<64x3x4x4xf32>    init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv1.weight             : tensor<64x3x4x4xf32>    init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv2.weight             : tensor<128x64x4x4xf32>  init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv2.bn.scale           : tensor<128xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv2.bn.bias            : tensor<128xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv2.bn.mean     : tensor<128xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv2.bn.variance : tensor<128xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv3.weight             : tensor<256x128x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv3.bn.scale           : tensor<256xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv3.bn.bias            : tensor<256xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv3.bn.mean     : tensor<256xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv3.bn.variance : tensor<256xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv4.weight             : tensor<512x256x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv4.bn.scale           : tensor<512xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv4.bn.bias            : tensor<512xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv4.bn.mean     : tensor<512xf32>         init #nn.zeros
  nn.variable buffer @discriminator.conv4.bn.variance : tensor<512xf32>         init #nn.constant<1.0 : f32>
  nn.variable @discriminator.conv5.weight             : tensor<1x512x4x4xf32>   init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable buffer @random                          : tensor<2xi64>           init #nn.random_state

  // Latent numbers to images.
  nn.func private @generator(%latent: tensor<?x100x1x1xf32>) -> (image: tensor<?x3x64x64xf32>) {
    %generator.conv1.weight = nn.read @generator.conv1.weight : tensor<100x512x4x4xf32>
    %generator.conv1 = nn.conv_transpose %latent, %generator.conv1.weight : tensor<?x100x1x1xf32>, tensor<100x512x4x4xf32>
    %generator.conv1.bn.scale = nn.read @generator.conv1.bn.scale : tensor<512xf32>
    %generator.conv1.bn.bias = nn.read @generator.conv1.bn.bias : tensor<512xf32>
    %generator.conv1.bn.mean = nn.read @generator.conv1.bn.mean : tensor<512xf32>
    %generator.conv1.bn.variance = nn.read @generator.conv1.bn.variance : tensor<512xf32>
    %generator.conv1.bn = nn.batch_norm %generator.conv1 scale %generator.conv1.bn.scale bias %generator.conv1.bn.bias mean %generator.conv1.bn.mean variance %generator.conv1.bn.variance : tensor<?x512x4x4xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %generator.conv1.bn.relu = nn.relu %generator.conv1.bn : tensor<?x512x4x4xf32>
    %generator.conv2.weight = nn.read @generator.conv2.weight : tensor<512x256x4x4xf32>
    %generator.conv2 = nn.conv_transpose %generator.conv1.bn.relu, %generator.conv2.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x512x4x4xf32>, tensor<512x256x4x4xf32>
    %generator.conv2.bn.scale = nn.read @generator.conv2.bn.scale : tensor<256xf32>
    %generator.conv2.bn.bias = nn.read @generator.conv2.bn.bias : tensor<256xf32>
    %generator.conv2.bn.mean = nn.read @generator.conv2.bn.mean : tensor<256xf32>
    %generator.conv2.bn.variance = nn.read @generator.conv2.bn.variance : tensor<256xf32>
    %generator.conv2.bn = nn.batch_norm %generator.conv2 scale %generator.conv2.bn.scale bias %generator.conv2.bn.bias mean %generator.conv2.bn.mean variance %generator.conv2.bn.variance : tensor<?x256x8x8xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %generator.conv2.bn.relu = nn.relu %generator.conv2.bn : tensor<?x256x8x8xf32>
    %generator.conv3.weight = nn.read @generator.conv3.weight : tensor<256x128x4x4xf32>
    %generator.conv3 = nn.conv_transpose %generator.conv2.bn.relu, %generator.conv3.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x256x8x8xf32>, tensor<256x128x4x4xf32>
    %generator.conv3.bn.scale = nn.read @generator.conv3.bn.scale : tensor<128xf32>
    %generator.conv3.bn.bias = nn.read @generator.conv3.bn.bias : tensor<128xf32>
    %generator.conv3.bn.mean = nn.read @generator.conv3.bn.mean : tensor<128xf32>
    %generator.conv3.bn.variance = nn.read @generator.conv3.bn.variance : tensor<128xf32>
    %generator.conv3.bn = nn.batch_norm %generator.conv3 scale %generator.conv3.bn.scale bias %generator.conv3.bn.bias mean %generator.conv3.bn.mean variance %generator.conv3.bn.variance : tensor<?x128x16x16xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %generator.conv3.bn.relu = nn.relu %generator.conv3.bn : tensor<?x128x16x16xf32>
    %generator.conv4.weight = nn.read @generator.conv4.weight : tensor<128x64x4x4xf32>
    %generator.conv4 = nn.conv_transpose %generator.conv3.bn.relu, %generator.conv4.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x128x16x16xf32>, tensor<128x64x4x4xf32>
    %generator.conv4.bn.scale = nn.read @generator.conv4.bn.scale : tensor<64xf32>
    %generator.conv4.bn.bias = nn.read @generator.conv4.bn.bias : tensor<64xf32>
    %generator.conv4.bn.mean = nn.read @generator.conv4.bn.mean : tensor<64xf32>
    %generator.conv4.bn.variance = nn.read @generator.conv4.bn.variance : tensor<64xf32>
    %generator.conv4.bn = nn.batch_norm %generator.conv4 scale %generator.conv4.bn.scale bias %generator.conv4.bn.bias mean %generator.conv4.bn.mean variance %generator.conv4.bn.variance : tensor<?x64x32x32xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
    %generator.conv4.bn.relu = nn.relu %generator.conv4.bn : tensor<?x64x32x32xf32>
    %generator.conv5.weight = nn.read @generator.conv5.weight : tensor<64x3x4x4xf32>
    %generator.conv5 = nn.conv_transpose %generator.conv4.bn.relu, %generator.conv5.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x32x32xf32>, tensor<64x3x4x4xf32>
    %image = nn.tanh %generator.conv5 : tensor<?x3x64x64xf32>
    nn.return %image : tensor<?x3x64x64xf32>
  }

  // A logit for each image: positive if it is taken for a real one.
  nn.func private @discriminator(%image: tensor<?x3x64x64xf32>) -> (logit: tensor<?xf32>) {
    %discriminator.conv1.weight = nn.read @discriminator.conv1.weight : tensor<64x3x4x4xf32>
    %discriminator.conv1 = nn.conv %image, %discriminator.conv1.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x3x64x64xf32>, tensor<64x3x4x4xf32>
    %discriminator.conv1.leaky_relu = nn.leaky_relu %discriminator.conv1 alpha 0.2 : tensor<?x64x32x32xf32>
    %discriminator.conv2.weight = nn.read @discriminator.conv2.weight : tensor<128x64x4x4xf32>
    %discriminator.conv2 = nn.conv %discriminator.conv1.leaky_relu, %discriminator.conv2.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x64x32x32xf32>, tensor<128x64x4x4xf32>
    %discriminator.conv2.bn.scale = nn.read @discriminator.conv2.bn.scale : tensor<128xf32>
    %discriminator.conv2.bn.bias = nn.read @discriminator.conv2.bn.bias : tensor<128xf32>
    %discriminator.conv2.bn.mean = nn.read @discriminator.conv2.bn.mean : tensor<128xf32>
    %discriminator.conv2.bn.variance = nn.read @discriminator.conv2.bn.variance : tensor<128xf32>
    %discriminator.conv2.bn = nn.batch_norm %discriminator.conv2 scale %discriminator.conv2.bn.scale bias %discriminator.conv2.bn.bias mean %discriminator.conv2.bn.mean variance %discriminator.conv2.bn.variance : tensor<?x128x16x16xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
    %discriminator.conv2.bn.leaky_relu = nn.leaky_relu %discriminator.conv2.bn alpha 0.2 : tensor<?x128x16x16xf32>
    %discriminator.conv3.weight = nn.read @discriminator.conv3.weight : tensor<256x128x4x4xf32>
    %discriminator.conv3 = nn.conv %discriminator.conv2.bn.leaky_relu, %discriminator.conv3.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x128x16x16xf32>, tensor<256x128x4x4xf32>
    %discriminator.conv3.bn.scale = nn.read @discriminator.conv3.bn.scale : tensor<256xf32>
    %discriminator.conv3.bn.bias = nn.read @discriminator.conv3.bn.bias : tensor<256xf32>
    %discriminator.conv3.bn.mean = nn.read @discriminator.conv3.bn.mean : tensor<256xf32>
    %discriminator.conv3.bn.variance = nn.read @discriminator.conv3.bn.variance : tensor<256xf32>
    %discriminator.conv3.bn = nn.batch_norm %discriminator.conv3 scale %discriminator.conv3.bn.scale bias %discriminator.conv3.bn.bias mean %discriminator.conv3.bn.mean variance %discriminator.conv3.bn.variance : tensor<?x256x8x8xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
    %discriminator.conv3.bn.leaky_relu = nn.leaky_relu %discriminator.conv3.bn alpha 0.2 : tensor<?x256x8x8xf32>
    %discriminator.conv4.weight = nn.read @discriminator.conv4.weight : tensor<512x256x4x4xf32>
    %discriminator.conv4 = nn.conv %discriminator.conv3.bn.leaky_relu, %discriminator.conv4.weight strides [2, 2] pads [1, 1, 1, 1] : tensor<?x256x8x8xf32>, tensor<512x256x4x4xf32>
    %discriminator.conv4.bn.scale = nn.read @discriminator.conv4.bn.scale : tensor<512xf32>
    %discriminator.conv4.bn.bias = nn.read @discriminator.conv4.bn.bias : tensor<512xf32>
    %discriminator.conv4.bn.mean = nn.read @discriminator.conv4.bn.mean : tensor<512xf32>
    %discriminator.conv4.bn.variance = nn.read @discriminator.conv4.bn.variance : tensor<512xf32>
    %discriminator.conv4.bn = nn.batch_norm %discriminator.conv4 scale %discriminator.conv4.bn.scale bias %discriminator.conv4.bn.bias mean %discriminator.conv4.bn.mean variance %discriminator.conv4.bn.variance : tensor<?x512x4x4xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>, tensor<512xf32>
    %discriminator.conv4.bn.leaky_relu = nn.leaky_relu %discriminator.conv4.bn alpha 0.2 : tensor<?x512x4x4xf32>
    %discriminator.conv5.weight = nn.read @discriminator.conv5.weight : tensor<1x512x4x4xf32>
    %discriminator.conv5 = nn.conv %discriminator.conv4.bn.leaky_relu, %discriminator.conv5.weight : tensor<?x512x4x4xf32>, tensor<1x512x4x4xf32>
    %logit = nn.reshape %discriminator.conv5 : tensor<?x1x1x1xf32> to tensor<?xf32>
    nn.return %logit : tensor<?xf32>
  }

  // Images of latent numbers.
  nn.func @predict(%latent: tensor<?x100x1x1xf32>) -> (image: tensor<?x3x64x64xf32>) {
    %image = nn.call @generator(%latent) : (tensor<?x100x1x1xf32>) -> tensor<?x3x64x64xf32>
    nn.return %image : tensor<?x3x64x64xf32>
  }

  // What training makes small: the loss of the discriminator; `generator_loss` is that of the generator.
  // A step improves both: each variable gets the gradient of the loss of its own network.
  nn.func @loss(%image: tensor<?x3x64x64xf32>) -> (loss: tensor<f32>, generator_loss: tensor<f32>) {
    %random = nn.read @random : tensor<2xi64>
    %latent, %next_random = nn.random_normal %random : tensor<?x100x1x1xf32>
    nn.assign @random, %next_random : tensor<2xi64>
    %image1 = nn.call @generator(%latent) : (tensor<?x100x1x1xf32>) -> tensor<?x3x64x64xf32>
    %logit1 = nn.call @discriminator(%image) : (tensor<?x3x64x64xf32>) -> tensor<?xf32>
    %stop_gradient = nn.stop_gradient %image1 : tensor<?x3x64x64xf32>
    %logit2 = nn.call @discriminator(%stop_gradient) : (tensor<?x3x64x64xf32>) -> tensor<?xf32>
    %logit3 = nn.call @discriminator(%image1) : (tensor<?x3x64x64xf32>) -> tensor<?xf32>

    // Binary cross entropies: softplus(-x) if the image is to be taken for a real one, else
    // softplus(x) = x + softplus(-x). Both logits of the generated images are equal, and only one
    // leads back to the generator: it gets the gradient of softplus(-x), while the discriminator
    // gets that of their sum, softplus(x).
    %neg1 = nn.neg %logit1 : tensor<?xf32>
    %softplus1 = nn.softplus %neg1 : tensor<?xf32>
    %missed = nn.reduce_mean %softplus1 : tensor<?xf32>
    %neg2 = nn.neg %logit3 : tensor<?xf32>
    %softplus2 = nn.softplus %neg2 : tensor<?xf32>
    %unconvincing = nn.reduce_mean %softplus2 : tensor<?xf32>
    %mean_logit = nn.reduce_mean %logit2 : tensor<?xf32>
    %believed = nn.add %mean_logit, %unconvincing : tensor<f32>, tensor<f32>
    %total = nn.add %missed, %believed : tensor<f32>, tensor<f32>
    nn.return %total, %unconvincing : tensor<f32>, tensor<f32>
  }
}
