// RUN: dlc-opt %s --dlc-pass-pointers --split-input-file | FileCheck %s
// RUN: dlc-opt %s --dlc-pass-pointers --convert-to-llvm --reconcile-unrealized-casts --canonicalize --split-input-file | FileCheck %s --check-prefix=LLVM

// A pointer, and the sizes that the type does not tell, for each row-major buffer; which pointers alias nothing is said on these.
// Part of an arena begins where its offset says.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME: %{{.*}}: index, %[[X:.*]]: !llvm.ptr {llvm.noalias, llvm.noundef}, %[[N:.*]]: index, %{{.*}}: !llvm.ptr)
// CHECK-NOT: dlc.noalias
// CHECK-LABEL: func.func @caller(
// CHECK-SAME: %[[ARENA:.*]]: memref<?xi8>, %[[Y:.*]]: memref<4xf32>, %[[N:.*]]: index
// CHECK: %[[BASES:.*]] = builtin.unrealized_conversion_cast %[[ARENA]]
// CHECK: %[[BASE:.*]] = llvm.extractvalue %[[BASES]][1]
// CHECK: %[[PART:.*]] = llvm.getelementptr %[[BASE]][
// CHECK: call @kernel(%[[N]], %[[PART]], %[[N]], %{{.*}}) {dlc.parallel} : (index, !llvm.ptr, index, !llvm.ptr) -> ()
// CHECK: call @kernel(%[[N]], %[[PART]], %[[N]], %{{.*}}) : (index, !llvm.ptr, index, !llvm.ptr) -> ()
// LLVM-LABEL: llvm.func @kernel(
// LLVM-SAME: %[[I:.*]]: i64, %[[X:.*]]: !llvm.ptr {llvm.noalias, llvm.noundef}, %{{.*}}: i64, %{{.*}}: !llvm.ptr) attributes {passthrough = ["noinline"]
// The stride of the first dimension is 3.
// LLVM: %[[THREE:.*]] = llvm.mlir.constant(3 : {{.*}}) : i64
// LLVM: llvm.mul %[[I]], %[[THREE]]
// LLVM-NOT: insertvalue
// LLVM: llvm.return
func.func private @kernel(%i: index, %x: memref<?x3xf32>, %y: memref<4xf32>) attributes {dlc.noalias = array<i64: 1>, passthrough = ["noinline"]} {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%i, %c0] : memref<?x3xf32>
  memref.store %v, %y[%c0] : memref<4xf32>
  return
}
func.func @caller(%arena: memref<?xi8>, %y: memref<4xf32>, %n: index) {
  %c64 = arith.constant 64 : index
  %x = memref.view %arena[%c64][%n] : memref<?xi8> to memref<?x3xf32>
  call @kernel(%n, %x, %y) {dlc.parallel} : (index, memref<?x3xf32>, memref<4xf32>) -> ()
  call @kernel(%n, %x, %y) : (index, memref<?x3xf32>, memref<4xf32>) -> ()
  return
}

// -----

// Strides of several dynamic sizes are products of them.
// CHECK-LABEL: func.func private @strides(
// CHECK-SAME: %{{.*}}: !llvm.ptr, %[[A:.*]]: index, %[[B:.*]]: index)
// CHECK-DAG: %[[A64:.*]] = arith.index_cast %[[A]] : index to i64
// CHECK-DAG: %[[B64:.*]] = arith.index_cast %[[B]] : index to i64
// CHECK-DAG: %[[TWO:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: arith.muli %{{.*}}, %[[B64]] : i64
// CHECK-NOT: %[[A64]] :
func.func private @strides(%x: memref<?x?x2xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0, %c0, %c0] : memref<?x?x2xf32>
  memref.store %v, %x[%c0, %c0, %c0] : memref<?x?x2xf32>
  return
}

// -----

// Of another layout strides that the type does not tell are passed, too; an offset is part of the pointer.
// CHECK-LABEL: func.func private @strided(
// CHECK-SAME: %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: f32)
// CHECK-LABEL: func.func @calls_strided(
// CHECK: %[[PARTS:.*]] = builtin.unrealized_conversion_cast %{{.*}} : memref<4xf32, strided<[?], offset: ?>> to !llvm.struct
// CHECK: %[[BASE:.*]] = llvm.extractvalue %[[PARTS]][1]
// CHECK: %[[OFFSET:.*]] = llvm.extractvalue %{{.*}}[2]
// CHECK: %[[START:.*]] = llvm.getelementptr %[[BASE]][%[[OFFSET]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK: %[[STRIDE:.*]] = llvm.extractvalue %{{.*}}[4, 0]
// CHECK: call @strided(%[[START]], %[[STRIDE]], %{{.*}}) : (!llvm.ptr, i64, f32) -> ()
func.func private @strided(%x: memref<4xf32, strided<[?], offset: ?>>, %v: f32) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  memref.store %v, %x[%c0] : memref<4xf32, strided<[?], offset: ?>>
  return
}
func.func @calls_strided(%x: memref<4xf32, strided<[?], offset: ?>>, %v: f32) {
  call @strided(%x, %v) : (memref<4xf32, strided<[?], offset: ?>>, f32) -> ()
  return
}

// -----

// A buffer that begins behind its pointer by a number that its type tells stays a buffer.
// CHECK-LABEL: func.func private @shifted(
// CHECK-SAME: memref<4xf32, strided<[2], offset: 3>>)
func.func private @shifted(%x: memref<4xf32, strided<[2], offset: 3>>) attributes {dlc.noalias = array<i64>} {
  return
}
