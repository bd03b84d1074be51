// What a loop writes only to be copied is written where it belongs.
// RUN: dlc-opt %s --dlc-forward-copies | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// Both parts, at places that are made behind the loop, in memory that is allocated there.
// CHECK-LABEL: func.func @parts
func.func @parts(%x: memref<4x8xf32>, %n: index, %y: memref<4x16xf32>) {
  // CHECK: %[[WHOLE:.*]] = memref.alloc() : memref<4x16xf32>
  // CHECK-NEXT: %[[LEFT:.*]] = memref.subview %[[WHOLE]][0, 0]
  // CHECK-NEXT: %[[RIGHT:.*]] = memref.subview %[[WHOLE]][0, 8]
  // CHECK-NEXT: linalg.generic {{.*}} outs(%[[LEFT]], %[[RIGHT]] :
  // CHECK-NOT: memref.copy %{{.*}}strided
  // CHECK: memref.copy %[[WHOLE]], %arg2
  %a = memref.alloc() : memref<4x8xf32>
  %b = memref.alloc() : memref<4x8xf32>
  linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : memref<4x8xf32>) outs(%a, %b : memref<4x8xf32>, memref<4x8xf32>) {
  ^bb0(%e: f32, %o: f32, %p: f32):
    %0 = arith.negf %e : f32
    linalg.yield %e, %0 : f32, f32
  }
  %whole = memref.alloc() : memref<4x16xf32>
  %left = memref.subview %whole[0, 0] [4, 8] [1, 1] : memref<4x16xf32> to memref<4x8xf32, strided<[16, 1]>>
  memref.copy %a, %left : memref<4x8xf32> to memref<4x8xf32, strided<[16, 1]>>
  %right = memref.subview %whole[0, 8] [4, 8] [1, 1] : memref<4x16xf32> to memref<4x8xf32, strided<[16, 1], offset: 8>>
  memref.copy %b, %right : memref<4x8xf32> to memref<4x8xf32, strided<[16, 1], offset: 8>>
  memref.copy %whole, %y : memref<4x16xf32> to memref<4x16xf32>
  return
}

// The loop reads what is copied to; another op does in between; or two read what the loop writes.
// CHECK-LABEL: func.func @kept
func.func @kept(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>, %i: index) -> f32 {
  // CHECK-COUNT-4: memref.copy
  %a = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%a : memref<8xf32>) {
  ^bb0(%e: f32, %o: f32):
    linalg.yield %e : f32
  }
  memref.copy %a, %x : memref<8xf32> to memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%b : memref<8xf32>) {
  ^bb0(%e: f32, %o: f32):
    linalg.yield %e : f32
  }
  %old = memref.load %y[%i] : memref<8xf32>
  memref.copy %b, %y : memref<8xf32> to memref<8xf32>
  %c = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%c : memref<8xf32>) {
  ^bb0(%e: f32, %o: f32):
    linalg.yield %e : f32
  }
  memref.copy %c, %y : memref<8xf32> to memref<8xf32>
  memref.copy %c, %z : memref<8xf32> to memref<8xf32>
  return %old : f32
}

// The memory that is copied to has another name, by which it is read in between.
// CHECK-LABEL: func.func @named
func.func @named(%x: memref<8xf32>, %y: memref<8xf32>, %o: memref<8xf32>, %c: i1) {
  // CHECK: memref.copy %{{.*}}, %arg2
  // CHECK: memref.copy
  %to = memref.alloc() : memref<8xf32>
  %name = scf.if %c -> memref<8xf32> {
    scf.yield %to : memref<8xf32>
  } else {
    scf.yield %y : memref<8xf32>
  }
  %a = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%a : memref<8xf32>) {
  ^bb0(%e: f32, %u: f32):
    linalg.yield %e : f32
  }
  memref.copy %name, %o : memref<8xf32> to memref<8xf32>
  memref.copy %a, %to : memref<8xf32> to memref<8xf32>
  return
}
