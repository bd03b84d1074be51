// RUN: dlc-opt %s --nn-lift-state --split-input-file | FileCheck %s

// Without `of`: the parameters that the loss is computed from. What the optimizer remembers is created behind them.
// CHECK: nn.variable @unused
// CHECK-NEXT: nn.variable optimizer @w.adam_m : tensor<3xf32> init #nn.zeros
// CHECK-NEXT: nn.variable optimizer @w.adam_v : tensor<3xf32> init #nn.zeros
// CHECK-NEXT: nn.variable optimizer @b.adam_m : tensor<f32> init #nn.zeros
// CHECK-NEXT: nn.variable optimizer @b.adam_v : tensor<f32> init #nn.zeros
// CHECK-NEXT: nn.variable optimizer @w.adam_step : tensor<i64> init #nn.zeros
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable @b : tensor<f32> init #nn.zeros
nn.variable buffer @scale : tensor<f32> init #nn.zeros
nn.variable @unused : tensor<f32> init #nn.zeros
// CHECK-NEXT: nn.func @adam(%x: tensor<3xf32>, %lr: tensor<f32>, %w: tensor<3xf32>, %b: tensor<f32>, %scale: tensor<f32>, %unused: tensor<f32>,
// CHECK-SAME: nn.state_results = [@w, @b, @w.adam_m, @w.adam_v, @b.adam_m, @b.adam_v, @w.adam_step]
nn.func @adam(%x: tensor<3xf32>, %lr: tensor<f32>) -> (u: tensor<f32>) {
  %w = nn.read @w : tensor<3xf32>
  %b = nn.read @b : tensor<f32>
  %s = nn.read @scale : tensor<f32>
  %u = nn.read @unused : tensor<f32>
  %p = nn.mul %x, %w : tensor<3xf32>, tensor<3xf32>
  %q = nn.mul %p, %s : tensor<3xf32>, tensor<f32>
  %m = nn.reduce_mean %q : tensor<3xf32>
  // CHECK: %[[LOSS:.*]] = nn.add
  %l = nn.add %m, %b : tensor<f32>, tensor<f32>
  // CHECK: %[[G:.*]]:2 = train.gradient %[[LOSS]] wrt (%w, %b)
  // CHECK: %[[ONE:.*]] = nn.constant dense<1> : tensor<i64>
  // CHECK: %[[T:.*]] = nn.add %w.adam_step, %[[ONE]]
  // CHECK: %[[NEXT:.*]]:6 = train.apply (%w, %b) gradients (%[[G]]#0, %[[G]]#1) states (%w.adam_m, %w.adam_v, %b.adam_m, %b.adam_v) rate %lr step %[[T]] : 
  train.minimize %l, %lr using #train.adam
  // CHECK: nn.return %unused, %[[NEXT]]#0, %[[NEXT]]#1, %[[NEXT]]#2, %[[NEXT]]#3, %[[NEXT]]#4, %[[NEXT]]#5, %[[T]]
  nn.return %u : tensor<f32>
}

// -----

// Two steps over disjoint variables: the second is taken from a loss that sees the first one's result.
nn.variable @critic : tensor<f32> init #nn.zeros
nn.variable @actor : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @turns
nn.func @turns(%lr: tensor<f32>) {
  %c = nn.read @critic : tensor<f32>
  %a = nn.read @actor : tensor<f32>
  // CHECK: %[[L1:.*]] = nn.mul %critic, %actor
  %l = nn.mul %c, %a : tensor<f32>, tensor<f32>
  // CHECK: %[[G1:.*]] = train.gradient %[[L1]] wrt (%critic)
  // CHECK: %[[C1:.*]] = train.apply (%critic) gradients (%[[G1]])
  train.minimize %l, %lr using #train.sgd of (@critic)
  %c1 = nn.read @critic : tensor<f32>
  // CHECK: %[[L2:.*]] = nn.mul %[[C1]], %actor
  %l1 = nn.mul %c1, %a : tensor<f32>, tensor<f32>
  // CHECK: %[[G2:.*]] = train.gradient %[[L2]] wrt (%actor)
  // CHECK: %[[A1:.*]]:2 = train.apply (%actor) gradients (%[[G2]]) states (%actor.momentum)
  train.minimize %l1, %lr using #train.momentum of (@actor)
  // CHECK: nn.return %[[C1]], %[[A1]]#0, %[[A1]]#1
}

