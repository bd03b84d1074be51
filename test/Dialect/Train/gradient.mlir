// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @f
nn.func @f(%loss: tensor<f32>, %w: tensor<4x3xf32>, %x: tensor<?x4xf64>) -> (dw: tensor<4x3xf32>, dx: tensor<?x4xf64>) {
  // CHECK: train.gradient %loss wrt (%w, %x) : tensor<f32>, (tensor<4x3xf32>, tensor<?x4xf64>)
  %dw, %dx = train.gradient %loss wrt (%w, %x) : tensor<f32>, (tensor<4x3xf32>, tensor<?x4xf64>)
  nn.return %dw, %dx : tensor<4x3xf32>, tensor<?x4xf64>
}
