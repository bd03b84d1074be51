// A batch behind slices: the sizes of views are multiples of the batch, too. The input counts: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f4' 2,2,4
// RUN: dlc run %s --entry channel --input x=x.npy | FileCheck %s --check-prefix=CHANNEL
// RUN: dlc run %s --entry pooled --input x=x.npy | FileCheck %s --check-prefix=POOLED
// RUN: dlc run %s --entry token --input x=x.npy | FileCheck %s --check-prefix=TOKEN
// RUN: dlc run %s --entry gradient --input x=x.npy | FileCheck %s --check-prefix=GRADIENT

// CHANNEL: y  f32 [2, 1, 3]
// CHANNEL-NEXT: 9 11 13
// CHANNEL-NEXT: 25 27 29
nn.func @channel(%x: tensor<?x2x4xf32>) -> (y: tensor<?x1x3xf32>) {
  %weights = nn.constant dense<1.0> : tensor<1x1x2xf32>
  %one = nn.slice %x starts [1] ends [2] axes [1] : tensor<?x2x4xf32>
  %y = nn.conv %one, %weights : tensor<?x1x4xf32>, tensor<1x1x2xf32>
  nn.return %y : tensor<?x1x3xf32>
}

// POOLED: y  f32 [2, 1, 2]
// POOLED-NEXT: 5 7
// POOLED-NEXT: 13 15
nn.func @pooled(%x: tensor<?x2x4xf32>) -> (y: tensor<?x1x2xf32>) {
  %one = nn.slice %x starts [1] ends [2] axes [1] : tensor<?x2x4xf32>
  %y = nn.max_pool %one kernel_shape [2] strides [2] : tensor<?x1x4xf32>
  nn.return %y : tensor<?x1x2xf32>
}

// A class token: the last of the sequence, through two layers of ones.
// TOKEN: y  f32 [2, 2]
// TOKEN-NEXT: 66 66
// TOKEN-NEXT: 162 162
nn.func @token(%x: tensor<?x2x4xf32>) -> (y: tensor<?x2xf32>) {
  %first = nn.constant dense<1.0> : tensor<4x3xf32>
  %second = nn.constant dense<1.0> : tensor<3x2xf32>
  %slice = nn.slice %x starts [1] ends [2] axes [1] : tensor<?x2x4xf32>
  %last = nn.squeeze %slice axes [1] : tensor<?x1x4xf32>
  %hidden = nn.matmul %last, %first : tensor<?x4xf32>, tensor<4x3xf32>
  %y = nn.matmul %hidden, %second : tensor<?x3xf32>, tensor<3x2xf32>
  nn.return %y : tensor<?x2xf32>
}

// The derivative of Σ (x[:, :, 0] · w)² by w = 1: twice the sums of x[:, c, 0] (x[:, 0, 0] + x[:, 1, 0]).
// GRADIENT: g  f32 [2, 1]
// GRADIENT-NEXT: 320
// GRADIENT-NEXT: 512
nn.func @gradient(%x: tensor<?x2x4xf32>) -> (g: tensor<2x1xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x1xf32>
  %slice = nn.slice %x starts [0] ends [1] axes [2] : tensor<?x2x4xf32>
  %column = nn.squeeze %slice axes [2] : tensor<?x2x1xf32>
  %product = nn.matmul %column, %w : tensor<?x2xf32>, tensor<2x1xf32>
  %square = nn.mul %product, %product : tensor<?x1xf32>, tensor<?x1xf32>
  %loss = nn.reduce_sum %square : tensor<?x1xf32>
  %g = train.gradient %loss wrt (%w) : tensor<f32>, (tensor<2x1xf32>)
  nn.return %g : tensor<2x1xf32>
}
