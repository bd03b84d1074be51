// RUN: dlc-opt %s --dlc-merge-image-loops | FileCheck %s

// One loop of both; what stood between them stands in front. Another group, and a loop of none, stay apart.
// CHECK-LABEL: func.func @merge
// CHECK: %[[PACKED:.*]] = memref.alloc()
// CHECK: scf.parallel (%[[N:.*]]) =
// CHECK-NEXT: memref.load %{{.*}}[%[[N]]]
// CHECK-NEXT: memref.store %{{.*}}, %[[Y:.*]][%[[N]]]
// CHECK-NEXT: memref.load %[[Y]][%[[N]]]
// CHECK-NEXT: memref.load %[[PACKED]]
// CHECK: memref.store %{{.*}}, %{{.*}}[%[[N]]]
// CHECK-NEXT: scf.reduce
// CHECK-NOT: dlc.image_group
// CHECK: scf.parallel
// CHECK: scf.parallel
// CHECK-NOT: dlc.image_group
// CHECK-NOT: scf.parallel
func.func @merge(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %x[%n] : memref<8xf32>
    memref.store %0, %y[%n] : memref<8xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  %packed = memref.alloc() : memref<1xf32>
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %y[%n] : memref<8xf32>
    %1 = memref.load %packed[%c0] : memref<1xf32>
    %2 = arith.addf %0, %1 : f32
    memref.store %2, %z[%n] : memref<8xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %z[%n] : memref<8xf32>
    memref.store %0, %y[%n] : memref<8xf32>
    scf.reduce
  } {dlc.image_group = 1 : i64}
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %z[%n] : memref<8xf32>
    memref.store %0, %x[%n] : memref<8xf32>
    scf.reduce
  }
  return
}

// Of a buffer that the loop alone uses, in whatever shape, a thread keeps one image.
// CHECK-LABEL: func.func @contract
// CHECK: scf.parallel (%[[N:.*]]) =
// CHECK-NEXT: %[[FIRST:.*]] = kernel.first_of_part %[[N]]
// CHECK-NEXT: %[[X:.*]] = memref.load %arg0[%[[N]], %{{.*}}]
// CHECK-NEXT: memref.store %[[X]], %{{.*}}[%[[FIRST]], %{{.*}}, %{{.*}}]
// CHECK-NEXT: memref.subview %{{.*}}[%[[FIRST]], 0] [1, 4] [1, 1]
// CHECK: memref.store %{{.*}}, %arg1[%[[N]], %{{.*}}]
func.func @contract(%x: memref<8x4xf32>, %y: memref<8x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %between = memref.alloc() : memref<8x2x2xf32>
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %x[%n, %c0] : memref<8x4xf32>
    memref.store %0, %between[%n, %c0, %c0] : memref<8x2x2xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  %flat = memref.collapse_shape %between [[0], [1, 2]] : memref<8x2x2xf32> into memref<8x4xf32>
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %image = memref.subview %flat[%n, 0] [1, 4] [1, 1] : memref<8x4xf32> to memref<1x4xf32, strided<[4, 1], offset: ?>>
    %0 = memref.load %image[%c0, %c0] : memref<1x4xf32, strided<[4, 1], offset: ?>>
    memref.store %0, %y[%n, %c0] : memref<8x4xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  return
}

// Not of one that is read behind the loop, nor of one of which images do not lead or the whole is used.
// CHECK-LABEL: func.func @keep
// CHECK-NOT: kernel.first_of_part
// CHECK: return
func.func @keep(%x: memref<8xf32>, %y: memref<8xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %saved = memref.alloc() : memref<8xf32>
  %turned = memref.alloc() : memref<2x8xf32>
  %folded = memref.alloc() : memref<8x1xf32>
  %whole = memref.alloc() : memref<8xf32>
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %x[%n] : memref<8xf32>
    memref.store %0, %saved[%n] : memref<8xf32>
    memref.store %0, %turned[%c0, %n] : memref<2x8xf32>
    memref.store %0, %folded[%n, %c0] : memref<8x1xf32>
    memref.store %0, %whole[%n] : memref<8xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  %line = memref.collapse_shape %folded [[0, 1]] : memref<8x1xf32> into memref<8xf32>
  scf.parallel (%n) = (%c0) to (%c8) step (%c1) {
    %0 = memref.load %saved[%n] : memref<8xf32>
    %1 = memref.load %turned[%c0, %n] : memref<2x8xf32>
    %2 = memref.load %line[%n] : memref<8xf32>
    %3 = arith.addf %0, %1 : f32
    %4 = arith.addf %3, %2 : f32
    memref.store %4, %y[%n] : memref<8xf32>
    scf.reduce
  } {dlc.image_group = 0 : i64}
  memref.copy %whole, %y : memref<8xf32> to memref<8xf32>
  %last = memref.load %saved[%c0] : memref<8xf32>
  return %last : f32
}
