// RUN: dlc-opt %s --dlc-attach-target='cpu=x86-64-v4' --dlc-lower-loops --canonicalize | FileCheck %s

// An operand that is read across its rows: squares of it go through a transpose in registers to memory beside the
// loop, from where rows are read; what is left of rows and columns is read where it is.
// CHECK-LABEL: func.func private @transposed
// CHECK: %[[SQUARE:.*]] = memref.alloc() {{.*}} : memref<16x16xf32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK-COUNT-16: vector.load
// CHECK-COUNT-64: vector.shuffle
// CHECK-COUNT-16: vector.store {{.*}}, %[[SQUARE]]
// CHECK: scf.for %[[I:.*]] =
// CHECK: scf.for %[[J:.*]] =
// CHECK: memref.load %[[SQUARE]][%[[I]], %[[J]]]
// CHECK: memref.load
// CHECK: arith.addf
// CHECK: loop_annotation
// CHECK-NOT: vector.load
// CHECK: return
func.func private @transposed(%x: memref<40x50xf32>, %z: memref<50x40xf32>, %y: memref<50x40xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
    ins(%x, %z : memref<40x50xf32>, memref<50x40xf32>) outs(%y : memref<50x40xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %1 = arith.addf %a, %b : f32
    linalg.yield %1 : f32
  }
  return
}
