// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.celu' op alpha must not be 0}}
  %0 = nn.celu %x alpha 0.0 : tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %s: tensor<4xf64>) {
  // expected-error @+1 {{'nn.prelu' op element types differ: input has 'f32', slope has 'f64'}}
  %0 = nn.prelu %x, %s : tensor<4xf32>, tensor<4xf64>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>, %s: tensor<3xf32>) {
  // expected-error @+1 {{'nn.prelu' op slope does not broadcast to the input: slope has shape [3], input has [?, 4]}}
  %0 = nn.prelu %x, %s : tensor<?x4xf32>, tensor<3xf32>
}

// -----

// C2: the result has the input's shape.
nn.func @f(%x: tensor<1x4xf32>, %s: tensor<3x1xf32>) {
  // expected-error @+1 {{'nn.prelu' op slope does not broadcast to the input: slope has shape [3, 1], input has [1, 4]}}
  %0 = nn.prelu %x, %s : tensor<1x4xf32>, tensor<3x1xf32>
}

// -----

nn.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'nn.gelu' op operand #0 must be tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2, but got 'tensor<4xi32>'}}
  %0 = nn.gelu %x : tensor<4xi32>
}
