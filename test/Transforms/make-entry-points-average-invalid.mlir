// RUN: dlc-opt %s --nn-make-entry-points="averaged=w" --split-input-file --verify-diagnostics

// expected-error @+1 {{'nn.variable' op has its average in '@w.average', but the module uses that name for something else}}
nn.variable @w : tensor<f32> init #nn.zeros
// expected-note @+1 {{it is here}}
nn.variable buffer @w.average : tensor<f32> init #nn.zeros
nn.func @predict() -> (y: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}

// -----

// expected-error @+1 {{the average of '@w' is asked for, but there is no such variable}}
module {
  nn.func @predict(%x: tensor<f32>) -> (y: tensor<f32>) {
    nn.return %x : tensor<f32>
  }
}
