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

// The adjoint of the gradient reads where the maxima are; with respect to the input it is constant.
// CHECK-LABEL: nn.func @max_pool_backward
nn.func @max_pool_backward(%x: tensor<?x1x4x4xf32>, %g: tensor<?x1x3x2xf32>) -> (dx: tensor<?x1x4x4xf32>, dg: tensor<?x1x3x2xf32>) {
  // CHECK: nn.max_pool_backward
  // CHECK: %[[AT:.*]] = nn.max_pool_indices %x kernel_shape [2, 2] strides [1, 2] : tensor<?x1x4x4xf32>
  // CHECK: nn.gather_elements %{{.*}}, %{{.*}} axis 2 : tensor<?x1x16xf32>, tensor<?x1x6xi64>
  // CHECK: nn.return %{{.*}}, %{{.*}} : tensor<?x1x4x4xf32>, tensor<?x1x3x2xf32>
  %y = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [1, 2] : tensor<?x1x4x4xf32>, tensor<?x1x3x2xf32>
  %l = nn.reduce_sum %y : tensor<?x1x4x4xf32>
  %dx, %dg = train.gradient %l wrt (%x, %g) : tensor<f32>, (tensor<?x1x4x4xf32>, tensor<?x1x3x2xf32>)
  nn.return %dx, %dg : tensor<?x1x4x4xf32>, tensor<?x1x3x2xf32>
}

// What auto_pad and ceil_mode mean is written as pads.
// CHECK-LABEL: nn.func @resolved
nn.func @resolved(%x: tensor<?x1x5xf32>) -> (dx: tensor<?x1x5xf32>) {
  // CHECK: nn.max_pool_backward %{{.*}} kernel_shape [2] strides [2] pads [0, 1]
  // CHECK: nn.max_pool_backward %x, %{{.*}} kernel_shape [3] pads [1, 1]
  %y = nn.max_pool %x kernel_shape [3] auto_pad same_upper : tensor<?x1x5xf32>
  %z = nn.max_pool %y kernel_shape [2] strides [2] ceil_mode : tensor<?x1x5xf32>
  %l = nn.reduce_sum %z : tensor<?x1x3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x1x5xf32>)
  nn.return %dx : tensor<?x1x5xf32>
}
