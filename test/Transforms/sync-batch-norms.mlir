// RUN: dlc-opt %s --nn-sync-batch-norms --split-input-file --verify-diagnostics | FileCheck %s

// The mean of means, and the mean of variances about it; the count is of all ranks.
nn.variable @w : tensor<3xf32> init #nn.constant<1.0 : f32>
// CHECK-LABEL: nn.func @step
// CHECK: %[[W:.*]] = nn.read @w
// CHECK: %{{.*}}, %[[M:.*]], %[[V:.*]] = nn.batch_norm_training %x scale %[[W]] bias %[[W]]
// CHECK: %[[MEAN:.*]] = train.rank_mean %[[M]] : tensor<3xf32>
// CHECK: %[[OFF:.*]] = nn.sub %[[M]], %[[MEAN]]
// CHECK: %[[SQUARE:.*]] = nn.mul %[[OFF]], %[[OFF]]
// CHECK: %[[AROUND:.*]] = nn.add %[[V]], %[[SQUARE]]
// CHECK: %[[VARIANCE:.*]] = train.rank_mean %[[AROUND]]
// CHECK: %[[Y:.*]] = nn.batch_norm %x scale %[[W]] bias %[[W]] mean %[[MEAN]] variance %[[VARIANCE]]
// CHECK: %[[OWN:.*]] = nn.size %x axes [0, 2, 3]
// CHECK: %[[COUNT:.*]] = train.rank_sum %[[OWN]] : tensor<f32>
// CHECK: nn.mul %[[VARIANCE]], %[[COUNT]]
// CHECK: %[[OTHER:.*]] = nn.size %x axes [0]
// CHECK: nn.mul %[[VARIANCE]], %[[OTHER]]
nn.func @step(%x: tensor<?x3x2x2xf32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, a: tensor<3xf32>, b: tensor<3xf32>) {
  %w = nn.read @w : tensor<3xf32>
  %y, %m, %v = nn.batch_norm_training %x scale %w bias %w : tensor<?x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>
  %n = nn.size %x axes [0, 2, 3] : tensor<?x3x2x2xf32> -> tensor<f32>
  %a = nn.mul %v, %n : tensor<3xf32>, tensor<f32>
  %k = nn.size %x axes [0] : tensor<?x3x2x2xf32> -> tensor<f32>
  %b = nn.mul %v, %k : tensor<3xf32>, tensor<f32>
  %loss = nn.reduce_mean %y : tensor<?x3x2x2xf32>
  train.minimize %loss, %learning_rate using #train.sgd
  nn.return %loss, %a, %b : tensor<f32>, tensor<3xf32>, tensor<3xf32>
}

// What does not learn stays.
// CHECK-LABEL: nn.func @look
// CHECK-NOT: train.rank_mean
nn.func @look(%x: tensor<?x3xf32>, %s: tensor<3xf32>) -> (m: tensor<3xf32>) {
  %y, %m, %v = nn.batch_norm_training %x scale %s bias %s : tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>
  nn.return %m : tensor<3xf32>
}

// -----

// Narrow floats travel as f32.
nn.variable @w : tensor<3xbf16> init #nn.constant<1.0 : bf16>
// CHECK-LABEL: nn.func @narrow
// CHECK: %[[WIDE:.*]] = nn.cast %{{.*}} : tensor<3xbf16> to tensor<3xf32>
// CHECK: %[[MEAN:.*]] = train.rank_mean %[[WIDE]]
// CHECK: nn.cast %[[MEAN]] : tensor<3xf32> to tensor<3xbf16>
nn.func @narrow(%x: tensor<?x3xbf16>, %learning_rate: tensor<f32>) -> (loss: tensor<bf16>) {
  %w = nn.read @w : tensor<3xbf16>
  %y, %m, %v = nn.batch_norm_training %x scale %w bias %w : tensor<?x3xbf16>, tensor<3xbf16>, tensor<3xbf16>
  %loss = nn.reduce_mean %y : tensor<?x3xbf16>
  train.minimize %loss, %learning_rate : tensor<bf16>, tensor<f32> using #train.sgd
  nn.return %loss : tensor<bf16>
}

// -----

nn.variable @w : tensor<3xf64> init #nn.constant<1.0 : f64>
nn.func @wide(%x: tensor<?x3xf64>, %learning_rate: tensor<f32>) -> (loss: tensor<f64>) {
  // expected-note @below {{is made here}}
  %w = nn.read @w : tensor<3xf64>
  // expected-error @below {{cannot take the statistics of all ranks in f64, since f32 travels; let each rank take those of its part}}
  %y, %m, %v = nn.batch_norm_training %x scale %w bias %w : tensor<?x3xf64>, tensor<3xf64>, tensor<3xf64>
  %loss = nn.reduce_mean %y : tensor<?x3xf64>
  train.minimize %loss, %learning_rate : tensor<f64>, tensor<f32> using #train.sgd
  nn.return %loss : tensor<f64>
}
