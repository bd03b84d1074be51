// Wasserstein GAN with gradient penalty: a critic whose slope is held at 1 teaches a generator to draw images of 28 by 28
//
// M. Arjovsky, S. Chintala and L. Bottou: Wasserstein generative adversarial networks (2017); I. Gulrajani et al.: Improved training of
// Wasserstein GANs (2017).
//
// The critic gives each image a score, high for real ones and low for generated ones. If its slope is nowhere more than 1, the
// largest difference of the mean scores is the Wasserstein distance of both distributions: how far the generator's images must be moved
// to become real ones. The slope is held by a penalty, 10 (|gradient of the score with respect to the image| - 1)², at random points
// between real and generated images. Learning differentiates this gradient once more.
//
// The critic moves in each step. The generator moves in each fifth one, by the mean of five gradients (`accumulate = 5`): it follows a critic
// that has learnt in the meantime.
//
//   dlc train wgan_gp.mlir --data fashion-mnist --batch 64 --epochs 8 --lr 2e-4 -o wgan_gp.dlm
//   dlc run wgan_gp.dlm --entry generate --batch 64 --output images=grid.png
//   dlc check-grad wgan_gp.mlir                        the derivatives of the penalty, too, against differences
!images = tensor<?x784xf32>
!latent = tensor<?x64xf32>
!hidden = tensor<?x256xf32>
!scores = tensor<?x1xf32>
!random = tensor<2xi64>

