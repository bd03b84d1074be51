// A denoising diffusion model: makes images of 28 by 28 out of noise, by taking a little of it away at a time
//
// J. Sohl-Dickstein et al.: Deep unsupervised learning using nonequilibrium thermodynamics (2015); J. Ho, A. Jain and P. Abbeel: Denoising
// diffusion probabilistic models (2020); J. Song, C. Meng and S. Ermon: Denoising diffusion implicit models (2021); T. Salimans and
// J. Ho: Progressive distillation for fast sampling of diffusion models (2022).
//
// At the time t, from 0 to 1, an image x has become cos(φ) x + sin(φ) noise, with φ = t π/2: at 1 nothing is left of it. A network is
// given this and t, and learns to tell v = cos(φ) noise - sin(φ) x. From v follow both: x = cos(φ) image - sin(φ) v, and
// noise = sin(φ) image + cos(φ) v. To make images, start at 1 with noise, and in 50 steps mix both anew with a little less noise.
//
// The network is a small U-Net: 28 by 28 pixels become 14 by 14 of 32 channels, then 7 by 7 of 64, where all places look at each other,
// and back; what the first half has at 14 by 14 is added in the second half. Samples are made with a moving average of the weights.
//
//   dlc train ddpm.mlir --data fashion-mnist --epochs 10 --batch 64 --lr 2e-3 --schedule 'cosine(warmup=0.2)' -o ddpm.dlm
//   dlc run ddpm.dlm --entry denoise --batch 500 --steps 50 --output images=samples.png
!images = tensor<?x1x28x28xf32>
!half = tensor<?x32x14x14xf32>
!quarter = tensor<?x64x7x7xf32>
!heads = tensor<?x4x16x49xf32>
!by_place = tensor<?x4x49x16xf32>
!times = tensor<?x1xf32>
!time = tensor<?x128xf32>
!factor = tensor<?x1x1x1xf32>
!canvas = tensor<500x1x28x28xf32>
!random = tensor<2xi64>

