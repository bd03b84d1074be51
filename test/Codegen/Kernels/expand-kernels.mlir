// What the expansions of contractions decide; their numbers are compared in test/Unit/Codegen.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand --canonicalize --split-input-file --verify-diagnostics | FileCheck %s
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v2 triple=x86_64-linux-gnu" --kernel-expand --split-input-file --verify-diagnostics | FileCheck %s --check-prefix=NARROW

// Tasks run in parallel; accumulators are carried by the loop over the sum, and stored after it through the epilogue.
// CHECK-LABEL: func.func @matmul
// NARROW-LABEL: func.func @matmul
// CHECK: scf.parallel
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<8xf32>{{.*}}) {
// CHECK: vector.load %arg1[{{.*}}] : memref<7x24xf32>, vector<8xf32>
// CHECK: memref.load %arg0
// CHECK: vector.broadcast {{.*}} : f32 to vector<8xf32>
// CHECK: vector.fma {{.*}} : vector<8xf32>
// CHECK: scf.yield
// CHECK: vector.load %arg2[{{.*}}] : memref<24xf32>, vector<8xf32>
// CHECK-NEXT: arith.addf {{.*}} : vector<8xf32>
// CHECK-NEXT: arith.maximumf {{.*}} : vector<8xf32>
// CHECK-NEXT: vector.store
// NARROW: vector.fma {{.*}} : vector<4xf32>
func.func @matmul(%x: memref<?x7xf32>, %w: memref<7x24xf32>, %b: memref<24xf32>, %y: memref<?x24xf32>) {
  %zero = arith.constant 0.0 : f32
  kernel.matmul ins(%x, %w : memref<?x7xf32>, memref<7x24xf32>) extras(%b : memref<24xf32>) outs(%y : memref<?x24xf32>)
      {epilogue_maps = [affine_map<(m, n) -> (n)>]} epilogue {
  ^bb0(%e: f32, %bias: f32):
    %0 = arith.addf %e, %bias : f32
    %1 = arith.maximumf %0, %zero : f32
    kernel.yield %1 : f32
  }
  return
}

// -----

// Columns that fill no vector are masked; nothing beyond a row is touched.
// CHECK-LABEL: func.func @partial
// NARROW-LABEL: func.func @partial
// CHECK-NOT: vector.load %arg1
// CHECK: vector.maskedload %arg1[{{.*}} : memref<7x3xf64>, vector<4xi1>, vector<4xf64> into vector<4xf64>
// CHECK-NOT: vector.store
// CHECK: vector.maskedstore %arg2
// CHECK-NOT: vector.store
// NARROW: vector.fma {{.*}} : vector<2xf64>
func.func @partial(%x: memref<?x7xf64>, %w: memref<7x3xf64>, %y: memref<?x3xf64>) {
  kernel.matmul ins(%x, %w : memref<?x7xf64>, memref<7x3xf64>) outs(%y : memref<?x3xf64>)
  return
}

// -----

// A transposed right side is packed into panels before.
// CHECK-LABEL: func.func @packed
// NARROW-LABEL: func.func @packed
// CHECK: %[[PANELS:.*]] = memref.alloc() {alignment = 64 : i64} : memref<{{.*}}xf32>
// CHECK: scf.parallel
// CHECK: memref.store {{.*}} %[[PANELS]]
// CHECK: scf.parallel
// CHECK: vector.load %[[PANELS]]
func.func @packed(%x: memref<?x7xf32>, %w: memref<24x7xf32>, %y: memref<?x24xf32>) {
  kernel.matmul ins(%x, %w : memref<?x7xf32>, memref<24x7xf32>) outs(%y : memref<?x24xf32>) {transpose_rhs}
  return
}

// -----

// Each image is copied with its border to the stack of the thread that works on it.
// CHECK-LABEL: func.func @conv
// NARROW-LABEL: func.func @conv
// CHECK-NOT: memref.alloc(
// CHECK: scf.parallel
// CHECK: memref.alloca() {alignment = 64 : i64}
// CHECK: vector.fma
// CHECK: vector.{{(masked)?}}store {{.*}}%arg2
func.func @conv(%x: memref<?x3x14x14xf32>, %w: memref<6x3x5x5xf32>, %y: memref<?x6x14x14xf32>) {
  kernel.conv ins(%x, %w : memref<?x3x14x14xf32>, memref<6x3x5x5xf32>) outs(%y : memref<?x6x14x14xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>}
  return
}

// -----

// Those that are too large for it, to memory that is planned.
// CHECK-LABEL: func.func @large
// NARROW-LABEL: func.func @large
// CHECK: memref.alloc(%{{.*}}) {alignment = 64 : i64} : memref<?x64x
// CHECK-NOT: memref.alloca
func.func @large(%x: memref<?x64x112x112xf32>, %w: memref<8x64x3x3xf32>, %y: memref<?x8x112x112xf32>) {
  kernel.conv ins(%x, %w : memref<?x64x112x112xf32>, memref<8x64x3x3xf32>) outs(%y : memref<?x8x112x112xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  return
}

// -----

// The batch falls into a fixed number of partial sums, which are added in their order: in an order that no number of
// threads changes.
// CHECK-LABEL: func.func @backward_weights
// NARROW-LABEL: func.func @backward_weights
// CHECK: memref.alloc(%{{.*}}) {{.*}} : memref<?x3x
// CHECK: %[[PARTIAL:.*]] = memref.alloc() {alignment = 64 : i64} : memref<[[SLOTS:.*]]x6x3x5x5xf32>
// CHECK: scf.parallel
// CHECK: vector.reduction <add>
// CHECK: memref.store {{.*}} %[[PARTIAL]]
// CHECK: linalg.fill
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", {{.*}} ins(%[[PARTIAL]] : memref<[[SLOTS]]x6x3x5x5xf32>) outs(%arg2
func.func @backward_weights(%x: memref<?x3x14x14xf32>, %g: memref<?x6x14x14xf32>, %dw: memref<6x3x5x5xf32>) {
  kernel.conv_backward_weights ins(%x, %g : memref<?x3x14x14xf32>, memref<?x6x14x14xf32>) outs(%dw : memref<6x3x5x5xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>}
  return
}

// -----

func.func @tensors(%x: tensor<?x7xf32>, %w: tensor<7x3xf32>, %y: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{'kernel.matmul' op is still on tensors; bufferize first}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x7xf32>, tensor<7x3xf32>) outs(%y : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
