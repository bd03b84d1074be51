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

// -----

// A weight that acts through a step alone gets no derivative: it would be trained for nothing.
nn.variable @w1 : tensor<2x2xf32> init #nn.zeros
nn.variable @w2 : tensor<2x1xf32> init #nn.zeros
nn.func @train_step(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
  %rate = nn.constant dense<1.0> : tensor<f32>
  %w1 = nn.read @w1 : tensor<2x2xf32>
  %w2 = nn.read @w2 : tensor<2x1xf32>
  %h = nn.matmul %x, %w1 : tensor<?x2xf32>, tensor<2x2xf32>
  // expected-error @+1 {{has the derivative 0, and '@w1' acts on the loss through it alone, so that no step would ever change it; use an op with a slope in its place (nn.sigmoid, nn.tanh, nn.relu), or leave '@w1' out of what is trained}}
  %s = nn.step %h : tensor<?x2xf32>
  %y = nn.matmul %s, %w2 : tensor<?x2xf32>, tensor<2x1xf32>
  %loss = nn.reduce_mean %y : tensor<?x1xf32>
  // expected-note @+1 {{it is trained here}}
  train.minimize %loss, %rate using #train.sgd
  nn.return %loss : tensor<f32>
}

// -----

// A gate of the same weight has a slope, and so has what is rounded in the forward pass alone; w3 is not trained.
nn.variable @w1 : tensor<2x2xf32> init #nn.zeros
nn.variable @w3 : tensor<2x2xf32> init #nn.zeros
nn.func @train_step(%x: tensor<?x2xf32>) -> (loss: tensor<f32>, fires: tensor<?x2xf32>) {
  %rate = nn.constant dense<1.0> : tensor<f32>
  %w3 = nn.read @w3 : tensor<2x2xf32>
  %before = nn.matmul %x, %w3 : tensor<?x2xf32>, tensor<2x2xf32>
  %fires = nn.step %before : tensor<?x2xf32>
  %w1 = nn.read @w1 : tensor<2x2xf32>
  %h = nn.matmul %fires, %w1 : tensor<?x2xf32>, tensor<2x2xf32>
  %s = nn.step %h : tensor<?x2xf32>
  %gated = nn.mul %h, %s : tensor<?x2xf32>, tensor<?x2xf32>
  %loss = nn.reduce_mean %gated : tensor<?x2xf32>
  train.minimize %loss, %rate using #train.sgd of (@w1)
  nn.return %loss, %s : tensor<f32>, tensor<?x2xf32>
}

// -----

// In the body of a loop as well, where it acts on what goes from step to step.
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.func @train_step(%xs: tensor<?x5x4xf32>, %h0: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %rate = nn.constant dense<1.0> : tensor<f32>
  %w = nn.read @w : tensor<4xf32>
  %last = nn.scan axis 1 carry(%h = %h0 : tensor<?x4xf32>) over(%x = %xs : tensor<?x5x4xf32>) capture(%v = %w : tensor<4xf32>) {
    %p = nn.mul %x, %v : tensor<?x4xf32>, tensor<4xf32>
    // expected-error @+1 {{has the derivative 0, and '@w' acts on the loss through it alone}}
    %s = nn.step %p : tensor<?x4xf32>
    %next = nn.add %h, %s : tensor<?x4xf32>, tensor<?x4xf32>
    nn.yield %next : tensor<?x4xf32>
  }
  %loss = nn.reduce_mean %last : tensor<?x4xf32>
  // expected-note @+1 {{it is trained here}}
  train.minimize %loss, %rate using #train.sgd
  nn.return %loss : tensor<f32>
}

// -----

// Through a branch within steps that are counted: both branches round.
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.func @train_step(%x: tensor<4xf32>, %c: tensor<i1>) -> (loss: tensor<f32>) {
  %rate = nn.constant dense<1.0> : tensor<f32>
  %w = nn.read @w : tensor<4xf32>
  %sum = nn.loop %i to 3 while %c carry(%h = %x : tensor<4xf32>) capture(%v = %w : tensor<4xf32>, %d = %c : tensor<i1>) {
    %r = nn.if %d capture(%a = %v : tensor<4xf32>) {
      // expected-error @+1 {{has the derivative 0, and '@w' acts on the loss through it alone}}
      %y = nn.floor %a : tensor<4xf32>
      nn.yield %y : tensor<4xf32>
    } else {
      %y = nn.ceil %a : tensor<4xf32>
      nn.yield %y : tensor<4xf32>
    }
    %next = nn.mul %h, %r : tensor<4xf32>, tensor<4xf32>
    nn.yield %d, %next : tensor<i1>, tensor<4xf32>
  }
  %loss = nn.reduce_mean %sum : tensor<4xf32>
  // expected-note @+1 {{it is trained here}}
  train.minimize %loss, %rate using #train.sgd
  nn.return %loss : tensor<f32>
}

// -----

// Where one branch has a slope, the other may have none; and where a loop rounds what it carries, the next step may read it
// as it was.
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.variable @v : tensor<4xf32> init #nn.zeros
nn.func @train_step(%x: tensor<4xf32>, %c: tensor<i1>) -> (loss: tensor<f32>) {
  %rate = nn.constant dense<1.0> : tensor<f32>
  %w = nn.read @w : tensor<4xf32>
  %v = nn.read @v : tensor<4xf32>
  %r = nn.if %c capture(%a = %w : tensor<4xf32>) {
    %y = nn.floor %a : tensor<4xf32>
    nn.yield %y : tensor<4xf32>
  } else {
    nn.yield %a : tensor<4xf32>
  }
  %rounded, %sum = nn.loop %i to 3 carry(%h = %v : tensor<4xf32>, %s = %r : tensor<4xf32>) {
    %next = nn.round %h : tensor<4xf32>
    %more = nn.add %s, %h : tensor<4xf32>, tensor<4xf32>
    nn.yield %next, %more : tensor<4xf32>, tensor<4xf32>
  }
  %loss = nn.reduce_mean %sum : tensor<4xf32>
  train.minimize %loss, %rate using #train.sgd
  nn.return %loss : tensor<f32>
}
