// RUN: dlc-opt %s --dlc-plan-memory --canonicalize --split-input-file --verify-diagnostics | FileCheck %s

func.func private @use(memref<16xf32>)
func.func private @use2(memref<?x4xf32>)

// Two arenas as last arguments. Buffers that live at different times share memory, and those that do not, do not: of
// three of 64 bytes two are alive at once.
// CHECK-LABEL: func.func @fixed
// CHECK-SAME: (%{{.*}}: index, %[[FIXED:.*]]: memref<?xi8>, %{{.*}}: memref<?xi8>)
// CHECK-SAME: dlc.batch_arena_bytes = 0 : i64, dlc.fixed_arena_bytes = 128 : i64
func.func @fixed(%batch: index) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[NEXT:.*]] = arith.constant 64 : index
  // CHECK-DAG: %[[A:.*]] = memref.view %[[FIXED]][%[[ZERO]]][] : memref<?xi8> to memref<16xf32>
  // CHECK-DAG: %[[B:.*]] = memref.view %[[FIXED]][%[[NEXT]]][] : memref<?xi8> to memref<16xf32>
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  %c = memref.alloc() : memref<16xf32>
  // CHECK: call @use(%[[A]])
  call @use(%a) : (memref<16xf32>) -> ()
  // CHECK: call @use(%[[B]])
  call @use(%b) : (memref<16xf32>) -> ()
  // CHECK: call @use(%[[A]])
  call @use(%a) : (memref<16xf32>) -> ()
  // CHECK: call @use(%[[VIEW:.*]])
  call @use(%c) : (memref<16xf32>) -> ()
  // CHECK: call @use(%[[B]])
  call @use(%b) : (memref<16xf32>) -> ()
  return
}

// What has a batch: places for one example, times the batch. Each begins at a multiple of 64.
// CHECK-LABEL: func.func @batched
// CHECK-SAME: (%[[BATCH:.*]]: index, %[[FIXED:.*]]: memref<?xi8>, %[[ARENA:.*]]: memref<?xi8>)
// CHECK-SAME: dlc.batch_arena_bytes = 128 : i64, dlc.fixed_arena_bytes = 64 : i64
func.func @batched(%batch: index) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[SIZE:.*]] = arith.constant 64 : index
  // CHECK-DAG: %[[PLACE:.*]] = arith.muli %[[BATCH]], %[[SIZE]]
  // CHECK-DAG: %[[A:.*]] = memref.view %[[ARENA]][%[[ZERO]]][%[[BATCH]]] : memref<?xi8> to memref<?x4xf32>
  // CHECK-DAG: %[[B:.*]] = memref.view %[[ARENA]][%[[PLACE]]][%[[BATCH]]] : memref<?xi8> to memref<?x4xf32>
  // CHECK-DAG: memref.view %[[FIXED]]
  %a = memref.alloc(%batch) : memref<?x4xf32>
  %b = memref.alloc(%batch) : memref<?x4xf32>
  %c = memref.alloc() : memref<16xf32>
  call @use2(%a) : (memref<?x4xf32>) -> ()
  call @use2(%b) : (memref<?x4xf32>) -> ()
  call @use2(%a) : (memref<?x4xf32>) -> ()
  call @use(%c) : (memref<16xf32>) -> ()
  return
}

// A buffer lives as long as its views do, and throughout a loop that uses it.
// CHECK-LABEL: func.func @views
// CHECK-SAME: dlc.fixed_arena_bytes = 128 : i64
func.func @views(%batch: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a = memref.alloc() : memref<4x4xf32>
  %b = memref.alloc() : memref<16xf32>
  %flat = memref.collapse_shape %a [[0, 1]] : memref<4x4xf32> into memref<16xf32>
  scf.for %i = %zero to %batch step %one {
    func.call @use(%flat) : (memref<16xf32>) -> ()
    func.call @use(%b) : (memref<16xf32>) -> ()
  }
  call @use(%flat) : (memref<16xf32>) -> ()
  return
}

