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

// In the body of a loop. What is private is part of its callers, and goes.
// CHECK-NOT: @half(
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

// -----

// A function that calls the one before it four times: the last would have a million additions.
nn.func private @f0(%x: tensor<f32>) -> (y: tensor<f32>) {
  %y = nn.add %x, %x : tensor<f32>, tensor<f32>
  nn.return %y : tensor<f32>
}
nn.func private @f1(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f0(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f0(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f0(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f0(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f2(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f1(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f1(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f1(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f1(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f3(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f2(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f2(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f2(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f2(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f4(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f3(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f3(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f3(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f3(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f5(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f4(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f4(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f4(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f4(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f6(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f5(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f5(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f5(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f5(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f7(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f6(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f6(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f6(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f6(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f8(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f7(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f7(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f7(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f7(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f9(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f8(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f8(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f8(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f8(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
nn.func private @f10(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f9(%x) : (tensor<f32>) -> tensor<f32>
  %1 = nn.call @f9(%0) : (tensor<f32>) -> tensor<f32>
  %2 = nn.call @f9(%1) : (tensor<f32>) -> tensor<f32>
  %3 = nn.call @f9(%2) : (tensor<f32>) -> tensor<f32>
  nn.return %3 : tensor<f32>
}
// expected-error @+1 {{'nn.func' op and the functions before it have more than 1048576 operations, once what they call is in them; make functions private that are not called from outside, or use a loop}}
nn.func @predict(%x: tensor<f32>) -> (y: tensor<f32>) {
  %0 = nn.call @f10(%x) : (tensor<f32>) -> tensor<f32>
  nn.return %0 : tensor<f32>
}
