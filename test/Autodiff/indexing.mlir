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

// What is replaced gets nothing, what replaces it the adjoint of its place, unless another update replaced it: each
// reads which number was written last.
// CHECK-LABEL: nn.func @scatter
nn.func @scatter(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> (dx: tensor<4xf32>, du: tensor<2xf32>) {
  // CHECK: %[[G:.*]] = nn.expand %{{.*}} : tensor<f32> to tensor<4xf32>
  // CHECK: %[[Z:.*]] = nn.constant dense<0.000000e+00> : tensor<2xf32>
  // CHECK: %[[DX:.*]] = nn.scatter_elements %[[G]], %i, %[[Z]]
  // CHECK: %[[READ:.*]] = nn.gather_elements %[[G]], %i
  // CHECK: %[[N:.*]] = nn.range : tensor<2xi64>
  // CHECK: %[[LAST:.*]] = nn.scatter_elements %{{.*}}, %i, %[[N]]
  // CHECK: %[[OF:.*]] = nn.gather_elements %[[LAST]], %i
  // CHECK: %[[IS_LAST:.*]] = nn.compare eq %[[N]], %[[OF]]
  // CHECK: %[[DU:.*]] = nn.where %[[IS_LAST]], %[[READ]]
  // CHECK: nn.return %[[DX]], %[[DU]]
  %y = nn.scatter_elements %x, %i, %u : tensor<4xf32>, tensor<2xi64>, tensor<2xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  %dx, %du = train.gradient %l wrt (%x, %u) : tensor<f32>, (tensor<4xf32>, tensor<2xf32>)
  nn.return %dx, %du : tensor<4xf32>, tensor<2xf32>
}

// -----

// Slices have one number each, over all rows of a batch element.
// CHECK-LABEL: nn.func @scatter_slices
nn.func @scatter_slices(%x: tensor<?x4x5xf32>, %i: tensor<?x2x3x1xi64>, %u: tensor<?x2x3x5xf32>) -> (du: tensor<?x2x3x5xf32>) {
  // CHECK: nn.range : tensor<6xi64>
  // CHECK: nn.scatter_nd {{.*}} batch_dims 1 : tensor<?x4xi64>, tensor<?x2x3x1xi64>, tensor<?x2x3xi64>
  // CHECK: nn.reshape %{{.*}} : tensor<?x2x3xi1> to tensor<?x2x3x1xi1>
  // CHECK: nn.where
  %y = nn.scatter_nd %x, %i, %u batch_dims 1 : tensor<?x4x5xf32>, tensor<?x2x3x1xi64>, tensor<?x2x3x5xf32>
  %l = nn.reduce_sum %y : tensor<?x4x5xf32>
  %du = train.gradient %l wrt (%u) : tensor<f32>, (tensor<?x2x3x5xf32>)
  nn.return %du : tensor<?x2x3x5xf32>
}

// -----

// Indices that are known to differ need no numbers: a single one, constants (-1 is 3 here), those of a sort.
// CHECK-LABEL: nn.func @distinct
// CHECK-NOT: nn.range
// CHECK: nn.return
nn.func @distinct(%x: tensor<4xf32>, %m: tensor<2x4xf32>, %i: tensor<1xi64>, %u: tensor<1xf32>, %v: tensor<3xf32>, %w: tensor<4xf32>, %s: tensor<2x2xf32>)
    -> (du: tensor<1xf32>, dv: tensor<3xf32>, dw: tensor<4xf32>, ds: tensor<2x2xf32>) {
  %c = nn.constant dense<[0, 2, -1]> : tensor<3xi64>
  %rows = nn.constant dense<[[[0], [1]], [[1], [0]]]> : tensor<2x2x1xi64>
  %sorted, %order = nn.sort %x axis 0 : tensor<4xf32>
  %a = nn.scatter_elements %x, %i, %u : tensor<4xf32>, tensor<1xi64>, tensor<1xf32>
  %b = nn.scatter_elements %x, %c, %v : tensor<4xf32>, tensor<3xi64>, tensor<3xf32>
  %d = nn.scatter_elements %x, %order, %w : tensor<4xf32>, tensor<4xi64>, tensor<4xf32>
  %e = nn.scatter_nd %m, %rows, %s batch_dims 1 : tensor<2x4xf32>, tensor<2x2x1xi64>, tensor<2x2xf32>
  %ab = nn.mul %a, %b : tensor<4xf32>, tensor<4xf32>
  %abd = nn.mul %ab, %d : tensor<4xf32>, tensor<4xf32>
  %abde = nn.mul %abd, %e : tensor<4xf32>, tensor<2x4xf32>
  %l = nn.reduce_sum %abde : tensor<2x4xf32>
  %du, %dv, %dw, %ds = train.gradient %l wrt (%u, %v, %w, %s) : tensor<f32>, (tensor<1xf32>, tensor<3xf32>, tensor<4xf32>, tensor<2x2xf32>)
  nn.return %du, %dv, %dw, %ds : tensor<1xf32>, tensor<3xf32>, tensor<4xf32>, tensor<2x2xf32>
}

// -----

// Constants of which two are equal, 3 and -1, are not.
// CHECK-LABEL: nn.func @equal
// CHECK: nn.range
// CHECK: nn.return
nn.func @equal(%x: tensor<4xf32>, %v: tensor<3xf32>) -> (dv: tensor<3xf32>) {
  %c = nn.constant dense<[3, 2, -1]> : tensor<3xi64>
  %b = nn.scatter_elements %x, %c, %v : tensor<4xf32>, tensor<3xi64>, tensor<3xf32>
  %l = nn.reduce_sum %b : tensor<4xf32>
  %dv = train.gradient %l wrt (%v) : tensor<f32>, (tensor<3xf32>)
  nn.return %dv : tensor<3xf32>
}
