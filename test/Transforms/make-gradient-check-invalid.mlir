// RUN: dlc-opt %s --nn-make-gradient-check --split-input-file --verify-diagnostics

// expected-error @+1 {{has no nn.func '@loss' to check; it has @predict, @generate}}
module {
  nn.func @predict(%x: tensor<3xf64>) -> (y: tensor<3xf64>) {
    nn.return %x : tensor<3xf64>
  }
  nn.func @generate(%x: tensor<3xf64>) -> (y: tensor<3xf64>) {
    nn.return %x : tensor<3xf64>
  }
}

// -----

nn.variable @w : tensor<f64> init #nn.zeros
nn.func @loss(%x: tensor<f64>, %lr: tensor<f32>) -> (loss: tensor<f64>) {
  %w = nn.read @w : tensor<f64>
  %loss = nn.mul %x, %w : tensor<f64>, tensor<f64>
  // expected-error @+1 {{updates variables in '@loss', but only what computes and changes nothing can be checked}}
  train.minimize %loss, %lr : tensor<f64>, tensor<f32> using #train.sgd
  nn.return %loss : tensor<f64>
}

// -----

// expected-error @+1 {{'nn.func' op has no result of f32 or f64, so it has no derivative}}
nn.func @loss(%x: tensor<3xi64>) -> (y: tensor<3xi64>) {
  nn.return %x : tensor<3xi64>
}

// -----

// expected-error @+1 {{'nn.func' op is computed from no input and no variable of f32 or f64, so it has no derivative}}
nn.func @loss(%x: tensor<i64>) -> (y: tensor<f64>) {
  %y = nn.cast %x : tensor<i64> to tensor<f64>
  nn.return %y : tensor<f64>
}
