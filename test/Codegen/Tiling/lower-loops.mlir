// RUN: dlc-opt %s --dlc-attach-target --dlc-lower-loops --canonicalize --split-input-file --verify-diagnostics | FileCheck %s

#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>

// Loops that step through all operands as one are one; the batch, too.
// CHECK-LABEL: func.func @merged
// CHECK: %[[X:.*]] = memref.reinterpret_cast %arg0 {{.*}} : memref<?x3x4xf32> to memref<?xf32>
// CHECK: scf.for %[[I:.*]] =
// CHECK-NOT: scf.for
// CHECK: memref.load %[[X]][%[[I]]]
func.func @merged(%x: memref<?x3x4xf32>, %y: memref<?x3x4xf32>) {
  linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : memref<?x3x4xf32>) outs(%y : memref<?x3x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.negf %in : f32
    linalg.yield %0 : f32
  }
  return
}

// A row is read again for each place of the others: two loops.
// CHECK-LABEL: func.func @broadcast
// CHECK-COUNT-2: scf.for
// CHECK-NOT: scf.for
func.func @broadcast(%x: memref<?x3x4xf32>, %row: memref<4xf32>, %y: memref<?x3x4xf32>) {
  linalg.generic {indexing_maps = [#all, #last, #all], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %row : memref<?x3x4xf32>, memref<4xf32>) outs(%y : memref<?x3x4xf32>) {
  ^bb0(%in: f32, %r: f32, %out: f32):
    %0 = arith.addf %in, %r : f32
    linalg.yield %0 : f32
  }
  return
}

// memref.copy is a loop like any other.
// CHECK-LABEL: func.func @copy
// CHECK-NOT: memref.copy
// CHECK: scf.for %[[I:.*]] =
// CHECK: %[[V:.*]] = memref.load %{{.*}}[%[[I]]] : memref<16xf32>
// CHECK: memref.store %[[V]], %{{.*}}[%[[I]]] : memref<16xf32>
func.func @copy(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  memref.copy %x, %y : memref<2x8xf32> to memref<2x8xf32>
  return
}

// -----

#all = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// A sum along dense memory is carried in a register, starts from the constant that its buffer was filled with, and may be
// reordered into lanes.
// CHECK-LABEL: func.func @sum_of_rows
// CHECK: %[[ZERO:.*]] = arith.constant 0.0
// CHECK: scf.for
// CHECK-NEXT: scf.for {{.*}} iter_args(%[[SUM:.*]] = %[[ZERO]]) -> (f32)
// CHECK: arith.addf {{.*}} fastmath<reassoc>
// CHECK: scf.yield
// CHECK: memref.store
// CHECK-NOT: scf.for
func.func @sum_of_rows(%x: memref<?x40xf32>, %y: memref<?xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<?xf32>)
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<?x40xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// Along columns the dense loop is the parallel one: sums stay in memory, whose fill is needed, in their order.
// CHECK-LABEL: func.func @sum_of_columns
// CHECK: scf.for
// CHECK: memref.store
// CHECK: scf.for %[[I:.*]] =
// CHECK-NEXT: scf.for %[[J:.*]] =
// CHECK: memref.load %[[Y:.*]][%[[J]]]
// CHECK: arith.addf
// CHECK-NOT: reassoc
// CHECK: memref.store {{.*}}, %{{.*}}[%[[J]]]
func.func @sum_of_columns(%x: memref<64x40xf32>, %y: memref<40xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<40xf32>)
  linalg.generic {indexing_maps = [#all, #column], iterator_types = ["reduction", "parallel"]} ins(%x : memref<64x40xf32>) outs(%y : memref<40xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// Many rows, or an unknown number of them, are added in blocks: behind each, the sums go to totals in f64 and start from zero
// again; the last one leaves the totals. Where there is only one block, nothing of that is done.
// CHECK-LABEL: func.func @sum_of_many_columns
// CHECK: %[[TOTALS:.*]] = memref.alloc() {{.*}} : memref<40xf64>
// CHECK: scf.for %[[BLOCK:.*]] = %c0{{.*}} to %[[N:.*]] step %c128
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[BLOCK]], %c0
// CHECK: %[[LAST:.*]] = arith.cmpi uge, %{{.*}}, %[[N]]
// CHECK: %[[END:.*]] = arith.minui
// CHECK: scf.for {{.*}} = %[[BLOCK]] to %[[END]]
// CHECK-NEXT: scf.for
// CHECK: arith.addf {{.*}} : f32
// CHECK: scf.if
// CHECK: %[[SUM:.*]] = memref.load %{{.*}} : memref<40xf32>
// CHECK: memref.load %[[TOTALS]]
// CHECK: %[[BEFORE:.*]] = arith.select
// CHECK: %[[WIDE:.*]] = arith.extf %[[SUM]] : f32 to f64
// CHECK: %[[TOTAL:.*]] = arith.addf %[[BEFORE]], %[[WIDE]] : f64
// CHECK: memref.store %[[TOTAL]], %[[TOTALS]]
// CHECK: arith.truncf
// CHECK: memref.store
func.func @sum_of_many_columns(%x: memref<?x40xf32>, %y: memref<40xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<40xf32>)
  linalg.generic {indexing_maps = [#all, #column], iterator_types = ["reduction", "parallel"]} ins(%x : memref<?x40xf32>) outs(%y : memref<40xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// A sum in a register: each block from zero, the blocks in f64.
// CHECK-LABEL: func.func @sum_of_long_rows
// CHECK: scf.for
// CHECK: %[[TOTAL:.*]] = scf.for {{.*}} step %c2048{{.*}} iter_args(%[[BEFORE:.*]] = %{{.*}}) -> (f64)
// CHECK: %[[BLOCK:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %cst{{.*}}) -> (f32)
// CHECK: arith.addf {{.*}} fastmath<reassoc> : f32
// CHECK: %[[WIDE:.*]] = arith.extf %[[BLOCK]]
// CHECK: arith.addf %[[BEFORE]], %[[WIDE]] : f64
// CHECK: arith.truncf %[[TOTAL]]
func.func @sum_of_long_rows(%x: memref<?x10000xf32>, %y: memref<?xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<?xf32>)
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<?x10000xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// A fill that something else reads between is kept.
// CHECK-LABEL: func.func @fill_is_read
// CHECK: memref.store %{{.*}}, %[[Y:.*]][
// CHECK: memref.load
// CHECK: scf.for {{.*}} iter_args(
func.func @fill_is_read(%x: memref<2x40xf32>, %y: memref<2xf32>, %z: memref<2xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<2xf32>)
  memref.copy %y, %z : memref<2xf32> to memref<2xf32>
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<2x40xf32>) outs(%y : memref<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// The window of a pool is unrolled inside the loop along the rows of its output; the first of its four values is no
// maximum, since the fill is known.
// CHECK-LABEL: func.func @window
// CHECK-COUNT-2: scf.for
// CHECK-NOT: scf.for
// CHECK-COUNT-3: arith.maximumf
// CHECK-NOT: arith.maximumf
// CHECK: memref.store
func.func @window(%x: memref<?x3x8x16xf32>, %k: memref<2x2xf32>, %y: memref<?x3x4x8xf32>) {
  %lowest = arith.constant 0xFF800000 : f32
  linalg.fill ins(%lowest : f32) outs(%y : memref<?x3x4x8xf32>)
  linalg.generic {indexing_maps = [affine_map<(n, c, h, w, i, j) -> (n, c, 2 * h + i, 2 * w + j)>, affine_map<(n, c, h, w, i, j) -> (i, j)>, affine_map<(n, c, h, w, i, j) -> (n, c, h, w)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %k : memref<?x3x8x16xf32>, memref<2x2xf32>) outs(%y : memref<?x3x4x8xf32>) {
  ^bb0(%in: f32, %unread: f32, %out: f32):
    %0 = arith.maximumf %out, %in : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#two = affine_map<(d0, d1) -> (d0, d1)>

// Enough work goes to all threads, in chunks; a little does not.
// CHECK-LABEL: func.func @parallel
// CHECK: scf.parallel
// CHECK: scf.for
// CHECK-LABEL: func.func @small
// CHECK-NOT: scf.parallel
// CHECK: return
func.func @parallel(%x: memref<?x9000xf32>, %y: memref<?x9000xf32>) {
  linalg.generic {indexing_maps = [#two, #two], iterator_types = ["parallel", "parallel"]} ins(%x : memref<?x9000xf32>) outs(%y : memref<?x9000xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.negf %in : f32
    linalg.yield %0 : f32
  }
  return
}
func.func @small(%x: memref<90x90xf32>, %y: memref<90x90xf32>) {
  linalg.generic {indexing_maps = [#two, #two], iterator_types = ["parallel", "parallel"]} ins(%x : memref<90x90xf32>) outs(%y : memref<90x90xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.negf %in : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// Places are those of the op's loops, however they run.
// CHECK-LABEL: func.func @index
// CHECK: scf.for %[[I:.*]] =
// CHECK: scf.for %[[J:.*]] =
// CHECK: arith.index_cast %[[J]]
func.func @index(%y: memref<?x4xi64>) {
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} outs(%y : memref<?x4xi64>) {
  ^bb0(%out: i64):
    %i = linalg.index 1 : index
    %0 = arith.index_cast %i : index to i64
    linalg.yield %0 : i64
  }
  return
}

// -----

// Of a part of a buffer, which is then copied from there: the fill is needed. A copy onto itself is none.
// CHECK-LABEL: func.func @fill_is_read_by_the_loop
// CHECK: memref.store %cst
// CHECK: memref.load
// CHECK: memref.store
// CHECK-NOT: memref.load
func.func @fill_is_read_by_the_loop(%y: memref<2x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %part = memref.subview %y[0, 6] [2, 2] [1, 1] : memref<2x8xf32> to memref<2x2xf32, strided<[8, 1], offset: 6>>
  linalg.fill ins(%zero : f32) outs(%part : memref<2x2xf32, strided<[8, 1], offset: 6>>)
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
    ins(%part : memref<2x2xf32, strided<[8, 1], offset: 6>>) outs(%part : memref<2x2xf32, strided<[8, 1], offset: 6>>) {
  ^bb0(%a: f32, %o: f32):
    %1 = arith.addf %a, %a : f32
    linalg.yield %1 : f32
  }
  memref.copy %part, %part : memref<2x2xf32, strided<[8, 1], offset: 6>> to memref<2x2xf32, strided<[8, 1], offset: 6>>
  return
}

// -----

// Without elements there is no loop; a sum over nothing is what it starts from.
// CHECK-LABEL: func.func @nothing
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00
// CHECK-NOT: memref.store
// CHECK: memref.store %[[ZERO]], %arg1
// CHECK-NOT: memref.store
func.func @nothing(%x: memref<3x0xf32>, %y: memref<3xf32>) {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  linalg.fill ins(%one : f32) outs(%x : memref<3x0xf32>)
  linalg.fill ins(%zero : f32) outs(%y : memref<3xf32>)
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<3x0xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %1 = arith.addf %a, %o : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

// Strides that are known when the code runs.
// CHECK-LABEL: func.func @unknown_stride
// CHECK-SAME: (%[[X:.*]]: memref<4x4xf32, strided<[?, 1]>>, %[[Y:.*]]: memref<4x4xf32>)
// CHECK: %{{.*}}, %{{.*}}, %{{.*}}:2, %[[STRIDES:.*]]:2 = memref.extract_strided_metadata %[[X]]
// CHECK: scf.for %[[I:.*]] =
// CHECK: scf.for %[[J:.*]] =
// CHECK: %[[ROW:.*]] = arith.muli %[[I]], %[[STRIDES]]#0
// CHECK: %[[PLACE:.*]] = arith.addi %[[ROW]], %[[J]]
// CHECK: memref.load %{{.*}}[%[[PLACE]]]
func.func @unknown_stride(%x: memref<4x4xf32, strided<[?, 1]>>, %y: memref<4x4xf32>) {
  memref.copy %x, %y : memref<4x4xf32, strided<[?, 1]>> to memref<4x4xf32>
  return
}

// -----

// All loops through dense buffers are one, whatever the sizes are: their product.
// CHECK-LABEL: func.func private @dense
// CHECK-DAG: %[[ROWS:.*]] = memref.dim %arg0, %c0
// CHECK-DAG: %[[COLUMNS:.*]] = memref.dim %arg0, %c1
// CHECK: %[[ALL:.*]] = arith.muli %[[ROWS]], %[[COLUMNS]]
// CHECK: scf.for
// CHECK-NOT: scf.for
func.func private @dense(%x: memref<?x?xf32>, %y: memref<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %i = %c0 to %one step %one {
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<?x?xf32>) outs(%y : memref<?x?xf32>) {
    ^bb0(%a: f32, %o: f32):
      %1 = arith.addf %a, %a : f32
      linalg.yield %1 : f32
    }
  }
  return
}
