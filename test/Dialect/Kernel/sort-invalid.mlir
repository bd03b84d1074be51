// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
func.func @f(%x: tensor<?x300xf32>, %v: tensor<?x300xf64>, %i: tensor<?x300xi64>) {
  // expected-error @+1 {{'kernel.sort' op needs values of the input's element type and indices of i64: input is 'tensor<?x300xf32>', values 'tensor<?x300xf64>', indices 'tensor<?x300xi64>'}}
  %0:2 = kernel.sort ins(%x : tensor<?x300xf32>) outs(%v, %i : tensor<?x300xf64>, tensor<?x300xi64>) axis 1 -> tensor<?x300xf64>, tensor<?x300xi64>
  return
}

// -----

// C1
func.func @f(%x: tensor<?x300xf32>, %v: tensor<?x300xf32>, %i: tensor<?x300xi32>) {
  // expected-error @+1 {{indices of i64: input is 'tensor<?x300xf32>', values 'tensor<?x300xf32>', indices 'tensor<?x300xi32>'}}
  %0:2 = kernel.sort ins(%x : tensor<?x300xf32>) outs(%v, %i : tensor<?x300xf32>, tensor<?x300xi32>) axis 1 -> tensor<?x300xf32>, tensor<?x300xi32>
  return
}

// -----

// C1
func.func @f(%x: memref<?x300xf32>, %v: memref<?x300xf32>, %i: tensor<?x300xi64>) {
  // expected-error @+1 {{operands must be all tensors or all buffers: input is 'memref<?x300xf32>', another 'tensor<?x300xi64>'}}
  %0 = kernel.sort ins(%x : memref<?x300xf32>) outs(%v, %i : memref<?x300xf32>, tensor<?x300xi64>) axis 1 -> tensor<?x300xi64>
  return
}

// -----

// C1
func.func @f(%x: memref<?x300xf32>, %v: memref<?x299xf32>, %i: memref<?x300xi64>) {
  // expected-error @+1 {{sizes differ: input is 'memref<?x300xf32>', another 'memref<?x299xf32>'}}
  kernel.sort ins(%x : memref<?x300xf32>) outs(%v, %i : memref<?x299xf32>, memref<?x300xi64>) axis 1
  return
}

// -----

// C1
func.func @f(%x: memref<?x300xf32>, %v: memref<?x300xf32>, %i: memref<?x300xi64>) {
  // expected-error @+1 {{has no dimension 2: input is 'memref<?x300xf32>'}}
  kernel.sort ins(%x : memref<?x300xf32>) outs(%v, %i : memref<?x300xf32>, memref<?x300xi64>) axis 2
  return
}
