// Weights of 16 bits are updated in f32: in 16 bits an epsilon of 1e-8 is 0, and 0.999 is 1. What is kept beside them is of f32.
// RUN: dlc-opt %s --nn-lift-state --split-input-file | FileCheck %s

// CHECK: nn.variable optimizer @w.adam_m : tensor<3xf32>
// CHECK: nn.variable optimizer @w.adam_v : tensor<3xf32>
nn.variable @w : tensor<3xf16> init #nn.zeros
// CHECK: nn.func @minimize
nn.func @minimize(%x: tensor<3xf16>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<3xf16>
  %p = nn.mul %x, %w : tensor<3xf16>, tensor<3xf16>
  %l = nn.reduce_sum %p : tensor<3xf16>
  // CHECK: %[[G:.*]] = train.gradient %{{.*}} wrt (%w) : tensor<f16>, (tensor<3xf16>)
  // CHECK-DAG: %[[GRADIENT:.*]] = nn.cast %[[G]] : tensor<3xf16> to tensor<3xf32>
  // CHECK-DAG: %[[WEIGHT:.*]] = nn.cast %w : tensor<3xf16> to tensor<3xf32>
  // CHECK: %[[NEXT:.*]]:3 = train.apply (%[[WEIGHT]]) gradients (%[[GRADIENT]]) states (%w.adam_m, %w.adam_v)
  // CHECK: %[[ROUNDED:.*]] = nn.cast %[[NEXT]]#0 : tensor<3xf32> to tensor<3xf16>
  // CHECK: nn.return %[[ROUNDED]], %[[NEXT]]#1, %[[NEXT]]#2,
  train.minimize %l, %lr : tensor<f16>, tensor<f32> using #train.adam
}

// -----

// A gradient that is given, and a learning rate in the narrow type.
nn.variable @w : tensor<3xbf16> init #nn.zeros
// CHECK: nn.func @update
nn.func @update(%g: tensor<3xbf16>, %lr: tensor<bf16>) {
  // CHECK-DAG: %[[GRADIENT:.*]] = nn.cast %g : tensor<3xbf16> to tensor<3xf32>
  // CHECK-DAG: %[[WEIGHT:.*]] = nn.cast %w : tensor<3xbf16> to tensor<3xf32>
  // CHECK-DAG: %[[RATE:.*]] = nn.cast %lr : tensor<bf16> to tensor<f32>
  // CHECK: %[[NEXT:.*]] = train.apply (%[[WEIGHT]]) gradients (%[[GRADIENT]]) states () rate %[[RATE]]
  // CHECK: %[[ROUNDED:.*]] = nn.cast %[[NEXT]] : tensor<3xf32> to tensor<3xbf16>
  // CHECK: nn.return %[[ROUNDED]]
  train.update @w, %g, %lr : tensor<3xbf16>, tensor<bf16> using #train.sgd
}

// -----

// What a recipe keeps; the scaled loss alone is of the loss's type.
// CHECK: nn.variable optimizer @w.accumulated : tensor<3xf32>
// CHECK: nn.variable optimizer @w.average : tensor<3xf32>
// CHECK: nn.variable optimizer @w.loss_scale : tensor<f32>
nn.variable @w : tensor<3xf16> init #nn.zeros
// CHECK: nn.func @recipe
nn.func @recipe(%x: tensor<3xf16>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<3xf16>
  %p = nn.mul %x, %w : tensor<3xf16>, tensor<3xf16>
  %l = nn.reduce_sum %p : tensor<3xf16>
  // CHECK: %[[SCALE:.*]] = nn.cast %w.loss_scale : tensor<f32> to tensor<f16>
  // CHECK: %[[SCALED:.*]] = nn.mul %{{.*}}, %[[SCALE]] : tensor<f16>, tensor<f16>
  // CHECK: train.gradient %[[SCALED]]
  // CHECK-NOT: nn.{{add|sub|mul|div|where}} {{.*}}xf16
  train.minimize %l, %lr : tensor<f16>, tensor<f32> using #train.recipe<#train.sgd, clip_norm = 1.0, accumulate = 2, average = 0.9, loss_scale = 1024.0, growth_interval = 8>
}
