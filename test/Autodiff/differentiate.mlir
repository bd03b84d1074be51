// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// Every use adds to the adjoint; the gradient op is gone.
// CHECK-LABEL: nn.func @accumulates
nn.func @accumulates(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[SQUARE:.*]] = nn.mul %x, %x
  // CHECK: %[[ONE:.*]] = nn.constant dense<1.000000e+00>
  // CHECK-NEXT: %[[L:.*]] = nn.mul %[[ONE]], %x
  // CHECK-NEXT: %[[R:.*]] = nn.mul %[[ONE]], %x
  // CHECK-NEXT: %[[SUM:.*]] = nn.add %[[L]], %[[R]]
  // CHECK-NEXT: nn.return %[[SUM]]
  %y = nn.mul %x, %x : tensor<f32>, tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// A value that the loss does not depend on; with a batch its zero is an expanded scalar.
// CHECK-LABEL: nn.func @independent
nn.func @independent(%l: tensor<f32>, %w: tensor<3xf32>, %x: tensor<?x3xf32>) -> (dw: tensor<3xf32>, dx: tensor<?x3xf32>) {
  // CHECK: %[[DW:.*]] = nn.constant dense<0.000000e+00> : tensor<3xf32>
  // CHECK: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
  // CHECK: %[[DX:.*]] = nn.expand %[[ZERO]] : tensor<f32> to tensor<?x3xf32>
  // CHECK: nn.return %[[DW]], %[[DX]]
  %dw, %dx = train.gradient %l wrt (%w, %x) : tensor<f32>, (tensor<3xf32>, tensor<?x3xf32>)
  nn.return %dw, %dx : tensor<3xf32>, tensor<?x3xf32>
}

// -----

// Only what depends on the values is differentiated: nothing is written for the input.
// CHECK-LABEL: nn.func @slice
nn.func @slice(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (dw: tensor<4x3xf32>) {
  // CHECK: nn.reduce_sum
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK-NOT: nn.exp
  // CHECK: %[[DW:.*]] = nn.matmul %{{.*}}, %[[G]] transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>
  // CHECK-NEXT: nn.return %[[DW]]
  %e = nn.exp %x : tensor<?x4xf32>
  %y = nn.matmul %e, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %l = nn.reduce_sum %y : tensor<?x3xf32>
  %dw = train.gradient %l wrt (%w) : tensor<f32>, (tensor<4x3xf32>)
  nn.return %dw : tensor<4x3xf32>
}

// -----

// A repeated operand: summed over what was repeated, then given back its dimensions of 1.
// CHECK-LABEL: nn.func @broadcast
nn.func @broadcast(%x: tensor<?x2x3xf32>, %a: tensor<3xf32>, %b: tensor<1x2x1xf32>) -> (da: tensor<3xf32>, db: tensor<1x2x1xf32>) {
  // CHECK: %[[DB:.*]] = nn.reduce_sum %{{.*}} axes [0, 2] : tensor<?x2x3xf32>
  // CHECK: %[[DB2:.*]] = nn.reshape %[[DB]] : tensor<2xf32> to tensor<1x2x1xf32>
  // CHECK: %[[DA:.*]] = nn.reduce_sum %{{.*}} axes [0, 1] : tensor<?x2x3xf32>
  // CHECK: nn.return %[[DA]], %[[DB2]]
  %y = nn.add %x, %a : tensor<?x2x3xf32>, tensor<3xf32>
  %z = nn.add %y, %b : tensor<?x2x3xf32>, tensor<1x2x1xf32>
  %l = nn.reduce_sum %z : tensor<?x2x3xf32>
  %da, %db = train.gradient %l wrt (%a, %b) : tensor<f32>, (tensor<3xf32>, tensor<1x2x1xf32>)
  nn.return %da, %db : tensor<3xf32>, tensor<1x2x1xf32>
}

// -----

// A value that another one depends on gets its own adjoint, and passes it on.
// CHECK-LABEL: nn.func @chained
nn.func @chained(%x: tensor<f32>) -> (dx: tensor<f32>, dh: tensor<f32>) {
  // CHECK: %[[H:.*]] = nn.tanh %x
  // CHECK: %[[DH:.*]] = nn.mul %{{.*}}, %{{.*}} : tensor<f32>, tensor<f32>
  // CHECK: %[[DX:.*]] = nn.mul %[[DH]]
  // CHECK: nn.return %[[DX]], %[[DH]]
  %h = nn.tanh %x : tensor<f32>
  %l = nn.exp %h : tensor<f32>
  %dx, %dh = train.gradient %l wrt (%x, %h) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %dx, %dh : tensor<f32>, tensor<f32>
}

// -----

// A gradient of a gradient.
// CHECK-LABEL: nn.func @second
nn.func @second(%x: tensor<f32>) -> (ddx: tensor<f32>) {
  // CHECK-NOT: train.gradient
  // CHECK: nn.return
  %y = nn.exp %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  %ddx = train.gradient %dx wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %ddx : tensor<f32>
}

// -----

// No derivative flows through sign or a comparison.
// CHECK-LABEL: nn.func @zero
nn.func @zero(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[DX:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
  // CHECK: nn.return %[[DX]]
  %y = nn.sign %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}
