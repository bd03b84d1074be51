// RUN: dlc-opt %s --nn-inline-calls --split-input-file --verify-diagnostics | FileCheck %s

nn.variable @w : tensor<4x3xf32> init #nn.zeros
nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
  %w = nn.read @w : tensor<4x3xf32>
  %y = nn.matmul %image, %w : tensor<?x4xf32>, tensor<4x3xf32>
  nn.return %y : tensor<?x3xf32>
}
nn.func @shifted(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
  %y = nn.call @predict(%image) : (tensor<?x4xf32>) -> tensor<?x3xf32>
  %z = nn.neg %y : tensor<?x3xf32>
  nn.return %z : tensor<?x3xf32>
}
// CHECK-LABEL: nn.func @loss
nn.func @loss(%image: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  // CHECK-NEXT: %[[W:.*]] = nn.read @w
  // CHECK-NEXT: %[[Y:.*]] = nn.matmul %image, %[[W]]
  // CHECK-NEXT: %[[Z:.*]] = nn.neg %[[Y]]
  // CHECK-NEXT: nn.reduce_mean %[[Z]]
  %y = nn.call @shifted(%image) : (tensor<?x4xf32>) -> tensor<?x3xf32>
  %l = nn.reduce_mean %y : tensor<?x3xf32>
  nn.return %l : tensor<f32>
}

// -----

// In the body of a loop.
nn.func private @half(%x: tensor<f32>) -> (y: tensor<f32>) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %y = nn.div %x, %two : tensor<f32>, tensor<f32>
  nn.return %y : tensor<f32>
}
// CHECK-LABEL: nn.func @halves
nn.func @halves(%x: tensor<f32>) -> (y: tensor<f32>) {
  // CHECK: nn.scan
  // CHECK: nn.div
  // CHECK: nn.yield
  %y = nn.scan length 3 axis 0 carry(%c = %x : tensor<f32>) {
    %d = nn.call @half(%c) : (tensor<f32>) -> tensor<f32>
    nn.yield %d : tensor<f32>
  }
  nn.return %y : tensor<f32>
}

// -----

nn.func @even(%x: tensor<f32>) -> (y: tensor<f32>) {
  %y = nn.call @odd(%x) : (tensor<f32>) -> tensor<f32>
  nn.return %y : tensor<f32>
}
nn.func @odd(%x: tensor<f32>) -> (y: tensor<f32>) {
  // expected-error @+1 {{'nn.call' op of '@even' is recursive, from '@odd'; use a loop instead}}
  %y = nn.call @even(%x) : (tensor<f32>) -> tensor<f32>
  nn.return %y : tensor<f32>
}
