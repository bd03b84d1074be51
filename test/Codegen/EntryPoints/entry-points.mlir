// RUN: dlc-opt %s --dlc-entry-points="prefix=tiny_" --canonicalize --split-input-file --verify-diagnostics | FileCheck %s

// The batch, and a table of pointers in the order of the arguments; variables are the caller's.
// CHECK-NOT: nn.variable
// CHECK-LABEL: func.func @tiny_predict
// CHECK-SAME: (%[[BATCH:.*]]: i64, %[[TABLE:.*]]: !llvm.ptr) attributes {dlc.fixed_arena_bytes = 64 : i64
// CHECK-DAG: %[[N:.*]] = arith.index_cast %[[BATCH]] : i64 to index
// CHECK-DAG: %[[X:.*]] = llvm.load %[[TABLE]] : !llvm.ptr -> !llvm.ptr
// CHECK-DAG: %[[PLACE:.*]] = llvm.getelementptr %[[TABLE]][1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
// CHECK-DAG: llvm.load %[[PLACE]] : !llvm.ptr -> !llvm.ptr
// An unknown size is the batch, strides are dense.
// CHECK-DAG: %[[FOUR:.*]] = llvm.mlir.constant(4 : index)
// CHECK-DAG: llvm.insertvalue %[[BATCH]], %{{.*}}[3, 0]
// CHECK-DAG: llvm.insertvalue %[[FOUR]], %{{.*}}[3, 1]
// CHECK-DAG: llvm.insertvalue %[[FOUR]], %{{.*}}[4, 0]
// CHECK: call @kernel(%[[N]],
nn.variable @w : tensor<4xf32> init #nn.zeros
func.func private @kernel(index, memref<?x4xf32>, memref<4xf32>)
func.func @predict(%batch: index {nn.name = "batch"}, %x: memref<?x4xf32>, %w: memref<4xf32>) attributes {nn.state_arguments = [@w], dlc.fixed_arena_bytes = 64 : i64} {
  call @kernel(%batch, %x, %w) : (index, memref<?x4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// expected-error @+1 {{'func.func' op must take the batch as its first argument}}
func.func @no_batch(%x: memref<4xf32>) {
  return
}

// -----

// expected-error @+1 {{'func.func' op argument 2 is 'f32', not a buffer}}
func.func @scalar(%batch: index, %x: memref<4xf32>, %y: f32) {
  return
}
