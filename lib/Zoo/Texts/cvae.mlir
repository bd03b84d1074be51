// A conditional variational autoencoder: draws images of 28 by 28 of the class that is asked for
//
// D. P. Kingma and M. Welling: Auto-encoding variational Bayes (2013); D. P. Kingma et al.: Semi-supervised learning with deep generative
// models (2014); J. Bao et al.: CVAE-GAN (2017), whose classifier teaches the decoder, too.
//
// As a variational autoencoder (dlc new vae), but that encoder and decoder are given the class. What is left for the 16 latent numbers is
// how an image differs from others of its class, so that a random code with any class makes an image of that class.
//
// Nothing yet keeps a random code from an image between two classes: only codes of real images were ever decoded. So a classifier
// learns beside the autoencoder, from real images alone, and the decoder is also to make images of random codes in which it
// recognises the class that was asked for.
//
//   dlc train cvae.mlir --data fashion-mnist --epochs 12 --batch 128 --lr 1e-3 --schedule cosine -o cvae.dlm
//   dlc generate cvae.dlm --class Sneaker -n 64 --grid -o sneakers.png
//   dlc generate cvae.dlm --class Bag --interpolate 8 -n 64 --grid -o bags.png          from one bag to another
//   dlc run cvae.dlm --entry classes --output images=classes.png          a row for each class
//   dlc run cvae.dlm --input label=wanted.npy --output images=made.npy
!images = tensor<?x784xf32>
!labels = tensor<?xi64>
!hidden = tensor<?x512xf32>
!codes = tensor<?x16xf32>
!logits = tensor<?x10xf32>
!random = tensor<2xi64>

