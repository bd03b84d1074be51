// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam" --split-input-file --verify-diagnostics

nn.func @f(%x: tensor<f32>) {
}
nn.func @predict(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.call' op must be inlined before entry points are made; run nn-inline-calls first}}
  nn.call @f(%x) : (tensor<f32>) -> ()
}

// -----

// expected-error @+1 {{'nn.variable' op is named '@init', which is the name of a function of every model; give it another name}}
nn.variable @init : tensor<f32> init #nn.zeros

// -----

// expected-error @+1 {{has nothing to learn from: write an nn.func '@loss', whose arguments are the inputs and whose first result is the loss, or a '@train_step'}}
module {
  nn.func @predict(%x: tensor<f32>) {
  }
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-error @+1 {{'nn.func' op is the module's own and says itself how it learns; remove it, or leave out the optimizer adam}}
nn.func @train_step(%x: tensor<f32>) {
}

// -----

// expected-error @+1 {{'nn.func' op has no result, but its first one must be the loss, a tensor of f32 or f64 of rank 0}}
nn.func @loss(%x: tensor<f32>) {
}

// -----

// expected-error @+1 {{'nn.func' op must have the loss as first result, a tensor of f32 or f64 of rank 0, but 'y' is 'tensor<3xf32>'}}
nn.func @loss(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  nn.return %x : tensor<3xf32>
}

// -----

// expected-error @+1 {{'nn.func' op has an argument 'learning_rate', and so will '@train_step'; give it another name}}
nn.func @loss(%learning_rate: tensor<f32>) -> (y: tensor<f32>) {
  nn.return %learning_rate : tensor<f32>
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
// expected-error @+1 {{'nn.func' op updates variables, but '@loss' only computes what is minimised; move that to a '@train_step'}}
nn.func @loss(%x: tensor<f32>) -> (y: tensor<f32>) {
  train.update @w, %x, %x : tensor<f32> using #train.sgd
  nn.return %x : tensor<f32>
}

// -----

// What trains nothing is found here, before any variable is created.
nn.func @loss(%x: tensor<f32>) -> (y: tensor<f32>) {
  nn.return %x : tensor<f32>
}
// expected-error @-3 {{'train.minimize' op has a loss that is computed from no parameter, so there is nothing to train}}

// -----

nn.variable @scale : tensor<2xf32> init #nn.constant<1.0>
nn.variable buffer @mean : tensor<2xf32> init #nn.zeros
nn.func @loss(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
  // expected-note @+1 {{an operand of type 'tensor<2xf32>' is made here}}
  %s = nn.read @scale : tensor<2xf32>
  // expected-note @+1 {{is made here}}
  %m = nn.read @mean : tensor<2xf32>
  // expected-error @+1 {{'nn.batch_norm' op cannot be trained: its variance is not read from a buffer, where the running statistic would be kept; declare an 'nn.variable buffer' and read it here}}
  %y = nn.batch_norm %x scale %s bias %s mean %m variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %l = nn.reduce_mean %y : tensor<?x2xf32>
  nn.return %l : tensor<f32>
}

// -----

nn.variable @scale : tensor<2xf32> init #nn.constant<1.0>
nn.variable buffer @variance : tensor<2xf32> init #nn.zeros
nn.func @loss(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
  // expected-note @+1 {{is made here}}
  %s = nn.read @scale : tensor<2xf32>
  // expected-note @+1 {{is made here}}
  %m = nn.constant dense<0.0> : tensor<2xf32>
  // expected-note @+1 {{is made here}}
  %v = nn.read @variance : tensor<2xf32>
  // expected-error @+1 {{'nn.batch_norm' op cannot be trained: its mean is not read from a buffer}}
  %y = nn.batch_norm %x scale %s bias %s mean %m variance %v : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %l = nn.reduce_mean %y : tensor<?x2xf32>
  nn.return %l : tensor<f32>
}

// -----

// A state that nobody could remember.
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.func @loss(%x: tensor<?x4xf32>, %state: tensor<2xi64>) -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<4xf32>
  // expected-note @+1 {{is made here}}
  %y = nn.mul %x, %w : tensor<?x4xf32>, tensor<4xf32>
  // expected-error @+1 {{'nn.dropout' op cannot be trained: its state is not read from a buffer, where the next one would be kept; declare an 'nn.variable buffer' and read it here, or multiply by an nn.dropout_mask}}
  %d = nn.dropout %y, %state : tensor<?x4xf32>
  %l = nn.reduce_mean %d : tensor<?x4xf32>
  nn.return %l : tensor<f32>
}

// -----

nn.variable buffer @mean : tensor<2xf32> init #nn.zeros
nn.variable @w : tensor<2xf32> init #nn.constant<1.0>
nn.func @loss(%xs: tensor<3x4x2xf32>) -> (l: tensor<f32>) {
  %m = nn.read @mean : tensor<2xf32>
  %w = nn.read @w : tensor<2xf32>
  %y = nn.scan axis 0 over(%x = %xs : tensor<3x4x2xf32>) capture(%m = %m : tensor<2xf32>, %w = %w : tensor<2xf32>) {
    // expected-error @+1 {{'nn.batch_norm' op cannot be trained inside 'nn.scan': a step has no running statistics; normalise in front of it or behind it, or write statistics that stay as they are with nn.sub and nn.mul}}
    %n = nn.batch_norm %x scale %w bias %w mean %m variance %w : tensor<4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
    nn.yield %n : tensor<4x2xf32>
  }
  %l = nn.reduce_sum %y : tensor<3x4x2xf32>
  nn.return %l : tensor<f32>
}
