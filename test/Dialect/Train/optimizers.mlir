// RUN: dlc-opt %s | dlc-opt | FileCheck %s

nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable @b : tensor<2xf64> init #nn.zeros

// CHECK-LABEL: nn.func @minimize
nn.func @minimize(%loss: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: train.minimize %loss, %lr using #train.sgd
  train.minimize %loss, %lr using #train.sgd
  // CHECK: train.minimize %loss, %lr using #train.momentum of (@w)
  train.minimize %loss, %lr using #train.momentum<momentum = 0.9> of (@w)
  // CHECK: train.minimize %loss, %lr using #train.adam of (@w, @b)
  train.minimize %loss, %lr using #train.adam of (@w, @b)
}

// Types are written where they are not tensor<f32>.
// CHECK-LABEL: nn.func @wide
nn.func @wide(%loss: tensor<f64>, %lr: tensor<f64>, %g: tensor<2xf64>) {
  // CHECK: train.minimize %loss, %lr : tensor<f64>, tensor<f64> using #train.sgd of (@b)
  train.minimize %loss, %lr : tensor<f64>, tensor<f64> using #train.sgd of (@b)
  // CHECK: train.update @b, %g, %lr : tensor<2xf64>, tensor<f64> using #train.sgd
  train.update @b, %g, %lr : tensor<2xf64>, tensor<f64> using #train.sgd
}

// What is preset is left out; numbers are as short as they can be and stay the same.
// CHECK-LABEL: nn.func @update
nn.func @update(%gw: tensor<3xf32>, %gb: tensor<2xf64>, %lr: tensor<f32>) {
  // CHECK: train.update @w, %gw, %lr : tensor<3xf32> using #train.momentum<momentum = 0.5>
  train.update @w, %gw, %lr : tensor<3xf32> using #train.momentum<momentum = 0.5>
  // CHECK: train.update @b, %gb, %lr : tensor<2xf64> using #train.adam<beta1 = 0.0, epsilon = 1.0e-06>
  train.update @b, %gb, %lr : tensor<2xf64> using #train.adam<epsilon = 1.0e-6, beta2 = 0.999, beta1 = 0.0>
  // CHECK: #train.adam<beta2 = 0.30000000000000004>
  train.update @b, %gb, %lr : tensor<2xf64> using #train.adam<beta2 = 0.30000000000000004>
}

// CHECK-LABEL: nn.func @apply
nn.func @apply(%w: tensor<3xf32>, %b: tensor<2xf64>, %t: tensor<i64>, %lr: tensor<f32>) -> (w: tensor<3xf32>, b: tensor<2xf64>) {
  // CHECK: train.apply (%w, %b) gradients (%w, %b) states () rate %lr : (tensor<3xf32>, tensor<2xf64>), (tensor<3xf32>, tensor<2xf64>), (), tensor<f32> using #train.sgd
  %w1, %b1 = train.apply (%w, %b) gradients (%w, %b) states () rate %lr : (tensor<3xf32>, tensor<2xf64>), (tensor<3xf32>, tensor<2xf64>), (), tensor<f32> using #train.sgd
  // CHECK: %{{.*}}:3 = train.apply (%{{.*}}) gradients (%w) states (%w, %w) rate %lr step %t : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>), tensor<f32> using #train.adam
  %w2, %m, %v = train.apply (%w1) gradients (%w) states (%w, %w) rate %lr step %t : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>), tensor<f32> using #train.adam
  nn.return %w2, %b1 : tensor<3xf32>, tensor<2xf64>
}

// All optimizers: with nothing said, with all that can be.
// CHECK-LABEL: nn.func @all
nn.func @all(%l: tensor<f32>, %lr: tensor<f32>) {
  // CHECK: using #train.sgd of
  train.minimize %l, %lr using #train.sgd of (@w)
  // CHECK: using #train.sgd<weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.sgd<weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.momentum of
  train.minimize %l, %lr using #train.momentum of (@w)
  // CHECK: using #train.momentum<momentum = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.momentum<momentum = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.nesterov of
  train.minimize %l, %lr using #train.nesterov of (@w)
  // CHECK: using #train.nesterov<momentum = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.nesterov<momentum = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.lion of
  train.minimize %l, %lr using #train.lion of (@w)
  // CHECK: using #train.lion<beta1 = 0.5, beta2 = 0.5, weight_decay = 0.5> of
  train.minimize %l, %lr using #train.lion<beta1 = 0.5, beta2 = 0.5, weight_decay = 0.5> of (@w)
  // CHECK: using #train.adagrad of
  train.minimize %l, %lr using #train.adagrad of (@w)
  // CHECK: using #train.adagrad<initial = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.adagrad<initial = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.rmsprop of
  train.minimize %l, %lr using #train.rmsprop of (@w)
  // CHECK: using #train.rmsprop<alpha = 0.5, momentum = 0.5, centered = true, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.rmsprop<alpha = 0.5, momentum = 0.5, centered = true, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.adadelta of
  train.minimize %l, %lr using #train.adadelta of (@w)
  // CHECK: using #train.adadelta<rho = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.adadelta<rho = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.adam of
  train.minimize %l, %lr using #train.adam of (@w)
  // CHECK: using #train.adam<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.adam<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.adamw of
  train.minimize %l, %lr using #train.adamw of (@w)
  // CHECK: using #train.adamw<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5> of
  train.minimize %l, %lr using #train.adamw<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5> of (@w)
  // CHECK: using #train.amsgrad of
  train.minimize %l, %lr using #train.amsgrad of (@w)
  // CHECK: using #train.amsgrad<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.amsgrad<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.nadam of
  train.minimize %l, %lr using #train.nadam of (@w)
  // CHECK: using #train.nadam<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, momentum_decay = 0.5, weight_decay = 0.5, decoupled = true> of
  train.minimize %l, %lr using #train.nadam<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, momentum_decay = 0.5, weight_decay = 0.5, decoupled = true> of (@w)
  // CHECK: using #train.lamb of
  train.minimize %l, %lr using #train.lamb of (@w)
  // CHECK: using #train.lamb<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5> of
  train.minimize %l, %lr using #train.lamb<beta1 = 0.5, beta2 = 0.5, epsilon = 0.5, weight_decay = 0.5> of (@w)
  // A flag that is false is as preset.
  // CHECK: using #train.adam of
  train.minimize %l, %lr using #train.adam<decoupled = false> of (@w)
}
