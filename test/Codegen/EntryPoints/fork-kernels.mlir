// RUN: dlc-opt %s --dlc-fork-kernels --canonicalize | FileCheck %s

// Calls that follow each other are one region: 10 iterations among 4 threads are 3, 3, 2 and 2, each from where those in front of it
// end, and all threads wait between two kernels. What a region takes goes through an area on the stack.
// CHECK: llvm.func @__kmpc_fork_call(!llvm.ptr, i32, !llvm.ptr, ...)
// CHECK: llvm.mlir.global private constant @dlc.omp_ident
// CHECK: llvm.func @__kmpc_barrier(!llvm.ptr, i32)
// CHECK-LABEL: func.func private @twice_region(
// CHECK-SAME: %[[NUMBER:[^ ]*]]: i32, %[[AREA:[^ ]*]]: !llvm.ptr)
// CHECK-DAG: %[[THREAD:.*]] = call @omp_get_thread_num() : () -> i32
// CHECK-DAG: %[[T:.*]] = arith.index_cast %[[THREAD]] : i32 to index
// CHECK-DAG: %[[THREADS:.*]] = call @omp_get_num_threads() : () -> i32
// CHECK-DAG: %[[ALL:.*]] = arith.index_cast %[[THREADS]] : i32 to index
// CHECK: llvm.getelementptr %[[AREA]][0, 0] : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(ptr, f32, i64, f64)>
// CHECK: %[[EACH:.*]] = arith.divui %{{.*}}, %[[ALL]] : index
// CHECK: %[[LEFT:.*]] = arith.remui %{{.*}}, %[[ALL]] : index
// CHECK: %[[FRONT:.*]] = arith.muli %[[T]], %[[EACH]] : index
// CHECK: %[[MORE:.*]] = arith.minui %[[T]], %[[LEFT]] : index
// CHECK: arith.addi %[[FRONT]], %[[MORE]] : index
// CHECK: call @work(
// CHECK-NEXT: llvm.call @__kmpc_barrier(%{{.*}}, %[[NUMBER]])
// CHECK: call @work(
// CHECK-NEXT: llvm.call @__kmpc_barrier(
// CHECK: call @other(
// CHECK-NEXT: return
// CHECK: llvm.func internal @twice_region_thread(
// CHECK: func.call @twice_region(
// CHECK-LABEL: func.func @twice(
// CHECK-SAME: %{{[^ ]*}}: index, %[[X:[^ ]*]]: !llvm.ptr, %[[F:[^ ]*]]: f32
// CHECK-DAG: %[[AREA:.*]] = llvm.alloca %{{.*}} x !llvm.array<32 x i8> {alignment = 64 : i64}
// CHECK-DAG: %[[MOST:.*]] = call @omp_get_max_threads()
// CHECK: %[[ALONE:.*]] = arith.cmpi eq
// A thread alone calls the kernels.
// CHECK: scf.if %[[ALONE]] {
// CHECK-NEXT: call @work(%{{.*}}, %{{.*}}, %[[X]], %[[F]]) : (index, index, !llvm.ptr, f32) -> ()
// CHECK-NEXT: call @work(
// CHECK-NEXT: call @other(
// CHECK-NEXT: } else {
// CHECK: llvm.store %[[X]]
// CHECK: llvm.store %[[F]]
// CHECK: llvm.call @__kmpc_fork_call(%{{.*}}, %{{.*}}, %{{.*}}, %[[AREA]]) vararg
// CHECK-NOT: __kmpc_fork_call
// What no thread may share needs no region behind it.
// CHECK: call @work(
func.func private @work(%first: index, %past: index, %x: !llvm.ptr, %f: f32) {
  return
}
func.func private @other(%first: index, %past: index, %x: !llvm.ptr, %y: !llvm.ptr, %z: f64) {
  return
}
func.func private @whole(%x: !llvm.ptr) {
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

// One iteration, as it turns out, is for the thread that is here.
// CHECK-LABEL: func.func @one(
// CHECK: %[[ONE:.*]] = arith.cmpi sle, %arg0, %{{.*}} : index
// CHECK: %[[HERE:.*]] = arith.ori %{{.*}}, %[[ONE]]
// CHECK: scf.if %[[HERE]] {
func.func @one(%n: index, %x: !llvm.ptr, %f: f32) {
  %c0 = arith.constant 0 : index
  call @work(%c0, %n, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  return
}

// A loop over calls is one region, in which each thread computes the addresses of a step, the first one alone calls what has no
// parts, and all are in step at the end of each round.
// CHECK-LABEL: func.func private @steps_region(
// CHECK: %[[FIRST:.*]] = arith.cmpi eq
// CHECK: scf.for
// CHECK: %[[PLACE:.*]] = llvm.getelementptr
// CHECK: func.call @work(%{{.*}}, %{{.*}}, %[[PLACE]],
// CHECK-NEXT: llvm.call @__kmpc_barrier(
// CHECK-NEXT: scf.if %[[FIRST]] {
// CHECK-NEXT: func.call @whole(%[[PLACE]])
// CHECK-NEXT: func.call @whole(
// CHECK-NEXT: }
// CHECK-NEXT: llvm.call @__kmpc_barrier(
// CHECK-NEXT: }
// CHECK-NEXT: return
// CHECK-LABEL: func.func @steps(
// CHECK: call @whole(
// CHECK: scf.if
// CHECK: scf.for
// CHECK: } else {
// CHECK: llvm.call @__kmpc_fork_call(
// What reads memory between two kernels is no part of a region.
// CHECK: memref.load
// CHECK: llvm.call @__kmpc_fork_call(
func.func @steps(%n: index, %x: !llvm.ptr, %f: f32, %sizes: memref<1xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  call @whole(%x) : (!llvm.ptr) -> ()
  scf.for %i = %c0 to %n step %c1 {
    %step = arith.index_cast %i : index to i64
    %place = llvm.getelementptr %x[%step] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    func.call @work(%c0, %c10, %place, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
    func.call @whole(%place) : (!llvm.ptr) -> ()
    func.call @whole(%x) : (!llvm.ptr) -> ()
  }
  %size = memref.load %sizes[%c0] : memref<1xindex>
  call @work(%c0, %size, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  return
}

// A function with a region of its own is called by the thread that is here, between two regions.
// CHECK-LABEL: func.func @around(
// CHECK: llvm.call @__kmpc_fork_call(
// CHECK: call @one(
// CHECK: llvm.call @__kmpc_fork_call(
func.func @around(%n: index, %x: !llvm.ptr, %f: f32) {
  %c0 = arith.constant 0 : index
  %c10 = arith.constant 10 : index
  call @work(%c0, %c10, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  call @one(%n, %x, %f) : (index, !llvm.ptr, f32) -> ()
  call @work(%c0, %c10, %x, %f) {dlc.parallel} : (index, index, !llvm.ptr, f32) -> ()
  return
}
