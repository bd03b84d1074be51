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
  // expected-error @+1 {{'nn.matmul' op operands must have rank 2 or more: lhs has shape [?, 64], rhs has [64]}}
  %0 = nn.matmul %x, %y : tensor<?x64xf32>, tensor<64xf32>
}

// -----

nn.func @f(%x: tensor<?x64xf32>, %y: tensor<64x10xf64>) {
  // expected-error @+1 {{'nn.matmul' op element types differ: lhs has 'f32', rhs has 'f64'}}
  %0 = nn.matmul %x, %y : tensor<?x64xf32>, tensor<64x10xf64>
}

// -----

nn.func @f(%x: tensor<2x2xi32>) {
  // expected-error @+1 {{'nn.matmul' op operand #0 must be tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2, but got 'tensor<2x2xi32>'}}
  %0 = nn.matmul %x, %x : tensor<2x2xi32>, tensor<2x2xi32>
}

// -----

// C4
nn.func @f(%x: tensor<2x3x4xf32>, %y: tensor<5x4x3xf32>) {
  // expected-error @+1 {{'nn.matmul' op dimensions in front of the matrices do not broadcast: lhs has shape [2, 3, 4], rhs has [5, 4, 3]}}
  %0 = nn.matmul %x, %y : tensor<2x3x4xf32>, tensor<5x4x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op equation must be terms of letters, such as "ik,kj->ij", got "bi"}}
  %0 = nn.einsum "bi" %x : tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op equation must be terms of letters, such as "ik,kj->ij", got "b1->b"}}
  %0 = nn.einsum "b1->b" %x : tensor<?x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op needs a term for each operand: "bi,ij->bj" has 2, operands are 1}}
  %0 = nn.einsum "bi,ij->bj" %x : tensor<?x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op needs a letter for each dimension: the term is bij, its operand has shape [?, 4]}}
  %0 = nn.einsum "bij->b" %x : tensor<?x4xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<4xf64>) {
  // expected-error @+1 {{'nn.einsum' op element types differ: one operand has 'f32', another 'f64'}}
  %0 = nn.einsum "bi,i->b" %x, %y : tensor<?x4xf32>, tensor<4xf64>
}

// -----

// C4
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{'nn.einsum' op letter i has two sizes in "bi,i->b": 4 and 3}}
  %0 = nn.einsum "bi,i->b" %x, %y : tensor<?x4xf32>, tensor<3xf32>
}

// -----

// C5: a letter from nowhere.
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op letters of the result must be distinct and in an operand's term: the equation is "bi->bj"}}
  %0 = nn.einsum "bi->bj" %x : tensor<?x4xf32>
}

// -----

// C5: a letter twice.
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.einsum' op letters of the result must be distinct and in an operand's term: the equation is "bi->bb"}}
  %0 = nn.einsum "bi->bb" %x : tensor<?x4xf32>
}

// -----

nn.func @f() {
  // expected-error @+2 {{'nn.einsum' op requires an operand and attribute 'equation'}}
  // expected-error @+1 {{'nn.einsum' op failed to infer returned types}}
  %0 = "nn.einsum"() {equation = "->"} : () -> tensor<f32>
}

// -----

// C1
nn.func @f(%x: tensor<?x3x4xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+1 {{'nn.gemm' op operands must have rank 2: lhs has shape [?, 3, 4], rhs has [4, 5]}}
  %0 = nn.gemm %x, %y : tensor<?x3x4xf32>, tensor<4x5xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<4x5xf32>, %b: tensor<5xf64>) {
  // expected-error @+1 {{'nn.gemm' op element types differ: lhs has 'f32', the addend has 'f64'}}
  %0 = nn.gemm %x, %y plus %b : tensor<?x4xf32>, tensor<4x5xf32>, tensor<5xf64>
}

// -----

// C3
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<5x4xf32>) {
  // expected-error @+1 {{'nn.gemm' op contracting dimensions differ: lhs has 4, rhs has 5}}
  %0 = nn.gemm %x, %y : tensor<?x4xf32>, tensor<5x4xf32>
}

// -----

// C4
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<4x5xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.gemm' op addend does not broadcast to the product: it has shape [4], the product has [?, 5]}}
  %0 = nn.gemm %x, %y plus %b : tensor<?x4xf32>, tensor<4x5xf32>, tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %y: tensor<4xf32>) {
  // expected-error @+1 {{'nn.outer' op operands must have rank 1: lhs has shape [?, 4], rhs has [4]}}
  %0 = nn.outer %x, %y : tensor<?x4xf32>, tensor<4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?xf64>, %y: tensor<4xf32>) {
  // expected-error @+1 {{'nn.outer' op element types differ: lhs has 'f64', rhs has 'f32'}}
  %0 = nn.outer %x, %y : tensor<?xf64>, tensor<4xf32>
}