// What a step allocates is alive within the step: its two buffers, which are not alive at once, share memory; but not with
// what all steps use. The branch uses the memory that is free in it.
// CHECK-LABEL: func.func @steps
// CHECK-SAME: dlc.fixed_arena_bytes = 128 : i64
// CHECK: %[[ALL:.*]] = memref.view %{{.*}}[%c0{{.*}}][] : memref<?xi8> to memref<16xf32>
// CHECK: scf.for
// CHECK: memref.view %{{.*}}[%c64{{.*}}][] : memref<?xi8> to memref<16xf32>
// CHECK: memref.view %{{.*}}[%c64{{.*}}][] : memref<?xi8> to memref<16xf32>
// CHECK: scf.if
// CHECK: memref.view %{{.*}}[%c64{{.*}}][] : memref<?xi8> to memref<16xf32>
func.func @steps(%batch: index, %p: i1) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %all = memref.alloc() : memref<16xf32>
  func.call @use(%all) : (memref<16xf32>) -> ()
  scf.for %i = %zero to %batch step %one {
    %a = memref.alloc() : memref<16xf32>
    func.call @use(%a) : (memref<16xf32>) -> ()
    %b = memref.alloc() : memref<16xf32>
    func.call @use(%b) : (memref<16xf32>) -> ()
    func.call @use(%all) : (memref<16xf32>) -> ()
    scf.if %p {
      %c = memref.alloc() : memref<16xf32>
      func.call @use(%c) : (memref<16xf32>) -> ()
    }
  } {dlc.steps}
  return
}

// Private functions, which are kernels, get no arena; public ones always do.
// CHECK-LABEL: func.func private @kernel() {
func.func private @kernel() {
  return
}
// CHECK-LABEL: func.func @nothing
// CHECK-SAME: (%{{.*}}: index, %{{.*}}: memref<?xi8>, %{{.*}}: memref<?xi8>) attributes {dlc.batch_arena_bytes = 0 : i64, dlc.fixed_arena_bytes = 0 : i64}
func.func @nothing(%batch: index) {
  return
}

// -----

func.func private @use(memref<16xf32>)
func.func @inside(%batch: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %i = %zero to %batch step %one {
    // expected-error @+1 {{'memref.alloc' op is inside a kernel; memory that is planned must be allocated by the function itself, or by its loops over steps}}
    %a = memref.alloc() : memref<16xf32>
    func.call @use(%a) : (memref<16xf32>) -> ()
  }
  return
}

// -----

func.func @leaves(%batch: index, %p: i1) -> memref<16xf32> {
  %r = scf.if %p -> (memref<16xf32>) {
    // expected-error @+1 {{'memref.alloc' op cannot be planned: it leaves the step or the branch that allocates it}}
    %a = memref.alloc() : memref<16xf32>
    scf.yield %a : memref<16xf32>
  } else {
    %b = memref.alloc() : memref<16xf32>
    scf.yield %b : memref<16xf32>
  }
  return %r : memref<16xf32>
}

// -----

