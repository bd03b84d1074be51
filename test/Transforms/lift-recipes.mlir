// What a recipe does around the optimizer, in values. For the numbers: test/Optimizers.
// RUN: dlc-opt %s --nn-lift-state --split-input-file | FileCheck %s

// The norm is that of all gradients together, also across groups; each group has its rate, optimizer and count.
nn.variable @a.weight : tensor<3xf32> init #nn.zeros
nn.variable @a.bias : tensor<2xf32> init #nn.zeros
nn.variable @b.weight : tensor<3xf32> init #nn.zeros
// CHECK: nn.variable optimizer @a.weight.adam_step
// CHECK-NOT: nn.variable
// CHECK: nn.func @groups
nn.func @groups(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: %[[G:.*]]:3 = train.gradient %l wrt (%a.weight, %b.weight, %a.bias)
  // CHECK: nn.reduce_sum
  // CHECK: nn.reduce_sum
  // CHECK: nn.reduce_sum
  // CHECK: %[[NORM:.*]] = nn.sqrt %{{.*}} : tensor<f64>
  // CHECK-NOT: nn.sqrt
  // CHECK: %[[A:.*]] = nn.mul %[[G]]#0,
  // CHECK: %[[B:.*]] = nn.mul %[[G]]#1,
  // CHECK: %[[C:.*]] = nn.mul %[[G]]#2,
  // CHECK: train.apply (%a.weight, %b.weight) gradients (%[[A]], %[[B]]) states (%a.weight.adam_m, %a.weight.adam_v, %b.weight.adam_m, %b.weight.adam_v) rate %lr step
  // CHECK-SAME: using #train.adam
  // CHECK: %[[RATE:.*]] = nn.mul %lr,
  // CHECK: train.apply (%a.bias) gradients (%[[C]]) states () rate %[[RATE]] : {{.*}} using #train.sgd
  train.minimize %l, %lr using #train.recipe<#train.adam, clip_norm = 1.0, groups = [<"*.bias", #train.sgd, rate = 2.0>, <"{a,b}.*">]> of (@a.weight, @a.bias, @b.weight)
}

// -----

// In the first group that fits.
nn.variable @a : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @first
nn.func @first(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: using #train.lion
  train.minimize %l, %lr using #train.recipe<#train.adam, groups = [<"a", #train.lion>, <"*", #train.sgd>]> of (@a)
}

// -----

// Accumulated: weights, states and the count of steps stay as they are but every second time.
nn.variable @w : tensor<3xf32> init #nn.zeros
// CHECK: nn.variable optimizer @w.accumulated : tensor<3xf32>
// CHECK: nn.variable optimizer @w.accumulated_steps : tensor<i64>
// CHECK: nn.func @accumulate
nn.func @accumulate(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: %[[G:.*]] = train.gradient
  // CHECK: %[[COUNT:.*]] = nn.add %w.accumulated_steps,
  // CHECK: %[[FULL:.*]] = nn.compare eq %[[COUNT]],
  // CHECK: %[[COUNTED:.*]] = nn.where %[[FULL]],
  // CHECK: %[[SUM:.*]] = nn.add %w.accumulated, %[[G]]
  // CHECK: %[[LEFT:.*]] = nn.where %[[FULL]], %{{.*}}, %[[SUM]]
  // CHECK: %[[MEAN:.*]] = nn.mul %[[SUM]],
  // CHECK: %[[STEP:.*]] = nn.where %[[FULL]], %{{.*}}, %w.adam_step
  // CHECK: %[[NEXT:.*]]:3 = train.apply (%w) gradients (%[[MEAN]])
  // CHECK: %[[W:.*]] = nn.where %[[FULL]], %[[NEXT]]#0, %w
  // CHECK: %[[M:.*]] = nn.where %[[FULL]], %[[NEXT]]#1, %w.adam_m
  // CHECK: %[[V:.*]] = nn.where %[[FULL]], %[[NEXT]]#2, %w.adam_v
  // CHECK: nn.return %[[W]], %[[M]], %[[V]], %[[STEP]], %[[LEFT]], %[[COUNTED]]
  train.minimize %l, %lr using #train.recipe<#train.adam, accumulate = 2> of (@w)
}

// -----

// A scale that stays needs no variable, one that adapts starts at it.
nn.variable @w : tensor<3xf64> init #nn.zeros
// CHECK: nn.variable optimizer @w.loss_scale : tensor<f32> init #nn.constant<1.024000e+03 : f64>
// CHECK: nn.variable optimizer @w.finite_steps : tensor<i64> init #nn.zeros
// CHECK: nn.func @fixed
nn.func @fixed(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: %[[S:.*]] = nn.constant dense<1.024000e+03> : tensor<f32>
  // CHECK: %[[L:.*]] = nn.mul %l, %[[S]]
  // CHECK: train.gradient %[[L]] wrt (%w)
  // CHECK-NOT: nn.where
  // CHECK: nn.return
  train.minimize %l, %lr using #train.recipe<#train.sgd, loss_scale = 1024.0> of (@w)
}
// CHECK: nn.func @adapted
nn.func @adapted(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: %[[L:.*]] = nn.mul %l, %w.loss_scale
  // CHECK: train.gradient %[[L]] wrt (%w)
  // CHECK: %[[FINITE:.*]] = nn.compare eq
  // CHECK: %[[NEXT:.*]] = train.apply
  // CHECK: nn.where %[[FINITE]], %[[NEXT]], %w
  train.minimize %l, %lr using #train.recipe<#train.sgd, loss_scale = 1024.0, growth_interval = 10> of (@w)
}

// -----

// A recipe that adds nothing is its optimizer.
nn.variable @w : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @plain
nn.func @plain(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK-NEXT: %[[G:.*]] = train.gradient
  // CHECK-NEXT: %[[W:.*]] = train.apply (%w) gradients (%[[G]])
  // CHECK-NEXT: nn.return %[[W]]
  train.minimize %l, %lr using #train.recipe<#train.sgd> of (@w)
}

// -----

// Of what the loss is computed from, only what is to be trained is differentiated, and has a state.
nn.variable @body.weight : tensor<3x3xf32> init #nn.zeros
nn.variable @head.weight : tensor<3x3xf32> init #nn.zeros
nn.variable @head.bias : tensor<3xf32> init #nn.zeros
// CHECK: nn.variable optimizer @head.weight.momentum
// CHECK-NOT: nn.variable
// CHECK: nn.func @trainable
nn.func @trainable(%x: tensor<?x3xf32>, %lr: tensor<f32>) {
  // CHECK: %[[G:.*]] = train.gradient %{{.*}} wrt (%head.weight)
  // CHECK: %[[NEXT:.*]]:2 = train.apply (%head.weight)
  // CHECK: nn.return %[[NEXT]]#0, %[[NEXT]]#1
  %body = nn.read @body.weight : tensor<3x3xf32>
  %head = nn.read @head.weight : tensor<3x3xf32>
  %bias = nn.read @head.bias : tensor<3xf32>
  %hidden = nn.matmul %x, %body : tensor<?x3xf32>, tensor<3x3xf32>
  %product = nn.matmul %hidden, %head : tensor<?x3xf32>, tensor<3x3xf32>
  %y = nn.add %product, %bias : tensor<?x3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %y : tensor<?x3xf32>
  train.minimize %l, %lr using #train.recipe<#train.momentum, trainable = ["head.w*"]>
}
