// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @pool
nn.func @pool(%x: tensor<?x4x9x8xf32>) -> (dx: tensor<?x4x9x8xf32>) {
  // CHECK: %[[Y:.*]] = nn.max_pool %x {kernel_shape = array<i64: 3, 2>, pads = array<i64: 1, 0, 1, 0>, strides = array<i64: 2, 2>} : tensor<?x4x9x8xf32>
  %y = nn.max_pool %x {kernel_shape = array<i64: 3, 2>, pads = array<i64: 1, 0, 1, 0>, strides = array<i64: 2, 2>} : tensor<?x4x9x8xf32>
  // CHECK: nn.max_pool_backward %x, %[[Y]] {{.*}} : tensor<?x4x9x8xf32>, tensor<?x4x5x4xf32>
  %dx = nn.max_pool_backward %x, %y {kernel_shape = array<i64: 3, 2>, pads = array<i64: 1, 0, 1, 0>, strides = array<i64: 2, 2>} : tensor<?x4x9x8xf32>, tensor<?x4x5x4xf32>
  nn.return %dx : tensor<?x4x9x8xf32>
}