module @cvae {
  nn.variable @encoder.fc1.weight : tensor<784x512xf32> init #nn.he_normal
  nn.variable @encoder.class.weight : tensor<10x512xf32> init #nn.normal<0.0 : f32, 0.05 : f32>
  nn.variable @encoder.fc2.weight : tensor<512x512xf32> init #nn.he_normal
  nn.variable @encoder.fc2.bias : tensor<512xf32> init #nn.zeros
  nn.variable @encoder.mean.weight : tensor<512x16xf32> init #nn.lecun_uniform
  nn.variable @encoder.mean.bias : tensor<16xf32> init #nn.zeros
  nn.variable @encoder.log_variance.weight : tensor<512x16xf32> init #nn.lecun_uniform
  nn.variable @encoder.log_variance.bias : tensor<16xf32> init #nn.zeros

  nn.variable @decoder.fc1.weight : tensor<16x512xf32> init #nn.he_normal
  nn.variable @decoder.class1.weight : tensor<10x512xf32> init #nn.normal<0.0 : f32, 0.3 : f32>
  nn.variable @decoder.fc2.weight : tensor<512x512xf32> init #nn.he_normal
  nn.variable @decoder.class2.weight : tensor<10x512xf32> init #nn.normal<0.0 : f32, 0.3 : f32>
  nn.variable @decoder.fc3.weight : tensor<512x784xf32> init #nn.lecun_uniform
  nn.variable @decoder.fc3.bias : tensor<784xf32> init #nn.zeros

  nn.variable @judge.fc1.weight : tensor<784x256xf32> init #nn.he_normal
  nn.variable @judge.fc1.bias : tensor<256xf32> init #nn.zeros
  nn.variable @judge.fc2.weight : tensor<256x10xf32> init #nn.lecun_uniform
  nn.variable @judge.fc2.bias : tensor<10xf32> init #nn.zeros

  nn.variable buffer @random : !random init #nn.random_state

  // The distribution of the code of an image of a class: independent normals.
  nn.func private @encode(%image: !images, %label: !labels) -> (mean: !codes, log_variance: !codes) {
    %w1 = nn.read @encoder.fc1.weight : tensor<784x512xf32>
    %table = nn.read @encoder.class.weight : tensor<10x512xf32>
    %product1 = nn.matmul %image, %w1 : !images, tensor<784x512xf32>
    %class = nn.embedding %table, %label : tensor<10x512xf32>, !labels
    %sum1 = nn.add %product1, %class : !hidden, !hidden
    %hidden1 = nn.relu %sum1 : !hidden
    %w2 = nn.read @encoder.fc2.weight : tensor<512x512xf32>
    %b2 = nn.read @encoder.fc2.bias : tensor<512xf32>
    %product2 = nn.matmul %hidden1, %w2 : !hidden, tensor<512x512xf32>
    %sum2 = nn.add %product2, %b2 : !hidden, tensor<512xf32>
    %hidden2 = nn.relu %sum2 : !hidden
    %w3 = nn.read @encoder.mean.weight : tensor<512x16xf32>
    %b3 = nn.read @encoder.mean.bias : tensor<16xf32>
    %product3 = nn.matmul %hidden2, %w3 : !hidden, tensor<512x16xf32>
    %mean = nn.add %product3, %b3 : !codes, tensor<16xf32>
    %w4 = nn.read @encoder.log_variance.weight : tensor<512x16xf32>
    %b4 = nn.read @encoder.log_variance.bias : tensor<16xf32>
    %product4 = nn.matmul %hidden2, %w4 : !hidden, tensor<512x16xf32>
    %log_variance = nn.add %product4, %b4 : !codes, tensor<16xf32>
    nn.return %mean, %log_variance : !codes, !codes
  }

  // A code and a class to a logit for each pixel.
  nn.func private @logits(%code: !codes, %label: !labels) -> (logits: !images) {
    %w1 = nn.read @decoder.fc1.weight : tensor<16x512xf32>
    %table1 = nn.read @decoder.class1.weight : tensor<10x512xf32>
    %product1 = nn.matmul %code, %w1 : !codes, tensor<16x512xf32>
    %class1 = nn.embedding %table1, %label : tensor<10x512xf32>, !labels
    %sum1 = nn.add %product1, %class1 : !hidden, !hidden
    %hidden1 = nn.relu %sum1 : !hidden
    %w2 = nn.read @decoder.fc2.weight : tensor<512x512xf32>
    %table2 = nn.read @decoder.class2.weight : tensor<10x512xf32>
    %product2 = nn.matmul %hidden1, %w2 : !hidden, tensor<512x512xf32>
    %class2 = nn.embedding %table2, %label : tensor<10x512xf32>, !labels
    %sum2 = nn.add %product2, %class2 : !hidden, !hidden
    %hidden2 = nn.relu %sum2 : !hidden
    %w3 = nn.read @decoder.fc3.weight : tensor<512x784xf32>
    %b3 = nn.read @decoder.fc3.bias : tensor<784xf32>
    %product3 = nn.matmul %hidden2, %w3 : !hidden, tensor<512x784xf32>
    %logits = nn.add %product3, %b3 : !images, tensor<784xf32>
    nn.return %logits : !images
  }

  // How badly the classifier tells the class of these images: its cross entropy, in nats, and how often it is right.
  nn.func private @judge(%image: !images, %label: !labels) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %w1 = nn.read @judge.fc1.weight : tensor<784x256xf32>
    %b1 = nn.read @judge.fc1.bias : tensor<256xf32>
    %product1 = nn.matmul %image, %w1 : !images, tensor<784x256xf32>
    %sum1 = nn.add %product1, %b1 : tensor<?x256xf32>, tensor<256xf32>
    %hidden1 = nn.relu %sum1 : tensor<?x256xf32>
    %w2 = nn.read @judge.fc2.weight : tensor<256x10xf32>
    %b2 = nn.read @judge.fc2.bias : tensor<10xf32>
    %product2 = nn.matmul %hidden1, %w2 : tensor<?x256xf32>, tensor<256x10xf32>
    %logits = nn.add %product2, %b2 : !logits, tensor<10xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : !logits, !labels
    %answer = nn.arg_max %logits axis 1 : !logits
    %right = nn.compare eq %answer, %label : !labels, !labels
    %hits = nn.cast %right : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // New images of these classes: decoded from random codes.
  nn.func private @draw(%label: !labels) -> (image: !images) {
    %random = nn.read @random : !random
    %code, %next = nn.random_normal %random : !codes
    nn.assign @random, %next : !random
    %logits = nn.call @logits(%code, %label) : (!codes, !labels) -> !images
    %image = nn.sigmoid %logits : !images
    nn.return %image : !images
  }

  // The negative evidence lower bound, in nats an image: what it takes to write down an image, if both sides have the network.
  nn.func private @bound(%image: !images, %label: !labels) -> (bound: tensor<f32>) {
    %mean, %log_variance = nn.call @encode(%image, %label) : (!images, !labels) -> (!codes, !codes)
    // A code drawn as mean + deviation · noise, so that gradients reach both.
    %half = nn.constant dense<0.5> : tensor<f32>
    %log_deviation = nn.mul %log_variance, %half : !codes, tensor<f32>
    %deviation = nn.exp %log_deviation : !codes
    %random = nn.read @random : !random
    %noise, %next = nn.random_normal %random : !codes
    nn.assign @random, %next : !random
    %scatter = nn.mul %deviation, %noise : !codes, !codes
    %code = nn.add %mean, %scatter : !codes, !codes
    %logits = nn.call @logits(%code, %label) : (!codes, !labels) -> !images
    // Each pixel is a Bernoulli variable: -log p(image | code, class).
    %plus = nn.softplus %logits : !images
    %agreement = nn.mul %logits, %image : !images, !images
    %pixels = nn.sub %plus, %agreement : !images, !images
    %reconstruction = nn.reduce_sum %pixels axes [1] : !images
    // Divergence from the standard normal: ½ Σ (mean² + variance - log_variance - 1).
    %variance = nn.exp %log_variance : !codes
    %square = nn.mul %mean, %mean : !codes, !codes
    %large = nn.add %square, %variance : !codes, !codes
    %rest = nn.sub %large, %log_variance : !codes, !codes
    %one = nn.constant dense<1.0> : tensor<f32>
    %terms = nn.sub %rest, %one : !codes, tensor<f32>
    %sum = nn.reduce_sum %terms axes [1] : !codes
    %divergence = nn.mul %sum, %half : tensor<?xf32>, tensor<f32>
    %total = nn.add %reconstruction, %divergence : tensor<?xf32>, tensor<?xf32>
    %bound = nn.reduce_mean %total : tensor<?xf32>
    nn.return %bound : tensor<f32>
  }

  // `bound` and, with the weight 20, how badly the class of new images is recognised.
  nn.func @loss(%image: !images, %label: !labels) -> (loss: tensor<f32>, bound: tensor<f32>, recognised: tensor<f32>) {
    %bound = nn.call @bound(%image, %label) : (!images, !labels) -> tensor<f32>
    %made = nn.call @draw(%label) : (!labels) -> !images
    %doubt, %recognised = nn.call @judge(%made, %label) : (!images, !labels) -> (tensor<f32>, tensor<f32>)
    %weight = nn.constant dense<20.0> : tensor<f32>
    %weighted = nn.mul %doubt, %weight : tensor<f32>, tensor<f32>
    %loss = nn.add %bound, %weighted : tensor<f32>, tensor<f32>
    nn.return %loss, %bound, %recognised : tensor<f32>, tensor<f32>, tensor<f32>
  }

  nn.func @train_step(%image: !images, %label: !labels, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, bound: tensor<f32>, recognised: tensor<f32>, accuracy: tensor<f32>) {
    // The classifier learns from real images alone, and is no part of what the autoencoder may change.
    %judge_loss, %accuracy = nn.call @judge(%image, %label) : (!images, !labels) -> (tensor<f32>, tensor<f32>)
    train.minimize %judge_loss, %learning_rate using #train.adam of (@judge.fc1.weight, @judge.fc1.bias, @judge.fc2.weight, @judge.fc2.bias)
    %loss, %bound, %recognised = nn.call @loss(%image, %label) : (!images, !labels) -> (tensor<f32>, tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam of (@encoder.fc1.weight, @encoder.class.weight, @encoder.fc2.weight, @encoder.fc2.bias, @encoder.mean.weight, @encoder.mean.bias, @encoder.log_variance.weight, @encoder.log_variance.bias, @decoder.fc1.weight, @decoder.class1.weight, @decoder.fc2.weight, @decoder.class2.weight, @decoder.fc3.weight, @decoder.fc3.bias)
    nn.return %loss, %bound, %recognised, %accuracy : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }

  // Images of codes and classes.
  nn.func @decode(%code: !codes, %label: !labels) -> (images: tensor<?x1x28x28xf32>) {
    %logits = nn.call @logits(%code, %label) : (!codes, !labels) -> !images
    %pixels = nn.sigmoid %logits : !images
    %images = nn.reshape %pixels : !images to tensor<?x1x28x28xf32>
    nn.return %images : tensor<?x1x28x28xf32>
  }

  // New images of these classes.
  nn.func @predict(%label: !labels) -> (images: tensor<?x1x28x28xf32>) {
    %image = nn.call @draw(%label) : (!labels) -> !images
    %images = nn.reshape %image : !images to tensor<?x1x28x28xf32>
    nn.return %images : tensor<?x1x28x28xf32>
  }

  // Ten of each class, and the classes that were asked for: 0 to 9, again and again.
  nn.func @classes() -> (images: tensor<?x1x28x28xf32>, labels: !labels) {
    %places0 = nn.constant dense<1> : tensor<i64>
    %ones = nn.expand %places0 : tensor<i64> to !labels
    %places = nn.cumsum %ones axis 0 exclusive : !labels
    %ten = nn.constant dense<10> : tensor<i64>
    %labels = nn.mod %places, %ten : !labels, tensor<i64>
    %images = nn.call @predict(%labels) : (!labels) -> tensor<?x1x28x28xf32>
    nn.return %images, %labels : tensor<?x1x28x28xf32>, !labels
  }
}
