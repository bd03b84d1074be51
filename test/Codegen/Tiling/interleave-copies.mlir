// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-interleave-copies --canonicalize | FileCheck %s

// Vectors of 16 become two of which every other element is of each; of 19 elements three are left, which become six.
// CHECK-LABEL: func.func @phases
// CHECK-NOT: memref.copy
// CHECK: scf.parallel
// CHECK: scf.for
// CHECK: %[[A:.*]] = vector.load %{{.*}} : memref<?x3x4x19xf32>, vector<16xf32>
// CHECK: %[[B:.*]] = vector.load %{{.*}} : memref<?x3x4x19xf32>, vector<16xf32>
// CHECK: %[[LOW:.*]] = vector.shuffle %[[A]], %[[B]] [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23]
// CHECK: vector.store %[[LOW]]
// CHECK: %[[HIGH:.*]] = vector.shuffle %[[A]], %[[B]] [8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31]
// CHECK: vector.store %[[HIGH]]
// CHECK: vector.constant_mask [6]
// CHECK: vector.maskedstore
// CHECK-NOT: vector.maskedstore
func.func @phases(%n: index, %a: memref<?x3x4x19x1xf32>, %b: memref<?x3x4x19x1xf32>) -> memref<?x3x4x19x2xf32> {
  %all = memref.alloc(%n) : memref<?x3x4x19x2xf32>
  %odd = memref.subview %all[0, 0, 0, 0, 1] [%n, 3, 4, 19, 1] [1, 1, 1, 1, 1]
      : memref<?x3x4x19x2xf32> to memref<?x3x4x19x1xf32, strided<[456, 152, 38, 2, 1], offset: 1>>
  memref.copy %b, %odd : memref<?x3x4x19x1xf32> to memref<?x3x4x19x1xf32, strided<[456, 152, 38, 2, 1], offset: 1>>
  %even = memref.subview %all[0, 0, 0, 0, 0] [%n, 3, 4, 19, 1] [1, 1, 1, 1, 1]
      : memref<?x3x4x19x2xf32> to memref<?x3x4x19x1xf32, strided<[456, 152, 38, 2, 1]>>
  memref.copy %a, %even : memref<?x3x4x19x1xf32> to memref<?x3x4x19x1xf32, strided<[456, 152, 38, 2, 1]>>
  return %all : memref<?x3x4x19x2xf32>
}

// Something between them, and both to the same places.
// CHECK-LABEL: func.func @apart
// CHECK-COUNT-3: memref.copy
func.func @apart(%a: memref<2x3x19x1xf32>, %b: memref<2x3x19x1xf32>, %x: memref<f32>) -> memref<2x3x19x2xf32> {
  %zero = arith.constant 0.0 : f32
  %all = memref.alloc() : memref<2x3x19x2xf32>
  %odd = memref.subview %all[0, 0, 0, 1] [2, 3, 19, 1] [1, 1, 1, 1]
      : memref<2x3x19x2xf32> to memref<2x3x19x1xf32, strided<[114, 38, 2, 1], offset: 1>>
  memref.copy %b, %odd : memref<2x3x19x1xf32> to memref<2x3x19x1xf32, strided<[114, 38, 2, 1], offset: 1>>
  memref.store %zero, %x[] : memref<f32>
  %even = memref.subview %all[0, 0, 0, 0] [2, 3, 19, 1] [1, 1, 1, 1]
      : memref<2x3x19x2xf32> to memref<2x3x19x1xf32, strided<[114, 38, 2, 1]>>
  memref.copy %a, %even : memref<2x3x19x1xf32> to memref<2x3x19x1xf32, strided<[114, 38, 2, 1]>>
  memref.copy %b, %even : memref<2x3x19x1xf32> to memref<2x3x19x1xf32, strided<[114, 38, 2, 1]>>
  return %all : memref<2x3x19x2xf32>
}

// Rows alone: two columns side by side.
// CHECK-LABEL: func.func @columns
// CHECK-NOT: memref.copy
// CHECK: scf.parallel
// CHECK-NOT: scf.for
// CHECK: vector.shuffle
// CHECK: return
func.func @columns(%n: index, %a: memref<?x19x1xf32>, %b: memref<?x19x1xf32>) -> memref<?x19x2xf32> {
  %all = memref.alloc(%n) : memref<?x19x2xf32>
  %even = memref.subview %all[0, 0, 0] [%n, 19, 1] [1, 1, 1] : memref<?x19x2xf32> to memref<?x19x1xf32, strided<[38, 2, 1]>>
  memref.copy %a, %even : memref<?x19x1xf32> to memref<?x19x1xf32, strided<[38, 2, 1]>>
  %odd = memref.subview %all[0, 0, 1] [%n, 19, 1] [1, 1, 1] : memref<?x19x2xf32> to memref<?x19x1xf32, strided<[38, 2, 1], offset: 1>>
  memref.copy %b, %odd : memref<?x19x1xf32> to memref<?x19x1xf32, strided<[38, 2, 1], offset: 1>>
  return %all : memref<?x19x2xf32>
}
