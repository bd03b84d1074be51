// Dropout draws in a training step, and nowhere else.
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=sgd" --split-input-file | FileCheck %s

nn.variable @w : tensor<4xf32> init #nn.constant<1.0>
nn.variable buffer @random : tensor<2xi64> init #nn.random_state
// CHECK-LABEL: nn.func @predict
// CHECK-NOT: nn.read @random
// CHECK: nn.return %x
nn.func @predict(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %s = nn.read @random : tensor<2xi64>
  %y = nn.dropout %x, %s : tensor<?x4xf32>
  nn.return %y : tensor<?x4xf32>
}
nn.func @loss(%x: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %s = nn.read @random : tensor<2xi64>
  %d = nn.dropout %x, %s ratio 0.25 : tensor<?x4xf32>
  %y = nn.mul %d, %w : tensor<?x4xf32>, tensor<4xf32>
  // The same state again: it has moved on.
  %z = nn.dropout %y, %s : tensor<?x4xf32>
  %l = nn.reduce_mean %z : tensor<?x4xf32>
  nn.return %l : tensor<f32>
}

// CHECK-LABEL: nn.func @evaluate
// CHECK-NEXT: %[[W:.*]] = nn.read @w
// CHECK-NEXT: %[[Y:.*]] = nn.mul %x, %[[W]]
// CHECK-NEXT: nn.reduce_mean %[[Y]]

// CHECK-LABEL: nn.func @train_step
// CHECK: %[[S:.*]] = nn.read @random
// CHECK-NEXT: %[[MASK:.*]], %[[NEXT:.*]] = nn.dropout_mask %[[S]] ratio 2.500000e-01 : tensor<?x4xf32>
// CHECK-NEXT: %[[D:.*]] = nn.mul %x, %[[MASK]]
// CHECK-NEXT: nn.assign @random, %[[NEXT]]
// CHECK-NEXT: nn.mul %[[D]]
// CHECK-NEXT: %[[T:.*]] = nn.read @random
// CHECK-NEXT: nn.dropout_mask %[[T]] : tensor<?x4xf32>
// CHECK: nn.assign @random
// CHECK: train.minimize

// -----

// In a step of the module's own too.
nn.variable @w : tensor<4xf32> init #nn.constant<1.0>
nn.variable buffer @random : tensor<2xi64> init #nn.random_state
nn.func @loss(%x: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %l = nn.reduce_mean %w : tensor<4xf32>
  nn.return %l : tensor<f32>
}
// CHECK-LABEL: nn.func @pretrain
// CHECK: nn.dropout_mask
// CHECK: nn.assign @random
nn.func @pretrain(%x: tensor<?x4xf32>, %rate: tensor<f32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %s = nn.read @random : tensor<2xi64>
  %d = nn.dropout %w, %s : tensor<4xf32>
  %y = nn.mul %x, %d : tensor<?x4xf32>, tensor<4xf32>
  %l = nn.reduce_mean %y : tensor<?x4xf32>
  train.minimize %l, %rate using #train.sgd
  nn.return %l : tensor<f32>
}
