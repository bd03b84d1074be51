// Loops that read an operand across its rows, with and without a remainder behind the last square, on one thread
// and two, and with the narrow vectors of the baseline. Arrays count: x[i, j] = 70 i + j, so that y[i, j] of the
// transposed one is i + 70 j; what differs is summed.
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %files count x.npy '<f4' 2,100,70 && %files count wide.npy '<f8' 64,48
// RUN: %files count rows.npy '<f4' 70,1 && %files count columns.npy '<f4' 1,100 && %files count pixels.npy '<f4' 1,6,6,32
// RUN: dlc run %s --entry fused --input x=x.npy --input i=rows.npy --input j=columns.npy --threads 1 | FileCheck %s --check-prefix=FUSED
// RUN: dlc run %s --entry fused --input x=x.npy --input i=rows.npy --input j=columns.npy --threads 2 | FileCheck %s --check-prefix=FUSED
// RUN: dlc run %s --entry fused --cpu x86-64 --input x=x.npy --input i=rows.npy --input j=columns.npy | FileCheck %s --check-prefix=FUSED
// RUN: dlc run %s --entry back --input x=wide.npy | FileCheck %s --check-prefix=BACK
// RUN: dlc run %s --entry channels --input x=pixels.npy | FileCheck %s --check-prefix=CHANNELS

// FUSED: different f32 [2]
// FUSED-NEXT: 0 0
// FUSED: corner f32 [2, 2, 3]
// FUSED: 0 70 140
// FUSED: 1 71 141
// FUSED: 7000 7070 7140
// FUSED: 7001 7071 7141
nn.func @fused(%x: tensor<?x100x70xf32>, %i: tensor<70x1xf32>, %j: tensor<1x100xf32>)
    -> (different: tensor<?xf32>, corner: tensor<?x2x3xf32>) {
  %t = nn.transpose %x perm [0, 2, 1] : tensor<?x100x70xf32>
  %start = nn.slice %t starts [0, 0] ends [1, 1] axes [1, 2] steps [1, 1] : tensor<?x70x100xf32>
  %s = nn.constant dense<7.000000e+01> : tensor<f32>
  %column = nn.mul %j, %s : tensor<1x100xf32>, tensor<f32>
  %place = nn.add %i, %column : tensor<70x1xf32>, tensor<1x100xf32>
  %want = nn.add %start, %place : tensor<?x1x1xf32>, tensor<70x100xf32>
  %difference = nn.sub %t, %want : tensor<?x70x100xf32>, tensor<?x70x100xf32>
  %distance = nn.abs %difference : tensor<?x70x100xf32>
  %different = nn.reduce_sum %distance axes [1, 2] : tensor<?x70x100xf32>
  %corner = nn.slice %t starts [0, 0] ends [2, 3] axes [1, 2] steps [1, 1] : tensor<?x70x100xf32>
  nn.return %different, %corner : tensor<?xf32>, tensor<?x2x3xf32>
}

// There and back, of wider elements.
// BACK: y  f64 [] 0
nn.func @back(%x: tensor<64x48xf64>) -> (y: tensor<f64>) {
  %t = nn.transpose %x perm [1, 0] : tensor<64x48xf64>
  %square = nn.matmul %t, %x : tensor<48x64xf64>, tensor<64x48xf64>
  %other = nn.transpose %square perm [1, 0] : tensor<48x48xf64>
  %difference = nn.sub %square, %other : tensor<48x48xf64>, tensor<48x48xf64>
  %distance = nn.abs %difference : tensor<48x48xf64>
  %y = nn.reduce_sum %distance axes [0, 1] : tensor<48x48xf64>
  nn.return %y : tensor<f64>
}

// Channels last to channels first: 36 pixels are two squares and a remainder of 4.
// CHANNELS: y  f32 [1, 2, 6, 6]
// CHANNELS: 0 32 64 96 128 160
// CHANNELS: 960 992 1024 1056 1088 1120
// CHANNELS: 1 33 65 97 129 161
nn.func @channels(%x: tensor<?x6x6x32xf32>) -> (y: tensor<?x2x6x6xf32>) {
  %t = nn.transpose %x perm [0, 3, 1, 2] : tensor<?x6x6x32xf32>
  %y = nn.slice %t starts [0] ends [2] axes [1] steps [1] : tensor<?x32x6x6xf32>
  nn.return %y : tensor<?x2x6x6xf32>
}
