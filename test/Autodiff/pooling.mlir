// RUN: dlc-opt %s --train-differentiate | FileCheck %s

// CHECK-LABEL: nn.func @max_pool
nn.func @max_pool(%x: tensor<?x1x4x4xf32>) -> (dx: tensor<?x1x4x4xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.max_pool_backward %x, %[[G]] kernel_shape [2, 2] strides [2, 2]
  %y = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<?x1x4x4xf32>
  %l = nn.reduce_sum %y : tensor<?x1x2x2xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x1x4x4xf32>)
  nn.return %dx : tensor<?x1x4x4xf32>
}
