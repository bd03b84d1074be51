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

// To the same size is nothing, unless the scale is another.
// FOLD-LABEL: nn.func @same
// FOLD-NEXT: %[[Y:.*]] = nn.resize %x scales
// FOLD-NEXT: nn.return %x, %[[Y]]
nn.func @same(%x: tensor<?x4x6xf32>) -> (y: tensor<?x4x6xf32>, z: tensor<?x4x6xf32>) {
  %y = nn.resize %x mode cubic : tensor<?x4x6xf32> -> tensor<?x4x6xf32>
  %z = nn.resize %x scales [1.0, 1.0, 1.1] : tensor<?x4x6xf32> -> tensor<?x4x6xf32>
  nn.return %y, %z : tensor<?x4x6xf32>, tensor<?x4x6xf32>
}
