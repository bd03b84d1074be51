// RUN: dlc-opt %s --dlc-outline-kernels --split-input-file | FileCheck %s

// A loop becomes a function as a whole; constants and views are made inside. Its two buffers are different ones, which
// alias nothing.
// CHECK-LABEL: func.func private @loop_kernel
// CHECK-SAME: (%[[N:.*]]: index, %[[X:.*]]: memref<4x4xf32>, %[[Y:.*]]: memref<16xf32>) attributes {dlc.noalias = array<i64: 1, 2>, passthrough = ["noinline"]} {
// CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[FLAT:.*]] = memref.collapse_shape %[[X]]
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %[[N]] step %[[ONE]]
// CHECK: memref.load %[[FLAT]][%[[I]]]
// CHECK: return
// CHECK-LABEL: func.func @loop(
// CHECK-NOT: scf.for
// CHECK: call @loop_kernel(%arg0, %arg1, %arg2)
func.func @loop(%n: index, %x: memref<4x4xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %flat = memref.collapse_shape %x [[0, 1]] : memref<4x4xf32> into memref<16xf32>
  scf.for %i = %zero to %n step %one {
    %v = memref.load %flat[%i] : memref<16xf32>
    memref.store %v, %y[%i] : memref<16xf32>
  }
  return
}

// -----

// A parallel loop takes where to begin and where to end as arguments, and its call says that threads may share what is between.
// Unlike a buffer of this function, the view of an unknown one may alias anything.
// CHECK-LABEL: func.func private @parallel_kernel
// CHECK-SAME: (%[[FIRST:.*]]: index, %[[PAST:.*]]: index, %{{.*}}: memref<8xf32>, %{{.*}}: memref<8xf32>) attributes {dlc.noalias = array<i64: 2>, passthrough = ["noinline"]} {
// CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[PAST]] step
// CHECK: memref.load
// CHECK-LABEL: func.func @parallel(
// CHECK-SAME: %[[N:.*]]: index
// CHECK-NOT: scf.parallel
// CHECK: call @parallel_kernel(%{{.*}}, %[[N]], {{.*}}) {dlc.parallel}
func.func private @unknown() -> memref<8xf32>
func.func @parallel(%n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a = memref.alloc() : memref<8xf32>
  %b = call @unknown() : () -> memref<8xf32>
  scf.parallel (%i) = (%zero) to (%n) step (%one) {
    %v = memref.load %a[%i] : memref<8xf32>
    memref.store %v, %b[%i] : memref<8xf32>
  }
  return
}

// -----

// One buffer under two views is one argument: its views do alias.
// CHECK-LABEL: func.func private @views_kernel
// CHECK-SAME: (%[[X:.*]]: memref<2x8xf32>) attributes {dlc.noalias = array<i64: 0>, passthrough = ["noinline"]} {
// CHECK-DAG: memref.subview %[[X]][0, 0]
// CHECK-DAG: memref.subview %[[X]][1, 0]
func.func @views(%x: memref<2x8xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %eight = arith.constant 8 : index
  %a = memref.subview %x[0, 0] [1, 8] [1, 1] : memref<2x8xf32> to memref<8xf32, strided<[1]>>
  %b = memref.subview %x[1, 0] [1, 8] [1, 1] : memref<2x8xf32> to memref<8xf32, strided<[1], offset: 8>>
  scf.for %i = %zero to %eight step %one {
    %v = memref.load %a[%i] : memref<8xf32, strided<[1]>>
    memref.store %v, %b[%i] : memref<8xf32, strided<[1], offset: 8>>
  }
  return
}

// -----

// A loop with a result, a sum of all, stays where it is; so does straight code. A second kernel gets a name of its own.
// CHECK: func.func private @sum_kernel
// CHECK: func.func private @sum_kernel_0
// CHECK-LABEL: func.func @sum(
// CHECK: call @sum_kernel(
// CHECK: call @sum_kernel_0(
// CHECK: scf.for {{.*}} iter_args
// CHECK: memref.store
func.func @sum(%n: index, %x: memref<?xf32>, %y: memref<f32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %start = arith.constant 0.0 : f32
  scf.for %i = %zero to %n step %one {
    memref.store %start, %x[%i] : memref<?xf32>
  }
  scf.for %i = %zero to %n step %one {
    memref.store %start, %x[%zero] : memref<?xf32>
  }
  %sum = scf.for %i = %zero to %n step %one iter_args(%s = %start) -> (f32) {
    %v = memref.load %x[%i] : memref<?xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  memref.store %sum, %y[] : memref<f32>
  return
}

// -----

// Of a loop over steps, what is in it: each a kernel of its own, which takes the number of the step. A slice of a buffer is
// made inside.
// CHECK-LABEL: func.func private @steps_kernel
// CHECK-SAME: (%{{.*}}: memref<4x8xf32>, %{{.*}}: index, %{{.*}}: memref<8xf32>) attributes {dlc.noalias = array<i64: 0, 2>, passthrough = ["noinline"]} {
// CHECK: memref.subview
// CHECK: memref.extract_strided_metadata
// CHECK: scf.for
// CHECK-LABEL: func.func @steps(
// CHECK: scf.for %[[I:.*]] =
// CHECK: memref.alloc
// CHECK-NEXT: func.call @steps_kernel(%arg0, %[[I]], %{{.*}})
// CHECK: scf.if
// CHECK: func.call @steps_kernel_0
func.func @steps(%x: memref<4x8xf32>, %y: memref<8xf32>, %p: i1) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %eight = arith.constant 8 : index
  scf.for %t = %zero to %four step %one {
    %slice = memref.subview %x[%t, 0] [1, 8] [1, 1] : memref<4x8xf32> to memref<8xf32, strided<[1], offset: ?>>
    %base, %offset, %size, %stride = memref.extract_strided_metadata %slice : memref<8xf32, strided<[1], offset: ?>> -> memref<f32>, index, index, index
    %flat = memref.reinterpret_cast %slice to offset: [%offset], sizes: [8], strides: [1] : memref<8xf32, strided<[1], offset: ?>> to memref<8xf32, strided<[1], offset: ?>>
    %a = memref.alloc() : memref<8xf32>
    scf.for %i = %zero to %eight step %one {
      %v = memref.load %flat[%i] : memref<8xf32, strided<[1], offset: ?>>
      memref.store %v, %a[%i] : memref<8xf32>
    }
    scf.if %p {
      scf.for %i = %zero to %eight step %one {
        %v = memref.load %a[%i] : memref<8xf32>
        memref.store %v, %y[%i] : memref<8xf32>
      }
    }
  } {dlc.steps}
  return
}

