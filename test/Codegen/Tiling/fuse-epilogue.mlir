// RUN: dlc-opt %s --kernel-fuse-epilogue --split-input-file | FileCheck %s

#all = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#column = affine_map<(d0, d1) -> (d0)>
#one = affine_map<(d0, d1) -> ()>

// A bias along rows, a factor for each, a scalar, and a value at the same place.
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[ONE:.*]] = affine_map<(d0, d1) -> ()>
// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: func.func @extras
func.func @extras(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %y: tensor<?x4xf32>, %e: tensor<?x4xf32>,
                  %bias: tensor<4xf32>, %factor: tensor<?xf32>, %s: tensor<f32>, %other: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0.0 : f32
  // CHECK: %[[Y:.*]] = kernel.matmul ins(%arg0, %arg1 : {{.*}}) extras(%arg4, %arg5, %arg6, %arg7 : {{.*}}) outs(%arg2 : tensor<?x4xf32>)
  // CHECK-SAME: {epilogue_maps = [#[[ROW]], #[[COLUMN]], #[[ONE]], #[[ALL]]]} epilogue {
  // CHECK-NEXT: ^bb0(%[[C:.*]]: f32, %[[B:.*]]: f32, %[[F:.*]]: f32, %[[S:.*]]: f32, %[[O:.*]]: f32):
  // CHECK-NEXT:   arith.addf %[[C]], %[[B]]
  // CHECK: return %[[Y]]
  %c = kernel.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  %r = linalg.generic {indexing_maps = [#row, #column, #all, #one, #all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%bias, %factor, %c, %s, %other : tensor<4xf32>, tensor<?xf32>, tensor<?x4xf32>, tensor<f32>, tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%b: f32, %f: f32, %in: f32, %scale: f32, %o: f32, %out: f32):
    %0 = arith.addf %in, %b : f32
    %1 = arith.mulf %0, %f : f32
    %2 = arith.mulf %1, %scale : f32
    %3 = arith.addf %2, %o : f32
    %4 = arith.maximumf %3, %zero : f32
    linalg.yield %4 : f32
  } -> tensor<?x4xf32>
  return %r : tensor<?x4xf32>
}

// -----

#all = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#channel = affine_map<(d0, d1, d2, d3) -> (d1)>

// A second loop goes behind the epilogue that is there.
// CHECK-LABEL: func.func @grows
func.func @grows(%x: tensor<2x3x4x4xf32>, %w: tensor<5x3x1x1xf32>, %b: tensor<5xf32>, %y: tensor<2x5x4x4xf32>) -> tensor<2x5x4x4xf32> {
  %c = kernel.conv ins(%x, %w : tensor<2x3x4x4xf32>, tensor<5x3x1x1xf32>) extras(%b : tensor<5xf32>) outs(%y : tensor<2x5x4x4xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue_maps = [#channel]} epilogue {
  ^bb0(%e: f32, %bias: f32):
    %0 = arith.addf %e, %bias : f32
    kernel.yield %0 : f32
  } -> tensor<2x5x4x4xf32>
  // CHECK: kernel.conv {{.*}} extras(%arg2, %arg2 : tensor<5xf32>, tensor<5xf32>)
  // CHECK-NEXT: ^bb0(%[[C:.*]]: f32, %[[B:.*]]: f32, %[[F:.*]]: f32):
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[C]], %[[B]]
  // CHECK-NEXT:   %[[PRODUCT:.*]] = arith.mulf %[[SUM]], %[[F]]
  // CHECK-NEXT:   kernel.yield %[[PRODUCT]]
  // CHECK-NOT: linalg.generic
  %r = linalg.generic {indexing_maps = [#all, #channel, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%c, %b : tensor<2x5x4x4xf32>, tensor<5xf32>) outs(%y : tensor<2x5x4x4xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.mulf %in, %f : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x4x4xf32>
  return %r : tensor<2x5x4x4xf32>
}

// -----

#all = affine_map<(d0, d1) -> (d0, d1)>
#transposed = affine_map<(d0, d1) -> (d1, d0)>
#row = affine_map<(d0, d1) -> (d1)>
#first = affine_map<(d0, d1) -> (d0, 0)>

// Where the loop stays: another user …
// CHECK-LABEL: func.func @two_users
// CHECK: kernel.matmul
// CHECK-NOT: epilogue {
// CHECK: linalg.generic
func.func @two_users(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %c = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]} ins(%c : tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.negf %in : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %c, %r : tensor<4x4xf32>, tensor<4x4xf32>
}

// … the product itself, or another input, read across rows …
// CHECK-LABEL: func.func @transposed
// CHECK-COUNT-2: linalg.generic
func.func @transposed(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %c = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#transposed, #all], iterator_types = ["parallel", "parallel"]} ins(%c : tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<4x4xf32>
  %d = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [#all, #transposed, #all], iterator_types = ["parallel", "parallel"]}
      ins(%d, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %o: f32, %out: f32):
    %0 = arith.addf %in, %o : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %r, %s : tensor<4x4xf32>, tensor<4x4xf32>
}

// … or at one place again and again, a scalar that is no tensor, a mask of bits …
// CHECK-LABEL: func.func @inputs
// CHECK-COUNT-3: linalg.generic
func.func @inputs(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>, %one: tensor<4x1xf32>, %scalar: f32, %mask: tensor<4xi1>) -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %c = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#all, #first, #all], iterator_types = ["parallel", "parallel"]} ins(%c, %one : tensor<4x4xf32>, tensor<4x1xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %o: f32, %out: f32):
    %0 = arith.addf %in, %o : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  %d = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [#all, affine_map<(d0, d1) -> ()>, #all], iterator_types = ["parallel", "parallel"]} ins(%d, %scalar : tensor<4x4xf32>, f32) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %o: f32, %out: f32):
    %0 = arith.addf %in, %o : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  %e = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %t = linalg.generic {indexing_maps = [#all, #row, #all], iterator_types = ["parallel", "parallel"]} ins(%e, %mask : tensor<4x4xf32>, tensor<4xi1>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %o: i1, %out: f32):
    %0 = arith.select %o, %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %r, %s, %t : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// … another element type, the place itself, a sum, a destination that is read.
// CHECK-LABEL: func.func @loops
// CHECK-COUNT-4: linalg.generic
func.func @loops(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>, %b: tensor<4x4xi1>, %v: tensor<4xf32>) -> (tensor<4x4xi1>, tensor<4x4xf32>, tensor<4xf32>, tensor<4x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %c = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]} ins(%c : tensor<4x4xf32>) outs(%b : tensor<4x4xi1>) {
  ^bb0(%in: f32, %out: i1):
    %0 = arith.cmpf ogt, %in, %zero : f32
    linalg.yield %0 : i1
  } -> tensor<4x4xi1>
  %d = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]} ins(%d : tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %i = linalg.index 1 : index
    %0 = arith.index_cast %i : index to i32
    %1 = arith.sitofp %0 : i32 to f32
    %2 = arith.addf %in, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<4x4xf32>
  %e = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %t = linalg.generic {indexing_maps = [#all, #row], iterator_types = ["reduction", "parallel"]} ins(%e : tensor<4x4xf32>) outs(%v : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4xf32>
  %f = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %u = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]} ins(%f : tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %r, %s, %t, %u : tensor<4x4xi1>, tensor<4x4xf32>, tensor<4xf32>, tensor<4x4xf32>
}

// Another size of element would be another number of lanes.
// CHECK-LABEL: func.func @sizes
// CHECK: kernel.matmul {{.*}} -> tensor<4x4xf32>
// CHECK: linalg.generic
func.func @sizes(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>, %b: tensor<4xbf16>) -> tensor<4x4xf32> {
  %m = kernel.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%m, %b : tensor<4x4xf32>, tensor<4xbf16>) outs(%y : tensor<4x4xf32>) {
  ^bb0(%in: f32, %bias: bf16, %out: f32):
    %w = arith.extf %bias : bf16 to f32
    %s = arith.addf %in, %w : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>
}

// A gather reads a tensor at an index of its own: it is no epilogue.
// CHECK-LABEL: @gathered
// CHECK: kernel.matmul
// CHECK-NOT: kernel.yield
// CHECK: tensor.extract
func.func @gathered(%x: tensor<4x2xf32>, %w: tensor<2x8xf32>, %c: tensor<5xf32>, %i: tensor<4x8xi32>) -> tensor<4x8xf32> {
  %empty = tensor.empty() : tensor<4x8xf32>
  %product = kernel.matmul ins(%x, %w : tensor<4x2xf32>, tensor<2x8xf32>) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
      ins(%product, %i : tensor<4x8xf32>, tensor<4x8xi32>) outs(%empty : tensor<4x8xf32>) {
  ^bb0(%p: f32, %index: i32, %out: f32):
    %at = arith.index_cast %index : i32 to index
    %g = tensor.extract %c[%at] : tensor<5xf32>
    %m = arith.mulf %p, %g : f32
    linalg.yield %m : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#row = affine_map<(d0, d1, d2) -> (d2)>

// A product of each step of a sequence, whose rows have two dimensions again; a size that is asked for is no second reader.
// CHECK-LABEL: func.func @sequence
// CHECK-SAME: (%[[X:.*]]: tensor<?x8xf32>, %[[W:.*]]: tensor<8x4xf32>,
func.func @sequence(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %y: tensor<?x4xf32>, %bias: tensor<4xf32>, %other: tensor<?x5x4xf32>, %batch: index)
    -> (tensor<?x5x4xf32>, index) {
  %zero = arith.constant 0 : index
  // CHECK: %[[R:.*]] = kernel.matmul ins(%[[X]], %[[W]] : {{.*}}) extras(%{{.*}}, %{{.*}} : tensor<4xf32>, tensor<?x4xf32>)
  // CHECK: %[[E:.*]] = tensor.expand_shape %[[R]]
  // CHECK: return %[[E]], %arg5
  %c = kernel.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  %steps = tensor.expand_shape %c [[0, 1], [2]] output_shape [%batch, 5, 4] : tensor<?x4xf32> into tensor<?x5x4xf32>
  %size = tensor.dim %steps, %zero : tensor<?x5x4xf32>
  %e = tensor.empty(%size) : tensor<?x5x4xf32>
  %r = linalg.generic {indexing_maps = [#all, #row, #all, #all], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%steps, %bias, %other : tensor<?x5x4xf32>, tensor<4xf32>, tensor<?x5x4xf32>) outs(%e : tensor<?x5x4xf32>) {
  ^bb0(%in: f32, %b: f32, %o: f32, %out: f32):
    %0 = arith.addf %in, %b : f32
    %1 = arith.addf %0, %o : f32
    linalg.yield %1 : f32
  } -> tensor<?x5x4xf32>
  return %r, %size : tensor<?x5x4xf32>, index
}

// -----

#all = affine_map<(d0, d1) -> (d0, d1)>

// Three tensors beside the product are faster read by a loop of their own.
// CHECK-LABEL: func.func @many
// CHECK: kernel.matmul
// CHECK-NOT: extras
// CHECK: linalg.generic
func.func @many(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %y: tensor<?x4xf32>, %a: tensor<?x4xf32>, %b: tensor<?x4xf32>, %c: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %p = kernel.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  %r = linalg.generic {indexing_maps = [#all, #all, #all, #all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%p, %a, %b, %c : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%y : tensor<?x4xf32>) {
  ^bb0(%in: f32, %i: f32, %j: f32, %k: f32, %out: f32):
    %0 = arith.addf %in, %i : f32
    %1 = arith.mulf %0, %j : f32
    %2 = arith.mulf %1, %k : f32
    linalg.yield %2 : f32
  } -> tensor<?x4xf32>
  return %r : tensor<?x4xf32>
}
