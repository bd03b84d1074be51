// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// An op without a rule is replaced by its decomposition, whose values backward shares.
// CHECK-LABEL: nn.func @replaced
nn.func @replaced(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK-NOT: nn.silu
  // CHECK: %[[S:.*]] = nn.sigmoid %x
  // CHECK: nn.mul %x, %[[S]]
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: nn.mul %[[G]], %[[S]]
  // CHECK-NOT: nn.sigmoid
  %y = nn.silu %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// It stays where no derivative passes: in front of what is asked for, and off the way to the loss.
// CHECK-LABEL: nn.func @elsewhere
nn.func @elsewhere(%x: tensor<f32>) -> (dh: tensor<f32>, other: tensor<f32>) {
  // CHECK: %[[H:.*]] = nn.silu %x
  // CHECK: %[[S:.*]] = nn.sigmoid %[[H]]
  // CHECK: nn.mul %[[H]], %[[S]]
  // CHECK: %[[O:.*]] = nn.silu %[[H]]
  // CHECK: nn.return %{{.*}}, %[[O]]
  %h = nn.silu %x : tensor<f32>
  %y = nn.silu %h : tensor<f32>
  %other = nn.silu %h : tensor<f32>
  %dh = train.gradient %y wrt (%h) : tensor<f32>, (tensor<f32>)
  nn.return %dh, %other : tensor<f32>, tensor<f32>
}

// -----

// The value that is asked for is itself the result of a compound op, and derivatives pass through it.
// CHECK-LABEL: nn.func @between
nn.func @between(%x: tensor<f32>) -> (dx: tensor<f32>, dh: tensor<f32>) {
  // CHECK: %[[S:.*]] = nn.sigmoid %x
  // CHECK: %[[H:.*]] = nn.mul %x, %[[S]]
  // CHECK: nn.exp %[[H]]
  // CHECK: %[[DH:.*]] = nn.mul
  // CHECK: nn.mul %[[DH]], %[[S]]
  // CHECK: nn.return %{{.*}}, %[[DH]]
  %h = nn.silu %x : tensor<f32>
  %y = nn.exp %h : tensor<f32>
  %dx, %dh = train.gradient %y wrt (%x, %h) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %dx, %dh : tensor<f32>, tensor<f32>
}
