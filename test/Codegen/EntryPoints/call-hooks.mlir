// RUN: dlc-opt %s --dlc-outline-kernels --dlc-call-hooks="result-ready=4096 exchange=16384 hooks=8192" --canonicalize | FileCheck %s

// The host hears that result 1 is complete before result 0 is: each is reported behind the last kernel that writes it, or reads it.
// CHECK-LABEL: func.func @f(
// CHECK-DAG: %[[MARK:.*]] = llvm.mlir.constant(4096 : i64) : i64
// CHECK-DAG: %[[OBSERVER:.*]] = llvm.mlir.constant(8192 : i64) : i64
// CHECK-DAG: %[[ZERO:.*]] = llvm.mlir.constant(0 : i64) : i64
// CHECK-DAG: %[[ONE:.*]] = llvm.mlir.constant(1 : i64) : i64
// CHECK-DAG: %[[TWO:.*]] = llvm.mlir.constant(2 : i64) : i64
// Nothing writes result 2.
// CHECK: llvm.call %{{.*}}(%{{.*}}, %[[TWO]])
// CHECK: call @f_kernel
// CHECK-NOT: llvm.call
// CHECK: call @f_kernel
// CHECK: %[[TO:.*]] = llvm.inttoptr %[[MARK]] : i64 to !llvm.ptr
// CHECK: %[[WITH:.*]] = llvm.inttoptr %[[OBSERVER]] : i64 to !llvm.ptr
// CHECK: llvm.call %[[TO]](%[[WITH]], %[[ONE]]) : !llvm.ptr, (!llvm.ptr, i64) -> ()
// CHECK: call @f_kernel
// CHECK: llvm.call %{{.*}}(%{{.*}}, %[[ZERO]])
// CHECK: return
func.func @f(%x: memref<8xf32>, %y: memref<8xf32> {dlc.result = 0 : i64}, %z: memref<8xf32> {dlc.result = 1 : i64},
             %unused: memref<8xf32> {dlc.result = 2 : i64}, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.parallel (%i) = (%zero) to (%n) step (%one) {
    %v = memref.load %x[%i] : memref<8xf32>
    memref.store %v, %z[%i] : memref<8xf32>
    scf.reduce
  }
  %view = memref.expand_shape %z [[0, 1]] output_shape [2, 4] : memref<8xf32> into memref<2x4xf32>
  scf.parallel (%i) = (%zero) to (%n) step (%one) {
    %v = memref.load %x[%i] : memref<8xf32>
    %w = arith.negf %v : f32
    memref.store %w, %view[%zero, %i] : memref<2x4xf32>
    scf.reduce
  }
  scf.parallel (%i) = (%zero) to (%n) step (%one) {
    %v = memref.load %x[%i] : memref<8xf32>
    %w = arith.mulf %v, %v : f32
    memref.store %w, %y[%i] : memref<8xf32>
    scf.reduce
  }
  return
}

// A buffer whose elements become their mean over all ranks.
// CHECK-LABEL: func.func @exchange(
// CHECK-SAME: %[[BUFFER:.*]]: memref<2x8xf32>
// CHECK-DAG: %[[EXCHANGE:.*]] = llvm.mlir.constant(16384 : i64) : i64
// CHECK-DAG: %[[COUNT:.*]] = llvm.mlir.constant(16 : i64) : i64
// CHECK: %[[AT:.*]] = memref.extract_aligned_pointer_as_index %[[BUFFER]]
// CHECK: %[[NUMBER:.*]] = arith.index_cast %[[AT]]
// CHECK: %[[POINTER:.*]] = llvm.inttoptr %[[NUMBER]]
// CHECK: %[[TO:.*]] = llvm.inttoptr %[[EXCHANGE]]
// CHECK: llvm.call %[[TO]](%{{.*}}, %[[POINTER]], %[[COUNT]], %{{.*}}) : !llvm.ptr, (!llvm.ptr, !llvm.ptr, i64, i64) -> ()
// CHECK-NOT: train.exchange
func.func @exchange(%buffer: memref<2x8xf32>) {
  train.exchange sum %buffer : memref<2x8xf32>
  return
}
