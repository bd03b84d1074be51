// A module with a training step of its own keeps it, with the optimizers that it names.
// RUN: dlc-opt %s --nn-make-entry-points=mode=train | FileCheck %s
// RUN: dlc-opt %s --nn-make-entry-points=mode=evaluate | FileCheck %s --check-prefix=EVALUATE

// EVALUATE-NOT: @train_step
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @evaluate() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
// CHECK: nn.variable optimizer @w.adam_m
// CHECK: nn.func @train_step(%mine: tensor<f32>)
nn.func @train_step(%mine: tensor<f32>) {
  // CHECK: train.update @w, %mine, %mine : tensor<f32> using #train.adam
  train.update @w, %mine, %mine : tensor<f32> using #train.adam
}
// CHECK-NOT: @train_step
