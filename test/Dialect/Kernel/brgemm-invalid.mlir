// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func @tensors(%a: tensor<2x7xf32>, %b: tensor<7x8xf32>, %c: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // expected-error @+1 {{'kernel.brgemm' op is a tile in memory, but an operand has type 'tensor<2x7xf32>'}}
  %0 = kernel.brgemm ins(%a, %b : tensor<2x7xf32>, tensor<7x8xf32>) outs(%c : tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// -----

func.func @ranks(%a: memref<5x2x7xf32>, %b: memref<7x8xf32>, %c: memref<2x8xf32>) {
  // expected-error @+1 {{takes two buffers of one rank and makes one of rank 2, of one float type or of bytes, but they are 'memref<5x2x7xf32>', 'memref<7x8xf32>' and 'memref<2x8xf32>'}}
  kernel.brgemm ins(%a, %b : memref<5x2x7xf32>, memref<7x8xf32>) outs(%c : memref<2x8xf32>)
  return
}

// -----

func.func @batches(%a: memref<5x2x7xf32>, %b: memref<4x7x8xf32>, %c: memref<2x8xf32>) {
  // expected-error @+1 {{batches differ: lhs is 'memref<5x2x7xf32>', rhs 'memref<4x7x8xf32>'}}
  kernel.brgemm ins(%a, %b : memref<5x2x7xf32>, memref<4x7x8xf32>) outs(%c : memref<2x8xf32>)
  return
}

// -----

func.func @rows(%a: memref<?x7xf32>, %b: memref<7x8xf32>, %c: memref<?x8xf32>) {
  // expected-error @+1 {{does not know how many rows it has: init is 'memref<?x8xf32>'}}
  kernel.brgemm ins(%a, %b : memref<?x7xf32>, memref<7x8xf32>) outs(%c : memref<?x8xf32>)
  return
}

// -----

func.func @sums(%a: memref<2x6xf32>, %b: memref<7x8xf32>, %c: memref<2x8xf32>) {
  // expected-error @+1 {{sizes differ: lhs is 'memref<2x6xf32>', rhs 'memref<7x8xf32>', init 'memref<2x8xf32>'}}
  kernel.brgemm ins(%a, %b : memref<2x6xf32>, memref<7x8xf32>) outs(%c : memref<2x8xf32>)
  return
}

// -----

func.func @columns(%a: memref<2x7xf32>, %b: memref<7x?xf32>, %c: memref<2x?xf32>) {
  // expected-error @+1 {{needs `columns`, the most that init has: its type is 'memref<2x?xf32>'}}
  kernel.brgemm ins(%a, %b : memref<2x7xf32>, memref<7x?xf32>) outs(%c : memref<2x?xf32>)
  return
}

// -----

func.func @narrow(%a: memref<2x7xf32>, %b: memref<7x8xf32>, %c: memref<2x9xf32>) {
  // expected-error @+1 {{reads 9 columns of rhs, whose type is 'memref<7x8xf32>'}}
  kernel.brgemm ins(%a, %b : memref<2x7xf32>, memref<7x8xf32>) outs(%c : memref<2x9xf32>)
  return
}

// -----

func.func @epilogue(%a: memref<2x7xf32>, %b: memref<7x8xf32>, %c: memref<2x8xf32>, %d: memref<3xf32>) {
  // expected-error @+1 {{an extra of type 'memref<3xf32>' has 3 elements where the output has 8}}
  kernel.brgemm ins(%a, %b : memref<2x7xf32>, memref<7x8xf32>) extras(%d : memref<3xf32>) outs(%c : memref<2x8xf32>)
      {epilogue_maps = [affine_map<(m, n) -> (n)>]} epilogue {
  ^bb0(%e: f32, %x: f32):
    kernel.yield %e : f32
  }
  return
}
