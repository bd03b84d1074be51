// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand-tiles --canonicalize | FileCheck %s

// Of a large rhs that is read where it is, the rows of the next part of k are asked for: they begin on other pages.
// CHECK-LABEL: func.func @ahead
// CHECK: call @tile
// CHECK: func.func private @tile
// CHECK: %[[AHEAD:.*]] = arith.addi %{{.*}}, %c8
// CHECK: memref.prefetch %{{.*}}[%[[AHEAD]], %{{.*}}], read, locality<2>, data
func.func @ahead(%a: memref<1x8xf32>, %b: memref<8x16xf32, strided<[4096, 1]>>, %y: memref<1x16xf32>) {
  kernel.brgemm ins(%a, %b : memref<1x8xf32>, memref<8x16xf32, strided<[4096, 1]>>) outs(%y : memref<1x16xf32>) {dlc.rows_ahead = 8 : i64}
  return
}
