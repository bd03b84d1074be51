// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// Each is undone: the last op first.
// CHECK-LABEL: nn.func @shapes
nn.func @shapes(%x: tensor<?x2x3x4xf32>) -> (dx: tensor<?x2x3x4xf32>) {
  // CHECK: %[[F:.*]] = nn.reshape %{{.*}} : tensor<?x24xf32> to tensor<?x4x2x3xf32>
  // CHECK: %[[T:.*]] = nn.transpose %[[F]] perm [0, 2, 3, 1]
  // CHECK: nn.return %[[T]]
  %t = nn.transpose %x perm [0, 3, 1, 2] : tensor<?x2x3x4xf32>
  %f = nn.flatten %t : tensor<?x4x2x3xf32>
  %l = nn.reduce_sum %f : tensor<?x24xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x2x3x4xf32>)
  nn.return %dx : tensor<?x2x3x4xf32>
}

// -----

// CHECK-LABEL: nn.func @reshape
nn.func @reshape(%x: tensor<2x6xf32>) -> (dx: tensor<2x6xf32>) {
  // CHECK: nn.reshape %{{.*}} : tensor<3x4xf32> to tensor<2x6xf32>
  %r = nn.reshape %x : tensor<2x6xf32> to tensor<3x4xf32>
  %l = nn.reduce_sum %r : tensor<3x4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<2x6xf32>)
  nn.return %dx : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: nn.func @expand
nn.func @expand(%x: tensor<3x1xf32>) -> (dx: tensor<3x1xf32>) {
  // CHECK: %[[S:.*]] = nn.reduce_sum %{{.*}} axes [0, 2] : tensor<2x3x4xf32>
  // CHECK: nn.reshape %[[S]] : tensor<3xf32> to tensor<3x1xf32>
  %e = nn.expand %x : tensor<3x1xf32> to tensor<2x3x4xf32>
  %l = nn.reduce_sum %e : tensor<2x3x4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<3x1xf32>)
  nn.return %dx : tensor<3x1xf32>
}
