// Tiles of bytes, by the instructions that targets have; their numbers are compared in test/EndToEnd/byte-products.test.
// RUN: dlc-opt %s --dlc-attach-target="cpu=icelake-server triple=x86_64-linux-gnu" --kernel-expand --kernel-expand-tiles --canonicalize | FileCheck %s --check-prefixes=CHECK,DOT
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand-tiles | FileCheck %s --check-prefix=PAIRS
// RUN: dlc-opt %s --dlc-attach-target="cpu=cortex-a72 triple=aarch64-linux-gnu" --kernel-expand-tiles | FileCheck %s --check-prefix=PLAIN

// Four bytes of lhs are broadcast; of rhs each lane has its own four. The epilogue makes bytes of the sums again.
// CHECK-LABEL: func.func @tile_of_bytes
func.func @tile_of_bytes(%a: memref<1x8xi8>, %b: memref<2x64xi8>, %c: memref<1x16xi8>) {
  kernel.brgemm ins(%a, %b : memref<1x8xi8>, memref<2x64xi8>) outs(%c : memref<1x16xi8>) epilogue {
  ^bb0(%sum: i32):
    %0 = arith.trunci %sum : i32 to i8
    kernel.yield %0 : i8
  }
  return
}

// Where lhs holds the signed bytes, operands change places.
// CHECK-LABEL: func.func @signed_lhs
func.func @signed_lhs(%a: memref<1x8xi8>, %b: memref<2x64xi8>, %c: memref<1x16xi32>) {
  kernel.brgemm ins(%a, %b : memref<1x8xi8>, memref<2x64xi8>) outs(%c : memref<1x16xi32>) {kernel.signed_lhs}
  return
}

// Rows that are whole groups are read where they are; columns come to panels of groups.
// CHECK-LABEL: func.func @matmul
// CHECK-NOT: memref.alloc() {{.*}}<6x
// CHECK: %[[PANELS:.*]] = memref.alloc() {alignment = 64 : i64} : memref<3x2x128xi8>
// CHECK: vector.interleave
// CHECK: vector.interleave
// CHECK: vector.interleave %{{.*}} : vector<32xi8> -> vector<64xi8>
// CHECK: scf.parallel
// CHECK: memref.subview %[[PANELS]]
func.func @matmul(%a: memref<6x8xi8>, %b: memref<8x96xi8>, %c: memref<6x96xi32>) {
  kernel.matmul ins(%a, %b : memref<6x8xi8>, memref<8x96xi8>) outs(%c : memref<6x96xi32>)
  return
}

// Of one pixel, weights are read as they lie; what is under the window comes to panels on the stack.
// CHECK-LABEL: func.func @pixels
// CHECK: %[[W:.*]] = memref.collapse_shape %{{.*}} {{\[\[}}0], [1, 2, 3]] : memref<5x8x1x1xi8> into memref<5x8xi8>
// CHECK: memref.alloca() {{.*}} : memref<1x2x128xi8>
func.func @pixels(%x: memref<1x8x5x4xi8>, %w: memref<5x8x1x1xi8>, %y: memref<1x5x5x4xi32>) {
  kernel.conv ins(%x, %w : memref<1x8x5x4xi8>, memref<5x8x1x1xi8>) outs(%y : memref<1x5x5x4xi32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
  return
}

// DOT-LABEL: func.func private @tile(
// DOT: %[[RIGHT:.*]] = vector.load %arg1{{.*}} vector<64xi8>
// DOT: %[[FOUR:.*]] = vector.load %arg0{{.*}} vector<4xi8>
// DOT: vector.broadcast %{{.*}} : i32 to vector<16xi32>
// DOT: %[[LEFT:.*]] = vector.bitcast %{{.*}} : vector<16xi32> to vector<64xi8>
// DOT: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %[[LEFT]], %[[RIGHT]])
// DOT: arith.trunci %{{.*}} : vector<16xi32> to vector<16xi8>
// DOT: vector.store %{{.*}} vector<16xi8>
// DOT-LABEL: func.func private @tile_0(
// DOT: %[[RIGHT:.*]] = vector.load %arg1{{.*}} vector<64xi8>
// DOT: %[[LEFT:.*]] = vector.bitcast %{{.*}} : vector<16xi32> to vector<64xi8>
// DOT: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %[[RIGHT]], %[[LEFT]])

// Bytes at even and at odd places, with and without a sign, as numbers of 16 bits.
// PAIRS-LABEL: func.func private @tile(
// PAIRS: arith.shli %{{.*}} : vector<16xi16>
// PAIRS: arith.shrsi %{{.*}} : vector<16xi16>
// PAIRS: arith.andi %{{.*}} : vector<16xi16>
// PAIRS: arith.shrui %{{.*}} : vector<16xi16>
// PAIRS-COUNT-2: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// PLAIN-LABEL: func.func private @tile(
// PLAIN-COUNT-4: arith.muli %{{.*}} : vector<4xi32>
// PLAIN-NOT: call_intrinsic
