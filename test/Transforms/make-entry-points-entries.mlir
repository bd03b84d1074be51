// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=sgd entries=train_step,evaluate" | FileCheck %s
// RUN: dlc-opt %s --nn-make-entry-points="entries=predict" | FileCheck %s --check-prefix=PREDICT
// RUN: not dlc-opt %s --nn-make-entry-points="entries=predict,evaluate" 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=sgd entries=loss" 2>&1 | FileCheck %s --check-prefix=LOSS
// RUN: not dlc-opt %s --nn-make-entry-points="entries=half" 2>&1 | FileCheck %s --check-prefix=PRIVATE
// RUN: not dlc-opt %s --nn-make-entry-points="entries=learn" 2>&1 | FileCheck %s --check-prefix=LEARN

// Of the entry points, those that are asked for stay, and what they call; variables stay in any case.
// MISSING: error: program 'net' has no entry 'evaluate'; it has predict, generate, init
// LOSS: error: program 'net' has no entry 'loss': '@loss' is the function of which 'evaluate' and 'train_step' are made; it has learn, predict, generate, evaluate, train_step, reset_optimizer, init
module @net {
// CHECK: nn.variable @w
// PREDICT: nn.variable @w
nn.variable @w : tensor<4xf32> init #nn.zeros
// CHECK: nn.variable buffer @noise
// PREDICT: nn.variable buffer @noise
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
// CHECK-NOT: @double
// PREDICT: nn.func private @double
nn.func private @double(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) attributes {nn.shared} {
  %y = nn.add %x, %x : tensor<?x4xf32>, tensor<?x4xf32>
  nn.return %y : tensor<?x4xf32>
}
// PRIVATE: error: program 'net' has no entry 'half': the function of that name is private, so that only others call it; it has predict
nn.func private @half(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  nn.return %x : tensor<?x4xf32>
}
// LEARN: error: program 'net' has no entry 'learn': the function of that name learns, and is one only in training; it has predict
nn.func @learn(%learning_rate: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %l = nn.reduce_mean %w : tensor<4xf32>
  train.minimize %l, %learning_rate using #train.sgd
}
// CHECK-NOT: @predict
// PREDICT: nn.func @predict
nn.func @predict(%image: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %y = nn.call @double(%image) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  nn.return %y : tensor<?x4xf32>
}
// CHECK-NOT: @generate
// PREDICT-NOT: @generate
nn.func @generate() -> (image: tensor<?x4xf32>) {
  %s = nn.read @noise : tensor<2xi64>
  %z, %s1 = nn.random_normal %s : tensor<?x4xf32>
  nn.assign @noise, %s1 : tensor<2xi64>
  nn.return %z : tensor<?x4xf32>
}
nn.func @loss(%image: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  %y = nn.mul %image, %w : tensor<?x4xf32>, tensor<4xf32>
  %l = nn.reduce_mean %y : tensor<?x4xf32>
  nn.return %l : tensor<f32>
}
// CHECK: nn.func @evaluate
// CHECK: nn.func @train_step
// CHECK: nn.func @reset_optimizer
// CHECK: nn.func @init
// PREDICT: nn.func @init
}
