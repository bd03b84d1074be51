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
  // expected-error @+1 {{'nn.exp' op operand #0 must be tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2, but got 'tensor<4xi64>'}}
  %0 = nn.exp %x : tensor<4xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'nn.clip' op max is 2.500000e+00, which is not whole}}
  %0 = nn.clip %x min 0.0 max 2.5 : tensor<4xi32>
}

// -----

// C1: the digits that the text had are lost already.
nn.func @f(%x: tensor<4xi64>) {
  // expected-error @+1 {{'nn.clip' op min is -9.007199e+15, but attributes are f64 and keep all digits of whole numbers below 2^53 only; use an nn.constant of i64}}
  %0 = nn.clip %x min -9007199254740995.0 max 1.0e30 : tensor<4xi64>
}

// -----

// C1: this is 2^53 + 1 in the text, and 2^53 as a number.
nn.func @f(%x: tensor<4xi64>) {
  // expected-error @+1 {{'nn.clip' op max is 9.007199e+15, but attributes are f64 and keep all digits of whole numbers below 2^53 only; use an nn.constant of i64}}
  %0 = nn.clip %x max 9007199254740993 : tensor<4xi64>
}

// -----

nn.func @f(%x: tensor<4xi64>) {
  // expected-error @+1 {{'nn.pow' op operand #0 must be tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2, but got 'tensor<4xi64>'}}
  %0 = nn.pow %x, %x : tensor<4xi64>, tensor<4xi64>
}

// -----

nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.bitwise_and' op operand #0 must be tensor of i64, i32, i8, i16, ui8, ui16, ui32 or ui64, but got 'tensor<4xf32>'}}
  %0 = nn.bitwise_and %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xi8>) {
  // expected-error @+1 {{'nn.not' op operand #0 must be tensor of i1, but got 'tensor<4xi8>'}}
  %0 = nn.not %x : tensor<4xi8>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.sub' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.sub %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.div' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.div %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.max' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.max %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.min' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.min %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.mod' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.mod %x, %y : tensor<4xf32>, tensor<4xf64>
}

// -----

// C2
nn.func @f(%x: tensor<4xi1>, %y: tensor<3xi1>) {
  // expected-error @+1 {{'nn.and' op shapes do not broadcast together: [4] and [3]}}
  %0 = nn.and %x, %y : tensor<4xi1>, tensor<3xi1>
}

// -----

// C2
nn.func @f(%x: tensor<4xi1>, %y: tensor<3xi1>) {
  // expected-error @+1 {{'nn.or' op shapes do not broadcast together: [4] and [3]}}
  %0 = nn.or %x, %y : tensor<4xi1>, tensor<3xi1>
}

// -----

// C2
nn.func @f(%x: tensor<4xi1>, %y: tensor<3xi1>) {
  // expected-error @+1 {{'nn.xor' op shapes do not broadcast together: [4] and [3]}}
  %0 = nn.xor %x, %y : tensor<4xi1>, tensor<3xi1>
}

// -----

// C1
nn.func @f(%x: tensor<4xi8>, %y: tensor<4xui8>) {
  // expected-error @+1 {{'nn.bitwise_or' op element types differ: lhs has 'i8', rhs has 'ui8'}}
  %0 = nn.bitwise_or %x, %y : tensor<4xi8>, tensor<4xui8>
}

// -----

// C1
nn.func @f(%x: tensor<4xi8>, %y: tensor<4xui8>) {
  // expected-error @+1 {{'nn.bitwise_xor' op element types differ: lhs has 'i8', rhs has 'ui8'}}
  %0 = nn.bitwise_xor %x, %y : tensor<4xi8>, tensor<4xui8>
}

// -----

// C1
nn.func @f(%x: tensor<4xi8>, %y: tensor<4xui8>) {
  // expected-error @+1 {{'nn.bit_shift' op element types differ: lhs has 'i8', rhs has 'ui8'}}
  %0 = nn.bit_shift left %x, %y : tensor<4xi8>, tensor<4xui8>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.bitcast' op element types differ in their number of bits: 'f32' has 32, 'i64' has 64}}
  %0 = nn.bitcast %x : tensor<4xf32> to tensor<4xi64>
}
