// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
func.func @f(%x: tensor<2x3x4xf32>, %w: tensor<4x5xf32>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op operands must be float tensors of rank 2 and of one element type, but one has type 'tensor<2x3x4xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<2x3x4xf32>, tensor<4x5xf32>) outs(%y : tensor<3x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

// C1
func.func @f(%x: tensor<3x4xf32>, %w: tensor<4x5xf64>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op operands must be float tensors of rank 2 and of one element type, but one has type 'tensor<4x5xf64>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xf32>, tensor<4x5xf64>) outs(%y : tensor<3x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

// C1
func.func @f(%x: tensor<3x4xi32>, %w: tensor<4x5xi32>, %y: tensor<3x5xi32>) {
  // expected-error @+1 {{'kernel.matmul' op operands must be float tensors of rank 2 and of one element type, but one has type 'tensor<3x4xi32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xi32>, tensor<4x5xi32>) outs(%y : tensor<3x5xi32>) -> tensor<3x5xi32>
  return
}

// -----

// C1
func.func @f(%x: memref<3x4xf32>, %w: tensor<4x5xf32>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{operands must be all tensors or all buffers: init is 'tensor<3x5xf32>', another 'memref<3x4xf32>'}}
  %0 = kernel.matmul ins(%x, %w : memref<3x4xf32>, tensor<4x5xf32>) outs(%y : tensor<3x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

// C2, m
func.func @f(%x: tensor<3x4xf32>, %w: tensor<4x5xf32>, %y: tensor<2x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op sizes differ: lhs is 'tensor<3x4xf32>', rhs 'tensor<4x5xf32>', init 'tensor<2x5xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xf32>, tensor<4x5xf32>) outs(%y : tensor<2x5xf32>) -> tensor<2x5xf32>
  return
}

// -----

// C2, n
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %y: tensor<?x6xf32>) {
  // expected-error @+1 {{'kernel.matmul' op sizes differ: lhs is 'tensor<?x4xf32>', rhs 'tensor<4x5xf32>', init 'tensor<?x6xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) outs(%y : tensor<?x6xf32>) -> tensor<?x6xf32>
  return
}

// -----

// C2, k
func.func @f(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3x4xf32>) {
  // expected-error @+1 {{'kernel.matmul' op sizes differ: lhs is }}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xf32>, tensor<5x4xf32>) outs(%y : tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

// C2, k, both transposed
func.func @f(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op sizes differ: lhs is }}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xf32>, tensor<5x4xf32>) outs(%y : tensor<4x5xf32>) {transpose_lhs, transpose_rhs} -> tensor<4x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op has 1 extras but 0 epilogue maps}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf32>) outs(%y : tensor<?x5xf32>) epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{epilogue map affine_map<(d0) -> (d0)> must choose dimensions of the output of rank 2 for an extra of type 'tensor<5xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0) -> (d0)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{must choose dimensions of the output of rank 2 for an extra of type 'tensor<5xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d0, d1)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{must choose dimensions of the output of rank 2 for an extra of type 'tensor<5xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1 + 1)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<4xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{an extra of type 'tensor<4xf32>' has 4 elements where the output has 5}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<4xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3: elements across a row are no vector
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5x?xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{epilogue map affine_map<(d0, d1) -> (d1, d0)> must keep the output's last dimension last: rows are read as vectors}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5x?xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1, d0)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3: a vector of bits is no row of bytes
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xi1>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{an extra has elements of type 'i1', of which memory holds no dense vectors}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xi1>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1)>]} epilogue {
  ^bb0(%a: f32, %b: i1):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op has extras but no epilogue}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf32>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1)>]} -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op epilogue must take the element and one element of each extra}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) outs(%y : tensor<?x5xf32>) epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %e0: tensor<5xf64>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op epilogue must take the element and one element of each extra}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) extras(%e0 : tensor<5xf64>) outs(%y : tensor<?x5xf32>) {epilogue_maps = [affine_map<(d0, d1) -> (d1)>]} epilogue {
  ^bb0(%a: f32, %b: f32):
    kernel.yield %a : f32
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op epilogue must yield one 'f32'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) outs(%y : tensor<?x5xf32>) epilogue {
  ^bb0(%a: f32):
    %wide = arith.extf %a : f32 to f64
    kernel.yield %wide : f64
  } -> tensor<?x5xf32>
  return
}

// -----

// C3
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op epilogue must yield one 'f32'}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x5xf32>) outs(%y : tensor<?x5xf32>) epilogue {
  ^bb0(%a: f32):
  } -> tensor<?x5xf32>
  return
}

// -----

// of destinations, by their interface
func.func @f(%x: tensor<3x4xf32>, %w: tensor<4x5xf32>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op expected the number of tensor results (0) to be equal to the number of output tensors (1)}}
  kernel.matmul ins(%x, %w : tensor<3x4xf32>, tensor<4x5xf32>) outs(%y : tensor<3x5xf32>)
  return
}

// -----

// of destinations, by their interface
func.func @f(%x: memref<3x4xf32>, %w: memref<4x5xf32>, %y: memref<3x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op expected the number of tensor results (1) to be equal to the number of output tensors (0)}}
  %0 = kernel.matmul ins(%x, %w : memref<3x4xf32>, memref<4x5xf32>) outs(%y : memref<3x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

func.func @f(%x: f32) {
  // expected-error @+1 {{'kernel.yield' op expects parent op to be one of 'kernel.matmul, kernel.brgemm, kernel.conv, kernel.conv_backward_weights, kernel.max_pool_backward'}}
  kernel.yield %x : f32
}

// -----

func.func @f(%x: tensor<2x3x4xf32>, %w: tensor<3x4x5xf32>, %y: tensor<2x3x5xf32>) {
  // expected-error @+1 {{'kernel.matmul' op numbers of products differ: lhs is 'tensor<2x3x4xf32>', rhs 'tensor<3x4x5xf32>', init 'tensor<2x3x5xf32>'}}
  %0 = kernel.matmul ins(%x, %w : tensor<2x3x4xf32>, tensor<3x4x5xf32>) outs(%y : tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

// C3, of bytes
func.func @f(%x: tensor<3x4xi8>, %w: tensor<4x5xi8>, %y: tensor<3x5xi8>) {
  // expected-error @+1 {{'kernel.matmul' op sums 'i32' into elements of type 'i8' without an epilogue}}
  %0 = kernel.matmul ins(%x, %w : tensor<3x4xi8>, tensor<4x5xi8>) outs(%y : tensor<3x5xi8>) -> tensor<3x5xi8>
  return
}

// -----

// Of bytes alone
func.func @f(%x: memref<3x4xf32>, %w: memref<4x5xf32>, %y: memref<3x5xf32>) {
  // expected-error @+1 {{'kernel.signed_lhs' is an attribute of kernel.brgemm of bytes}}
  kernel.brgemm ins(%x, %w : memref<3x4xf32>, memref<4x5xf32>) outs(%y : memref<3x5xf32>) {kernel.signed_lhs}
  return
}

// -----

// C2 of a tile of bytes: four along k stand in a row of rhs
func.func @f(%x: memref<3x4xi8>, %w: memref<4x20xi8>, %y: memref<3x5xi32>) {
  // expected-error @+1 {{sizes differ: lhs is 'memref<3x4xi8>', rhs 'memref<4x20xi8>', init 'memref<3x5xi32>'}}
  kernel.brgemm ins(%x, %w : memref<3x4xi8>, memref<4x20xi8>) outs(%y : memref<3x5xi32>)
  return
}
