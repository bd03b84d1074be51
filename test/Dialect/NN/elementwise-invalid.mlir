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
  // expected-error @+1 {{'nn.exp' op operand #0 must be tensor of f32, f64, bf16 or f16, but got 'tensor<4xi64>'}}
  %0 = nn.exp %x : tensor<4xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'nn.clip' op bounds of integers must be whole: max is 2.500000e+00}}
  %0 = nn.clip %x min 0.0 max 2.5 : tensor<4xi32>
}

// -----

nn.func @f(%x: tensor<4xi64>) {
  // expected-error @+1 {{'nn.pow' op operand #0 must be tensor of f32, f64, bf16 or f16, but got 'tensor<4xi64>'}}
  %0 = nn.pow %x, %x : tensor<4xi64>, tensor<4xi64>
}

// -----

nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.bitwise_and' op operand #0 must be tensor of i64, i32, i8 or ui8, but got 'tensor<4xf32>'}}
  %0 = nn.bitwise_and %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xi8>) {
  // expected-error @+1 {{'nn.not' op operand #0 must be tensor of i1, but got 'tensor<4xi8>'}}
  %0 = nn.not %x : tensor<4xi8>
}