// -----

// Memory on the stack is scratch memory of one loop nest: the kernel has it, once.
// CHECK-LABEL: func.func private @scratch_kernel
// CHECK-SAME: (%{{.*}}: memref<16xf64>)
// CHECK-DAG: memref.alloca() : memref<8xf64>
// CHECK-DAG: memref.alloca() : memref<4xf64>
// CHECK: scf.for
// CHECK-NOT: memref.alloca
// CHECK: return
func.func @scratch(%x: memref<16xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %outer = memref.alloca() : memref<8xf64>
  scf.for %i = %c0 to %c8 step %c1 {
    %inner = memref.alloca() : memref<4xf64>
    %0 = memref.load %x[%i] : memref<16xf64>
    memref.store %0, %outer[%i] : memref<8xf64>
    memref.store %0, %inner[%c0] : memref<4xf64>
    %1 = memref.load %outer[%i] : memref<8xf64>
    memref.store %1, %x[%i] : memref<16xf64>
  }
  return
}

// -----

// Memory on the stack that two loops use is planned as other buffers are, and theirs in common.
// CHECK-LABEL: func.func private @shared_kernel
// CHECK-SAME: memref<4xf32>
// CHECK-NOT: memref.alloca
// CHECK-LABEL: func.func private @shared_kernel_0
// CHECK-SAME: memref<4xf32>
// CHECK-NOT: memref.alloca
// CHECK-LABEL: func.func @shared(
// CHECK: %[[ROW:.*]] = memref.alloc()
// CHECK: call @shared_kernel({{.*}}%[[ROW]]
// CHECK: call @shared_kernel_0({{.*}}%[[ROW]]
func.func @shared(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %row = memref.alloca() : memref<4xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %0 = memref.load %x[%i] : memref<4xf32>
    memref.store %0, %row[%i] : memref<4xf32>
  }
  scf.for %i = %c0 to %c4 step %c1 {
    %0 = memref.load %row[%i] : memref<4xf32>
    memref.store %0, %y[%i] : memref<4xf32>
  }
  return
}

// -----

// Inside a kernel a parallel loop is one as any other: threads share the outer one.
// CHECK-LABEL: func.func private @nested_kernel
// CHECK: scf.for
// CHECK: scf.for
// CHECK-NOT: scf.parallel
// CHECK-LABEL: func.func @nested(
func.func @nested(%x: memref<4x8xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
    scf.parallel (%j) = (%c0) to (%c8) step (%c1) {
      memref.store %v, %x[%i, %j] : memref<4x8xf32>
    }
  }
  return
}

// -----

// A loop that holds parallel ones is no kernel: theirs are the bodies, each with scratch memory of its own for every thread.
// CHECK-LABEL: func.func private @blocks_kernel
// CHECK: memref.alloca
// CHECK-NOT: scf.parallel
// CHECK: return
// CHECK-LABEL: func.func @blocks(
// CHECK: scf.for
// CHECK: call @blocks_kernel({{.*}}dlc.parallel
func.func @blocks(%n: index, %x: memref<8xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %block = %zero to %n step %one {
    scf.parallel (%i) = (%zero) to (%n) step (%one) {
      %scratch = memref.alloca() : memref<4xf32>
      %v = memref.load %x[%i] : memref<8xf32>
      memref.store %v, %scratch[%zero] : memref<4xf32>
      %w = memref.load %scratch[%zero] : memref<4xf32>
      memref.store %w, %x[%block] : memref<8xf32>
      scf.reduce
    }
  }
  return
}

// -----

// The first iteration of a thread's part is the lower bound that its call has.
// CHECK-LABEL: func.func private @part_kernel
// CHECK-SAME: (%[[FIRST:.*]]: index, %{{.*}}: index,
// CHECK: scf.for %[[I:.*]] = %[[FIRST]] to
// CHECK: memref.store %{{.*}}, %{{.*}}[%[[FIRST]]]
// CHECK: memref.load %{{.*}}[%[[FIRST]]]
// CHECK: memref.store %{{.*}}, %{{.*}}[%[[I]]]
// Without a loop, it is the one iteration.
// CHECK-LABEL: func.func @part(
// CHECK-NOT: kernel.first_of_part
// CHECK: memref.store %{{.*}}, %arg2[%c0]
func.func @part(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %between = memref.alloc() : memref<8xf32>
  scf.parallel (%i) = (%c0) to (%c8) step (%c1) {
    %first = kernel.first_of_part %i
    %0 = memref.load %x[%i] : memref<8xf32>
    memref.store %0, %between[%first] : memref<8xf32>
    %1 = memref.load %between[%first] : memref<8xf32>
    memref.store %1, %y[%i] : memref<8xf32>
    scf.reduce
  }
  %only = kernel.first_of_part %c0
  memref.store %v, %z[%only] : memref<8xf32>
  return
}