module @wgan_gp {
  nn.variable @generator.fc1.weight : tensor<64x256xf32> init #nn.he_normal
  nn.variable @generator.fc1.bias : tensor<256xf32> init #nn.zeros
  nn.variable @generator.fc2.weight : tensor<256x256xf32> init #nn.he_normal
  nn.variable @generator.fc2.bias : tensor<256xf32> init #nn.zeros
  nn.variable @generator.fc3.weight : tensor<256x784xf32> init #nn.xavier_normal
  nn.variable @generator.fc3.bias : tensor<784xf32> init #nn.zeros

  nn.variable @critic.fc1.weight : tensor<784x256xf32> init #nn.he_normal
  nn.variable @critic.fc1.bias : tensor<256xf32> init #nn.zeros
  nn.variable @critic.fc2.weight : tensor<256x256xf32> init #nn.he_normal
  nn.variable @critic.fc2.bias : tensor<256xf32> init #nn.zeros
  nn.variable @critic.fc3.weight : tensor<256x1xf32> init #nn.xavier_normal
  nn.variable @critic.fc3.bias : tensor<1xf32> init #nn.zeros

  nn.variable buffer @random : !random init #nn.random_state

  nn.func private @draw(%latent: !latent) -> (image: !images) {
    %w1 = nn.read @generator.fc1.weight : tensor<64x256xf32>
    %b1 = nn.read @generator.fc1.bias : tensor<256xf32>
    %product1 = nn.matmul %latent, %w1 : !latent, tensor<64x256xf32>
    %sum1 = nn.add %product1, %b1 : !hidden, tensor<256xf32>
    %hidden1 = nn.relu %sum1 : !hidden
    %w2 = nn.read @generator.fc2.weight : tensor<256x256xf32>
    %b2 = nn.read @generator.fc2.bias : tensor<256xf32>
    %product2 = nn.matmul %hidden1, %w2 : !hidden, tensor<256x256xf32>
    %sum2 = nn.add %product2, %b2 : !hidden, tensor<256xf32>
    %hidden2 = nn.relu %sum2 : !hidden
    %w3 = nn.read @generator.fc3.weight : tensor<256x784xf32>
    %b3 = nn.read @generator.fc3.bias : tensor<784xf32>
    %product3 = nn.matmul %hidden2, %w3 : !hidden, tensor<256x784xf32>
    %sum3 = nn.add %product3, %b3 : !images, tensor<784xf32>
    %image = nn.sigmoid %sum3 : !images
    nn.return %image : !images
  }

  // No batch normalisation: the penalty is one for each image alone, and would not be if images of a batch changed each other's scores.
  nn.func private @judge(%image: !images) -> (score: !scores) {
    %w1 = nn.read @critic.fc1.weight : tensor<784x256xf32>
    %b1 = nn.read @critic.fc1.bias : tensor<256xf32>
    %product1 = nn.matmul %image, %w1 : !images, tensor<784x256xf32>
    %sum1 = nn.add %product1, %b1 : !hidden, tensor<256xf32>
    %hidden1 = nn.softplus %sum1 : !hidden
    %w2 = nn.read @critic.fc2.weight : tensor<256x256xf32>
    %b2 = nn.read @critic.fc2.bias : tensor<256xf32>
    %product2 = nn.matmul %hidden1, %w2 : !hidden, tensor<256x256xf32>
    %sum2 = nn.add %product2, %b2 : !hidden, tensor<256xf32>
    %hidden2 = nn.softplus %sum2 : !hidden
    %w3 = nn.read @critic.fc3.weight : tensor<256x1xf32>
    %b3 = nn.read @critic.fc3.bias : tensor<1xf32>
    %product3 = nn.matmul %hidden2, %w3 : !hidden, tensor<256x1xf32>
    %score = nn.add %product3, %b3 : !scores, tensor<1xf32>
    nn.return %score : !scores
  }

  // Images of new random numbers.
  nn.func private @fake() -> (image: !images) {
    %random = nn.read @random : !random
    %latent, %next = nn.random_normal %random : !latent
    nn.assign @random, %next : !random
    %image = nn.call @draw(%latent) : (!latent) -> !images
    nn.return %image : !images
  }

  // 10 times the mean of (slope - 1)², and the mean slope.
  nn.func private @penalty(%real: !images, %fake: !images) -> (penalty: tensor<f32>, slope: tensor<f32>) {
    %random = nn.read @random : !random
    %part, %next = nn.random_uniform %random : !scores
    nn.assign @random, %next : !random
    %way = nn.sub %fake, %real : !images, !images
    %some_way = nn.mul %way, %part : !images, !scores
    %between = nn.add %real, %some_way : !images, !images
    %scores = nn.call @judge(%between) : (!images) -> !scores
    // The gradient of the sum of all scores has in each row the gradient of that image's score.
    %sum = nn.reduce_sum %scores : !scores
    %gradient = train.gradient %sum wrt (%between) : tensor<f32>, (!images)
    %squares = nn.mul %gradient, %gradient : !images, !images
    %square = nn.reduce_sum %squares axes [1] : !images
    // The root has no derivative at 0.
    %tiny = nn.constant dense<1.0e-12> : tensor<f32>
    %positive = nn.add %square, %tiny : tensor<?xf32>, tensor<f32>
    %slopes = nn.sqrt %positive : tensor<?xf32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %excess = nn.sub %slopes, %one : tensor<?xf32>, tensor<f32>
    %excess2 = nn.mul %excess, %excess : tensor<?xf32>, tensor<?xf32>
    %mean = nn.reduce_mean %excess2 : tensor<?xf32>
    %ten = nn.constant dense<10.0> : tensor<f32>
    %penalty = nn.mul %mean, %ten : tensor<f32>, tensor<f32>
    %slope = nn.reduce_mean %slopes : tensor<?xf32>
    nn.return %penalty, %slope : tensor<f32>, tensor<f32>
  }

  // What the critic makes small. `distance`, real minus generated, is its estimate of the Wasserstein distance.
  nn.func private @critic_loss(%image: !images, %fake: !images) -> (loss: tensor<f32>, distance: tensor<f32>, slope: tensor<f32>) {
    %real_scores = nn.call @judge(%image) : (!images) -> !scores
    %fake_scores = nn.call @judge(%fake) : (!images) -> !scores
    %real_mean = nn.reduce_mean %real_scores : !scores
    %fake_mean = nn.reduce_mean %fake_scores : !scores
    %distance = nn.sub %real_mean, %fake_mean : tensor<f32>, tensor<f32>
    %penalty, %slope = nn.call @penalty(%image, %fake) : (!images, !images) -> (tensor<f32>, tensor<f32>)
    %loss = nn.sub %penalty, %distance : tensor<f32>, tensor<f32>
    nn.return %loss, %distance, %slope : tensor<f32>, tensor<f32>, tensor<f32>
  }

  nn.func @loss(%image: !images) -> (loss: tensor<f32>, distance: tensor<f32>, slope: tensor<f32>) {
    %fake = nn.call @fake() : () -> !images
    %loss, %distance, %slope = nn.call @critic_loss(%image, %fake) : (!images, !images) -> (tensor<f32>, tensor<f32>, tensor<f32>)
    nn.return %loss, %distance, %slope : tensor<f32>, tensor<f32>, tensor<f32>
  }

  nn.func @train_step(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, distance: tensor<f32>, slope: tensor<f32>) {
    // The generator shall not learn from how its images change the critic's next weights.
    %drawn = nn.call @fake() : () -> !images
    %given = nn.stop_gradient %drawn : !images
    %loss, %distance, %slope = nn.call @critic_loss(%image, %given) : (!images, !images) -> (tensor<f32>, tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam<beta1 = 0.5, beta2 = 0.9> of (@critic.fc1.weight, @critic.fc1.bias, @critic.fc2.weight, @critic.fc2.bias, @critic.fc3.weight, @critic.fc3.bias)

    // The generator makes the critic's score of its images large.
    %fake = nn.call @fake() : () -> !images
    %scores = nn.call @judge(%fake) : (!images) -> !scores
    %mean = nn.reduce_mean %scores : !scores
    %generator_loss = nn.neg %mean : tensor<f32>
    train.minimize %generator_loss, %learning_rate using #train.recipe<#train.adam<beta1 = 0.5, beta2 = 0.9>, accumulate = 5> of (@generator.fc1.weight, @generator.fc1.bias, @generator.fc2.weight, @generator.fc2.bias, @generator.fc3.weight, @generator.fc3.bias)
    nn.return %loss, %distance, %slope : tensor<f32>, tensor<f32>, tensor<f32>
  }

  // Scores of images by the critic.
  nn.func @predict(%image: !images) -> (score: !scores) {
    %score = nn.call @judge(%image) : (!images) -> !scores
    nn.return %score : !scores
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
