// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK: #[[ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK: #[[SCALAR:.*]] = affine_map<(d0, d1) -> ()>
// CHECK: #[[CHANNEL:.*]] = affine_map<(d0, d1, d2, d3) -> (d1)>

// CHECK-LABEL: func.func @matmul
func.func @matmul(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %wt: tensor<4x8xf32>, %b: tensor<4xf32>, %s: tensor<f32>,
                  %y: tensor<?x4xf32>, %dw: tensor<8x4xf32>) {
  // CHECK: kernel.matmul ins(%{{.*}}, %{{.*}} : tensor<?x8xf32>, tensor<8x4xf32>) outs(%{{.*}} : tensor<?x4xf32>) -> tensor<?x4xf32>
  %0 = kernel.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: kernel.matmul {{.*}} {transpose_lhs} -> tensor<8x4xf32>
  %1 = kernel.matmul ins(%x, %0 : tensor<?x8xf32>, tensor<?x4xf32>) outs(%dw : tensor<8x4xf32>) {transpose_lhs} -> tensor<8x4xf32>
  // CHECK: kernel.matmul {{.*}} extras(%{{.*}}, %{{.*}} : tensor<4xf32>, tensor<f32>) {{.*}} {epilogue_maps = [#[[ROW]], #[[SCALAR]]], transpose_rhs} epilogue {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[B:.*]]: f32, %[[S:.*]]: f32):
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[X]], %[[B]] : f32
  // CHECK-NEXT:   %[[SCALED:.*]] = arith.mulf %[[SUM]], %[[S]] : f32
  // CHECK-NEXT:   kernel.yield %[[SCALED]] : f32
  // CHECK-NEXT: } -> tensor<?x4xf32>
  %2 = kernel.matmul ins(%x, %wt : tensor<?x8xf32>, tensor<4x8xf32>) extras(%b, %s : tensor<4xf32>, tensor<f32>) outs(%y : tensor<?x4xf32>)
      {transpose_rhs, epilogue_maps = [affine_map<(m, n) -> (n)>, affine_map<(m, n) -> ()>]} epilogue {
  ^bb0(%e: f32, %bias: f32, %scale: f32):
    %sum = arith.addf %e, %bias : f32
    %scaled = arith.mulf %sum, %scale : f32
    kernel.yield %scaled : f32
  } -> tensor<?x4xf32>
  return
}

// CHECK-LABEL: func.func @conv
func.func @conv(%x: tensor<?x4x9x9xf64>, %w: tensor<6x2x3x3xf64>, %b: tensor<6xf64>, %y: tensor<?x6x5x9xf64>, %dw: tensor<6x2x3x3xf64>, %dx: tensor<?x4x9x9xf64>) {
  // CHECK: kernel.conv {{.*}} {dilations = array<i64: 1, 2>, epilogue_maps = [#[[CHANNEL]]], group = 2 : i64, pads = array<i64: 1, 2, 1, 2>, strides = array<i64: 2, 1>} epilogue {
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x9xf64>, tensor<6x2x3x3xf64>) extras(%b : tensor<6xf64>) outs(%y : tensor<?x6x5x9xf64>)
      {strides = array<i64: 2, 1>, pads = array<i64: 1, 2, 1, 2>, dilations = array<i64: 1, 2>, group = 2 : i64,
       epilogue_maps = [affine_map<(n, m, h, w) -> (m)>]} epilogue {
  ^bb0(%e: f64, %bias: f64):
    %sum = arith.addf %e, %bias : f64
    kernel.yield %sum : f64
  } -> tensor<?x6x5x9xf64>
  // CHECK: kernel.conv_backward_weights ins(%{{.*}}, %{{.*}} : tensor<?x4x9x9xf64>, tensor<?x6x5x9xf64>) outs(%{{.*}} : tensor<6x2x3x3xf64>)
  %1 = kernel.conv_backward_weights ins(%x, %0 : tensor<?x4x9x9xf64>, tensor<?x6x5x9xf64>) outs(%dw : tensor<6x2x3x3xf64>)
      {strides = array<i64: 2, 1>, pads = array<i64: 1, 2, 1, 2>, dilations = array<i64: 1, 2>, group = 2 : i64} -> tensor<6x2x3x3xf64>
  return
}

