// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=sgd" --split-input-file | FileCheck %s

nn.variable @scale : tensor<2xf32> init #nn.constant<1.0>
nn.variable @bias : tensor<2xf32> init #nn.zeros
nn.variable buffer @mean : tensor<2xf32> init #nn.zeros
nn.variable buffer @variance : tensor<2xf32> init #nn.constant<1.0>
nn.func @loss(%x: tensor<?x2x4x4xf32>) -> (loss: tensor<f32>) {
  %s = nn.read @scale : tensor<2xf32>
  %b = nn.read @bias : tensor<2xf32>
  %m = nn.read @mean : tensor<2xf32>
  %v = nn.read @variance : tensor<2xf32>
  %y = nn.batch_norm %x scale %s bias %b mean %m variance %v {epsilon = 1.0e-3 : f64, momentum = 0.25 : f64} : tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  // The same layer twice: its running statistics move twice.
  %z = nn.batch_norm %y scale %s bias %b mean %m variance %v : tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %l = nn.reduce_mean %z : tensor<?x2x4x4xf32>
  nn.return %l : tensor<f32>
}

// CHECK-LABEL: nn.func @evaluate
// CHECK: nn.batch_norm %x
// CHECK: nn.batch_norm
// CHECK-NOT: nn.assign

// CHECK-LABEL: nn.func @train_step
// CHECK: %[[S:.*]] = nn.read @scale
// CHECK: %[[B:.*]] = nn.read @bias
// CHECK-NEXT: %[[Y:.*]], %[[MEAN:.*]], %[[VARIANCE:.*]] = nn.batch_norm_training %x scale %[[S]] bias %[[B]] {epsilon = 1.000000e-03 : f64}
// The unbiased variance: n / (n - 1), n the elements of a channel.
// CHECK: %[[N:.*]] = nn.size %x {{.*}}0, 2, 3
// CHECK: %[[FACTOR:.*]] = nn.div %[[N]]
// CHECK: %[[UNBIASED:.*]] = nn.mul %[[VARIANCE]], %[[FACTOR]]
// CHECK: %[[OLD:.*]] = nn.read @mean
// CHECK: %[[KEEP:.*]] = nn.constant dense<7.500000e-01>
// CHECK: %[[KEPT:.*]] = nn.mul %[[OLD]], %[[KEEP]]
// CHECK: %[[MOMENTUM:.*]] = nn.constant dense<2.500000e-01>
// CHECK: %[[ADDED:.*]] = nn.mul %[[MEAN]], %[[MOMENTUM]]
// CHECK: %[[NEW:.*]] = nn.add %[[KEPT]], %[[ADDED]]
// CHECK: nn.assign @mean, %[[NEW]]
// CHECK: nn.read @variance
// CHECK: nn.mul %[[UNBIASED]]
// CHECK: nn.assign @variance
// CHECK: nn.batch_norm_training %[[Y]]
// CHECK: nn.read @mean
// CHECK: nn.assign @mean
// CHECK: nn.read @variance
// CHECK: nn.assign @variance
// CHECK: train.minimize
// CHECK-LABEL: nn.func @reset_optimizer

// -----

// In a step of the module's own too; there, statistics that are no buffers stay as they are written.
nn.variable @scale : tensor<2xf32> init #nn.constant<1.0>
nn.variable buffer @mean : tensor<2xf32> init #nn.zeros
nn.variable buffer @variance : tensor<2xf32> init #nn.constant<1.0>
nn.func @loss(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
  %s = nn.read @scale : tensor<2xf32>
  %l = nn.reduce_mean %s : tensor<2xf32>
  nn.return %l : tensor<f32>
}
// CHECK-LABEL: nn.func @pretrain
nn.func @pretrain(%x: tensor<?x2xf32>, %lr: tensor<f32>) {
  %s = nn.read @scale : tensor<2xf32>
  %m = nn.read @mean : tensor<2xf32>
  %v = nn.read @variance : tensor<2xf32>
  // CHECK: nn.batch_norm %x
  %fixed = nn.batch_norm %x scale %s bias %s mean %s variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  // CHECK: nn.batch_norm_training
  %y = nn.batch_norm %fixed scale %s bias %s mean %m variance %v : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  // CHECK: nn.assign @mean
  // CHECK: nn.assign @variance
  %l = nn.reduce_mean %y : tensor<?x2xf32>
  // CHECK: train.minimize
  train.minimize %l, %lr using #train.sgd
}

// -----

// How many elements a statistic is from may be more than 16 bits hold.
nn.variable @scale : tensor<2xf16> init #nn.constant<1.0 : f16>
nn.variable buffer @mean : tensor<2xf16> init #nn.zeros
nn.variable buffer @variance : tensor<2xf16> init #nn.constant<1.0 : f16>
// CHECK-LABEL: nn.func @train_step
// CHECK: nn.batch_norm_training
// CHECK: nn.size %{{.*}} : tensor<?x2x300x300xf16> -> tensor<f32>
// CHECK: %[[FACTOR:.*]] = nn.div {{.*}} : tensor<f32>, tensor<f32>
// CHECK: nn.cast %[[FACTOR]] : tensor<f32> to tensor<f16>
nn.func @loss(%x: tensor<?x2x300x300xf16>) -> (loss: tensor<f16>) {
  %s = nn.read @scale : tensor<2xf16>
  %m = nn.read @mean : tensor<2xf16>
  %v = nn.read @variance : tensor<2xf16>
  %y = nn.batch_norm %x scale %s bias %s mean %m variance %v : tensor<?x2x300x300xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf16>
  %l = nn.reduce_mean %y : tensor<?x2x300x300xf16>
  nn.return %l : tensor<f16>
}
