// Ops whose bodies read other images than their own, or other pixels, beside convolutions and pooling, which run
// image by image. The input counts: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f4' 3,1,2,2
// RUN: dlc run %s --entry gathered --input x=x.npy | FileCheck %s --check-prefix=GATHERED
// RUN: dlc run %s --entry pooled --input x=x.npy | FileCheck %s --check-prefix=POOLED
// RUN: dlc run %s --entry resized --input x=x.npy | FileCheck %s --check-prefix=RESIZED

// Twice the sum of image n, which is 16 n + 6, and of the next image.
// GATHERED: y  f32 [3, 1, 1, 1]
// GATHERED-NEXT: 56
// GATHERED-NEXT: 120
// GATHERED-NEXT: 88
nn.func @gathered(%x: tensor<3x1x2x2xf32>) -> (y: tensor<3x1x1x1xf32>) {
  %next = nn.constant dense<[1, 2, 0]> : tensor<3xi64>
  %weights = nn.constant dense<1.0> : tensor<1x1x2x2xf32>
  %doubled = nn.add %x, %x : tensor<3x1x2x2xf32>, tensor<3x1x2x2xf32>
  %gathered = nn.gather %doubled, %next axis 0 : tensor<3x1x2x2xf32>, tensor<3xi64>
  %sum = nn.add %doubled, %gathered : tensor<3x1x2x2xf32>, tensor<3x1x2x2xf32>
  %y = nn.conv %sum, %weights : tensor<3x1x2x2xf32>, tensor<1x1x2x2xf32>
  nn.return %y : tensor<3x1x1x1xf32>
}

// Twice the last pixel of image n and of the next: 4 n + 3.
// POOLED: y  f32 [3, 1, 1, 1]
// POOLED-NEXT: 20
// POOLED-NEXT: 36
// POOLED-NEXT: 28
nn.func @pooled(%x: tensor<3x1x2x2xf32>) -> (y: tensor<3x1x1x1xf32>) {
  %next = nn.constant dense<[1, 2, 0]> : tensor<3xi64>
  %doubled = nn.add %x, %x : tensor<3x1x2x2xf32>, tensor<3x1x2x2xf32>
  %gathered = nn.gather %doubled, %next axis 0 : tensor<3x1x2x2xf32>, tensor<3xi64>
  %sum = nn.add %doubled, %gathered : tensor<3x1x2x2xf32>, tensor<3x1x2x2xf32>
  %y = nn.max_pool %sum kernel_shape [2, 2] strides [2, 2] : tensor<3x1x2x2xf32>
  nn.return %y : tensor<3x1x1x1xf32>
}

// A branch of a feature pyramid: the mean of each image, enlarged, is 4 n + 1.5.
// RESIZED: y  f32 [3, 1, 2, 2]
// RESIZED-NEXT: 3 3
// RESIZED-NEXT: 3 3
// RESIZED: 11 11
// RESIZED-NEXT: 11 11
// RESIZED: 19 19
// RESIZED-NEXT: 19 19
nn.func @resized(%x: tensor<3x1x2x2xf32>) -> (y: tensor<3x1x2x2xf32>) {
  %weights = nn.constant dense<2.0> : tensor<1x1x1x1xf32>
  %mean = nn.average_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<3x1x2x2xf32>
  %scaled = nn.conv %mean, %weights : tensor<3x1x1x1xf32>, tensor<1x1x1x1xf32>
  %y = nn.resize %scaled mode linear : tensor<3x1x1x1xf32> -> tensor<3x1x2x2xf32>
  nn.return %y : tensor<3x1x2x2xf32>
}
