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
