// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<48x10xf32>) {
  // expected-error @+1 {{'nn.matmul' op contracting dimensions differ: lhs has 64, rhs has 48}}
  %0 = nn.matmul %x, %y : tensor<?x64xf32>, tensor<48x10xf32>
}

// -----

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<64x10xf32>) {
  // expected-error @+1 {{'nn.matmul' op contracting dimensions differ: lhs has ?, rhs has 64}}
  %0 = nn.matmul %x, %y transpose_lhs : tensor<?x64xf32>, tensor<64x10xf32>
}

// -----

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<64xf32>) {
  // expected-error @+1 {{'nn.matmul' op operands must have rank 2: lhs has shape [?, 64], rhs has [64]}}
  %0 = nn.matmul %x, %y : tensor<?x64xf32>, tensor<64xf32>
}

// -----

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<64x10xf64>) {
  // expected-error @+1 {{'nn.matmul' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.matmul %x, %y : tensor<?x64xf32>, tensor<64x10xf64>
}

// -----

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<?x64xf32>) {
  // expected-error @+1 {{'nn.matmul' op result would have shape [?, ?], but only the leading dimension may be dynamic}}
  %0 = nn.matmul %x, %y transpose_rhs : tensor<?x64xf32>, tensor<?x64xf32>
}

// -----

nn.func @f(%x: tensor<2x2xi32>) {
  // expected-error @+1 {{'nn.matmul' op operand #0 must be tensor of f32, f64, bf16 or f16, but got 'tensor<2x2xi32>'}}
  %0 = nn.matmul %x, %x : tensor<2x2xi32>, tensor<2x2xi32>
}
