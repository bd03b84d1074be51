// RUN: dlc-opt %s -verify-diagnostics -split-input-file | FileCheck %s

// CHECK-LABEL: nn.func @loss
nn.func @loss(%logits: tensor<?x10xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
  // CHECK: %[[L:.*]] = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
  // CHECK: nn.return %[[L]] : tensor<f32>
  %l = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?xi64>
  nn.return %l : tensor<f32>
}

// -----

nn.func @c1(%logits: tensor<?x10xf32>, %label: tensor<?x10xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes] and labels [batch]: logits have [?, 10], labels have [?, 10]}}
  %l = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10xf32>, tensor<?x10xi64>
}
