// RUN: dlc-opt %s --split-input-file --verify-diagnostics

nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{expected an optimizer, such as #train.adam, or a #train.recipe, got #nn.zeros}}
  train.minimize %loss, %lr using #nn.zeros
}

// -----

nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{attribute 'optimizer' failed to satisfy constraint: an optimizer, such as #train.adam, or a #train.recipe}}
  "train.minimize"(%loss, %lr) {optimizer = 1 : i64} : (tensor<f32>, tensor<f32>) -> ()
}

// -----

// expected-error @+1 {{expected beta1, beta2, epsilon, weight_decay or decoupled, got 'momentum'}}
#a = #train.adam<momentum = 0.5>

// -----

// expected-error @+1 {{beta1 is given twice}}
#a = #train.adam<beta1 = 0.5, beta1 = 0.6>

// -----

// expected-error @+1 {{expected true or false for centered}}
#a = #train.rmsprop<centered = 1.0>

// -----

// #train.sgd, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -0.5}}
#a = #train.sgd<weight_decay = -0.5>

// -----

// #train.momentum, C1
// expected-error @+1 {{momentum must be at least 0 and less than 1, but is 1.5}}
#a = #train.momentum<momentum = 1.5>

// -----

// #train.momentum, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.momentum<weight_decay = -1.0>

// -----

// #train.nesterov, C1
// expected-error @+1 {{momentum must be at least 0 and less than 1, but is -0.5}}
#a = #train.nesterov<momentum = -0.5>

// -----

// #train.nesterov, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.nesterov<weight_decay = -1.0>

// -----

// #train.lion, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is 1.0}}
#a = #train.lion<beta1 = 1.0>

// -----

// #train.lion, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is -0.5}}
#a = #train.lion<beta2 = -0.5>

// -----

// #train.lion, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.lion<weight_decay = -1.0>

// -----

// #train.adagrad, C1
// expected-error @+1 {{initial must be at least 0, but is -1.0}}
#a = #train.adagrad<initial = -1.0>

// -----

// #train.adagrad, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.adagrad<epsilon = 0.0>

// -----

// #train.adagrad, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.adagrad<weight_decay = -1.0>

// -----

// #train.rmsprop, C1
// expected-error @+1 {{alpha must be at least 0 and less than 1, but is 1.0}}
#a = #train.rmsprop<alpha = 1.0>

// -----

// #train.rmsprop, C1
// expected-error @+1 {{momentum must be at least 0 and less than 1, but is 1.0}}
#a = #train.rmsprop<momentum = 1.0>

// -----

// #train.rmsprop, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.rmsprop<epsilon = 0.0>

// -----

// #train.rmsprop, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.rmsprop<weight_decay = -1.0>

// -----

// #train.adadelta, C1
// expected-error @+1 {{rho must be at least 0 and less than 1, but is 1.5}}
#a = #train.adadelta<rho = 1.5>

// -----

// #train.adadelta, C1
// expected-error @+1 {{epsilon must be greater than 0, but is -1.0}}
#a = #train.adadelta<epsilon = -1.0>

// -----

// #train.adadelta, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.adadelta<weight_decay = -1.0>

// -----

// #train.adam, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is -0.5}}
#a = #train.adam<beta1 = -0.5>

// -----

// #train.adam, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is 1.0}}
#a = #train.adam<beta2 = 1.0>

// -----

// #train.adam, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.adam<epsilon = 0.0>

// -----

// #train.adam, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.adam<weight_decay = -1.0>

// -----

// #train.adamw, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is 1.0}}
#a = #train.adamw<beta1 = 1.0>

// -----

// #train.adamw, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is 1.0}}
#a = #train.adamw<beta2 = 1.0>

// -----

// #train.adamw, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.adamw<epsilon = 0.0>

// -----

// #train.adamw, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.adamw<weight_decay = -1.0>

// -----

// #train.amsgrad, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is 1.0}}
#a = #train.amsgrad<beta1 = 1.0>

// -----

// #train.amsgrad, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is 1.0}}
#a = #train.amsgrad<beta2 = 1.0>

// -----

// #train.amsgrad, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.amsgrad<epsilon = 0.0>

// -----

// #train.amsgrad, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.amsgrad<weight_decay = -1.0>

// -----

// #train.nadam, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is 1.0}}
#a = #train.nadam<beta1 = 1.0>

// -----

// #train.nadam, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is 1.0}}
#a = #train.nadam<beta2 = 1.0>

// -----

// #train.nadam, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.nadam<epsilon = 0.0>

// -----

// #train.nadam, C1
// expected-error @+1 {{momentum_decay must be at least 0, but is -1.0}}
#a = #train.nadam<momentum_decay = -1.0>

// -----

// #train.nadam, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.nadam<weight_decay = -1.0>

// -----

// #train.lamb, C1
// expected-error @+1 {{beta1 must be at least 0 and less than 1, but is 1.0}}
#a = #train.lamb<beta1 = 1.0>

// -----

// #train.lamb, C1
// expected-error @+1 {{beta2 must be at least 0 and less than 1, but is 1.0}}
#a = #train.lamb<beta2 = 1.0>

// -----

// #train.lamb, C1
// expected-error @+1 {{epsilon must be greater than 0, but is 0.0}}
#a = #train.lamb<epsilon = 0.0>