module @ddpm {
  nn.variable @time.fc.weight : tensor<64x128xf32> init #nn.he_normal
  nn.variable @time.fc.bias : tensor<128xf32> init #nn.zeros
  nn.variable @stem.weight : tensor<32x1x4x4xf32> init #nn.he_normal
  nn.variable @stem.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block1.norm1.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @block1.norm1.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block1.conv1.weight : tensor<32x32x3x3xf32> init #nn.he_normal
  nn.variable @block1.time.weight : tensor<128x32xf32> init #nn.xavier_normal
  nn.variable @block1.time.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block1.norm2.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @block1.norm2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block1.conv2.weight : tensor<32x32x3x3xf32> init #nn.zeros
  nn.variable @block1.conv2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @down.weight : tensor<64x32x4x4xf32> init #nn.he_normal
  nn.variable @down.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block2.norm1.scale : tensor<64xf32> init #nn.constant<1.0 : f32>
  nn.variable @block2.norm1.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block2.conv1.weight : tensor<64x64x3x3xf32> init #nn.he_normal
  nn.variable @block2.time.weight : tensor<128x64xf32> init #nn.xavier_normal
  nn.variable @block2.time.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block2.norm2.scale : tensor<64xf32> init #nn.constant<1.0 : f32>
  nn.variable @block2.norm2.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block2.conv2.weight : tensor<64x64x3x3xf32> init #nn.zeros
  nn.variable @block2.conv2.bias : tensor<64xf32> init #nn.zeros
  nn.variable @look.norm.scale : tensor<64xf32> init #nn.constant<1.0 : f32>
  nn.variable @look.norm.bias : tensor<64xf32> init #nn.zeros
  nn.variable @look.all.weight : tensor<192x64x1x1xf32> init #nn.xavier_normal
  nn.variable @look.all.bias : tensor<192xf32> init #nn.zeros
  nn.variable @look.project.weight : tensor<64x64x1x1xf32> init #nn.zeros
  nn.variable @look.project.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block3.norm1.scale : tensor<64xf32> init #nn.constant<1.0 : f32>
  nn.variable @block3.norm1.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block3.conv1.weight : tensor<64x64x3x3xf32> init #nn.he_normal
  nn.variable @block3.time.weight : tensor<128x64xf32> init #nn.xavier_normal
  nn.variable @block3.time.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block3.norm2.scale : tensor<64xf32> init #nn.constant<1.0 : f32>
  nn.variable @block3.norm2.bias : tensor<64xf32> init #nn.zeros
  nn.variable @block3.conv2.weight : tensor<64x64x3x3xf32> init #nn.zeros
  nn.variable @block3.conv2.bias : tensor<64xf32> init #nn.zeros
  nn.variable @up.weight : tensor<64x32x4x4xf32> init #nn.normal<0.0 : f32, 0.06 : f32>
  nn.variable @up.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block4.norm1.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @block4.norm1.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block4.conv1.weight : tensor<32x32x3x3xf32> init #nn.he_normal
  nn.variable @block4.time.weight : tensor<128x32xf32> init #nn.xavier_normal
  nn.variable @block4.time.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block4.norm2.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @block4.norm2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @block4.conv2.weight : tensor<32x32x3x3xf32> init #nn.zeros
  nn.variable @block4.conv2.bias : tensor<32xf32> init #nn.zeros
  nn.variable @norm.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @norm.bias : tensor<32xf32> init #nn.zeros
  nn.variable @out.weight : tensor<32x1x4x4xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @out.bias : tensor<1xf32> init #nn.zeros

  // Images in the making, and how many steps they have behind them.
  nn.variable buffer @canvas : !canvas init #nn.zeros
  nn.variable buffer @step : tensor<f32> init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // A residual block: two convolutions, each behind a normalisation, with a shift for each channel in between that tells the time.
  nn.func private @wide_block(%x: !half, %time: !time, %norm1.scale: tensor<32xf32>, %norm1.bias: tensor<32xf32>, %conv1.weight: tensor<32x32x3x3xf32>, %time.weight: tensor<128x32xf32>, %time.bias: tensor<32xf32>, %norm2.scale: tensor<32xf32>, %norm2.bias: tensor<32xf32>, %conv2.weight: tensor<32x32x3x3xf32>, %conv2.bias: tensor<32xf32>) -> (x: !half) {
    %normal1 = nn.group_norm %x scale %norm1.scale bias %norm1.bias num_groups 8 : !half, tensor<32xf32>, tensor<32xf32>
    %active1 = nn.silu %normal1 : !half
    %conv1 = nn.conv %active1, %conv1.weight pads [1, 1, 1, 1] : !half, tensor<32x32x3x3xf32>
    %product = nn.matmul %time, %time.weight : !time, tensor<128x32xf32>
    %shift0 = nn.add %product, %time.bias : tensor<?x32xf32>, tensor<32xf32>
    %shift = nn.unsqueeze %shift0 axes [2, 3] : tensor<?x32xf32>
    %shifted = nn.add %conv1, %shift : !half, tensor<?x32x1x1xf32>
    %normal2 = nn.group_norm %shifted scale %norm2.scale bias %norm2.bias num_groups 8 : !half, tensor<32xf32>, tensor<32xf32>
    %active2 = nn.silu %normal2 : !half
    %conv2 = nn.conv %active2, %conv2.weight bias %conv2.bias pads [1, 1, 1, 1] : !half, tensor<32x32x3x3xf32>, tensor<32xf32>
    %next = nn.add %x, %conv2 : !half, !half
    nn.return %next : !half
  }

  nn.func private @deep_block(%x: !quarter, %time: !time, %norm1.scale: tensor<64xf32>, %norm1.bias: tensor<64xf32>, %conv1.weight: tensor<64x64x3x3xf32>, %time.weight: tensor<128x64xf32>, %time.bias: tensor<64xf32>, %norm2.scale: tensor<64xf32>, %norm2.bias: tensor<64xf32>, %conv2.weight: tensor<64x64x3x3xf32>, %conv2.bias: tensor<64xf32>) -> (x: !quarter) {
    %normal1 = nn.group_norm %x scale %norm1.scale bias %norm1.bias num_groups 8 : !quarter, tensor<64xf32>, tensor<64xf32>
    %active1 = nn.silu %normal1 : !quarter
    %conv1 = nn.conv %active1, %conv1.weight pads [1, 1, 1, 1] : !quarter, tensor<64x64x3x3xf32>
    %product = nn.matmul %time, %time.weight : !time, tensor<128x64xf32>
    %shift0 = nn.add %product, %time.bias : tensor<?x64xf32>, tensor<64xf32>
    %shift = nn.unsqueeze %shift0 axes [2, 3] : tensor<?x64xf32>
    %shifted = nn.add %conv1, %shift : !quarter, tensor<?x64x1x1xf32>
    %normal2 = nn.group_norm %shifted scale %norm2.scale bias %norm2.bias num_groups 8 : !quarter, tensor<64xf32>, tensor<64xf32>
    %active2 = nn.silu %normal2 : !quarter
    %conv2 = nn.conv %active2, %conv2.weight bias %conv2.bias pads [1, 1, 1, 1] : !quarter, tensor<64x64x3x3xf32>, tensor<64xf32>
    %next = nn.add %x, %conv2 : !quarter, !quarter
    nn.return %next : !quarter
  }

  // Four heads of attention, by which the 49 places of an image learn of each other what convolutions would need many layers for.
  nn.func private @look(%x: !quarter) -> (x: !quarter) {
    %norm.scale = nn.read @look.norm.scale : tensor<64xf32>
    %norm.bias = nn.read @look.norm.bias : tensor<64xf32>
    %all.weight = nn.read @look.all.weight : tensor<192x64x1x1xf32>
    %all.bias = nn.read @look.all.bias : tensor<192xf32>
    %normal = nn.group_norm %x scale %norm.scale bias %norm.bias num_groups 8 : !quarter, tensor<64xf32>, tensor<64xf32>
    %all = nn.conv %normal, %all.weight bias %all.bias : !quarter, tensor<192x64x1x1xf32>, tensor<192xf32>
    %q, %k, %v = nn.split %all axis 1 split [64, 64, 64] : tensor<?x192x7x7xf32>
    %q1 = nn.reshape %q : !quarter to !heads
    %k1 = nn.reshape %k : !quarter to !heads
    %v1 = nn.reshape %v : !quarter to !heads
    %query = nn.transpose %q1 perm [0, 1, 3, 2] : !heads
    %key = nn.transpose %k1 perm [0, 1, 3, 2] : !heads
    %value = nn.transpose %v1 perm [0, 1, 3, 2] : !heads
    %seen = nn.attention %query, %key, %value : !by_place, !by_place, !by_place
    %seen1 = nn.transpose %seen perm [0, 1, 3, 2] : !by_place
    %seen2 = nn.reshape %seen1 : !heads to !quarter
    %project.weight = nn.read @look.project.weight : tensor<64x64x1x1xf32>
    %project.bias = nn.read @look.project.bias : tensor<64xf32>
    %change = nn.conv %seen2, %project.weight bias %project.bias : !quarter, tensor<64x64x1x1xf32>, tensor<64xf32>
    %next = nn.add %x, %change : !quarter, !quarter
    nn.return %next : !quarter
  }

  // v, from images with noise and their times.
  nn.func @predict(%image: !images, %t: !times) -> (v: !images) {
    // The time as 32 sines and 32 cosines, of angles from t to 1000 t.
    %exponents = nn.range delta 0.22283 : tensor<32xf32>
    %speeds = nn.exp %exponents : tensor<32xf32>
    %row = nn.reshape %speeds : tensor<32xf32> to tensor<1x32xf32>
    %angles = nn.mul %t, %row : !times, tensor<1x32xf32>
    %sines = nn.sin %angles : tensor<?x32xf32>
    %cosines = nn.cos %angles : tensor<?x32xf32>
    %waves = nn.concat %sines, %cosines axis 1 : tensor<?x32xf32>, tensor<?x32xf32>
    %time.fc.weight = nn.read @time.fc.weight : tensor<64x128xf32>
    %time.fc.bias = nn.read @time.fc.bias : tensor<128xf32>
    %product = nn.matmul %waves, %time.fc.weight : tensor<?x64xf32>, tensor<64x128xf32>
    %sum = nn.add %product, %time.fc.bias : !time, tensor<128xf32>
    %time = nn.silu %sum : !time

    %stem.weight = nn.read @stem.weight : tensor<32x1x4x4xf32>
    %stem.bias = nn.read @stem.bias : tensor<32xf32>
    %stem = nn.conv %image, %stem.weight bias %stem.bias strides [2, 2] pads [1, 1, 1, 1] : !images, tensor<32x1x4x4xf32>, tensor<32xf32>
    %block1.norm1.scale = nn.read @block1.norm1.scale : tensor<32xf32>
    %block1.norm1.bias = nn.read @block1.norm1.bias : tensor<32xf32>
    %block1.conv1.weight = nn.read @block1.conv1.weight : tensor<32x32x3x3xf32>
    %block1.time.weight = nn.read @block1.time.weight : tensor<128x32xf32>
    %block1.time.bias = nn.read @block1.time.bias : tensor<32xf32>
    %block1.norm2.scale = nn.read @block1.norm2.scale : tensor<32xf32>
    %block1.norm2.bias = nn.read @block1.norm2.bias : tensor<32xf32>
    %block1.conv2.weight = nn.read @block1.conv2.weight : tensor<32x32x3x3xf32>
    %block1.conv2.bias = nn.read @block1.conv2.bias : tensor<32xf32>
    %x1 = nn.call @wide_block(%stem, %time, %block1.norm1.scale, %block1.norm1.bias, %block1.conv1.weight, %block1.time.weight, %block1.time.bias, %block1.norm2.scale, %block1.norm2.bias, %block1.conv2.weight, %block1.conv2.bias) : (!half, !time, tensor<32xf32>, tensor<32xf32>, tensor<32x32x3x3xf32>, tensor<128x32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32x32x3x3xf32>, tensor<32xf32>) -> !half
    %down.weight = nn.read @down.weight : tensor<64x32x4x4xf32>
    %down.bias = nn.read @down.bias : tensor<64xf32>
    %down = nn.conv %x1, %down.weight bias %down.bias strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<64x32x4x4xf32>, tensor<64xf32>
    %block2.norm1.scale = nn.read @block2.norm1.scale : tensor<64xf32>
    %block2.norm1.bias = nn.read @block2.norm1.bias : tensor<64xf32>
    %block2.conv1.weight = nn.read @block2.conv1.weight : tensor<64x64x3x3xf32>
    %block2.time.weight = nn.read @block2.time.weight : tensor<128x64xf32>
    %block2.time.bias = nn.read @block2.time.bias : tensor<64xf32>
    %block2.norm2.scale = nn.read @block2.norm2.scale : tensor<64xf32>
    %block2.norm2.bias = nn.read @block2.norm2.bias : tensor<64xf32>
    %block2.conv2.weight = nn.read @block2.conv2.weight : tensor<64x64x3x3xf32>
    %block2.conv2.bias = nn.read @block2.conv2.bias : tensor<64xf32>
    %x2 = nn.call @deep_block(%down, %time, %block2.norm1.scale, %block2.norm1.bias, %block2.conv1.weight, %block2.time.weight, %block2.time.bias, %block2.norm2.scale, %block2.norm2.bias, %block2.conv2.weight, %block2.conv2.bias) : (!quarter, !time, tensor<64xf32>, tensor<64xf32>, tensor<64x64x3x3xf32>, tensor<128x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64x3x3xf32>, tensor<64xf32>) -> !quarter
    %block3.norm1.scale = nn.read @block3.norm1.scale : tensor<64xf32>
    %block3.norm1.bias = nn.read @block3.norm1.bias : tensor<64xf32>
    %block3.conv1.weight = nn.read @block3.conv1.weight : tensor<64x64x3x3xf32>
    %block3.time.weight = nn.read @block3.time.weight : tensor<128x64xf32>
    %block3.time.bias = nn.read @block3.time.bias : tensor<64xf32>
    %block3.norm2.scale = nn.read @block3.norm2.scale : tensor<64xf32>
    %block3.norm2.bias = nn.read @block3.norm2.bias : tensor<64xf32>
    %block3.conv2.weight = nn.read @block3.conv2.weight : tensor<64x64x3x3xf32>
    %block3.conv2.bias = nn.read @block3.conv2.bias : tensor<64xf32>
    %looked = nn.call @look(%x2) : (!quarter) -> !quarter
    %x3 = nn.call @deep_block(%looked, %time, %block3.norm1.scale, %block3.norm1.bias, %block3.conv1.weight, %block3.time.weight, %block3.time.bias, %block3.norm2.scale, %block3.norm2.bias, %block3.conv2.weight, %block3.conv2.bias) : (!quarter, !time, tensor<64xf32>, tensor<64xf32>, tensor<64x64x3x3xf32>, tensor<128x64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64xf32>, tensor<64x64x3x3xf32>, tensor<64xf32>) -> !quarter
    %up.weight = nn.read @up.weight : tensor<64x32x4x4xf32>
    %up.bias = nn.read @up.bias : tensor<32xf32>
    %up = nn.conv_transpose %x3, %up.weight bias %up.bias strides [2, 2] pads [1, 1, 1, 1] : !quarter, tensor<64x32x4x4xf32>, tensor<32xf32>
    %both = nn.add %up, %x1 : !half, !half
    %block4.norm1.scale = nn.read @block4.norm1.scale : tensor<32xf32>
    %block4.norm1.bias = nn.read @block4.norm1.bias : tensor<32xf32>
    %block4.conv1.weight = nn.read @block4.conv1.weight : tensor<32x32x3x3xf32>
    %block4.time.weight = nn.read @block4.time.weight : tensor<128x32xf32>
    %block4.time.bias = nn.read @block4.time.bias : tensor<32xf32>
    %block4.norm2.scale = nn.read @block4.norm2.scale : tensor<32xf32>
    %block4.norm2.bias = nn.read @block4.norm2.bias : tensor<32xf32>
    %block4.conv2.weight = nn.read @block4.conv2.weight : tensor<32x32x3x3xf32>
    %block4.conv2.bias = nn.read @block4.conv2.bias : tensor<32xf32>
    %x4 = nn.call @wide_block(%both, %time, %block4.norm1.scale, %block4.norm1.bias, %block4.conv1.weight, %block4.time.weight, %block4.time.bias, %block4.norm2.scale, %block4.norm2.bias, %block4.conv2.weight, %block4.conv2.bias) : (!half, !time, tensor<32xf32>, tensor<32xf32>, tensor<32x32x3x3xf32>, tensor<128x32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32x32x3x3xf32>, tensor<32xf32>) -> !half
    %norm.scale = nn.read @norm.scale : tensor<32xf32>
    %norm.bias = nn.read @norm.bias : tensor<32xf32>
    %normal = nn.group_norm %x4 scale %norm.scale bias %norm.bias num_groups 8 : !half, tensor<32xf32>, tensor<32xf32>
    %active = nn.silu %normal : !half
    %out.weight = nn.read @out.weight : tensor<32x1x4x4xf32>
    %out.bias = nn.read @out.bias : tensor<1xf32>
    %v = nn.conv_transpose %active, %out.weight bias %out.bias strides [2, 2] pads [1, 1, 1, 1] : !half, tensor<32x1x4x4xf32>, tensor<1xf32>
    nn.return %v : !images
  }

  // cos(φ) and sin(φ) of times.
  nn.func private @factors(%t: !times) -> (cos: !factor, sin: !factor) {
    %quarter_turn = nn.constant dense<1.57079632679> : tensor<f32>
    %angle = nn.mul %t, %quarter_turn : !times, tensor<f32>
    %wide = nn.unsqueeze %angle axes [2, 3] : !times
    %cos = nn.cos %wide : !factor
    %sin = nn.sin %wide : !factor
    nn.return %cos, %sin : !factor, !factor
  }

  // The mean squared error of v, at a random time for each image.
  nn.func @loss(%image: !images) -> (loss: tensor<f32>) {
    // Pixels of 0 … 1 become -1 … 1, so that they are about as large as the noise.
    %two = nn.constant dense<2.0> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %doubled = nn.mul %image, %two : !images, tensor<f32>
    %x = nn.sub %doubled, %one : !images, tensor<f32>
    %random = nn.read @random : !random
    // Times are spread evenly, from a random one on, which makes gradients less noisy than times of their own for each image.
    %start, %random1 = nn.random_uniform %random : tensor<f32>
    %single = nn.constant dense<1.0> : tensor<f32>
    %ones = nn.expand %single : tensor<f32> to !times
    %count = nn.reduce_sum %ones : !times
    %distance = nn.div %ones, %count : !times, tensor<f32>
    %places = nn.cumsum %distance axis 0 : !times
    %moved = nn.add %places, %start : !times, tensor<f32>
    %t = nn.mod %moved, %one : !times, tensor<f32>
    %noise, %random2 = nn.random_normal %random1 : !images
    nn.assign @random, %random2 : !random
    %cos, %sin = nn.call @factors(%t) : (!times) -> (!factor, !factor)
    %clear = nn.mul %x, %cos : !images, !factor
    %disturbed = nn.mul %noise, %sin : !images, !factor
    %noisy = nn.add %clear, %disturbed : !images, !images
    %noise_part = nn.mul %noise, %cos : !images, !factor
    %image_part = nn.mul %x, %sin : !images, !factor
    %v = nn.sub %noise_part, %image_part : !images, !images
    %guess = nn.call @predict(%noisy, %t) : (!images, !times) -> !images
    %loss = nn.mse_loss %guess, %v : !images, !images
    nn.return %loss : tensor<f32>
  }

  nn.func @train_step(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %loss = nn.call @loss(%image) : (!images) -> tensor<f32>
    train.minimize %loss, %learning_rate using #train.recipe<#train.adam, clip_norm = 1.0, average = 0.998>
    nn.return %loss : tensor<f32>
  }

  // A step of 50, for as many images as the batch of the call, at most 500. Behind no step, or the last, it starts with noise. Gives what the
  // images are taken to be without noise.
  nn.func @denoise() -> (images: tensor<?x28x28xf32>) {
    %canvas = nn.read @canvas : !canvas
    %before = nn.read @step : tensor<f32>
    %random = nn.read @random : !random
    %noise, %next = nn.random_normal %random : !canvas
    nn.assign @random, %next : !random
    %zero = nn.constant dense<0.0> : tensor<f32>
    %steps = nn.constant dense<50.0> : tensor<f32>
    %step = nn.mod %before, %steps : tensor<f32>, tensor<f32>
    %first = nn.compare eq %step, %zero : tensor<f32>, tensor<f32>
    %image0 = nn.where %first, %noise, %canvas : tensor<i1>, !canvas, !canvas
    // @predict takes any batch: that of this call, so the first images of the canvas.
    %single = nn.constant dense<1> : tensor<i64>
    %ones = nn.expand %single : tensor<i64> to tensor<?xi64>
    %places = nn.cumsum %ones axis 0 exclusive : tensor<?xi64>
    %image = nn.gather %image0, %places axis 0 : !canvas, tensor<?xi64>
    %one = nn.constant dense<1.0> : tensor<f32>
    %done = nn.div %step, %steps : tensor<f32>, tensor<f32>
    %now = nn.sub %one, %done : tensor<f32>, tensor<f32>
    %behind = nn.add %step, %one : tensor<f32>, tensor<f32>
    %done1 = nn.div %behind, %steps : tensor<f32>, tensor<f32>
    %later = nn.sub %one, %done1 : tensor<f32>, tensor<f32>
    %t = nn.expand %now : tensor<f32> to !times
    %t1 = nn.expand %later : tensor<f32> to !times
    %v = nn.call @predict(%image, %t) : (!images, !times) -> !images
    %cos, %sin = nn.call @factors(%t) : (!times) -> (!factor, !factor)
    %clear = nn.mul %image, %cos : !images, !factor
    %away = nn.mul %v, %sin : !images, !factor
    %free = nn.sub %clear, %away : !images, !images
    %x = nn.clip %free min -1.0 max 1.0 : !images
    // What is noise if x is right: (image - cos x) / sin, and sin is not 0 before the last step.
    %image_part = nn.mul %x, %cos : !images, !factor
    %noise_part = nn.sub %image, %image_part : !images, !images
    %noise1 = nn.div %noise_part, %sin : !images, !factor
    %cos1, %sin1 = nn.call @factors(%t1) : (!times) -> (!factor, !factor)
    %clear1 = nn.mul %x, %cos1 : !images, !factor
    %disturbed1 = nn.mul %noise1, %sin1 : !images, !factor
    %image1 = nn.add %clear1, %disturbed1 : !images, !images
    %rows = nn.unsqueeze %places axes [1] : tensor<?xi64>
    %canvas1 = nn.scatter_nd %image0, %rows, %image1 : !canvas, tensor<?x1xi64>, !images
    nn.assign @canvas, %canvas1 : !canvas
    nn.assign @step, %behind : tensor<f32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %x, %half : !images, tensor<f32>
    %grey = nn.add %halved, %half : !images, tensor<f32>
    %images = nn.reshape %grey : !images to tensor<?x28x28xf32>
    nn.return %images : tensor<?x28x28xf32>
  }
}
