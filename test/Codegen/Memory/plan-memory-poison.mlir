// RUN: dlc-opt %s --dlc-plan-memory="separate poison" --canonicalize --cse | FileCheck %s
func.func private @use(memref<4xf32>)
func.func private @use2(memref<?x3xf32>)
func.func private @use3(memref<?xi8>)

// CHECK-DAG: llvm.func @__asan_poison_memory_region(!llvm.ptr, i64)
// CHECK-DAG: llvm.func @__asan_unpoison_memory_region(!llvm.ptr, i64)

// Behind 16 bytes and 48 that fill up to the alignment lie 64 of the guard.
// CHECK-LABEL: func.func @fixed
// CHECK-SAME: (%{{.*}}: index, %[[FIXED:.*]]: memref<?xi8>, %{{.*}}: memref<?xi8>)
// CHECK-DAG: %[[GAP:.*]] = arith.constant 112 : i64
// CHECK-DAG: %[[FIRST:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[SECOND:.*]] = arith.constant 144 : index
// CHECK: %[[ARENA:.*]] = memref.extract_aligned_pointer_as_index %[[FIXED]]
// CHECK: %[[SUM:.*]] = arith.addi %[[ARENA]], %[[FIRST]]
// CHECK: %[[ADDRESS:.*]] = arith.index_cast %[[SUM]]
// CHECK: %[[A:.*]] = llvm.inttoptr %[[ADDRESS]]
// CHECK: %[[SUM:.*]] = arith.addi %[[ARENA]], %[[SECOND]]
// CHECK: %[[ADDRESS:.*]] = arith.index_cast %[[SUM]]
// CHECK: %[[B:.*]] = llvm.inttoptr %[[ADDRESS]]
// CHECK: llvm.call @__asan_poison_memory_region(%[[A]], %[[GAP]])
// CHECK: llvm.call @__asan_poison_memory_region(%[[B]], %[[GAP]])
// CHECK: call @use(
// CHECK: call @use(
// CHECK: llvm.call @__asan_unpoison_memory_region(%[[A]], %[[GAP]])
// CHECK: llvm.call @__asan_unpoison_memory_region(%[[B]], %[[GAP]])
// CHECK-NEXT: return
func.func @fixed(%batch: index) {
  %a = memref.alloc() : memref<4xf32>
  call @use(%a) : (memref<4xf32>) -> ()
  %b = memref.alloc() : memref<4xf32>
  call @use(%b) : (memref<4xf32>) -> ()
  return
}

// Of 12 bytes an example; each has 64, and as many of the guard.
// CHECK-LABEL: func.func @batched
// CHECK-SAME: (%[[BATCH:.*]]: index, %{{.*}}: memref<?xi8>, %[[OTHER:.*]]: memref<?xi8>)
// CHECK-SAME: dlc.batch_arena_bytes = 256
// CHECK-DAG: %[[SHARE:.*]] = arith.constant 12 : index
// CHECK-DAG: %[[WHOLE:.*]] = arith.constant 128 : index
// CHECK-DAG: %[[BEGIN:.*]] = arith.muli %[[BATCH]], %[[SHARE]]
// CHECK-DAG: %[[END:.*]] = arith.muli %[[BATCH]], %[[WHOLE]]
// CHECK-DAG: %[[GAP:.*]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK-DAG: %[[BYTES:.*]] = arith.index_cast %[[GAP]]
// CHECK-DAG: %[[ARENA:.*]] = memref.extract_aligned_pointer_as_index %[[OTHER]]
// CHECK-DAG: %[[SUM:.*]] = arith.addi %[[ARENA]], %[[BEGIN]]
// CHECK-DAG: %[[ADDRESS:.*]] = arith.index_cast %[[SUM]]
// CHECK-DAG: %[[A:.*]] = llvm.inttoptr %[[ADDRESS]]
// CHECK: llvm.call @__asan_poison_memory_region(%[[A]], %[[BYTES]])
// CHECK: llvm.call @__asan_poison_memory_region
// CHECK: llvm.call @__asan_unpoison_memory_region(%[[A]], %[[BYTES]])
// CHECK: llvm.call @__asan_unpoison_memory_region
func.func @batched(%batch: index) {
  %a = memref.alloc(%batch) : memref<?x3xf32>
  call @use2(%a) : (memref<?x3xf32>) -> ()
  %b = memref.alloc(%batch) : memref<?x3xf32>
  call @use2(%b) : (memref<?x3xf32>) -> ()
  return
}

// Sizes with names: (sequence + 63) floordiv 64 · 64 + 64 bytes behind the start, of which `sequence` are the buffer's.
// CHECK-LABEL: func.func @named(
// CHECK-SAME: %{{.*}}: index, %[[N:[a-z0-9]*]]: index {{.*}}, %{{.*}}: memref<?xi8>, %[[OTHER:.*]]: memref<?xi8>)
// CHECK-DAG: %[[MORE:.*]] = arith.addi %[[N]], %c63
// CHECK-DAG: %[[UNITS:.*]] = arith.floordivsi %[[MORE]], %c64
// CHECK-DAG: %[[ALIGNED:.*]] = arith.muli %[[UNITS]], %c64
// CHECK-DAG: %[[END:.*]] = arith.addi %[[ALIGNED]], %c64
// CHECK-DAG: %[[GAP:.*]] = arith.subi %[[END]], %[[N]]
// CHECK-DAG: %[[BYTES:.*]] = arith.index_cast %[[GAP]]
// CHECK-DAG: %[[ARENA:.*]] = memref.extract_aligned_pointer_as_index %[[OTHER]]
// CHECK-DAG: %[[SUM:.*]] = arith.addi %[[ARENA]], %[[N]]
// CHECK-DAG: %[[ADDRESS:.*]] = arith.index_cast %[[SUM]]
// CHECK-DAG: %[[A:.*]] = llvm.inttoptr %[[ADDRESS]]
// CHECK: llvm.call @__asan_poison_memory_region(%[[A]], %[[BYTES]])
// CHECK: llvm.call @__asan_unpoison_memory_region(%[[A]], %[[BYTES]])
func.func @named(%batch: index, %sequence: index {nn.name = "sequence"}) {
  %a = memref.alloc(%sequence) : memref<?xi8>
  call @use3(%a) : (memref<?xi8>) -> ()
  return
}

// Without a buffer there is nothing to say.
// CHECK-LABEL: func.func @nothing
// CHECK-NOT: llvm.call
func.func @nothing(%batch: index) {
  return
}
