// RUN: dlc-opt %s --convert-train-to-nn --split-input-file --verify-diagnostics

nn.func @minimize(%l: tensor<f32>, %lr: tensor<f32>) {
  // expected-error @+1 {{'train.minimize' op must be lifted to values before it is converted to nn; run nn-lift-state first}}
  train.minimize %l, %lr using #train.sgd
}

// -----

nn.func @gradient(%l: tensor<f32>) -> (dl: tensor<f32>) {
  // expected-error @+1 {{'train.gradient' op must be expanded before updates are converted to nn; run train-differentiate first}}
  %dl = train.gradient %l wrt (%l) : tensor<f32>, (tensor<f32>)
  nn.return %dl : tensor<f32>
}
