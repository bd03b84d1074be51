// RUN: dlc-opt %s --nn-lift-state --nn-split-steps --split-input-file --verify-diagnostics | FileCheck %s

// Gradients first, without a change of any variable; what is assigned beside them is handed over.
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable buffer @calls : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @step_gradients(%x: tensor<?x3xf32>, %w: tensor<3xf32>, %calls: tensor<f32>)
// CHECK-SAME: -> (loss: tensor<f32>, w.gradient: tensor<3xf32>, calls.next: tensor<f32>)
// CHECK-SAME: nn.state_arguments = [@w, @calls]}
// CHECK: %[[LOSS:.*]] = nn.reduce_mean
// CHECK: %[[SUM:.*]] = nn.add %calls
// CHECK: %[[NEXT:.*]] = train.independent {{.*}} %[[SUM]]
// CHECK: %[[G:.*]] = train.gradient %[[LOSS]] wrt (%w)
// CHECK: nn.return %[[LOSS]], %[[G]], %[[NEXT]]
// The update has the scalars that it needs and the states of the optimizer. Clipping is of what it is given.
// CHECK-LABEL: nn.func @step_update(%learning_rate: tensor<f32>, %w.gradient: tensor<3xf32>, %calls.next: tensor<f32>, %w: tensor<3xf32>, %calls: tensor<f32>, %w.momentum: tensor<3xf32>)
// CHECK-SAME: nn.state_arguments = [@w, @calls, @w.momentum], nn.state_results = [@w, @calls, @w.momentum]}
// CHECK: nn.mul %w.gradient, %w.gradient
// CHECK: %[[W:.*]]:2 = train.apply (%w)
// CHECK: nn.return %[[W]]#0, %calls.next, %[[W]]#1
nn.func @step(%x: tensor<?x3xf32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<3xf32>
  %y = nn.mul %x, %w : tensor<?x3xf32>, tensor<3xf32>
  %loss = nn.reduce_mean %y : tensor<?x3xf32>
  %n = nn.read @calls : tensor<f32>
  %n1 = nn.add %n, %loss : tensor<f32>, tensor<f32>
  nn.assign @calls, %n1 : tensor<f32>
  train.minimize %loss, %learning_rate using #train.recipe<#train.momentum, clip_norm = 1.0>
  nn.return %loss : tensor<f32>
}

// What minimises nothing stays.
// CHECK-LABEL: nn.func @count(
// CHECK-SAME: nn.state_results = [@calls]
nn.func @count() {
  %n = nn.read @calls : tensor<f32>
  %n1 = nn.add %n, %n : tensor<f32>, tensor<f32>
  nn.assign @calls, %n1 : tensor<f32>
}

// -----

// The count of an optimizer depends on no gradient, and is the update's nevertheless.
nn.variable @w : tensor<3xf32> init #nn.zeros
// CHECK-LABEL: nn.func @adam_gradients(%x: tensor<?x3xf32>, %w: tensor<3xf32>)
// CHECK-LABEL: nn.func @adam_update(%learning_rate: tensor<f32>, %w.gradient: tensor<3xf32>, %w: tensor<3xf32>, %w.adam_m: tensor<3xf32>, %w.adam_v: tensor<3xf32>, %w.adam_step: tensor<i64>)
nn.func @adam(%x: tensor<?x3xf32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<3xf32>
  %y = nn.mul %x, %w : tensor<?x3xf32>, tensor<3xf32>
  %loss = nn.reduce_mean %y : tensor<?x3xf32>
  train.minimize %loss, %learning_rate using #train.adam
  nn.return %loss : tensor<f32>
}

// -----

// A direction that is no derivative is what the ranks take the mean of.
nn.variable @w : tensor<3xf32> init #nn.zeros
// CHECK-LABEL: nn.func @rule_gradients
// CHECK-SAME: -> (w.gradient: tensor<3xf32>)
nn.func @rule(%x: tensor<?x3xf32>, %learning_rate: tensor<f32>) {
  %m = nn.reduce_mean %x axes [0] : tensor<?x3xf32>
  train.update @w, %m, %learning_rate : tensor<3xf32> using #train.sgd
}

// -----

nn.variable @critic : tensor<f32> init #nn.zeros
nn.variable @actor : tensor<f32> init #nn.zeros
nn.func @turns(%lr: tensor<f32>) {
  %c = nn.read @critic : tensor<f32>
  %a = nn.read @actor : tensor<f32>
  %l = nn.mul %c, %a : tensor<f32>, tensor<f32>
  train.minimize %l, %lr using #train.sgd of (@critic)
  %c1 = nn.read @critic : tensor<f32>
  %l2 = nn.mul %c1, %a : tensor<f32>, tensor<f32>
  // expected-error @+1 {{'train.gradient' op is taken of what an update in '@turns' has changed, and a step of several processes has one update; give this one a function of its own, and let a plan call both}}
  train.minimize %l2, %lr using #train.sgd of (@actor)
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-error @+1 {{returns 'after', which depends on the update, and a step of several processes returns what it is before; return it from a function of its own}}
nn.func @returns(%lr: tensor<f32>) -> (after: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  %l = nn.mul %w, %w : tensor<f32>, tensor<f32>
  train.minimize %l, %lr using #train.sgd
  %after = nn.read @w : tensor<f32>
  nn.return %after : tensor<f32>
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-error @+1 {{has an update that depends on its input 'rates', of which each of several processes has another part; let it depend on gradients, variables and scalars alone}}
nn.func @rated(%rates: tensor<?xf32>) {
  %w = nn.read @w : tensor<f32>
  %l = nn.mul %w, %w : tensor<f32>, tensor<f32>
  %rate = nn.reduce_mean %rates : tensor<?xf32>
  train.minimize %l, %rate using #train.sgd
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-error @+1 {{has the name that a half of '@step' gets in a step of several processes; give it another name}}
nn.func @step_update() {
}
nn.func @step(%lr: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  %l = nn.mul %w, %w : tensor<f32>, tensor<f32>
  train.minimize %l, %lr using #train.sgd
}
