// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @pool
nn.func @pool(%x: tensor<?x4x9x8xf32>) -> (dx: tensor<?x4x9x8xf32>) {
  // CHECK: %[[Y:.*]] = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] pads [1, 0, 1, 0] : tensor<?x4x9x8xf32>
  %y = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] pads [1, 0, 1, 0] : tensor<?x4x9x8xf32>
  // CHECK: nn.max_pool_backward %x, %[[Y]] {{.*}} : tensor<?x4x9x8xf32>, tensor<?x4x5x4xf32>
  %dx = nn.max_pool_backward %x, %y kernel_shape [3, 2] strides [2, 2] pads [1, 0, 1, 0] : tensor<?x4x9x8xf32>, tensor<?x4x5x4xf32>
  nn.return %dx : tensor<?x4x9x8xf32>
}

// Attributes are read from braces too, as tools write them that know nothing of nn.
// CHECK-LABEL: nn.func @braces
nn.func @braces(%x: tensor<?x4x8x8xf32>) -> (index: tensor<?x2x2xi64>) {
  // CHECK: nn.max_pool %x kernel_shape [4, 4] strides [4, 4] : tensor<?x4x8x8xf32>
  %y = nn.max_pool %x {kernel_shape = array<i64: 4, 4>, strides = array<i64: 4, 4>} : tensor<?x4x8x8xf32>
  // CHECK: nn.arg_max %{{.*}} axis 1 : tensor<?x4x2x2xf32>
  %index = nn.arg_max %y {axis = 1 : i64} : tensor<?x4x2x2xf32>
  nn.return %index : tensor<?x2x2xi64>
}
