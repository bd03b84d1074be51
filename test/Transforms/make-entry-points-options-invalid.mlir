// RUN: dlc-opt %s --nn-make-entry-points=mode=evaluate --split-input-file --verify-diagnostics
// RUN: not dlc-opt %s --nn-make-entry-points=mode=train --split-input-file 2>&1 | FileCheck %s

// expected-error @+1 {{has nothing to evaluate: write an nn.func '@loss', whose arguments are the inputs and whose first result is the loss, or an '@evaluate'}}
module {
  nn.func @predict(%x: tensor<f32>) {
  }
}

// -----

// CHECK: 'nn.func' op needs an optimizer for the '@train_step' that is made from it, such as adam
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @loss() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
