// RUN: dlc-opt %s --nn-make-entry-points="mode=train gradient" --split-input-file --verify-diagnostics

// expected-error @+1 {{'nn.func' op says how the module learns, but '@gradient' is made from a '@loss'}}
nn.func @train_step(%x: tensor<f32>) {
}

// -----

// expected-error @+1 {{'nn.func' op must have the loss as first result, a tensor of f32 or f64 of rank 0, but 'y' is 'tensor<3xf32>'}}
nn.func @loss(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  nn.return %x : tensor<3xf32>
}

// -----

nn.variable buffer @b : tensor<f32> init #nn.zeros
// expected-error @+1 {{'nn.func' op has a loss that is computed from no parameter, so there is nothing to train}}
nn.func @loss() -> (loss: tensor<f32>) {
  %b = nn.read @b : tensor<f32>
  nn.return %b : tensor<f32>
}

// -----

nn.variable @w : tensor<f32> init #nn.zeros
nn.func @loss(%x: tensor<f32>) -> (loss: tensor<f32>) {
  // expected-error @+1 {{'nn.assign' op gives '@w' another value within the loss: with respect to which the derivative in '@gradient' would be, is unclear}}
  nn.assign @w, %x : tensor<f32>
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}

// -----

// expected-error @+1 {{'nn.variable' op is named '@gradient', which is the name of a function of every model; give it another name}}
nn.variable @gradient : tensor<f32> init #nn.zeros
