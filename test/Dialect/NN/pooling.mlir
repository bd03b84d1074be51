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

// CHECK-LABEL: nn.func @all
nn.func @all(%x: tensor<?x4x9x8xf32>, %l: tensor<?x2x7xf32>) -> (index: tensor<?x4x4x4xi64>) {
  // CHECK: nn.max_pool %x kernel_shape [2, 3] strides [2, 2] dilations [2, 1] auto_pad same_upper : tensor<?x4x9x8xf32>
  %0 = nn.max_pool %x kernel_shape [2, 3] strides [2, 2] dilations [2, 1] auto_pad same_upper : tensor<?x4x9x8xf32>
  // CHECK: nn.max_pool_indices %x kernel_shape [3, 3] strides [2, 2] ceil_mode : tensor<?x4x9x8xf32>
  %1 = nn.max_pool_indices %x kernel_shape [3, 3] strides [2, 2] ceil_mode : tensor<?x4x9x8xf32>
  // CHECK: nn.average_pool %x kernel_shape [2, 2] strides [2, 2] pads [0, 1, 1, 0] count_include_pad : tensor<?x4x9x8xf32>
  %2 = nn.average_pool %x kernel_shape [2, 2] strides [2, 2] pads [0, 1, 1, 0] count_include_pad : tensor<?x4x9x8xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x4x5x4xf32>
  %3 = nn.relu %2 : tensor<?x4x5x4xf32>
  // CHECK: nn.lp_pool %l kernel_shape [3] p 1 : tensor<?x2x7xf32>
  %4 = nn.lp_pool %l kernel_shape [3] p 1 : tensor<?x2x7xf32>
  // CHECK: nn.global_average_pool %{{.*}} : tensor<?x2x5xf32>
  %5 = nn.global_average_pool %4 : tensor<?x2x5xf32>
  // CHECK: nn.global_max_pool %x : tensor<?x4x9x8xf32>
  %6 = nn.global_max_pool %x : tensor<?x4x9x8xf32>
  // CHECK: nn.global_lp_pool %{{.*}} p 3 : tensor<?x4x1x1xf32>
  %7 = nn.global_lp_pool %6 p 3 : tensor<?x4x1x1xf32>
  // CHECK: nn.return %{{.*}} : tensor<?x4x4x4xi64>
  nn.return %1 : tensor<?x4x4x4xi64>
}
