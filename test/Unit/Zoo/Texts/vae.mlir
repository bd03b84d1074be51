// A variational autoencoder (Kingma and Welling, 2013): 784 pixels, 400 hidden units, 20 latent numbers, and
// back. Each pixel of the decoded image is a probability.
//
// Takes grey images of 28 × 28, row by row, with pixels in 0 … 1. Any batch: `?`.
//
// Parameters: 652,824.
module @vae {
  nn.variable @encoder.weight      : tensor<784x400xf32> init #nn.lecun_uniform
  nn.variable @encoder.bias        : tensor<400xf32>     init #nn.zeros
  nn.variable @mean.weight         : tensor<400x20xf32>  init #nn.lecun_uniform
  nn.variable @mean.bias           : tensor<20xf32>      init #nn.zeros
  nn.variable @log_variance.weight : tensor<400x20xf32>  init #nn.lecun_uniform
  nn.variable @log_variance.bias   : tensor<20xf32>      init #nn.zeros
  nn.variable @decoder.weight      : tensor<20x400xf32>  init #nn.lecun_uniform
  nn.variable @decoder.bias        : tensor<400xf32>     init #nn.zeros
  nn.variable @pixels.weight       : tensor<400x784xf32> init #nn.lecun_uniform
  nn.variable @pixels.bias         : tensor<784xf32>     init #nn.zeros
  nn.variable buffer @random       : tensor<2xi64>       init #nn.random_state

  // The distribution of the latent numbers of an image: independent normals.
  nn.func private @encode(%image: tensor<?x784xf32>) -> (mean: tensor<?x20xf32>, log_variance: tensor<?x20xf32>) {
    %encoder.weight = nn.read @encoder.weight : tensor<784x400xf32>
    %encoder.bias = nn.read @encoder.bias : tensor<400xf32>
    %encoder.product = nn.matmul %image, %encoder.weight : tensor<?x784xf32>, tensor<784x400xf32>
    %encoder = nn.add %encoder.product, %encoder.bias : tensor<?x400xf32>, tensor<400xf32>
    %encoder.relu = nn.relu %encoder : tensor<?x400xf32>
    %mean.weight = nn.read @mean.weight : tensor<400x20xf32>
    %mean.bias = nn.read @mean.bias : tensor<20xf32>
    %mean.product = nn.matmul %encoder.relu, %mean.weight : tensor<?x400xf32>, tensor<400x20xf32>
    %mean = nn.add %mean.product, %mean.bias : tensor<?x20xf32>, tensor<20xf32>
    %log_variance.weight = nn.read @log_variance.weight : tensor<400x20xf32>
    %log_variance.bias = nn.read @log_variance.bias : tensor<20xf32>
    %log_variance.product = nn.matmul %encoder.relu, %log_variance.weight : tensor<?x400xf32>, tensor<400x20xf32>
    %log_variance = nn.add %log_variance.product, %log_variance.bias : tensor<?x20xf32>, tensor<20xf32>
    nn.return %mean, %log_variance : tensor<?x20xf32>, tensor<?x20xf32>
  }

  // Latent numbers to a logit for each pixel.
  nn.func private @logits(%latent: tensor<?x20xf32>) -> (logits: tensor<?x784xf32>) {
    %decoder.weight = nn.read @decoder.weight : tensor<20x400xf32>
    %decoder.bias = nn.read @decoder.bias : tensor<400xf32>
    %decoder.product = nn.matmul %latent, %decoder.weight : tensor<?x20xf32>, tensor<20x400xf32>
    %decoder = nn.add %decoder.product, %decoder.bias : tensor<?x400xf32>, tensor<400xf32>
    %decoder.relu = nn.relu %decoder : tensor<?x400xf32>
    %pixels.weight = nn.read @pixels.weight : tensor<400x784xf32>
    %pixels.bias = nn.read @pixels.bias : tensor<784xf32>
    %pixels.product = nn.matmul %decoder.relu, %pixels.weight : tensor<?x400xf32>, tensor<400x784xf32>
    %logits = nn.add %pixels.product, %pixels.bias : tensor<?x784xf32>, tensor<784xf32>
    nn.return %logits : tensor<?x784xf32>
  }

  // An image as the network remembers it: decoded from the mean of its code.
  nn.func @predict(%image: tensor<?x784xf32>) -> (reconstruction: tensor<?x784xf32>) {
    %mean, %log_variance = nn.call @encode(%image) : (tensor<?x784xf32>) -> (tensor<?x20xf32>, tensor<?x20xf32>)
    %logits = nn.call @logits(%mean) : (tensor<?x20xf32>) -> tensor<?x784xf32>
    %reconstruction = nn.sigmoid %logits : tensor<?x784xf32>
    nn.return %reconstruction : tensor<?x784xf32>
  }

  // Images of codes.
  nn.func @decode(%code: tensor<?x20xf32>) -> (image: tensor<?x784xf32>) {
    %logits = nn.call @logits(%code) : (tensor<?x20xf32>) -> tensor<?x784xf32>
    %image = nn.sigmoid %logits : tensor<?x784xf32>
    nn.return %image : tensor<?x784xf32>
  }

  // New images: decoded from random codes.
  nn.func @generate() -> (image: tensor<?x784xf32>) {
    %random = nn.read @random : tensor<2xi64>
    %code, %next_random = nn.random_normal %random : tensor<?x20xf32>
    nn.assign @random, %next_random : tensor<2xi64>
    %image = nn.call @decode(%code) : (tensor<?x20xf32>) -> tensor<?x784xf32>
    nn.return %image : tensor<?x784xf32>
  }

  // What training makes small: the negative evidence lower bound, in nats per image.
  nn.func @loss(%image: tensor<?x784xf32>) -> (loss: tensor<f32>) {
    %mean, %log_variance = nn.call @encode(%image) : (tensor<?x784xf32>) -> (tensor<?x20xf32>, tensor<?x20xf32>)

    // A code drawn from the distribution as mean + deviation · noise, so that gradients reach both.
    %c0.5 = nn.constant dense<0.5> : tensor<f32>
    %log_deviation = nn.mul %log_variance, %c0.5 : tensor<?x20xf32>, tensor<f32>
    %deviation = nn.exp %log_deviation : tensor<?x20xf32>
    %random = nn.read @random : tensor<2xi64>
    %noise, %next_random = nn.random_normal %random : tensor<?x20xf32>
    nn.assign @random, %next_random : tensor<2xi64>
    %scatter = nn.mul %deviation, %noise : tensor<?x20xf32>, tensor<?x20xf32>
    %code = nn.add %mean, %scatter : tensor<?x20xf32>, tensor<?x20xf32>
    %logits = nn.call @logits(%code) : (tensor<?x20xf32>) -> tensor<?x784xf32>

    // Each pixel is a Bernoulli variable: -log p(image | code).
    %softplus = nn.softplus %logits : tensor<?x784xf32>
    %agreement = nn.mul %logits, %image : tensor<?x784xf32>, tensor<?x784xf32>
    %pixel_loss = nn.sub %softplus, %agreement : tensor<?x784xf32>, tensor<?x784xf32>
    %reconstruction = nn.reduce_sum %pixel_loss axes [1] : tensor<?x784xf32>

    // Divergence from the standard normal that codes are generated from:
    // -½ Σ (1 + log_variance - mean² - variance).
    %variance = nn.exp %log_variance : tensor<?x20xf32>
    %mean_square = nn.mul %mean, %mean : tensor<?x20xf32>, tensor<?x20xf32>
    %c1 = nn.constant dense<1.0> : tensor<f32>
    %terms = nn.add %c1, %log_variance : tensor<f32>, tensor<?x20xf32>
    %sub1 = nn.sub %terms, %mean_square : tensor<?x20xf32>, tensor<?x20xf32>
    %sub2 = nn.sub %sub1, %variance : tensor<?x20xf32>, tensor<?x20xf32>
    %reduce_sum = nn.reduce_sum %sub2 axes [1] : tensor<?x20xf32>
    %c-0.5 = nn.constant dense<-0.5> : tensor<f32>
    %divergence = nn.mul %reduce_sum, %c-0.5 : tensor<?xf32>, tensor<f32>

    // The mean over the batch.
    %total = nn.add %reconstruction, %divergence : tensor<?xf32>, tensor<?xf32>
    %loss = nn.reduce_mean %total : tensor<?xf32>
    nn.return %loss : tensor<f32>
  }
}
