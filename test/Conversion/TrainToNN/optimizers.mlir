// RUN: dlc-opt %s --convert-train-to-nn | FileCheck %s

// CHECK-LABEL: nn.func @sgd
nn.func @sgd(%w: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f32>) -> (w: tensor<3xf32>) {
  // CHECK-NEXT: %[[D:.*]] = nn.mul %g, %lr
  // CHECK-NEXT: %[[W:.*]] = nn.sub %w, %[[D]]
  // CHECK-NEXT: nn.return %[[W]]
  %w1 = train.apply (%w) gradients (%g) states () rate %lr : (tensor<3xf32>), (tensor<3xf32>), (), tensor<f32> using #train.sgd
  nn.return %w1 : tensor<3xf32>
}

// CHECK-LABEL: nn.func @momentum
nn.func @momentum(%w: tensor<3xf32>, %g: tensor<3xf32>, %v: tensor<3xf32>, %lr: tensor<f32>) -> (w: tensor<3xf32>, v: tensor<3xf32>) {
  // CHECK-DAG: %[[MU:.*]] = nn.constant dense<5.000000e-01> : tensor<f32>
  // CHECK-DAG: %[[KEPT:.*]] = nn.mul %v, %[[MU]]
  // CHECK: %[[V:.*]] = nn.add %[[KEPT]], %g
  // CHECK: %[[D:.*]] = nn.mul %[[V]], %lr
  // CHECK: %[[W:.*]] = nn.sub %w, %[[D]]
  // CHECK: nn.return %[[W]], %[[V]]
  %w1, %v1 = train.apply (%w) gradients (%g) states (%v) rate %lr : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>), tensor<f32> using #train.momentum<momentum = 0.5>
  nn.return %w1, %v1 : tensor<3xf32>, tensor<3xf32>
}

// The factors are computed once, in f64; the rest is elementwise on each weight.
// CHECK-LABEL: nn.func @adam
// CHECK-COUNT-2: nn.pow %{{.*}}, %{{.*}} : tensor<f64>, tensor<f64>
// CHECK-NOT: nn.pow
// CHECK: nn.sqrt %{{.*}} : tensor<3xf32>
// CHECK-NOT: nn.pow
// CHECK: nn.sqrt %{{.*}} : tensor<4xf32>
// CHECK-NOT: nn.pow
// CHECK: nn.return
nn.func @adam(%a: tensor<3xf32>, %b: tensor<4xf32>, %t: tensor<i64>, %lr: tensor<f32>) -> (a: tensor<3xf32>, b: tensor<4xf32>) {
  %next:6 = train.apply (%a, %b) gradients (%a, %b) states (%a, %a, %b, %b) rate %lr step %t
    : (tensor<3xf32>, tensor<4xf32>), (tensor<3xf32>, tensor<4xf32>), (tensor<3xf32>, tensor<3xf32>, tensor<4xf32>, tensor<4xf32>), tensor<f32> using #train.adam
  nn.return %next#0, %next#1 : tensor<3xf32>, tensor<4xf32>
}

// Scalars take the element type of each weight.
// CHECK-LABEL: nn.func @mixed
nn.func @mixed(%a: tensor<3xf32>, %b: tensor<4xf64>, %lr: tensor<f32>) -> (a: tensor<3xf32>, b: tensor<4xf64>) {
  // CHECK: nn.mul %a, %lr : tensor<3xf32>, tensor<f32>
  // CHECK: %[[WIDE:.*]] = nn.cast %lr : tensor<f32> to tensor<f64>
  // CHECK: nn.mul %b, %[[WIDE]] : tensor<4xf64>, tensor<f64>
  %next:2 = train.apply (%a, %b) gradients (%a, %b) states () rate %lr : (tensor<3xf32>, tensor<4xf64>), (tensor<3xf32>, tensor<4xf64>), (), tensor<f32> using #train.sgd
  nn.return %next#0, %next#1 : tensor<3xf32>, tensor<4xf64>
}
