// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{'nn.add' op shapes do not broadcast together: [?, 4] and [3]}}
  %0 = nn.add %x, %y : tensor<?x4xf32>, tensor<3xf32>
}

// -----

nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.mul' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.mul %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

nn.func @f(%x: tensor<4xf32>, %c: tensor<5xi1>) {
  // expected-error @+1 {{'nn.where' op shapes do not broadcast together: [5] and [4] and [4]}}
  %0 = nn.where %c, %x, %x : tensor<5xi1>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xf32>, %y: tensor<4xi64>) {
  // expected-error @+1 {{'nn.compare' op element types differ: lhs has 'f32', rhs has 'i64'}}
  %0 = nn.compare lt %x, %y : tensor<4xf32>, tensor<4xi64>
}

// -----

nn.func @f(%x: tensor<4xi64>) {
  // expected-error @+1 {{'nn.exp' op operand #0 must be tensor of f32 or f64, but got 'tensor<4xi64>'}}
  %0 = nn.exp %x : tensor<4xi64>
}
