// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
func.func @f(%q: tensor<4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{takes tensors, or buffers, of rank 4 and of f32 or f64, but one has type 'tensor<4x5x8xf32>', query 'tensor<4x5x8xf32>'}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>) outs(%y : tensor<?x4x5x8xf32>)
    {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}

// -----

// C1
func.func @f(%q: tensor<?x4x5x8xf16>, %k: tensor<?x2x6x8xf16>, %y: tensor<?x4x5x8xf16>) {
  // expected-error @+1 {{of f32 or f64, but one has type 'tensor<?x4x5x8xf16>'}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf16>, tensor<?x2x6x8xf16>, tensor<?x2x6x8xf16>) outs(%y : tensor<?x4x5x8xf16>)
    {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf16>
  return
}

// -----

// C1
func.func @f(%q: tensor<?x4x5x8xf32>, %k: memref<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{but one has type 'memref<?x2x6x8xf32>', query 'tensor<?x4x5x8xf32>'}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf32>, memref<?x2x6x8xf32>, memref<?x2x6x8xf32>) outs(%y : tensor<?x4x5x8xf32>)
    {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}

// -----

// C2, with the length in front of the heads of the key
func.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{sizes differ, or heads and their size are not known: operand 2 has type 'tensor<?x2x6x8xf32>', query 'tensor<?x4x5x8xf32>', key 'tensor<?x2x6x8xf32>'}}
  %0 = kernel.attention ins(%q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>) outs(%y : tensor<?x4x5x8xf32>)
    {length_first = array<i1: false, true, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}

// -----

// C2
func.func @f(%q: tensor<?x4x5x?xf32>, %k: tensor<?x2x6x?xf32>, %y: tensor<?x4x5x?xf32>) {
  // expected-error @+1 {{heads and their size are not known: operand 0 has type 'tensor<?x4x5x?xf32>'}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x?xf32>, tensor<?x2x6x?xf32>, tensor<?x2x6x?xf32>) outs(%y : tensor<?x4x5x?xf32>)
    {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x?xf32>
  return
}

// -----

// C2
func.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x3x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{the query's 4 heads are no multiple of the keys' 3}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf32>, tensor<?x3x6x8xf32>, tensor<?x3x6x8xf32>) outs(%y : tensor<?x4x5x8xf32>)
    {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}

// -----

// C3
func.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>) {
  // expected-error @+1 {{has 4 operands but 1 flags in `length_first`}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>) outs(%y : tensor<?x4x5x8xf32>)
    {length_first = array<i1: false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}

// -----

// C4
func.func @f(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>, %m: tensor<1x2x5x6xf32>) {
  // expected-error @+1 {{a mask of type 'tensor<1x2x5x6xf32>' does not fit the scores of 4 heads: query has type 'tensor<?x4x5x8xf32>', key 'tensor<?x2x6x8xf32>'}}
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>) mask(%m : tensor<1x2x5x6xf32>)
    outs(%y : tensor<?x4x5x8xf32>) {length_first = array<i1: false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>
  return
}
