// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @f
nn.func @f(%y: tensor<?x3xf32>, %l: tensor<f32>, %w: tensor<4x3xf32>, %x: tensor<?x4xf32>, %vw: tensor<4x3xf32>, %vx: tensor<?x4xf32>) -> (dy: tensor<?x3xf32>, dl: tensor<f32>) {
  // CHECK: train.jvp (%y, %l) wrt (%w, %x) along (%vw, %vx) : (tensor<?x3xf32>, tensor<f32>), (tensor<4x3xf32>, tensor<?x4xf32>)
  %dy, %dl = train.jvp (%y, %l) wrt (%w, %x) along (%vw, %vx) : (tensor<?x3xf32>, tensor<f32>), (tensor<4x3xf32>, tensor<?x4xf32>)
  nn.return %dy, %dl : tensor<?x3xf32>, tensor<f32>
}
