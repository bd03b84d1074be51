// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @spatial
nn.func @spatial(%x: tensor<?x4x6x8xf32>) -> (y: tensor<?x4x6x8xf32>) {
  // CHECK: nn.resize %x : tensor<?x4x6x8xf32> -> tensor<?x4x12x16xf32>
  %0 = nn.resize %x : tensor<?x4x6x8xf32> -> tensor<?x4x12x16xf32>
  // CHECK: nn.resize %{{.*}} mode linear coordinate_transformation_mode align_corners : tensor<?x4x12x16xf32> -> tensor<?x4x5x7xf32>
  %1 = nn.resize %0 mode linear coordinate_transformation_mode align_corners : tensor<?x4x12x16xf32> -> tensor<?x4x5x7xf32>
  // CHECK: nn.resize %{{.*}} coordinate_transformation_mode asymmetric nearest_mode floor : tensor<?x4x5x7xf32> -> tensor<?x4x2x2xf32>
  %2 = nn.resize %1 coordinate_transformation_mode asymmetric nearest_mode floor : tensor<?x4x5x7xf32> -> tensor<?x4x2x2xf32>
  // CHECK: nn.resize %{{.*}} mode cubic cubic_coeff_a -5.000000e-01 scales [1.000000e+00, 1.000000e+00, 3.000000e+00, 4.000000e+00] : tensor<?x4x2x2xf32> -> tensor<?x4x6x8xf32>
  %3 = nn.resize %2 mode cubic cubic_coeff_a -0.5 scales [1.0, 1.0, 3.0, 4.0] : tensor<?x4x2x2xf32> -> tensor<?x4x6x8xf32>
  // CHECK: nn.depth_to_space %{{.*}} blocksize 2 mode crd : tensor<?x4x6x8xf32>
  %4 = nn.depth_to_space %3 blocksize 2 mode crd : tensor<?x4x6x8xf32>
  // CHECK: nn.space_to_depth %{{.*}} blocksize 2 : tensor<?x1x12x16xf32>
  %5 = nn.space_to_depth %4 blocksize 2 : tensor<?x1x12x16xf32>
  nn.return %5 : tensor<?x4x6x8xf32>
}

// CHECK-LABEL: nn.func @grids
nn.func @grids(%x: tensor<?x3x6x8xf32>, %theta: tensor<?x2x3xf32>, %v: tensor<2x1x4x5x6xf64>, %turn: tensor<2x3x4xf64>) -> (y: tensor<?x3x4x5xf32>, z: tensor<2x1x2x3x4xf64>) {
  // CHECK: nn.affine_grid %theta : tensor<?x2x3xf32> -> tensor<?x4x5x2xf32>
  %0 = nn.affine_grid %theta : tensor<?x2x3xf32> -> tensor<?x4x5x2xf32>
  // CHECK: nn.grid_sample %x, %{{.*}} : tensor<?x3x6x8xf32>, tensor<?x4x5x2xf32>
  %1 = nn.grid_sample %x, %0 : tensor<?x3x6x8xf32>, tensor<?x4x5x2xf32>
  // CHECK: nn.affine_grid %turn align_corners : tensor<2x3x4xf64> -> tensor<2x2x3x4x3xf64>
  %2 = nn.affine_grid %turn align_corners : tensor<2x3x4xf64> -> tensor<2x2x3x4x3xf64>
  // CHECK: nn.grid_sample %v, %{{.*}} mode nearest padding_mode reflection align_corners : tensor<2x1x4x5x6xf64>, tensor<2x2x3x4x3xf64>
  %3 = nn.grid_sample %v, %2 mode nearest padding_mode reflection align_corners : tensor<2x1x4x5x6xf64>, tensor<2x2x3x4x3xf64>
  nn.return %1, %3 : tensor<?x3x4x5xf32>, tensor<2x1x2x3x4xf64>
}

// To the same size is nothing, unless the scale is another.
// FOLD-LABEL: nn.func @same
// FOLD-NEXT: %[[Y:.*]] = nn.resize %x scales
// FOLD-NEXT: nn.return %x, %[[Y]]
nn.func @same(%x: tensor<?x4x6xf32>) -> (y: tensor<?x4x6xf32>, z: tensor<?x4x6xf32>) {
  %y = nn.resize %x mode cubic : tensor<?x4x6xf32> -> tensor<?x4x6xf32>
  %z = nn.resize %x scales [1.0, 1.0, 1.1] : tensor<?x4x6xf32> -> tensor<?x4x6xf32>
  nn.return %y, %z : tensor<?x4x6xf32>, tensor<?x4x6xf32>
}
