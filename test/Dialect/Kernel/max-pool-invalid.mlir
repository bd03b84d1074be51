// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
func.func @f(%x: tensor<3x9x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op operands must be float tensors of rank 4 and of one element type, but they are 'tensor<3x9x8xf32>' and 'tensor<?x3x4x4xf32>'}}
  %0 = kernel.max_pool ins(%x : tensor<3x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1
func.func @f(%x: tensor<?x3x9x8xf64>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{of one element type, but they are 'tensor<?x3x9x8xf64>' and 'tensor<?x3x4x4xf32>'}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x9x8xf64>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1
func.func @f(%x: memref<?x3x9x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{operands must be all tensors or all buffers: init is 'tensor<?x3x4x4xf32>', another 'memref<?x3x9x8xf32>'}}
  %0 = kernel.max_pool ins(%x : memref<?x3x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{needs positive rows and a positive stride, but has 0 and 2}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 0, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{needs positive rows and a positive stride, but has 3 and 0}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 0} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op sizes differ: input is 'tensor<?x4x9x8xf32>', init 'tensor<?x3x4x4xf32>'}}
  %0 = kernel.max_pool ins(%x : tensor<?x4x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x6xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op sizes differ: input is 'tensor<?x3x9x6xf32>', init}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x9x6xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x11x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op sizes differ: input is 'tensor<?x3x11x8xf32>', init}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x11x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C2: a window that does not fit
func.func @f(%x: tensor<?x3x2x8xf32>, %y: tensor<?x3x1x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op sizes differ: input is 'tensor<?x3x2x8xf32>', init}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x2x8xf32>) outs(%y : tensor<?x3x1x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x1x4xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x?x8xf32>, %y: tensor<?x3x4x4xf32>) {
  // expected-error @+1 {{'kernel.max_pool' op sizes differ: input is 'tensor<?x3x?x8xf32>', init}}
  %0 = kernel.max_pool ins(%x : tensor<?x3x?x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  return
}

// -----

// C1
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op operands must be float tensors of rank 4}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op needs 2 positive sizes of the window, 2 positive strides and 4 non-negative pads}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op needs 2 positive sizes of the window, 2 positive strides and 4 non-negative pads}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 0, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op needs 2 positive sizes of the window, 2 positive strides and 4 non-negative pads}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 0>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op needs 2 positive sizes of the window, 2 positive strides and 4 non-negative pads}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, -1, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x?xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{'kernel.max_pool_backward' op has a dynamic size that is not the batch of its images}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x?xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x9xf32>) {
  // expected-error @+1 {{sizes differ: lhs is 'tensor<?x3x9x8xf32>', init 'tensor<?x3x9x9xf32>'}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x9xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x9xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x2x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{rhs has size 2 in dimension 1, but input and window give 3}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x2x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{rhs has size 4 in dimension 2, but input and window give 5}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>} -> tensor<?x3x9x8xf32>
  return
}

// -----

// C5
func.func @f(%x: tensor<?x3x9x8xf32>, %g: tensor<?x3x4x4xf32>, %y: tensor<?x3x9x8xf32>) {
  // expected-error @+1 {{has an epilogue, but its windows overlap or leave out elements, so that none is finished at once}}
  %0 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%y : tensor<?x3x9x8xf32>) {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  } -> tensor<?x3x9x8xf32>
  return
}
