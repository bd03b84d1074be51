// Tiles of contractions become functions, one for all that have the same code; their numbers are compared in test/EndToEnd.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand-tiles --canonicalize | FileCheck %s
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v2 triple=x86_64-linux-gnu" --kernel-expand-tiles | FileCheck %s --check-prefix=NARROW

// CHECK-LABEL: func.func @first
// CHECK: call @tile(
// CHECK: call @tile(
// CHECK: call @tile_0(
func.func @first(%a: memref<2x7xf32>, %b: memref<7x16xf32>, %c: memref<2x16xf32>, %d: memref<2x70xf32>, %e: memref<70x16xf32>,
                 %f: memref<2x32xf32, strided<[48, 1]>>, %g: memref<7x11xf32>, %h: memref<2x11xf32>) {
  %zero = arith.constant 0.0 : f32
  %part = memref.subview %f[0, 8] [2, 16] [1, 1] : memref<2x32xf32, strided<[48, 1]>> to memref<2x16xf32, strided<[48, 1], offset: 8>>
  kernel.brgemm ins(%a, %b : memref<2x7xf32>, memref<7x16xf32>) outs(%c : memref<2x16xf32>)
  kernel.brgemm ins(%d, %e : memref<2x70xf32>, memref<70x16xf32>) outs(%part : memref<2x16xf32, strided<[48, 1], offset: 8>>)
  kernel.brgemm ins(%a, %g : memref<2x7xf32>, memref<7x11xf32>) outs(%h : memref<2x11xf32>) {accumulate} epilogue {
  ^bb0(%sum: f32):
    %0 = arith.maximumf %sum, %zero : f32
    kernel.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @second
// CHECK: call @tile_1(
// CHECK: call @tile_2(
// CHECK: call @tile_3(
func.func @second(%a: memref<5x3x7xf32>, %b: memref<5x7x8xf32>, %c: memref<3x8xf32>, %d: memref<1x64xf32>,
                  %e: memref<64x4xf32, strided<[1, 64]>>, %f: memref<1x4xf32>, %g: memref<64x?xf32>, %h: memref<1x?xf32>) {
  kernel.brgemm ins(%a, %b : memref<5x3x7xf32>, memref<5x7x8xf32>) outs(%c : memref<3x8xf32>)
  kernel.brgemm ins(%d, %e : memref<1x64xf32>, memref<64x4xf32, strided<[1, 64]>>) outs(%f : memref<1x4xf32>)
  kernel.brgemm ins(%d, %g : memref<1x64xf32>, memref<64x?xf32>) outs(%h : memref<1x?xf32>) {columns = 16}
  return
}

// One buffer in two places, and two buffers: arguments are told apart by their places.
// CHECK-LABEL: func.func @places
// CHECK: call @tile_4({{.*}}, %arg2, %arg2)
// CHECK: call @tile_4({{.*}}, %arg1, %arg2)
func.func @places(%a: memref<8x8xf32, strided<[?, 1], offset: ?>>, %p: memref<8x8xf32, strided<[?, 1], offset: ?>>,
                  %o: memref<8x8xf32, strided<[?, 1], offset: ?>>) {
  %x = memref.cast %a : memref<8x8xf32, strided<[?, 1], offset: ?>> to memref<8x?xf32, strided<[?, 1], offset: ?>>
  %y = memref.cast %a : memref<8x8xf32, strided<[?, 1], offset: ?>> to memref<?x8xf32, strided<[?, 1], offset: ?>>
  kernel.brgemm ins(%x, %y : memref<8x?xf32, strided<[?, 1], offset: ?>>, memref<?x8xf32, strided<[?, 1], offset: ?>>)
      extras(%o : memref<8x8xf32, strided<[?, 1], offset: ?>>) outs(%o : memref<8x8xf32, strided<[?, 1], offset: ?>>)
      {epilogue_maps = [affine_map<(m, n) -> (m, n)>]} epilogue {
  ^bb0(%e: f32, %old: f32):
    %0 = arith.addf %e, %old : f32
    kernel.yield %0 : f32
  }
  kernel.brgemm ins(%x, %y : memref<8x?xf32, strided<[?, 1], offset: ?>>, memref<?x8xf32, strided<[?, 1], offset: ?>>)
      extras(%p : memref<8x8xf32, strided<[?, 1], offset: ?>>) outs(%o : memref<8x8xf32, strided<[?, 1], offset: ?>>)
      {epilogue_maps = [affine_map<(m, n) -> (m, n)>]} epilogue {
  ^bb0(%e: f32, %old: f32):
    %0 = arith.addf %e, %old : f32
    kernel.yield %0 : f32
  }
  return
}

// Sizes of k and distances of rows are not in the type: both products share the first tile. Sums start from 0, are carried by the loop
// over k, and what the output holds is added to them where it says so.
// CHECK-LABEL: func.func private @tile(
// CHECK-SAME: memref<2x?xf32, strided<[?, 1], offset: ?>>, {{.*}} memref<?x16xf32, strided<[?, 1], offset: ?>>, {{.*}} memref<2x16xf32, strided<[?, 1], offset: ?>>) attributes {dlc.tile = "tile"}
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK: vector.load %arg1
// CHECK: memref.load %arg0
// CHECK: vector.broadcast
// CHECK: vector.fma {{.*}} : vector<8xf32>
// CHECK-NOT: arith.addf
// CHECK: vector.store
// NARROW: vector.fma {{.*}} : vector<4xf32>

// The second tile adds, and its epilogue has its constant in itself. Columns that fill no vector are masked.
// CHECK-LABEL: func.func private @tile_0(
// CHECK: vector.maskedload {{.*}} vector<8xi1>
// CHECK: arith.addf
// CHECK: arith.maximumf
// CHECK: vector.maskedstore

// A batch of products that are added up; a right side that lies along k; columns whose number is not known.
// CHECK-LABEL: func.func private @tile_1(
// CHECK: scf.for {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>) {
// CHECK: scf.for {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>) {
// CHECK-LABEL: func.func private @tile_2(
// CHECK: vector.reduction <add>
// CHECK: memref.store
// CHECK-LABEL: func.func private @tile_3(
// CHECK: vector.create_mask

// CHECK-LABEL: func.func private @tile_4(
// CHECK: vector.load %arg2
// CHECK: vector.store {{.*}}, %arg3
