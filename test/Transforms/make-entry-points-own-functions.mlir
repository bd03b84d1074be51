// Functions that say themselves how they learn, without a loss and a training step, are entry points in mode train.
// RUN: dlc-opt %s --nn-make-entry-points=mode=train | FileCheck %s
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam" 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: dlc-opt %s --nn-make-entry-points | FileCheck %s --check-prefix=PREDICT

nn.variable @w : tensor<f32> init #nn.zeros
// CHECK: nn.variable optimizer @w.adam_m
// CHECK: nn.func @pretrain(%g: tensor<f32>)
// BOTH: 'nn.func' op says itself how it learns, and there is no '@loss' to make a '@train_step' from: leave out the optimizer adam
// PREDICT-NOT: @pretrain
nn.func @pretrain(%g: tensor<f32>) {
  train.update @w, %g, %g : tensor<f32> using #train.adam
}
// CHECK-NOT: @train_step
// CHECK: nn.func @reset_optimizer
// PREDICT: nn.func @init
