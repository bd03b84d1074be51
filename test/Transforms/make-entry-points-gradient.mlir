// The derivatives of the loss as an entry point, in training mode, beside or in the place of a training step.
// RUN: dlc-opt %s --nn-make-entry-points="mode=train gradient" | FileCheck %s --implicit-check-not=@train_step
// RUN: dlc-opt %s --nn-make-entry-points="mode=train gradient optimizer=sgd,average=0.9" | FileCheck %s --check-prefix=BOTH
// RUN: dlc-opt %s --nn-make-entry-points="mode=train gradient" --nn-lift-state --train-differentiate --canonicalize | FileCheck %s --check-prefix=VALUES

nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable @unused : tensor<3xf32> init #nn.zeros
nn.variable @b : tensor<3xf32> init #nn.zeros
nn.variable buffer @mean : tensor<3xf32> init #nn.zeros
nn.variable buffer @variance : tensor<3xf32> init #nn.constant<1.0>
nn.func @loss(%x: tensor<?x3xf32>) -> (loss: tensor<f32>, metric: tensor<f32>) {
  %w = nn.read @w : tensor<3xf32>
  %b = nn.read @b : tensor<3xf32>
  %m = nn.read @mean : tensor<3xf32>
  %v = nn.read @variance : tensor<3xf32>
  %y = nn.batch_norm %x scale %w bias %b mean %m variance %v : tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
  // Read twice: the derivative is that of both.
  %w2 = nn.read @w : tensor<3xf32>
  %z = nn.mul %y, %w2 : tensor<?x3xf32>, tensor<3xf32>
  %l = nn.reduce_mean %z : tensor<?x3xf32>
  %d = nn.reduce_sum %w2 : tensor<3xf32>
  nn.return %l, %d : tensor<f32>, tensor<f32>
}
// CHECK: nn.func @gradient(%x: tensor<?x3xf32>) -> (loss: tensor<f32>, metric: tensor<f32>, w.gradient: tensor<3xf32>, b.gradient: tensor<3xf32>)
// CHECK: %[[W:.*]] = nn.read @w
// CHECK: %[[B:.*]] = nn.read @b
// CHECK-NOT: nn.read @w
// CHECK: nn.batch_norm_training
// CHECK: nn.assign @mean
// CHECK: %[[L:.*]] = nn.reduce_mean
// CHECK: %[[D:.*]] = nn.reduce_sum
// CHECK: %[[G:.*]]:2 = train.gradient %[[L]] wrt (%[[W]], %[[B]])
// CHECK: nn.return %[[L]], %[[D]], %[[G]]#0, %[[G]]#1
// CHECK: nn.func @init

// Averages are for functions that do not learn.
// BOTH: nn.func @evaluate
// BOTH: nn.read @w.average
// BOTH: nn.func @gradient
// BOTH-NOT: average
// BOTH: nn.func @train_step

// VALUES: nn.func @gradient(%x: tensor<?x3xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>, %mean: tensor<3xf32>, %variance: tensor<3xf32>)
// VALUES-SAME: nn.state_results = [@mean, @variance]