// -----

// #train.lamb, C1
// expected-error @+1 {{weight_decay must be at least 0, but is -1.0}}
#a = #train.lamb<weight_decay = -1.0>

// -----

// #train.adam, C1: infinite
// expected-error @+1 {{epsilon must be greater than 0, but is inf}}
#a = #train.adam<epsilon = 0x7FF0000000000000>

// -----

nn.func @f(%loss: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op operand #0 must be float tensor with rank 0, but got 'tensor<3xf32>'}}
  train.minimize %loss, %lr : tensor<3xf32>, tensor<f32> using #train.sgd
}

// -----

func.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op expects parent op 'nn.func'}}
  train.minimize %loss, %lr using #train.sgd
  return
}

// -----

// train.minimize, C1
nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op names '@w', which is no nn.variable of this module}}
  train.minimize %loss, %lr using #train.sgd of (@w)
}

// -----

// train.minimize, C1
// expected-note @+1 {{the variable is here}}
nn.variable buffer @w : tensor<3xf32> init #nn.zeros
nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op updates '@w', which is no parameter but has the role buffer}}
  train.minimize %loss, %lr using #train.sgd of (@w)
}

// -----

// train.minimize, C1
// expected-note @+1 {{the variable is here}}
nn.variable @w : tensor<3xi64> init #nn.zeros
nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op updates '@w', which is no float tensor but 'tensor<3xi64>'}}
  train.minimize %loss, %lr using #train.sgd of (@w)
}

// -----

// train.minimize, C2
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op names '@w' twice}}
  train.minimize %loss, %lr using #train.sgd of (@w, @w)
}

// -----

// train.minimize, C2
nn.func @f(%loss: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{has an empty list of variables; leave out 'of' for all parameters that the loss is computed from}}
  train.minimize %loss, %lr using #train.sgd of ()
}

// -----

// train.update, C1
nn.func @f(%g: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.update' op names '@w', which is no nn.variable of this module}}
  train.update @w, %g, %lr : tensor<3xf32> using #train.sgd
}

// -----

// train.update, C2
// expected-note @+1 {{the variable is here}}
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.func @f(%g: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.update' op gradient has type 'tensor<3xf32>', but '@w' is 'tensor<4xf32>'}}
  train.update @w, %g, %lr : tensor<3xf32> using #train.sgd
}

// -----

// train.apply, C1
nn.func @f(%w: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op has 1 weights but 2 gradients}}
  %n = train.apply (%w) gradients (%w, %w) states () rate %lr : (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>), (), tensor<f32> using #train.sgd
}

// -----

// train.apply, C1
nn.func @f(%w: tensor<3xf32>, %g: tensor<4xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op weight #0 is 'tensor<3xf32>', but its gradient is 'tensor<4xf32>'}}
  %n = train.apply (%w) gradients (%g) states () rate %lr : (tensor<3xf32>), (tensor<4xf32>), (), tensor<f32> using #train.sgd
}

// -----

// train.apply, C1
nn.func @f(%w: tensor<3xbf16>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op weight #0 is 'tensor<3xbf16>', but updates are computed in 'tensor<3xf32>'}}
  %n = train.apply (%w) gradients (%w) states () rate %lr : (tensor<3xbf16>), (tensor<3xbf16>), (), tensor<f32> using #train.sgd
}

// -----

// train.apply, C2
nn.func @f(%w: tensor<3xf32>, %t: tensor<i64>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op has 1 weights, for which #train.adam needs 2 states, but has 1}}
  %n:2 = train.apply (%w) gradients (%w) states (%w) rate %lr step %t : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>), tensor<f32> using #train.adam
}

// -----

// train.apply, C2
nn.func @f(%w: tensor<3xf32>, %v: tensor<4xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op weight #0 is 'tensor<3xf32>', for which 'momentum' must be 'tensor<3xf32>', but it is 'tensor<4xf32>'}}
  %n:2 = train.apply (%w) gradients (%w) states (%v) rate %lr : (tensor<3xf32>), (tensor<3xf32>), (tensor<4xf32>), tensor<f32> using #train.momentum
}

// -----

// train.apply, C2: a state that is one number
nn.func @f(%w: tensor<3xf32>, %t: tensor<i64>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op weight #0 is 'tensor<3xf32>', for which 'nadam_product' must be 'tensor<f64>', but it is 'tensor<3xf32>'}}
  %n:4 = train.apply (%w) gradients (%w) states (%w, %w, %w) rate %lr step %t : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>), tensor<f32> using #train.nadam
}

// -----

// train.apply, C3
nn.func @f(%w: tensor<3xf32>, %t: tensor<i64>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op with #train.sgd has a step, which it does not count}}
  %n = train.apply (%w) gradients (%w) states () rate %lr step %t : (tensor<3xf32>), (tensor<3xf32>), (), tensor<f32> using #train.sgd
}

// -----

// train.apply, C3
nn.func @f(%w: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.apply' op with #train.adam needs a step}}
  %n:3 = train.apply (%w) gradients (%w) states (%w, %w) rate %lr : (tensor<3xf32>), (tensor<3xf32>), (tensor<3xf32>, tensor<3xf32>), tensor<f32> using #train.adam
}
