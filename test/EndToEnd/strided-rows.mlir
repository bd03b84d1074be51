// Kernels whose operands are slices with steps, or columns: the elements of their rows do not lie side by side.
// All arrays count: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %files count x.npy '<f4' 2,3 && %files count w.npy '<f4' 3,10 && %files count wide.npy '<f4' 3,80
// RUN: %files count cube.npy '<f4' 3,4,2 && %files count images.npy '<f4' 2,1,2,8
// RUN: dlc run %s --entry every_other_column --input x=x.npy --input w=w.npy | FileCheck %s --check-prefix=EVERY
// RUN: dlc run %s --entry wide --input x=x.npy --input w=wide.npy | FileCheck %s --check-prefix=WIDE
// RUN: dlc run %s --entry squeezed --input x=x.npy --input w=cube.npy | FileCheck %s --check-prefix=SQUEEZED
// RUN: dlc run %s --entry epilogue --input x=x.npy --input w=w.npy | FileCheck %s --check-prefix=EPILOGUE
// RUN: dlc run %s --entry pooled --input x=images.npy | FileCheck %s --check-prefix=POOLED
// RUN: dlc run %s --seed 1 --entry convolved | FileCheck %s --check-prefix=CONVOLVED

// EVERY: y  f32 [2, 5]
// EVERY-NEXT: 50 56 62 68 74
// EVERY-NEXT: 140 164 188 212 236
nn.func @every_other_column(%x: tensor<2x3xf32>, %w: tensor<3x10xf32>) -> (y: tensor<2x5xf32>) {
  %s = nn.slice %w starts [0] ends [10] axes [1] steps [2] : tensor<3x10xf32>
  %y = nn.matmul %x, %s : tensor<2x3xf32>, tensor<3x5xf32>
  nn.return %y : tensor<2x5xf32>
}

// More columns than a vector has lanes: 400 + 3 · 2 i and 1120 + 12 · 2 i, and their sums.
// WIDE: y  f32 [2]
// WIDE-NEXT: 20680 63520
nn.func @wide(%x: tensor<2x3xf32>, %w: tensor<3x80xf32>) -> (y: tensor<2xf32>) {
  %s = nn.slice %w starts [0] ends [80] axes [1] steps [2] : tensor<3x80xf32>
  %y = nn.matmul %x, %s : tensor<2x3xf32>, tensor<3x40xf32>
  %sum = nn.reduce_sum %y axes [1] : tensor<2x40xf32>
  nn.return %sum : tensor<2xf32>
}

// SQUEEZED: y  f32 [2, 4]
// SQUEEZED-NEXT: 43 49 55 61
// SQUEEZED-NEXT: 124 148 172 196
nn.func @squeezed(%x: tensor<2x3xf32>, %w: tensor<3x4x2xf32>) -> (y: tensor<2x4xf32>) {
  %s = nn.slice %w starts [1] ends [2] axes [2] : tensor<3x4x2xf32>
  %q = nn.squeeze %s axes [2] : tensor<3x4x1xf32>
  %y = nn.matmul %x, %q : tensor<2x3xf32>, tensor<3x4xf32>
  nn.return %y : tensor<2x4xf32>
}

// A column as bias, and every third column beside the product.
// EPILOGUE: y  f32 [2, 3]
// EPILOGUE-NEXT: 55 70 85
// EPILOGUE-NEXT: 155 179 203
nn.func @epilogue(%x: tensor<2x3xf32>, %w: tensor<3x10xf32>) -> (y: tensor<2x3xf32>) {
  %three = nn.slice %w starts [0] ends [3] axes [1] : tensor<3x10xf32>
  %column = nn.slice %w starts [1] ends [2] axes [1] : tensor<3x10xf32>
  %bias = nn.squeeze %column axes [1] : tensor<3x1xf32>
  %beside = nn.slice %w starts [0, 4] ends [2, 10] axes [0, 1] steps [1, 2] : tensor<3x10xf32>
  %product = nn.matmul %x, %three : tensor<2x3xf32>, tensor<3x3xf32>
  %biased = nn.add %product, %bias : tensor<2x3xf32>, tensor<3xf32>
  %y = nn.add %biased, %beside : tensor<2x3xf32>, tensor<2x3xf32>
  nn.return %y : tensor<2x3xf32>
}

// POOLED: y  f32 [2, 1, 1, 2]
// POOLED-NEXT: 10 14
// POOLED-NEXT: 26 30
// POOLED: g  f32 [2, 1, 2, 8]
// POOLED-NEXT: 0 0 0 0 0 0 0 0
// POOLED-NEXT: 0 0 10 0 0 0 14 0
// POOLED-NEXT: 0 0 0 0 0 0 0 0
// POOLED-NEXT: 0 0 26 0 0 0 30 0
nn.func @pooled(%x: tensor<2x1x2x8xf32>) -> (y: tensor<2x1x1x2xf32>, g: tensor<2x1x2x8xf32>) {
  %s = nn.slice %x starts [0] ends [8] axes [3] steps [2] : tensor<2x1x2x8xf32>
  %y = nn.max_pool %s kernel_shape [2, 2] strides [2, 2] : tensor<2x1x2x4xf32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %square = nn.mul %y, %y : tensor<2x1x1x2xf32>, tensor<2x1x1x2xf32>
  %halves = nn.mul %square, %half : tensor<2x1x1x2xf32>, tensor<f32>
  %loss = nn.reduce_sum %halves : tensor<2x1x1x2xf32>
  %g = train.gradient %loss wrt (%x) : tensor<f32>, (tensor<2x1x2x8xf32>)
  nn.return %y, %g : tensor<2x1x1x2xf32>, tensor<2x1x2x8xf32>
}

// A window of ones over ones, 9 in each of 16 channels: 6 of them lie in the image at its edges, and 4 in its corners.
nn.variable buffer @image : tensor<2x16x16x32xf32> init #nn.constant<1.0>
nn.variable buffer @window : tensor<16x16x3x3xf32> init #nn.constant<1.0>
// CONVOLVED: y  f32 [2, 8]
// CONVOLVED-NEXT: 96 96 96 96 96 96 96 64
// CONVOLVED-NEXT: 144 144 144 144 144 144 144 96
nn.func @convolved() -> (y: tensor<2x8xf32>) {
  %x = nn.read @image : tensor<2x16x16x32xf32>
  %w = nn.read @window : tensor<16x16x3x3xf32>
  %s = nn.slice %x starts [0] ends [32] axes [3] steps [2] : tensor<2x16x16x32xf32>
  %c = nn.conv %s, %w pads [1, 1, 1, 1] : tensor<2x16x16x16xf32>, tensor<16x16x3x3xf32>
  %r = nn.slice %c starts [1, 15, 0, 8] ends [2, 16, 2, 16] axes [0, 1, 2, 3] : tensor<2x16x16x16xf32>
  %y = nn.reshape %r : tensor<1x1x2x8xf32> to tensor<2x8xf32>
  nn.return %y : tensor<2x8xf32>
}
