// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// What was read is summed at its place; what lies in front of the axis is common to data and indices.
// CHECK-LABEL: nn.func @gather
nn.func @gather(%x: tensor<?x4x3xf32>, %i: tensor<2xi64>) -> (dx: tensor<?x4x3xf32>) {
  // CHECK: %[[R:.*]] = nn.reshape %i : tensor<2xi64> to tensor<1x2x1xi64>
  // CHECK: %[[E:.*]] = nn.expand %[[R]] : tensor<1x2x1xi64> to tensor<?x2x1xi64>
  // CHECK: %[[Z:.*]] = nn.expand %{{.*}} to tensor<?x4x3xf32>
  // CHECK: nn.scatter_nd %[[Z]], %[[E]], %{{.*}} batch_dims 1 reduction add
  %y = nn.gather %x, %i axis 1 : tensor<?x4x3xf32>, tensor<2xi64>
  %l = nn.reduce_sum %y : tensor<?x2x3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x4x3xf32>)
  nn.return %dx : tensor<?x4x3xf32>
}

// -----

// The row of the padding gets nothing.
// CHECK-LABEL: nn.func @embedding
nn.func @embedding(%t: tensor<5x3xf32>, %i: tensor<?xi64>) -> (dt: tensor<5x3xf32>) {
  // CHECK: %[[C:.*]] = nn.compare eq %i
  // CHECK: %[[M:.*]] = nn.reshape %[[C]] : tensor<?xi1> to tensor<?x1xi1>
  // CHECK: %[[G:.*]] = nn.where %[[M]]
  // CHECK: nn.scatter_nd %{{.*}}, %{{.*}}, %[[G]] reduction add
  %y = nn.embedding %t, %i padding_idx 2 : tensor<5x3xf32>, tensor<?xi64>
  %l = nn.reduce_sum %y : tensor<?x3xf32>
  %dt = train.gradient %l wrt (%t) : tensor<f32>, (tensor<5x3xf32>)
  nn.return %dt : tensor<5x3xf32>
}

// -----

// The adjoint of a sum goes to both; nothing is written for the updates that nobody asks for.
// CHECK-LABEL: nn.func @scatter_add
nn.func @scatter_add(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> (dx: tensor<4xf32>) {
  // CHECK: nn.scatter_elements
  // CHECK-NOT: nn.gather
  // CHECK: nn.return
  %y = nn.scatter_elements %x, %i, %u reduction add : tensor<4xf32>, tensor<2xi64>, tensor<2xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %dx : tensor<4xf32>
}

// -----

// What is replaced gets nothing, what replaces it the adjoint of its place.
// CHECK-LABEL: nn.func @scatter
nn.func @scatter(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> (dx: tensor<4xf32>, du: tensor<2xf32>) {
  // CHECK: %[[G:.*]] = nn.expand %{{.*}} : tensor<f32> to tensor<4xf32>
  // CHECK: %[[Z:.*]] = nn.constant dense<0.000000e+00> : tensor<2xf32>
  // CHECK: %[[DX:.*]] = nn.scatter_elements %[[G]], %i, %[[Z]]
  // CHECK: %[[DU:.*]] = nn.gather_elements %[[G]], %i
  // CHECK: nn.return %[[DX]], %[[DU]]
  %y = nn.scatter_elements %x, %i, %u : tensor<4xf32>, tensor<2xi64>, tensor<2xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  %dx, %du = train.gradient %l wrt (%x, %u) : tensor<f32>, (tensor<4xf32>, tensor<2xf32>)
  nn.return %dx, %du : tensor<4xf32>, tensor<2xf32>
}
