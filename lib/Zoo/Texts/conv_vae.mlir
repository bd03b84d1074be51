// A convolutional variational autoencoder whose codes can be added: a T-shirt + (pullovers - T-shirts) grows sleeves
//
// D. P. Kingma and M. Welling: Auto-encoding variational Bayes (2013); A. B. L. Larsen et al.: Autoencoding beyond pixels using a learned
// similarity metric (2016), where codes of faces get glasses and beards so.
//
// Images of 28 by 28 become 16 latent numbers by two convolutions of stride 2, and images again by two transposed ones. Training has
// two phases: the autoencoder learns without labels; then it looks at the images once more, with labels, and remembers the mean code
// of each class. The difference of two means is an attribute, which may be added to the code of any image.
//
//   dlc train conv_vae.mlir --data fashion-mnist --epochs 7 --batch 128 --lr 1e-3 -o conv_vae.dlm
//   dlc generate conv_vae.dlm -n 64 --grid -o samples.png
//   dlc generate conv_vae.dlm --interpolate 8 -n 64 --grid -o between.png
//   dlc run conv_vae.dlm --entry add --input images=shirts.npy --input minus=0 --input plus=2 --input amount=1 --output changed=sleeves.png
!images = tensor<?x1x28x28xf32>
!labels = tensor<?xi64>
!half = tensor<?x16x14x14xf32>
!quarter = tensor<?x32x7x7xf32>
!flat = tensor<?x1568xf32>
!hidden = tensor<?x128xf32>
!codes = tensor<?x16xf32>
!random = tensor<2xi64>

