// RUN: dlc-opt %s --dlc-reinterpret-reshapes --canonicalize | FileCheck %s

// [6 · n, 4] as [?, ?, 4]: rows of the second dimension are 4 apart, of the first as many times its size.
// CHECK-LABEL: func.func @two
// CHECK-SAME: (%[[X:.*]]: memref<?x4xf32>, %[[A:.*]]: index, %[[B:.*]]: index)
// CHECK: %[[STRIDE:.*]] = arith.muli %[[B]], %c4
// CHECK: memref.reinterpret_cast %[[X]] to offset: [0], sizes: [%[[A]], %[[B]], 4], strides: [%[[STRIDE]], 4, 1] : memref<?x4xf32> to memref<?x?x4xf32
func.func @two(%x: memref<?x4xf32>, %a: index, %b: index) -> memref<?x?x4xf32> {
  %0 = memref.expand_shape %x [[0, 1], [2]] output_shape [%a, %b, 4] : memref<?x4xf32> into memref<?x?x4xf32>
  return %0 : memref<?x?x4xf32>
}

// Upstream lowers one dynamic size of a group.
// CHECK-LABEL: func.func @one
// CHECK: memref.expand_shape
func.func @one(%x: memref<?x4xf32>, %a: index) -> memref<?x2x4xf32> {
  %0 = memref.expand_shape %x [[0, 1], [2]] output_shape [%a, 2, 4] : memref<?x4xf32> into memref<?x2x4xf32>
  return %0 : memref<?x2x4xf32>
}