// The weights of a transposed convolution are [input channels, output channels / group, …].
// CHECK-LABEL: func.func @transposed
func.func @transposed(%g: memref<?x6x7x7xf32>, %w: memref<6x2x3x3xf32>, %dx: memref<?x4x9x9xf32>) {
  // CHECK: kernel.conv ins(%{{.*}}, %{{.*}} : memref<?x6x7x7xf32>, memref<6x2x3x3xf32>) outs(%{{.*}} : memref<?x4x9x9xf32>)
  // CHECK-SAME: transposed}
  kernel.conv ins(%g, %w : memref<?x6x7x7xf32>, memref<6x2x3x3xf32>) outs(%dx : memref<?x4x9x9xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, group = 2 : i64, transposed}
  return
}

// CHECK-LABEL: func.func @dilated
func.func @dilated(%g: memref<?x6x4x3xf32>, %w: memref<6x1x3x2xf32>, %dx: memref<?x6x9x6xf32>) {
  // CHECK: kernel.conv {{.*}} group = 6 : i64, lhs_dilation = array<i64: 2, 2>, pads = array<i64: 2, 1, 2, 1>
  kernel.conv ins(%g, %w : memref<?x6x4x3xf32>, memref<6x1x3x2xf32>) outs(%dx : memref<?x6x9x6xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed,
       lhs_dilation = array<i64: 2, 2>}
  return
}

// CHECK-LABEL: func.func @max_pool
func.func @max_pool(%x: tensor<?x3x9x8xf32>, %y: tensor<?x3x4x4xf32>, %g: tensor<?x3x4x4xf32>, %dx: tensor<?x3x9x8xf32>) {
  // CHECK: kernel.max_pool ins(%{{.*}} : tensor<?x3x9x8xf32>) outs(%{{.*}} : tensor<?x3x4x4xf32>) {row_stride = 2 : i64, rows = 3 : i64} -> tensor<?x3x4x4xf32>
  %0 = kernel.max_pool ins(%x : tensor<?x3x9x8xf32>) outs(%y : tensor<?x3x4x4xf32>) {rows = 3, row_stride = 2} -> tensor<?x3x4x4xf32>
  // CHECK: kernel.max_pool_backward {{.*}} {kernel_shape = array<i64: 3, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} -> tensor<?x3x9x8xf32>
  %1 = kernel.max_pool_backward ins(%x, %g : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>) outs(%dx : tensor<?x3x9x8xf32>)
      {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} -> tensor<?x3x9x8xf32>
  return
}

// Windows that tile the input finish each element at once, and may have an epilogue.
// CHECK-LABEL: func.func @tiled
func.func @tiled(%x: memref<?x3x8x9xf32>, %g: memref<?x3x4x3xf32>, %m: memref<?x3x8x9xf32>, %dx: memref<?x3x8x9xf32>) {
  // CHECK: kernel.max_pool_backward {{.*}} extras(%{{.*}} : memref<?x3x8x9xf32>) {{.*}} epilogue {
  kernel.max_pool_backward ins(%x, %g : memref<?x3x8x9xf32>, memref<?x3x4x3xf32>) extras(%m : memref<?x3x8x9xf32>) outs(%dx : memref<?x3x8x9xf32>)
      {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 3>, pads = array<i64: 0, 0, 0, 0>, epilogue_maps = [affine_map<(n, c, h, w) -> (n, c, h, w)>]} epilogue {
  ^bb0(%e: f32, %mask: f32):
    %0 = arith.mulf %e, %mask : f32
    kernel.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @barrier
func.func @barrier(%x: tensor<?x4xi64>) -> tensor<?x4xi64> {
  // CHECK: kernel.barrier %{{.*}} : tensor<?x4xi64>
  %y = kernel.barrier %x : tensor<?x4xi64>
  return %y : tensor<?x4xi64>
}