// -----

// After an assignment and after an update: each starts from the version that is current.
nn.variable @w : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @versions
nn.func @versions(%x: tensor<f32>, %lr: tensor<f32>) {
  nn.assign @w, %x : tensor<f32>
  // CHECK: %[[W0:.*]] = train.independent {{.*}} %x
  // CHECK: %[[W1:.*]]:2 = train.apply (%[[W0]]) gradients (%x) states (%w.momentum)
  train.update @w, %x, %lr : tensor<f32> using #train.momentum
  %w1 = nn.read @w : tensor<f32>
  // CHECK: %[[L:.*]] = nn.exp %[[W1]]#0
  %l = nn.exp %w1 : tensor<f32>
  // CHECK: %[[G:.*]] = train.gradient %[[L]] wrt (%[[W1]]#0)
  // CHECK: %[[W2:.*]]:2 = train.apply (%[[W1]]#0) gradients (%[[G]]) states (%[[W1]]#1)
  train.minimize %l, %lr using #train.momentum
  // CHECK: nn.return %[[W2]]#0, %[[W2]]#1
}

// -----

// Variables have a count of steps in common exactly if they are always updated together, over the whole module.
// CHECK: nn.variable optimizer @a.adam_step
// CHECK: nn.variable optimizer @b.adam_step
// CHECK-NOT: nn.variable optimizer @c.adam_step
nn.variable @a : tensor<f32> init #nn.zeros
nn.variable @b : tensor<f32> init #nn.zeros
nn.variable @c : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @all
nn.func @all(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: train.gradient %l wrt (%a, %b, %c)
  // CHECK: train.apply (%a)
  // CHECK: train.apply (%b, %c)
  train.minimize %l, %lr using #train.adam of (@a, @b, @c)
}
// CHECK-LABEL: nn.func @some
nn.func @some(%l: tensor<f32>, %lr: tensor<f32>) {
  train.minimize %l, %lr using #train.adam of (@b, @c)
}

// -----

// Variables that are there already, as in a model that has been trained, are used.
nn.variable @w : tensor<f32> init #nn.zeros
nn.variable optimizer @w.momentum : tensor<f32> init #nn.constant<1.0>
// CHECK: nn.variable optimizer @w.momentum : tensor<f32> init #nn.constant<1.000000e+00 : f64>
// CHECK-NOT: nn.variable
// CHECK-LABEL: nn.func @again
nn.func @again(%g: tensor<f32>, %lr: tensor<f32>) {
  train.update @w, %g, %lr : tensor<f32> using #train.momentum
}

// -----

// Two variables that were assigned one value are two in the derivative.
nn.variable @a : tensor<f32> init #nn.zeros
nn.variable @b : tensor<f32> init #nn.zeros
// CHECK-LABEL: nn.func @alike
nn.func @alike(%x: tensor<f32>, %lr: tensor<f32>) -> () {
  nn.assign @a, %x : tensor<f32>
  nn.assign @b, %x : tensor<f32>
  %a = nn.read @a : tensor<f32>
  %b = nn.read @b : tensor<f32>
  // CHECK: %[[A:.*]] = train.independent {{.*}} %x
  // CHECK: %[[B:.*]] = train.independent {{.*}} %x
  // CHECK: %[[L:.*]] = nn.mul %[[A]], %[[B]]
  // CHECK: train.gradient %[[L]] wrt (%[[A]], %[[B]])
  %l = nn.mul %a, %b : tensor<f32>, tensor<f32>
  train.minimize %l, %lr using #train.sgd
  nn.return
}
