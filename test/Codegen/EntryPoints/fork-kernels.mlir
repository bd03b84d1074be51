// RUN: dlc-opt %s --dlc-fork-kernels --canonicalize | FileCheck %s

// Two calls of one kernel: their arguments go through one area on the stack, which is large enough for each, and both run one
// function, in which 10 iterations among 4 threads are 3, 3, 2 and 2, each from where those in front of it end.
// CHECK: llvm.mlir.global private constant @dlc.omp_ident
// CHECK: llvm.func @__kmpc_fork_call(!llvm.ptr, i32, !llvm.ptr, ...)
// CHECK-LABEL: func.func private @work(
// CHECK: llvm.func internal @work_thread(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %[[AREA:.*]]: !llvm.ptr)
// CHECK-DAG: %[[N:.*]] = builtin.unrealized_conversion_cast
// CHECK-DAG: %[[THREAD:.*]] = func.call @omp_get_thread_num() : () -> i32
// CHECK-DAG: %[[T:.*]] = arith.index_cast %[[THREAD]] : i32 to index
// CHECK-DAG: %[[THREADS:.*]] = func.call @omp_get_num_threads() : () -> i32
// CHECK: %[[EACH:.*]] = arith.divui %{{.*}}, %[[ALL:.*]] : index
// CHECK: %[[LEFT:.*]] = arith.remui %{{.*}}, %[[ALL]] : index
// CHECK: %[[FRONT:.*]] = arith.muli %[[T]], %[[EACH]] : index
// CHECK: %[[MORE:.*]] = arith.minui %[[T]], %[[LEFT]] : index
// CHECK: arith.addi %[[FRONT]], %[[MORE]] : index
// CHECK: func.call @work(
// CHECK: llvm.return
// CHECK: llvm.func internal @other_thread(
// CHECK-NOT: llvm.func internal
// CHECK-LABEL: func.func @twice(
// CHECK-SAME: %{{[^ ]*}}: index, %[[X:[^ ]*]]: !llvm.ptr, %[[F:[^ ]*]]: f32
// CHECK-DAG: %[[AREA:.*]] = llvm.alloca %{{.*}} x !llvm.array<40 x i8> {alignment = 64 : i64}
// CHECK-DAG: %[[MOST:.*]] = call @omp_get_max_threads()
// CHECK: %[[ALONE:.*]] = arith.cmpi eq
// A thread alone calls the kernel.
// CHECK: scf.if %[[ALONE]] {
// CHECK-NEXT: call @work(%{{.*}}, %{{.*}}, %[[X]], %[[F]]) : (index, index, !llvm.ptr, f32) -> ()
// CHECK: } else {
// CHECK: llvm.getelementptr {{.*}}[0, 2] : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(i64, i64, ptr, f32)>
// CHECK: llvm.store %[[X]]
// CHECK: llvm.store %[[F]]
// CHECK: llvm.call @__kmpc_fork_call(%{{.*}}, %{{.*}}, %{{.*}}, %[[AREA]]) vararg
// So it does where there turns out to be one iteration.
// CHECK: %[[ONE:.*]] = arith.cmpi sle, %arg0, %{{.*}} : index
// CHECK: %[[HERE:.*]] = arith.ori %[[ALONE]], %[[ONE]]
// CHECK: scf.if %[[HERE]] {
// CHECK: llvm.call @__kmpc_fork_call(
// CHECK: llvm.call @__kmpc_fork_call(
// What no thread may share stays a call.
// CHECK: call @work(
func.func private @work(%first: index, %past: index, %x: !llvm.ptr, %f: f32) {
  return
}
func.func private @other(%first: index, %past: index, %x: !llvm.ptr, %y: !llvm.ptr, %z: f64) {
  return
}
func.func @twice(%n: index, %x: !llvm.ptr, %f: f32, %g: f64) {
  %c0 = arith.constant 0 : index
  %c10 = arith.constant 10 : index
  call @work(%c0, %c10, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  call @work(%c0, %n, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  call @other(%c0, %n, %x, %x, %g) {dlc.parallel} : (index, index, !llvm.ptr, !llvm.ptr, f64) -> ()
  call @work(%c0, %n, %x, %f) : (index, index, !llvm.ptr, f32) -> ()
  return
}
