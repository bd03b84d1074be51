// RUN: dlc-opt %s --nn-lift-state --split-input-file --verify-diagnostics

nn.variable @w : tensor<f32> init #nn.zeros
nn.func @stale(%x: tensor<f32>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  %l = nn.exp %w : tensor<f32>
  // expected-note @+1 {{the current version is assigned here}}
  nn.assign @w, %x : tensor<f32>
  // expected-error @+1 {{'train.minimize' op has a loss that was computed from an earlier version of '@w' than the one to update; compute the loss after the assignment}}
  train.minimize %l, %lr using #train.sgd
}

// -----

nn.variable buffer @b : tensor<f32> init #nn.zeros
nn.func @nothing(%x: tensor<f32>, %lr: tensor<f32>) {
  %b = nn.read @b : tensor<f32>
  %l = nn.mul %x, %b : tensor<f32>, tensor<f32>
  // expected-error @+1 {{'train.minimize' op has a loss that is computed from no parameter, so there is nothing to train}}
  train.minimize %l, %lr using #train.sgd
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-note @+1 {{it is here}}
nn.variable buffer @w.momentum : tensor<f32> init #nn.zeros
nn.func @taken(%g: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.update' op keeps '@w.momentum' as an optimizer variable of type 'tensor<f32>', but the module uses that name for something else}}
  train.update @w, %g, %lr : tensor<f32> using #train.momentum
}

// -----

nn.variable @fc1.weight : tensor<f32> init #nn.zeros
nn.variable @fc2.weight : tensor<f32> init #nn.zeros
nn.func @no_member(%l: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op has a group "fc3.*", but none of its variables fits: @fc1.weight, @fc2.weight}}
  train.minimize %l, %lr using #train.recipe<#train.sgd, groups = [<"*.weight">, <"fc3.*">]> of (@fc1.weight, @fc2.weight)
}

// -----

nn.variable @fc1.weight : tensor<f32> init #nn.zeros
nn.variable @fc2.weight : tensor<f32> init #nn.zeros
nn.func @no_trainable(%l: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op is to train "head.*", but no parameter behind its loss fits: @fc1.weight, @fc2.weight}}
  train.minimize %l, %lr using #train.recipe<#train.sgd, trainable = ["fc1.*", "head.*"]> of (@fc1.weight, @fc2.weight)
}

// -----

nn.variable @a : tensor<f32> init #nn.zeros
nn.variable @b : tensor<f32> init #nn.zeros
nn.func @twice(%l: tensor<f32>, %lr: tensor<f32>) {
  // expected-note @+1 {{the other one is here}}
  train.minimize %l, %lr using #train.recipe<#train.sgd, accumulate = 2> of (@a, @b)
  // expected-error @+1 {{'train.minimize' op accumulates gradients, averages weights or adapts a loss scale for '@b', and so does another op}}
  train.minimize %l, %lr using #train.recipe<#train.sgd, average = 0.9> of (@b)
}

// -----

// Of many names the first tell how they are called.
nn.variable @w0 : tensor<f32> init #nn.zeros
nn.variable @w1 : tensor<f32> init #nn.zeros
nn.variable @w2 : tensor<f32> init #nn.zeros
nn.variable @w3 : tensor<f32> init #nn.zeros
nn.variable @w4 : tensor<f32> init #nn.zeros
nn.variable @w5 : tensor<f32> init #nn.zeros
nn.variable @w6 : tensor<f32> init #nn.zeros
nn.variable @w7 : tensor<f32> init #nn.zeros
nn.variable @w8 : tensor<f32> init #nn.zeros
nn.variable @w9 : tensor<f32> init #nn.zeros
nn.func @many(%l: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{but none of its variables fits: @w0, @w1, @w2, @w3, @w4, @w5, @w6, @w7 and 2 more}}
  train.minimize %l, %lr using #train.recipe<#train.sgd, groups = [<"x*">]> of (@w0, @w1, @w2, @w3, @w4, @w5, @w6, @w7, @w8, @w9)
}
