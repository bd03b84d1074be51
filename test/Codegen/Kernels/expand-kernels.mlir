// What the expansions of contractions decide; their numbers are compared in test/Unit/Codegen.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand --canonicalize --split-input-file --verify-diagnostics | FileCheck %s
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v2 triple=x86_64-linux-gnu" --kernel-expand --split-input-file --verify-diagnostics | FileCheck %s --check-prefix=NARROW

// Tasks run in parallel; a tile takes the epilogue, and its extras at its place. What is left of the rows is low tiles.
// CHECK-LABEL: func.func @matmul
// NARROW-LABEL: func.func @matmul
// CHECK-NOT: memref.alloc
// CHECK: scf.parallel
// CHECK: scf.for
// CHECK: %[[BIAS:.*]] = memref.subview %arg2[%{{.*}}] [16] [1]
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<6x7xf32, strided<[7, 1], offset: ?>>, memref<7x16xf32, strided<[24, 1], offset: ?>>) extras(%[[BIAS]] : {{.*}}) outs(%{{.*}} : memref<6x16xf32, strided<[24, 1], offset: ?>>) {epilogue_maps = [#map]} epilogue
// CHECK: arith.maximumf
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<4x7xf32,
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<1x7xf32,
// CHECK: memref<6x8xf32, strided<[24, 1], offset: ?>>) {epilogue_maps
// NARROW: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<6x7xf32, {{.*}}, memref<7x8xf32
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

// A transposed right side with many rows of the left one is copied to panels, and read where it is for few.
// CHECK-LABEL: func.func @transposed
// NARROW-LABEL: func.func @transposed
// CHECK: scf.if
// CHECK: %[[PANELS:.*]] = memref.alloc() {alignment = 64 : i64} : memref<2x7x16xf32>
// CHECK: scf.parallel
// CHECK: vector.store {{.*}} memref<7x16xf32, strided<[16, 1], offset: ?>>
// CHECK: scf.parallel
// CHECK: memref.subview %[[PANELS]]
// CHECK: kernel.brgemm {{.*}} memref<7x16xf32, strided<[16, 1], offset: ?>>
// CHECK: } else {
// CHECK: kernel.brgemm {{.*}} memref<7x4xf32, strided<[1, 7], offset: ?>>
func.func @transposed(%x: memref<?x7xf32>, %w: memref<24x7xf32>, %y: memref<?x24xf32>) {
  kernel.matmul ins(%x, %w : memref<?x7xf32>, memref<24x7xf32>) outs(%y : memref<?x24xf32>) {transpose_rhs}
  return
}

// -----

// Sums of a large product are cut into parts of k: the first part starts them, the others add to what is there, and the last one has the
// epilogue. Rows of the left side that are far apart are copied to the stack.
// CHECK-LABEL: func.func @large_product
// NARROW-LABEL: func.func @large_product
// CHECK: memref.alloc() {{.*}} : memref<128x2048x16xf32>
// CHECK: memref.alloca() {{.*}} : memref<{{[0-9]+}}x1024xf32>
// CHECK: kernel.brgemm
// CHECK-NOT: accumulate
// CHECK: scf.for
// CHECK: kernel.brgemm {{.*}}accumulate} epilogue
// CHECK: arith.negf
func.func @large_product(%x: memref<512x2048xf32>, %w: memref<2048x2048xf32>, %y: memref<512x2048xf32>) {
  kernel.matmul ins(%x, %w : memref<512x2048xf32>, memref<2048x2048xf32>) outs(%y : memref<512x2048xf32>) epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    kernel.yield %0 : f32
  }
  return
}

// -----

// An epilogue that reads the memory which it writes, as the update of a variable does: sums cannot be kept there.
// CHECK-LABEL: func.func @update
// NARROW-LABEL: func.func @update
// CHECK-NOT: accumulate
// CHECK: return
func.func @update(%x: memref<512x2048xf32>, %g: memref<2048x64xf32>, %v: memref<512x64xf32>) {
  kernel.matmul ins(%x, %g : memref<512x2048xf32>, memref<2048x64xf32>) extras(%v : memref<512x64xf32>) outs(%v : memref<512x64xf32>)
      {epilogue_maps = [affine_map<(m, n) -> (m, n)>]} epilogue {
  ^bb0(%e: f32, %old: f32):
    %0 = arith.subf %old, %e : f32
    kernel.yield %0 : f32
  }
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

// Products of each image and place in the window, in tiles whose columns are channels of the input, a panel of which is copied
// to the stack with its border; windows of one pixel are one place of images of one row, of which the pixels that a stride leaves are copied
// first.
// CHECK-LABEL: func.func @backward_weights_of_one_pixel
// NARROW-LABEL: func.func @backward_weights_of_one_pixel
// CHECK: %[[DENSE:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x24x5x7xf32>
// CHECK: %[[PARTIAL:.*]] = memref.alloc() {{.*}} : memref<[[SLOTS:.*]]x1x1x40x32xf32>
// CHECK: scf.parallel
// CHECK: memref.alloca() {{.*}}x35x16xf32>
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<?x1x6x35xf32, strided<[1400, 35, 35, 1], offset: ?>>, memref<?x1x35x16xf32, strided<[560, 560, 16, 1], offset: ?>>) outs(%{{.*}} : memref<6x16xf32, strided<[32, 1], offset: ?>>) {accumulate}
// CHECK: %[[SUMS:.*]] = memref.subview %[[PARTIAL]][0, 0, 0, 0, 0] [[[SLOTS]], 1, 1, 40, 24]
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", {{.*}} ins(%[[SUMS]]
func.func @backward_weights_of_one_pixel(%x: memref<?x24x9x13xf32>, %g: memref<?x40x5x7xf32>, %dw: memref<40x24x1x1xf32>) {
  kernel.conv_backward_weights ins(%x, %g : memref<?x24x9x13xf32>, memref<?x40x5x7xf32>) outs(%dw : memref<40x24x1x1xf32>)
      {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
  return
}

// -----

// A stride and a border: rows of the panel are two apart for neighbours of the gradient.
// CHECK-LABEL: func.func @backward_weights_of_channels
// NARROW-LABEL: func.func @backward_weights_of_channels
// CHECK: memref.alloca() {{.*}} : memref<{{[0-9]+}}x9x9x16xf32>
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<?x4x6x4xf32, strided<[640, 4, 16, 1], offset: ?>>, memref<?x4x4x16xf32, strided<[1296, 288, 32, 1], offset: ?>>)
func.func @backward_weights_of_channels(%x: memref<?x16x8x8xf32>, %g: memref<?x40x4x4xf32>, %dw: memref<40x16x3x3xf32>) {
  kernel.conv_backward_weights ins(%x, %g : memref<?x16x8x8xf32>, memref<?x40x4x4xf32>) outs(%dw : memref<40x16x3x3xf32>)
      {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  return
}

// -----

// All threads work on the one image: on the copy with its border, then on its channels.
// CHECK-LABEL: func.func @one_image
// NARROW-LABEL: func.func @one_image
// CHECK: %[[MEMORY:.*]] = memref.alloc({{.*}}) {{.*}} : memref<{{[?1]}}x3x
// CHECK: scf.parallel {{.*}} to (%c3)
// CHECK: memref.store {{.*}} %[[MEMORY]]
// CHECK: scf.parallel
// CHECK: vector.load %[[MEMORY]]
func.func @one_image(%x: memref<1x3x14x14xf32>, %w: memref<24x3x5x5xf32>, %y: memref<1x24x14x14xf32>) {
  kernel.conv ins(%x, %w : memref<1x3x14x14xf32>, memref<24x3x5x5xf32>) outs(%y : memref<1x24x14x14xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>}
  return
}

// -----

func.func @tensors(%x: tensor<?x7xf32>, %w: tensor<7x3xf32>, %y: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{'kernel.matmul' op is still on tensors; bufferize first}}
  %0 = kernel.matmul ins(%x, %w : tensor<?x7xf32>, tensor<7x3xf32>) outs(%y : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

// A window of one pixel: the weights times each image, in blocks of pixels that lie far apart and are copied. Extras keep
// their place: [M] goes with rows, [N, M, H, W] with both.
// CHECK-LABEL: func.func @pixels
// CHECK: scf.parallel
// CHECK: memref.alloca() {{.*}} : memref<32x{{[0-9]+}}xf32>
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<6x32xf32, strided<[32, 1], offset: ?>>, memref<32x16xf32, {{.*}}>) extras(%{{.*}}, %{{.*}} : memref<6xf32, strided<[1], offset: ?>>, memref<6x16xf32, strided<[3136, 1], offset: ?>>)
func.func @pixels(%x: memref<?x32x56x56xf32>, %w: memref<48x32x1x1xf32>, %b: memref<48xf32>, %r: memref<?x48x56x56xf32>, %y: memref<?x48x56x56xf32>) {
  kernel.conv ins(%x, %w : memref<?x32x56x56xf32>, memref<48x32x1x1xf32>) extras(%b, %r : memref<48xf32>, memref<?x48x56x56xf32>) outs(%y : memref<?x48x56x56xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64,
       epilogue_maps = [affine_map<(n, m, h, w) -> (m)>, affine_map<(n, m, h, w) -> (n, m, h, w)>]} epilogue {
  ^bb0(%e: f32, %bias: f32, %residual: f32):
    %0 = arith.addf %e, %bias : f32
    %1 = arith.addf %0, %residual : f32
    kernel.yield %1 : f32
  }
  return
}

// -----

// What every step of a loop reads is copied to panels once, in front of the loop; for one row, panels are wide enough for four
// sums side by side.
// CHECK-LABEL: func.func @steps
// CHECK: %[[PANELS:.*]] = memref.alloc() {alignment = 64 : i64} : memref<4x40x32xf32>
// CHECK: scf.parallel
// CHECK: scf.for %{{.*}} = %{{.*}} to %c9
// CHECK-NOT: memref.alloc
// CHECK: scf.parallel
// CHECK: memref.subview %[[PANELS]]
// CHECK: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<1x40xf32, {{.*}}, memref<40x32xf32, strided<[32, 1], offset: ?>>)
func.func @steps(%x: memref<1x40xf32>, %w: memref<128x40xf32>, %y: memref<1x128xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %c9 step %c1 {
    kernel.matmul ins(%x, %w : memref<1x40xf32>, memref<128x40xf32>) outs(%y : memref<1x128xf32>) {transpose_rhs}
  } {dlc.steps}
  return
}

// -----

// A step that writes what it reads as the right side, here through a view, has panels of its own.
// CHECK-LABEL: func.func @changing_steps
// CHECK: scf.for %{{.*}} = %{{.*}} to %c9
// CHECK: memref.alloc() {{.*}} : memref<8x40x16xf32>
func.func @changing_steps(%x: memref<64x40xf32>, %w: memref<128x40xf32>, %y: memref<64x128xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %part = memref.subview %w[0, 0] [64, 40] [1, 1] : memref<128x40xf32> to memref<64x40xf32, strided<[40, 1]>>
  scf.for %i = %c0 to %c9 step %c1 {
    kernel.matmul ins(%x, %w : memref<64x40xf32>, memref<128x40xf32>) outs(%y : memref<64x128xf32>) {transpose_rhs}
    memref.copy %x, %part : memref<64x40xf32> to memref<64x40xf32, strided<[40, 1]>>
  } {dlc.steps}
  return
}

// -----

// Radix sort: each row by itself, its places as narrow as its length allows, in as many rounds as elements have bytes, from the lowest
// one. A round in which all have the same digit moves nothing.
// CHECK-LABEL: func.func @sort
// CHECK-DAG: memref.alloc({{.*}}) {{.*}} : memref<2x?x300xi16>
// CHECK-DAG: memref.alloc({{.*}}) {{.*}} : memref<2x?x300xi32>
// CHECK: scf.parallel
// CHECK: %[[COUNTS:.*]] = memref.alloca() : memref<2x256xi32>
// CHECK: %[[HALF:.*]] = scf.for %{{.*}} = %c0 to %c2 {{.*}} iter_args
// CHECK: scf.for %{{.*}} = %c0 to %c256
// CHECK: scf.if %{{.*}} -> (index) {
// CHECK: scf.for %{{.*}} = %c0 to %c300
// CHECK: scf.for %{{.*}} = %c0 to %c300
// CHECK-NOT: kernel.sort
func.func @sort(%x: memref<?x300xf16>, %v: memref<?x300xf16>, %i: memref<?x300xi64>) {
  kernel.sort ins(%x : memref<?x300xf16>) outs(%v, %i : memref<?x300xf16>, memref<?x300xi64>) axis 1
  return
}

// -----

// CHECK-LABEL: func.func @sort_any
// CHECK: memref.alloc({{.*}}) {{.*}} : memref<2x1x?xi64>
func.func @sort_any(%x: memref<?xi8>, %v: memref<?xi8>, %i: memref<?xi64>) {
  kernel.sort ins(%x : memref<?xi8>) outs(%v, %i : memref<?xi8>, memref<?xi64>) axis 0 descending
  return
}