module @conv_vae attributes {train.plan = "train_step for 6; look for 1"} {
  nn.variable @encoder.conv1.weight : tensor<16x1x4x4xf32> init #nn.he_normal
  nn.variable @encoder.conv1.bias : tensor<16xf32> init #nn.zeros
  nn.variable @encoder.conv2.weight : tensor<32x16x4x4xf32> init #nn.he_normal
  nn.variable @encoder.conv2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @encoder.fc.weight : tensor<1568x128xf32> init #nn.he_normal
  nn.variable @encoder.fc.bias : tensor<128xf32> init #nn.zeros
  nn.variable @encoder.mean.weight : tensor<128x16xf32> init #nn.lecun_uniform
  nn.variable @encoder.mean.bias : tensor<16xf32> init #nn.zeros
  nn.variable @encoder.log_variance.weight : tensor<128x16xf32> init #nn.lecun_uniform
  nn.variable @encoder.log_variance.bias : tensor<16xf32> init #nn.zeros

  nn.variable @decoder.fc1.weight : tensor<16x128xf32> init #nn.he_normal
  nn.variable @decoder.fc1.bias : tensor<128xf32> init #nn.zeros
  nn.variable @decoder.fc2.weight : tensor<128x1568xf32> init #nn.he_normal
  nn.variable @decoder.fc2.bias : tensor<1568xf32> init #nn.zeros
  nn.variable @decoder.conv1.weight : tensor<32x16x4x4xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @decoder.conv1.bias : tensor<16xf32> init #nn.zeros
  nn.variable @decoder.conv2.weight : tensor<16x1x4x4xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @decoder.conv2.bias : tensor<1xf32> init #nn.zeros

  // Sums of the codes of each class, and how many they are of.
  nn.variable buffer @class.sum : tensor<10x16xf32> init #nn.zeros
  nn.variable buffer @class.count : tensor<10x1xf32> init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // The distribution of the code of an image: independent normals.
  nn.func private @encode(%image: !images) -> (mean: !codes, log_variance: !codes) {
    %w1 = nn.read @encoder.conv1.weight : tensor<16x1x4x4xf32>
    %b1 = nn.read @encoder.conv1.bias : tensor<16xf32>
    %conv1 = nn.conv %image, %w1 bias %b1 strides [2, 2] pads [1, 1, 1, 1] : !images, tensor<16x1x4x4xf32>, tensor<16xf32>
    %relu1 = nn.relu %conv1 : !half
    %w2 = nn.read @encoder.conv2.weight : tensor<32x16x4x4xf32>
    %b2 = nn.read @encoder.conv2.bias : tensor<32xf32>
    %conv2 = nn.conv %relu1, %w2 bias %b2 strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<32x16x4x4xf32>, tensor<32xf32>
    %relu2 = nn.relu %conv2 : !quarter
    %flat = nn.flatten %relu2 : !quarter
    %w3 = nn.read @encoder.fc.weight : tensor<1568x128xf32>
    %b3 = nn.read @encoder.fc.bias : tensor<128xf32>
    %product3 = nn.matmul %flat, %w3 : !flat, tensor<1568x128xf32>
    %sum3 = nn.add %product3, %b3 : !hidden, tensor<128xf32>
    %hidden = nn.relu %sum3 : !hidden
    %w4 = nn.read @encoder.mean.weight : tensor<128x16xf32>
    %b4 = nn.read @encoder.mean.bias : tensor<16xf32>
    %product4 = nn.matmul %hidden, %w4 : !hidden, tensor<128x16xf32>
    %mean = nn.add %product4, %b4 : !codes, tensor<16xf32>
    %w5 = nn.read @encoder.log_variance.weight : tensor<128x16xf32>
    %b5 = nn.read @encoder.log_variance.bias : tensor<16xf32>
    %product5 = nn.matmul %hidden, %w5 : !hidden, tensor<128x16xf32>
    %log_variance = nn.add %product5, %b5 : !codes, tensor<16xf32>
    nn.return %mean, %log_variance : !codes, !codes
  }

  // A code to a logit for each pixel.
  nn.func private @logits(%code: !codes) -> (logits: !images) {
    %w1 = nn.read @decoder.fc1.weight : tensor<16x128xf32>
    %b1 = nn.read @decoder.fc1.bias : tensor<128xf32>
    %product1 = nn.matmul %code, %w1 : !codes, tensor<16x128xf32>
    %sum1 = nn.add %product1, %b1 : !hidden, tensor<128xf32>
    %hidden1 = nn.relu %sum1 : !hidden
    %w2 = nn.read @decoder.fc2.weight : tensor<128x1568xf32>
    %b2 = nn.read @decoder.fc2.bias : tensor<1568xf32>
    %product2 = nn.matmul %hidden1, %w2 : !hidden, tensor<128x1568xf32>
    %sum2 = nn.add %product2, %b2 : !flat, tensor<1568xf32>
    %hidden2 = nn.relu %sum2 : !flat
    %small = nn.reshape %hidden2 : !flat to !quarter
    %w3 = nn.read @decoder.conv1.weight : tensor<32x16x4x4xf32>
    %b3 = nn.read @decoder.conv1.bias : tensor<16xf32>
    %conv1 = nn.conv_transpose %small, %w3 bias %b3 strides [2, 2] pads [1, 1, 1, 1] : !quarter, tensor<32x16x4x4xf32>, tensor<16xf32>
    %relu1 = nn.relu %conv1 : !half
    %w4 = nn.read @decoder.conv2.weight : tensor<16x1x4x4xf32>
    %b4 = nn.read @decoder.conv2.bias : tensor<1xf32>
    %logits = nn.conv_transpose %relu1, %w4 bias %b4 strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<16x1x4x4xf32>, tensor<1xf32>
    nn.return %logits : !images
  }

  // The negative evidence lower bound, in nats an image, and its two parts.
  nn.func @loss(%image: !images) -> (loss: tensor<f32>, reconstruction: tensor<f32>, divergence: tensor<f32>) {
    %mean, %log_variance = nn.call @encode(%image) : (!images) -> (!codes, !codes)
    // A code drawn as mean + deviation · noise, so that gradients reach both.
    %half = nn.constant dense<0.5> : tensor<f32>
    %log_deviation = nn.mul %log_variance, %half : !codes, tensor<f32>
    %deviation = nn.exp %log_deviation : !codes
    %random = nn.read @random : !random
    %noise, %next = nn.random_normal %random : !codes
    nn.assign @random, %next : !random
    %scatter = nn.mul %deviation, %noise : !codes, !codes
    %code = nn.add %mean, %scatter : !codes, !codes
    %logits = nn.call @logits(%code) : (!codes) -> !images
    // Each pixel is a Bernoulli variable: -log p(image | code).
    %plus = nn.softplus %logits : !images
    %agreement = nn.mul %logits, %image : !images, !images
    %pixels = nn.sub %plus, %agreement : !images, !images
    %sums = nn.reduce_sum %pixels axes [1, 2, 3] : !images
    %reconstruction = nn.reduce_mean %sums : tensor<?xf32>
    // Divergence from the standard normal: ½ Σ (mean² + variance - log_variance - 1).
    %variance = nn.exp %log_variance : !codes
    %square = nn.mul %mean, %mean : !codes, !codes
    %large = nn.add %square, %variance : !codes, !codes
    %rest = nn.sub %large, %log_variance : !codes, !codes
    %one = nn.constant dense<1.0> : tensor<f32>
    %terms = nn.sub %rest, %one : !codes, tensor<f32>
    %sum = nn.reduce_sum %terms axes [1] : !codes
    %sum_mean = nn.reduce_mean %sum : tensor<?xf32>
    %divergence = nn.mul %sum_mean, %half : tensor<f32>, tensor<f32>
    %loss = nn.add %reconstruction, %divergence : tensor<f32>, tensor<f32>
    nn.return %loss, %reconstruction, %divergence : tensor<f32>, tensor<f32>, tensor<f32>
  }

  // Second phase: adds the codes of a batch to the sums of their classes. Gives how many were seen.
  nn.func @look(%image: !images, %label: !labels) -> (seen: tensor<f32>) {
    %mean, %log_variance = nn.call @encode(%image) : (!images) -> (!codes, !codes)
    %chosen = nn.one_hot %label : !labels -> tensor<?x10xf32>
    %sums = nn.matmul %chosen, %mean transpose_lhs : tensor<?x10xf32>, !codes
    %counts = nn.reduce_sum %chosen axes [0] : tensor<?x10xf32>
    %column = nn.reshape %counts : tensor<10xf32> to tensor<10x1xf32>
    %sum0 = nn.read @class.sum : tensor<10x16xf32>
    %count0 = nn.read @class.count : tensor<10x1xf32>
    %sum1 = nn.add %sum0, %sums : tensor<10x16xf32>, tensor<10x16xf32>
    %count1 = nn.add %count0, %column : tensor<10x1xf32>, tensor<10x1xf32>
    nn.assign @class.sum, %sum1 : tensor<10x16xf32>
    nn.assign @class.count, %count1 : tensor<10x1xf32>
    %seen = nn.reduce_sum %count1 : tensor<10x1xf32>
    nn.return %seen : tensor<f32>
  }

  // Images of codes.
  nn.func @decode(%code: !codes) -> (images: tensor<?x28x28xf32>) {
    %logits = nn.call @logits(%code) : (!codes) -> !images
    %pixels = nn.sigmoid %logits : !images
    %images = nn.reshape %pixels : !images to tensor<?x28x28xf32>
    nn.return %images : tensor<?x28x28xf32>
  }

  // New images: decoded from random codes, as many as the batch of the call.
  nn.func @generate() -> (images: tensor<?x28x28xf32>) {
    %random = nn.read @random : !random
    %code, %next = nn.random_normal %random : !codes
    nn.assign @random, %next : !random
    %images = nn.call @decode(%code) : (!codes) -> tensor<?x28x28xf32>
    nn.return %images : tensor<?x28x28xf32>
  }

  // An image as the network remembers it: decoded from the mean of its code.
  nn.func @predict(%image: !images) -> (reconstruction: !images) {
    %mean, %log_variance = nn.call @encode(%image) : (!images) -> (!codes, !codes)
    %logits = nn.call @logits(%mean) : (!codes) -> !images
    %reconstruction = nn.sigmoid %logits : !images
    nn.return %reconstruction : !images
  }

  // Images with an attribute more: decoded from code + amount · (mean code of class `plus` - that of class `minus`).
  nn.func @add(%images: !images, %minus: tensor<i64>, %plus: tensor<i64>, %amount: tensor<f32>) -> (changed: !images) {
    %sum = nn.read @class.sum : tensor<10x16xf32>
    %count = nn.read @class.count : tensor<10x1xf32>
    %means = nn.div %sum, %count : tensor<10x16xf32>, tensor<10x1xf32>
    %from = nn.gather %means, %minus axis 0 : tensor<10x16xf32>, tensor<i64>
    %to = nn.gather %means, %plus axis 0 : tensor<10x16xf32>, tensor<i64>
    %difference = nn.sub %to, %from : tensor<16xf32>, tensor<16xf32>
    %attribute = nn.mul %difference, %amount : tensor<16xf32>, tensor<f32>
    %code, %log_variance = nn.call @encode(%images) : (!images) -> (!codes, !codes)
    %moved = nn.add %code, %attribute : !codes, tensor<16xf32>
    %logits = nn.call @logits(%moved) : (!codes) -> !images
    %changed = nn.sigmoid %logits : !images
    nn.return %changed : !images
  }
}
