// DCGAN for images of 28 by 28: a generator that learns to deceive a discriminator, which learns not to be deceived
//
// I. Goodfellow et al.: Generative adversarial nets (2014); A. Radford, L. Metz and S. Chintala: Unsupervised representation learning
// with deep convolutional generative adversarial networks (2016).
//
// The generator makes an image of 64 random numbers by transposed convolutions; the discriminator gives an image a logit, positive if it
// takes it for a real one. Steps alternate (`train.plan`): the discriminator learns from a batch of real images and as many
// generated ones; then the generator learns, through the discriminator's eyes, which stays as it is.
//
//   dlc train fashion_gan.mlir --data fashion-mnist --epochs 6 --batch 64 --lr 2e-4 -o gan.dlm
//   dlc generate gan.dlm -n 64 --grid -o samples.png
!images = tensor<?x1x28x28xf32>
!half = tensor<?x32x14x14xf32>
!quarter = tensor<?x64x7x7xf32>
!latent = tensor<?x64xf32>
!scores = tensor<?xf32>
!random = tensor<2xi64>
!vector = tensor<64xf32>
!short = tensor<32xf32>

module @fashion_gan attributes {train.plan = "discriminate, deceive"} {
  nn.variable @generator.fc.weight : tensor<64x3136xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.bn1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @generator.bn1.bias : !vector init #nn.zeros
  nn.variable buffer @generator.bn1.mean : !vector init #nn.zeros
  nn.variable buffer @generator.bn1.variance : !vector init #nn.constant<1.0 : f32>
  nn.variable @generator.conv1.weight : tensor<64x32x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.bn2.scale : !short init #nn.constant<1.0 : f32>
  nn.variable @generator.bn2.bias : !short init #nn.zeros
  nn.variable buffer @generator.bn2.mean : !short init #nn.zeros
  nn.variable buffer @generator.bn2.variance : !short init #nn.constant<1.0 : f32>
  nn.variable @generator.conv2.weight : tensor<32x1x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @generator.conv2.bias : tensor<1xf32> init #nn.zeros

  nn.variable @discriminator.conv1.weight : tensor<32x1x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.conv1.bias : !short init #nn.zeros
  nn.variable @discriminator.conv2.weight : tensor<64x32x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.bn2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @discriminator.bn2.bias : !vector init #nn.zeros
  nn.variable buffer @discriminator.bn2.mean : !vector init #nn.zeros
  nn.variable buffer @discriminator.bn2.variance : !vector init #nn.constant<1.0 : f32>
  nn.variable @discriminator.fc.weight : tensor<3136x1xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @discriminator.fc.bias : tensor<1xf32> init #nn.zeros

  nn.variable buffer @random : !random init #nn.random_state

  // 7 by 7 pixels of 64 channels, doubled twice.
  nn.func private @draw(%latent: !latent) -> (image: !images) {
    %w = nn.read @generator.fc.weight : tensor<64x3136xf32>
    %product = nn.matmul %latent, %w : !latent, tensor<64x3136xf32>
    %small = nn.reshape %product : tensor<?x3136xf32> to !quarter
    %s1 = nn.read @generator.bn1.scale : !vector
    %b1 = nn.read @generator.bn1.bias : !vector
    %m1 = nn.read @generator.bn1.mean : !vector
    %v1 = nn.read @generator.bn1.variance : !vector
    %normal1 = nn.batch_norm %small scale %s1 bias %b1 mean %m1 variance %v1 : !quarter, !vector, !vector, !vector, !vector
    %relu1 = nn.relu %normal1 : !quarter
    %w1 = nn.read @generator.conv1.weight : tensor<64x32x4x4xf32>
    %conv1 = nn.conv_transpose %relu1, %w1 strides [2, 2] pads [1, 1, 1, 1] : !quarter, tensor<64x32x4x4xf32>
    %s2 = nn.read @generator.bn2.scale : !short
    %b2 = nn.read @generator.bn2.bias : !short
    %m2 = nn.read @generator.bn2.mean : !short
    %v2 = nn.read @generator.bn2.variance : !short
    %normal2 = nn.batch_norm %conv1 scale %s2 bias %b2 mean %m2 variance %v2 : !half, !short, !short, !short, !short
    %relu2 = nn.relu %normal2 : !half
    %w2 = nn.read @generator.conv2.weight : tensor<32x1x4x4xf32>
    %c2 = nn.read @generator.conv2.bias : tensor<1xf32>
    %conv2 = nn.conv_transpose %relu2, %w2 bias %c2 strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<32x1x4x4xf32>, tensor<1xf32>
    %image = nn.sigmoid %conv2 : !images
    nn.return %image : !images
  }

  // A logit for each image.
  nn.func private @judge(%image: !images) -> (logit: !scores) {
    %w1 = nn.read @discriminator.conv1.weight : tensor<32x1x4x4xf32>
    %c1 = nn.read @discriminator.conv1.bias : !short
    %conv1 = nn.conv %image, %w1 bias %c1 strides [2, 2] pads [1, 1, 1, 1] : !images, tensor<32x1x4x4xf32>, !short
    %relu1 = nn.leaky_relu %conv1 alpha 0.2 : !half
    %w2 = nn.read @discriminator.conv2.weight : tensor<64x32x4x4xf32>
    %conv2 = nn.conv %relu1, %w2 strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<64x32x4x4xf32>
    %s2 = nn.read @discriminator.bn2.scale : !vector
    %b2 = nn.read @discriminator.bn2.bias : !vector
    %m2 = nn.read @discriminator.bn2.mean : !vector
    %v2 = nn.read @discriminator.bn2.variance : !vector
    %normal2 = nn.batch_norm %conv2 scale %s2 bias %b2 mean %m2 variance %v2 : !quarter, !vector, !vector, !vector, !vector
    %relu2 = nn.leaky_relu %normal2 alpha 0.2 : !quarter
    %flat = nn.flatten %relu2 : !quarter
    %w3 = nn.read @discriminator.fc.weight : tensor<3136x1xf32>
    %c3 = nn.read @discriminator.fc.bias : tensor<1xf32>
    %product = nn.matmul %flat, %w3 : tensor<?x3136xf32>, tensor<3136x1xf32>
    %sum = nn.add %product, %c3 : tensor<?x1xf32>, tensor<1xf32>
    %logit = nn.reshape %sum : tensor<?x1xf32> to !scores
    nn.return %logit : !scores
  }

  // Images of new random numbers.
  nn.func private @fake() -> (image: !images) {
    %random = nn.read @random : !random
    %latent, %next = nn.random_normal %random : !latent
    nn.assign @random, %next : !random
    %image = nn.call @draw(%latent) : (!latent) -> !images
    nn.return %image : !images
  }

  // -log of the probability that the discriminator gives the right answer, of real and of generated images. `caught`: how often it does of
  // the latter.
  nn.func private @discriminator_loss(%image: !images, %fake: !images) -> (loss: tensor<f32>, caught: tensor<f32>) {
    %real_logit = nn.call @judge(%image) : (!images) -> !scores
    %fake_logit = nn.call @judge(%fake) : (!images) -> !scores
    %minus = nn.neg %real_logit : !scores
    %missed = nn.softplus %minus : !scores
    %believed = nn.softplus %fake_logit : !scores
    %both = nn.add %missed, %believed : !scores, !scores
    %loss = nn.reduce_mean %both : !scores
    %zero = nn.constant dense<0.0> : tensor<f32>
    %seen = nn.compare lt %fake_logit, %zero : !scores, tensor<f32>
    %hits = nn.cast %seen : tensor<?xi1> to !scores
    %caught = nn.reduce_mean %hits : !scores
    nn.return %loss, %caught : tensor<f32>, tensor<f32>
  }

  nn.func @discriminate(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, caught: tensor<f32>) {
    %drawn = nn.call @fake() : () -> !images
    %given = nn.stop_gradient %drawn : !images
    %loss, %caught = nn.call @discriminator_loss(%image, %given) : (!images, !images) -> (tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam<beta1 = 0.5> of (@discriminator.conv1.weight, @discriminator.conv1.bias, @discriminator.conv2.weight, @discriminator.bn2.scale, @discriminator.bn2.bias, @discriminator.fc.weight, @discriminator.fc.bias)
    nn.return %loss, %caught : tensor<f32>, tensor<f32>
  }

  // The generator makes the discriminator's logits of its images large. Real images are only counted: as many are made.
  nn.func @deceive(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %fake = nn.call @fake() : () -> !images
    %logit = nn.call @judge(%fake) : (!images) -> !scores
    %minus = nn.neg %logit : !scores
    %unconvincing = nn.softplus %minus : !scores
    %loss = nn.reduce_mean %unconvincing : !scores
    train.minimize %loss, %learning_rate using #train.adam<beta1 = 0.5> of (@generator.fc.weight, @generator.bn1.scale, @generator.bn1.bias, @generator.conv1.weight, @generator.bn2.scale, @generator.bn2.bias, @generator.conv2.weight, @generator.conv2.bias)
    nn.return %loss : tensor<f32>
  }

  nn.func @loss(%image: !images) -> (loss: tensor<f32>, caught: tensor<f32>) {
    %fake = nn.call @fake() : () -> !images
    %loss, %caught = nn.call @discriminator_loss(%image, %fake) : (!images, !images) -> (tensor<f32>, tensor<f32>)
    nn.return %loss, %caught : tensor<f32>, tensor<f32>
  }

  // Images of latent numbers.
  nn.func @decode(%latent: !latent) -> (images: tensor<?x28x28xf32>) {
    %image = nn.call @draw(%latent) : (!latent) -> !images
    %images = nn.reshape %image : !images to tensor<?x28x28xf32>
    nn.return %images : tensor<?x28x28xf32>
  }

  // New images, as many as the batch of the call.
  nn.func @generate() -> (images: tensor<?x28x28xf32>) {
    %fake = nn.call @fake() : () -> !images
    %images = nn.reshape %fake : !images to tensor<?x28x28xf32>
    nn.return %images : tensor<?x28x28xf32>
  }
}
