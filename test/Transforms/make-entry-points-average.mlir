// Where a recipe averages weights, functions that use the network read the averages: in training once there are some, and
// without it, if that is asked for, nothing else.
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=sgd,average=0.9" --split-input-file | FileCheck %s
// RUN: dlc-opt %s --nn-make-entry-points="mode=evaluate averaged=w" --split-input-file | FileCheck %s --check-prefix=ONLY
// RUN: dlc-opt %s --nn-make-entry-points="mode=evaluate" --split-input-file | FileCheck %s --check-prefix=NONE

// CHECK: nn.variable optimizer @w.average : tensor<f32> init #nn.zeros
// CHECK: nn.variable optimizer @w.average_steps : tensor<i64> init #nn.zeros
// ONLY: nn.variable @w.average : tensor<f32> init #nn.constant
// ONLY-NOT: nn.variable @w :
// NONE-NOT: average
nn.variable @w : tensor<f32> init #nn.constant<2.0>
nn.variable buffer @b : tensor<f32> init #nn.zeros
nn.variable buffer @steps : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @predict
// ONLY-LABEL: nn.func @predict
nn.func @predict() -> (y: tensor<f32>) {
  // CHECK: %[[W:.*]] = nn.read @w :
  // CHECK: %[[N:.*]] = nn.read @w.average_steps
  // CHECK: %[[HAS:.*]] = nn.compare gt %[[N]],
  // CHECK: %[[AVERAGE:.*]] = nn.read @w.average :
  // CHECK: %[[CHOSEN:.*]] = nn.where %[[HAS]], %[[AVERAGE]], %[[W]]
  // ONLY: %[[W:.*]] = nn.read @w.average
  %w = nn.read @w : tensor<f32>
  %b = nn.read @b : tensor<f32>
  // CHECK: nn.mul %[[CHOSEN]],
  // ONLY: nn.mul %[[W]],
  %y = nn.mul %w, %b : tensor<f32>, tensor<f32>
  nn.return %y : tensor<f32>
}
// A function that gives the weight a value sees its own.
// CHECK-LABEL: nn.func @prune
nn.func @prune() {
  // CHECK-NOT: average
  // CHECK: nn.assign @w,
  %w = nn.read @w : tensor<f32>
  %r = nn.relu %w : tensor<f32>
  nn.assign @w, %r : tensor<f32>
}
nn.func @loss() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
// CHECK-LABEL: nn.func @evaluate
// CHECK: nn.read @w.average
// CHECK-LABEL: nn.func @train_step
// CHECK-NOT: nn.read @w.average
// CHECK: train.minimize
// ONLY-LABEL: nn.func @evaluate
// ONLY: nn.read @w.average

// -----

// The average of a weight of 16 bits is of 32, and rounded where it is read.
// CHECK: nn.variable optimizer @w.average : tensor<f32> init #nn.zeros
// ONLY: nn.variable @w.average : tensor<f32> init #nn.zeros
nn.variable @w : tensor<bf16> init #nn.zeros
// CHECK-LABEL: nn.func @evaluate
// ONLY-LABEL: nn.func @evaluate
nn.func @loss() -> (loss: tensor<bf16>) {
  // CHECK: %[[W:.*]] = nn.read @w : tensor<bf16>
  // CHECK: %[[AVERAGE:.*]] = nn.read @w.average : tensor<f32>
  // CHECK: %[[ROUNDED:.*]] = nn.cast %[[AVERAGE]] : tensor<f32> to tensor<bf16>
  // CHECK: nn.where %{{.*}}, %[[ROUNDED]], %[[W]]
  // ONLY: %[[AVERAGE:.*]] = nn.read @w.average : tensor<f32>
  // ONLY: %[[ROUNDED:.*]] = nn.cast %[[AVERAGE]] : tensor<f32> to tensor<bf16>
  // ONLY: nn.return %[[ROUNDED]]
  %w = nn.read @w : tensor<bf16>
  nn.return %w : tensor<bf16>
}
