// RUN: dlc-opt %s --dlc-share-iterations --canonicalize | FileCheck %s

// Of 10 iterations, 4 threads have 3, 3, 2 and 2, each from where those in front of it end.
// CHECK: func.func private @omp_get_num_threads() -> i32
// CHECK: func.func private @omp_get_thread_num() -> i32
// CHECK-LABEL: func.func @ten
// CHECK: omp.parallel {
// CHECK: %[[CALL:.*]] = func.call @omp_get_thread_num() : () -> i32
// CHECK: %[[THREAD:.*]] = arith.index_cast %[[CALL]] : i32 to index
// CHECK: %[[CALLS:.*]] = func.call @omp_get_num_threads() : () -> i32
// CHECK: %[[THREADS:.*]] = arith.index_cast %[[CALLS]] : i32 to index
// CHECK: %[[EACH:.*]] = arith.divui %c10, %[[THREADS]] : index
// CHECK: %[[LEFT:.*]] = arith.remui %c10, %[[THREADS]] : index
// CHECK: %[[FRONT:.*]] = arith.muli %[[THREAD]], %[[EACH]] : index
// CHECK: %[[MORE:.*]] = arith.minui %[[THREAD]], %[[LEFT]] : index
// CHECK: %[[FROM:.*]] = arith.addi %[[FRONT]], %[[MORE]] : index
// CHECK: scf.for %[[I:.*]] = %[[FROM]] to %{{.*}} step %c1 {
// CHECK-NEXT: func.call @work(%[[I]])
// CHECK: omp.terminator
// CHECK-NOT: omp.wsloop
func.func private @work(%i: index)
func.func @ten() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  omp.parallel {
    omp.wsloop {
      omp.loop_nest (%i) : index = (%c0) to (%c10) step (%c1) {
        func.call @work(%i) : (index) -> ()
        omp.yield
      }
    }
    omp.terminator
  }
  return
}

// Two loops in a region: threads wait for each other in between, so they stay.
// CHECK-LABEL: func.func @two
// CHECK: omp.wsloop
// CHECK: omp.wsloop
func.func @two(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  omp.parallel {
    omp.wsloop {
      omp.loop_nest (%i) : index = (%c0) to (%n) step (%c1) {
        func.call @work(%i) : (index) -> ()
        omp.yield
      }
    }
    omp.wsloop {
      omp.loop_nest (%i) : index = (%c0) to (%n) step (%c1) {
        func.call @work(%i) : (index) -> ()
        omp.yield
      }
    }
    omp.terminator
  }
  return
}
