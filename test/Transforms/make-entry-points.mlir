// RUN: dlc-opt %s --nn-make-entry-points --split-input-file | FileCheck %s --check-prefixes=ALL,PREDICT
// RUN: dlc-opt %s --nn-make-entry-points=mode=evaluate --split-input-file | FileCheck %s --check-prefixes=ALL,EVALUATE
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum" --split-input-file | FileCheck %s --check-prefixes=ALL,TRAIN

nn.variable @w : tensor<4x3xf32> init #nn.zeros
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
// As in a model that was trained: kept only for training.
// PREDICT-NOT: @w.momentum
// EVALUATE-NOT: @w.momentum
// TRAIN: nn.variable optimizer @w.momentum
nn.variable optimizer @w.momentum : tensor<4x3xf32> init #nn.zeros

// A private function has been inlined, and goes; a public one is an entry point.
// ALL-NOT: @helper
nn.func private @helper(%x: tensor<?x4xf32>) {
}
// ALL: nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>)
nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
  %w = nn.read @w : tensor<4x3xf32>
  %y = nn.matmul %image, %w : tensor<?x4xf32>, tensor<4x3xf32>
  nn.return %y : tensor<?x3xf32>
}
// A batch that no argument tells.
// ALL: nn.func @generate() -> (image: tensor<?x4xf32>)
nn.func @generate() -> (image: tensor<?x4xf32>) {
  %s = nn.read @noise : tensor<2xi64>
  %z, %s1 = nn.random_normal %s : tensor<?x4xf32>
  nn.assign @noise, %s1 : tensor<2xi64>
  nn.return %z : tensor<?x4xf32>
}
// ALL-NOT: @loss
nn.func @loss(%image: tensor<?x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, first: tensor<f32>) {
  %s = nn.read @noise : tensor<2xi64>
  %z, %s1 = nn.random_normal %s : tensor<?x4xf32>
  nn.assign @noise, %s1 : tensor<2xi64>
  %s2 = nn.read @noise : tensor<2xi64>
  %u, %s3 = nn.random_uniform %s2 : tensor<f32>
  nn.assign @noise, %s3 : tensor<2xi64>
  %noisy = nn.add %image, %z : tensor<?x4xf32>, tensor<?x4xf32>
  %w = nn.read @w : tensor<4x3xf32>
  %y = nn.matmul %noisy, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %l = nn.softmax_cross_entropy_loss %y, %label : tensor<?x3xf32>, tensor<?xi64>
  nn.return %l, %u : tensor<f32>, tensor<f32>
}

// The loss without a trace: the second draw goes on from the first one's state, but no variable keeps it.
// PREDICT-NOT: @evaluate
// EVALUATE: nn.func @evaluate(%image: tensor<?x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, first: tensor<f32>)
// EVALUATE: %[[S:.*]] = nn.read @noise
// EVALUATE-NEXT: %{{.*}}, %[[NEXT:.*]] = nn.random_normal %[[S]]
// EVALUATE-NEXT: nn.random_uniform %[[NEXT]]
// EVALUATE-NOT: nn.assign
// EVALUATE-NOT: @train_step
// TRAIN: nn.func @evaluate
// TRAIN-NOT: nn.assign

// PREDICT-NOT: @train_step
// TRAIN: nn.func @train_step(%image: tensor<?x4xf32>, %label: tensor<?xi64>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, first: tensor<f32>)
// TRAIN: nn.assign @noise
// TRAIN: nn.assign @noise
// TRAIN: %[[LOSS:.*]] = nn.softmax_cross_entropy_loss
// TRAIN-NEXT: train.minimize %[[LOSS]], %learning_rate using #train.momentum
// TRAIN-NEXT: nn.return %[[LOSS]]

// PREDICT-NOT: @reset_optimizer
// EVALUATE-NOT: @reset_optimizer
// TRAIN: nn.func @reset_optimizer() {
// TRAIN-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<4x3xf32>
// TRAIN-NEXT: nn.assign @w.momentum, %[[ZERO]]
// TRAIN-NEXT: }

// ALL: nn.func @init(%seed: tensor<i64>) {
// ALL: nn.assign @w,
// ALL: nn.assign @noise
// TRAIN: nn.assign @w.momentum

// -----

// What the module defines itself it keeps; functions that update variables are for training only.
nn.variable @w : tensor<f32> init #nn.zeros
// ALL-DAG: nn.func @init(%my_seed: tensor<i64>)
nn.func @init(%my_seed: tensor<i64>) {
}
// ALL-DAG: nn.func @evaluate(%mine: tensor<f32>)
nn.func @evaluate(%mine: tensor<f32>) {
}
// ALL-DAG: nn.func @reset_optimizer(%mine: tensor<f32>)
nn.func @reset_optimizer(%mine: tensor<f32>) {
}
// PREDICT-NOT: @pretrain
// EVALUATE-NOT: @pretrain
// TRAIN: @pretrain
nn.func @pretrain(%g: tensor<f32>, %lr: tensor<f32>) {
  train.update @w, %g, %lr : tensor<f32> using #train.sgd
}
// A private loss serves as well.
// ALL-NOT: @loss
// TRAIN: nn.func @train_step
nn.func private @loss() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
// ALL-NOT: @init