// Sizes that depend on more than the batch, or not as a multiple of it: buffers that live at different times share a slot,
// which is as large as the largest; where one is never larger it does not count. Their function measures.
// CHECK-LABEL: func.func @dynamic.measure
// CHECK-SAME: (%[[BATCH:.*]]: index, %[[SEQUENCE:.*]]: index {nn.name = "sequence"}) -> (index, index) attributes {dlc.measure}
// CHECK-DAG: %[[BOTH:.*]], %{{.*}} = arith.mulsi_extended %[[BATCH]], %[[SEQUENCE]]
// CHECK-DAG: %[[FIRST:.*]], %{{.*}} = arith.mulsi_extended %[[BOTH]], %c256
// CHECK-DAG: %[[LINES:.*]] = arith.floordivsi %{{.*}}, %c64
// CHECK-DAG: %[[BYTES:.*]], %{{.*}} = arith.mulsi_extended %[[LINES]], %c64
// CHECK-DAG: %[[SECOND:.*]] = arith.addi %[[BYTES]], %c64
// CHECK-NOT: arith.maxsi
// CHECK-DAG: %[[ALL:.*]] = arith.addi %[[FIRST]], %[[SECOND]]
// CHECK-DAG: %[[DERIVED:.*]], %{{.*}} = arith.mulsi_extended %[[SEQUENCE]], %c2
// A product beyond 64 bits gives -1.
// CHECK: %[[RESULT:.*]] = arith.select %{{.*}}, %c-1, %[[ALL]]
// CHECK: return %[[RESULT]], %[[DERIVED]]
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME: dlc.batch_arena_bytes = 0 : i64, dlc.fixed_arena_bytes = 0 : i64, dlc.measure
// CHECK-DAG: memref.view %arg4[%c0][%{{.*}}, %{{.*}}] : memref<?xi8> to memref<?x?x64xf32>
// CHECK-DAG: memref.view %arg4[%[[NEXT:.*]]][%{{.*}}] : memref<?xi8> to memref<?x4xf32>
// CHECK-DAG: memref.view %arg4[%c0][%{{.*}}] : memref<?xi8> to memref<?x4xf32>
func.func private @use3(memref<?x?x64xf32>)
func.func private @use4(memref<?x4xf32>)
func.func @dynamic(%batch: index, %sequence: index {nn.name = "sequence"}, %x: memref<?x?xf32> {nn.sizes = #nn.sizes<batch, 2 * sequence>}) {
  %one = arith.constant 1 : index
  %more = arith.addi %batch, %one : index
  %a = memref.alloc(%batch, %sequence) : memref<?x?x64xf32>
  %b = memref.alloc(%more) : memref<?x4xf32>
  %c = memref.alloc(%batch) : memref<?x4xf32>
  call @use3(%a) : (memref<?x?x64xf32>) -> ()
  call @use4(%b) : (memref<?x4xf32>) -> ()
  call @use3(%a) : (memref<?x?x64xf32>) -> ()
  call @use4(%c) : (memref<?x4xf32>) -> ()
  return
}

// -----

// A batch behind a number, and one joined to itself.
// CHECK-LABEL: func.func @trailing_batch
// CHECK-SAME: dlc.batch_arena_bytes = 64 : i64
func.func @trailing_batch(%batch: index) {
  %a = memref.alloc(%batch) : memref<4x?xf32>
  return
}

// -----

func.func @unknown(%batch: index, %n: memref<index>) {
  %size = memref.load %n[] : memref<index>
  // expected-error @+1 {{'memref.alloc' op of type 'memref<?xf32>' cannot be planned: the size of dimension 0 does not follow from the named sizes of the function's arguments}}
  %a = memref.alloc(%size) : memref<?xf32>
  return
}

// -----

func.func private @use2(memref<?x4xf32>)

// A leading size that is a multiple of the batch, as where heads or steps were joined to it.
// CHECK-LABEL: func.func @joined
// CHECK-SAME: (%[[BATCH:.*]]: index, %{{.*}}: memref<?xi8>, %[[ARENA:.*]]: memref<?xi8>)
// CHECK-SAME: dlc.batch_arena_bytes = 256 : i64
func.func @joined(%batch: index) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[EIGHT:.*]] = arith.constant 8 : index
  // CHECK-DAG: %[[BYTES:.*]] = arith.constant 128 : index
  // CHECK-DAG: %[[ROWS:.*]] = arith.muli %[[BATCH]], %[[EIGHT]]
  // CHECK-DAG: %[[PLACE:.*]] = arith.muli %[[BATCH]], %[[BYTES]]
  // CHECK-DAG: memref.view %[[ARENA]][%[[ZERO]]][%[[ROWS]]] : memref<?xi8> to memref<?x4xf32>
  // CHECK-DAG: memref.view %[[ARENA]][%[[PLACE]]][%[[ROWS]]] : memref<?xi8> to memref<?x4xf32>
  %eight = arith.constant 8 : index
  %rows = arith.muli %batch, %eight : index
  %a = memref.alloc(%rows) : memref<?x4xf32>
  %b = memref.alloc(%rows) : memref<?x4xf32>
  call @use2(%a) : (memref<?x4xf32>) -> ()
  call @use2(%b) : (memref<?x4xf32>) -> ()
  call @use2(%a) : (memref<?x4xf32>) -> ()
  return
}

// -----

func.func @huge() {
  // expected-error @+1 {{cannot be planned: no memory is as large}}
  %a = memref.alloc() : memref<4611686018427387904x4xf32>
  return
}
