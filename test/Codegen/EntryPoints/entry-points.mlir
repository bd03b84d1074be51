// RUN: dlc-opt %s --dlc-entry-points="prefix=tiny_" --canonicalize --split-input-file --verify-diagnostics | FileCheck %s

// Named sizes, and a table of pointers in the order of the arguments; variables are the caller's.
// CHECK-NOT: nn.variable
// CHECK-LABEL: func.func @tiny_predict
// CHECK-SAME: (%[[SIZES:.*]]: !llvm.ptr, %[[TABLE:.*]]: !llvm.ptr) attributes {dlc.fixed_arena_bytes = 64 : i64
// CHECK-DAG: %[[BATCH:.*]] = llvm.load %[[SIZES]] : !llvm.ptr -> i64
// CHECK-DAG: %[[N:.*]] = arith.index_cast %[[BATCH]] : i64 to index
// CHECK-DAG: %[[X:.*]] = llvm.load %[[TABLE]] : !llvm.ptr -> !llvm.ptr
// CHECK-DAG: %[[PLACE:.*]] = llvm.getelementptr %[[TABLE]][1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
// CHECK-DAG: llvm.load %[[PLACE]] : !llvm.ptr -> !llvm.ptr
// An unknown size is the batch, strides are dense.
// CHECK-DAG: %[[FOUR:.*]] = llvm.mlir.constant(4 : i64)
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

// Strides follow from sizes: of [batch, 2 · sequence, 3] the first is 6 · sequence. The function that measures stores what
// it computes.
// CHECK-LABEL: func.func @tiny_predict
// CHECK-SAME: (%[[SIZES:.*]]: !llvm.ptr, %{{.*}}: !llvm.ptr)
// CHECK-DAG: %[[PLACE:.*]] = llvm.getelementptr %[[SIZES]][1] : (!llvm.ptr) -> !llvm.ptr, i64
// CHECK-DAG: %[[GIVEN:.*]] = llvm.load %[[PLACE]] : !llvm.ptr -> i64
// CHECK-DAG: %[[SEQUENCE:.*]] = arith.index_cast %[[GIVEN]] : i64 to index
// CHECK-DAG: %[[STRIDE:.*]] = arith.muli %[[SEQUENCE]], %c6 : index
// CHECK-DAG: %[[SIZE:.*]] = arith.muli %[[SEQUENCE]], %c2 : index
// CHECK-DAG: %[[STRIDE64:.*]] = arith.index_cast %[[STRIDE]] : index to i64
// CHECK-DAG: %[[SIZE64:.*]] = arith.index_cast %[[SIZE]] : index to i64
// CHECK-DAG: llvm.insertvalue %[[STRIDE64]], %{{.*}}[4, 0]
// CHECK-DAG: llvm.insertvalue %[[SIZE64]], %{{.*}}[3, 1]
// CHECK-LABEL: func.func @tiny_predict.measure
// CHECK-SAME: (%[[SIZES:.*]]: !llvm.ptr, %[[RESULTS:.*]]: !llvm.ptr) attributes {dlc.measure}
// CHECK-DAG: %[[FIRST:.*]] = llvm.load %[[SIZES]] : !llvm.ptr -> i64
// CHECK-DAG: llvm.store %[[FIRST]], %[[RESULTS]] : i64, !llvm.ptr
// CHECK: return{{$}}
func.func private @use(memref<?x?x3xf32>)
func.func @predict(%batch: index, %sequence: index {nn.name = "sequence"}, %x: memref<?x?x3xf32> {nn.sizes = #nn.sizes<batch, 2 * sequence>}) attributes {dlc.measure} {
  call @use(%x) : (memref<?x?x3xf32>) -> ()
  return
}
func.func @predict.measure(%batch: index, %sequence: index {nn.name = "sequence"}) -> index attributes {dlc.measure} {
  return %batch : index
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
