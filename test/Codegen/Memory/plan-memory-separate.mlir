// RUN: dlc-opt %s --dlc-plan-memory=separate --canonicalize | FileCheck %s
func.func private @use(memref<4xf32>)

// Two buffers that are not alive at once, which would share memory, and 64 bytes behind each.
// CHECK-LABEL: func.func @apart
// CHECK-SAME: dlc.fixed_arena_bytes = 256
// CHECK-DAG: %[[FIRST:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[SECOND:.*]] = arith.constant 128 : index
// CHECK-DAG: memref.view %{{.*}}[%[[FIRST]]][]
// CHECK-DAG: memref.view %{{.*}}[%[[SECOND]]][]
func.func @apart() {
  %a = memref.alloc() : memref<4xf32>
  call @use(%a) : (memref<4xf32>) -> ()
  %b = memref.alloc() : memref<4xf32>
  call @use(%b) : (memref<4xf32>) -> ()
  return
}
