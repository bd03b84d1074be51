// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
nn.func @f(%x: tensor<?x4xf32>, %w: tensor<1x8x4xf32>, %r: tensor<1x8x8xf32>) {
  // expected-error @+1 {{'nn.rnn' op input must be [batch, steps, features], got shape [?, 4]}}
  %0:2 = nn.rnn %x, %w, %r : tensor<?x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x32x5xf32>, %r: tensor<1x32x8xf32>) {
  // expected-error @+1 {{'nn.lstm' op weights must be 'tensor<1x32x4xf32>', for 1 direction(s), 4 features and 8 units, got 'tensor<1x32x5xf32>'}}
  %0:3 = nn.lstm %x, %w, %r : tensor<?x10x4xf32>, tensor<1x32x5xf32>, tensor<1x32x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x24x4xf32>, %r: tensor<1x24x8xf32>) {
  // expected-error @+1 {{'nn.gru' op recurrent weights must be 'tensor<2x24x8xf32>', for 2 direction(s), 4 features and 8 units, got 'tensor<1x24x8xf32>'}}
  %0:2 = nn.gru %x, %w, %r direction bidirectional : tensor<?x10x4xf32>, tensor<1x24x4xf32>, tensor<1x24x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x8x4xf64>, %r: tensor<1x8x8xf32>) {
  // expected-error @+1 {{'nn.rnn' op weights must be 'tensor<1x8x4xf32>', for 1 direction(s), 4 features and 8 units, got 'tensor<1x8x4xf64>'}}
  %0:2 = nn.rnn %x, %w, %r : tensor<?x10x4xf32>, tensor<1x8x4xf64>, tensor<1x8x8xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x8x4xf32>, %r: tensor<1x8x8xf32>, %b: tensor<1x8xf32>) {
  // expected-error @+1 {{'nn.rnn' op bias must be 'tensor<1x16xf32>', for 1 direction(s), 4 features and 8 units, got 'tensor<1x8xf32>'}}
  %0:2 = nn.rnn %x, %w, %r bias(%b : tensor<1x8xf32>) : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x8x4xf32>, %r: tensor<1x8x8xf32>, %n: tensor<10xi64>) {
  // expected-error @+1 {{'nn.rnn' op lengths must be 'tensor<?xi64>', for 1 direction(s), 4 features and 8 units, got 'tensor<10xi64>'}}
  %0:2 = nn.rnn %x, %w, %r lengths(%n : tensor<10xi64>) : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x32x4xf32>, %r: tensor<1x32x8xf32>, %c: tensor<?x8xf32>) {
  // expected-error @+1 {{'nn.lstm' op initial_c must be 'tensor<?x1x8xf32>', for 1 direction(s), 4 features and 8 units, got 'tensor<?x8xf32>'}}
  %0:3 = nn.lstm %x, %w, %r initial_c(%c : tensor<?x8xf32>) : tensor<?x10x4xf32>, tensor<1x32x4xf32>, tensor<1x32x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x32x4xf32>, %r: tensor<1x32x8xf32>, %p: tensor<1x8xf32>) {
  // expected-error @+1 {{'nn.lstm' op peephole must be 'tensor<1x24xf32>', for 1 direction(s), 4 features and 8 units, got 'tensor<1x8xf32>'}}
  %0:3 = nn.lstm %x, %w, %r peephole(%p : tensor<1x8xf32>) : tensor<?x10x4xf32>, tensor<1x32x4xf32>, tensor<1x32x8xf32>
}

// -----

// C4
nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x24x4xf32>, %r: tensor<1x24x8xf32>) {
  // expected-error @+1 {{'nn.gru' op needs 2 activations, got 1}}
  %0:2 = nn.gru %x, %w, %r activations ["tanh"] : tensor<?x10x4xf32>, tensor<1x24x4xf32>, tensor<1x24x8xf32>
}

// -----

nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x8x4xf32>, %r: tensor<1x8x8xf32>) {
  // expected-error @+1 {{'nn.rnn' op activation must be tanh, sigmoid, relu, softplus or softsign, got 'cosine'}}
  %0:2 = nn.rnn %x, %w, %r activations ["cosine"] : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
}

// -----

// C5
nn.func @f(%x: tensor<?x10x4xf32>, %w: tensor<1x8x4xf32>, %r: tensor<1x8x8xf32>) {
  // expected-error @+1 {{'nn.rnn' op clip must be greater than 0, got 0.000000e+00}}
  %0:2 = nn.rnn %x, %w, %r clip 0.0 : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4x2xf32>, %w: tensor<1x3x2xf32>, %r: tensor<3xf32>) {
  // expected-error @+1 {{'nn.rnn' op recurrent weights must be [directions, gates · units, units] with at least one unit, got shape [3]}}
  %y, %n = nn.rnn %x, %w, %r : tensor<?x4x2xf32>, tensor<1x3x2xf32>, tensor<3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4x2xf32>, %w: tensor<1x0x2xf32>, %r: tensor<1x0x0xf32>) {
  // expected-error @+1 {{'nn.rnn' op recurrent weights must be [directions, gates · units, units] with at least one unit, got shape [1, 0, 0]}}
  %y, %n = nn.rnn %x, %w, %r : tensor<?x4x2xf32>, tensor<1x0x2xf32>, tensor<1x0x0xf32>
}
