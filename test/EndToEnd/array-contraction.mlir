// Three convolutions whose intermediate images each thread keeps one of, with a scale between them that is computed from a
// variable: image n is the constant n + 1. A window of one pixel doubles it, one of 3 × 3 for each channel sums nine of them in the
// middle, six at edges and four at corners, and another of one pixel adds both channels: 18, 12 and 8 times n + 1, since the scale
// is 1 / √4. The sum of all pixels is 98 (n + 1).
// RUN: rm -rf %t && mkdir -p %t && cd %t && cp %s network.mlir && %files count x.npy '<f4' 7,1,1,1
// RUN: dlc run network.mlir --seed 1 --threads 1 --input x=x.npy | FileCheck %s
// RUN: dlc run network.mlir --seed 1 --threads 2 --input x=x.npy | FileCheck %s
// RUN: dlc run network.mlir --seed 1 --threads 5 --input x=x.npy | FileCheck %s
// RUN: dlc run network.mlir --seed 1 --parallel none --input x=x.npy | FileCheck %s
// RUN: dlc compile network.mlir --stop-after tile | FileCheck %s --check-prefix=TILES

// CHECK: sum  f32 [7]
// CHECK-NEXT: 98 196 294 392 490 588 686
// TILES: kernel.first_of_part
nn.variable @variance : tensor<2xf32> init #nn.constant<4.0 : f32>
nn.func @predict(%x: tensor<?x1x1x1xf32>) -> (sum: tensor<?xf32>) {
  %ones = nn.constant dense<1.0> : tensor<1x3x3xf32>
  %two = nn.constant dense<2.0> : tensor<2x1x1x1xf32>
  %window = nn.constant dense<1.0> : tensor<2x1x3x3xf32>
  %one = nn.constant dense<1.0> : tensor<1x2x1x1xf32>
  %variance = nn.read @variance : tensor<2xf32>
  %root = nn.rsqrt %variance : tensor<2xf32>
  %scale = nn.reshape %root : tensor<2xf32> to tensor<2x1x1xf32>
  %image = nn.add %x, %ones : tensor<?x1x1x1xf32>, tensor<1x3x3xf32>
  %expanded = nn.conv %image, %two : tensor<?x1x3x3xf32>, tensor<2x1x1x1xf32>
  %relu = nn.relu %expanded : tensor<?x2x3x3xf32>
  %filtered = nn.conv %relu, %window pads [1, 1, 1, 1] group 2 : tensor<?x2x3x3xf32>, tensor<2x1x3x3xf32>
  %scaled = nn.mul %filtered, %scale : tensor<?x2x3x3xf32>, tensor<2x1x1xf32>
  %y = nn.conv %scaled, %one : tensor<?x2x3x3xf32>, tensor<1x2x1x1xf32>
  %sum = nn.reduce_sum %y axes [1, 2, 3] : tensor<?x1x3x3xf32>
  nn.return %sum : tensor<?xf32>
}
