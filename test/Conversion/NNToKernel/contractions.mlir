// Which contractions become kernel ops, and which are left to loops.
// RUN: dlc-opt %s --convert-nn-to-kernel | FileCheck %s

// CHECK: #[[CHANNEL:.*]] = affine_map<(d0, d1, d2, d3) -> (d1)>

// CHECK-LABEL: nn.func @matmul
nn.func @matmul(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %wt: tensor<4x8xf32>) -> (y: tensor<?x4xf32>, z: tensor<?x4xf32>, dw: tensor<8x4xf32>) {
  // CHECK: %[[BATCH:.*]] = tensor.dim %x
  // CHECK: %[[INIT:.*]] = tensor.empty(%[[BATCH]]) : tensor<?x4xf32>
  // CHECK: %[[Y:.*]] = kernel.matmul ins(%x, %w : {{.*}}) outs(%[[INIT]] : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = nn.matmul %x, %w : tensor<?x8xf32>, tensor<8x4xf32>
  // CHECK: kernel.matmul ins(%x, %wt : {{.*}}) {transpose_rhs}
  %z = nn.matmul %x, %wt transpose_rhs : tensor<?x8xf32>, tensor<4x8xf32>
  // The sum goes over the batch; the result has none.
  // CHECK: %[[STATIC:.*]] = tensor.empty() : tensor<8x4xf32>
  // CHECK: kernel.matmul ins(%x, %[[Y]] : {{.*}}) outs(%[[STATIC]] : tensor<8x4xf32>) {transpose_lhs}
  %dw = nn.matmul %x, %y transpose_lhs : tensor<?x8xf32>, tensor<?x4xf32>
  nn.return %y, %z, %dw : tensor<?x4xf32>, tensor<?x4xf32>, tensor<8x4xf32>
}

// CHECK-LABEL: nn.func @conv
nn.func @conv(%x: tensor<?x4x9x7xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>) -> (y: tensor<?x6x5x7xf32>, z: tensor<?x6x7x5xf32>) {
  // CHECK: kernel.conv ins(%x, %w : {{.*}}) extras(%b : tensor<6xf32>)
  // CHECK-SAME: {dilations = array<i64: 1, 1>, epilogue_maps = [#[[CHANNEL]]], group = 2 : i64, pads = array<i64: 1, 0, 1, 2>, strides = array<i64: 2, 1>} epilogue {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[B:.*]]: f32):
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[X]], %[[B]] : f32
  // CHECK-NEXT:   kernel.yield %[[SUM]]
  %y = nn.conv %x, %w bias %b strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>
  // CHECK: kernel.conv ins(%x, %w : {{.*}}) outs(
  // CHECK-NOT: epilogue {
  %z = nn.conv %x, %w group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>
  nn.return %y, %z : tensor<?x6x5x7xf32>, tensor<?x6x7x5xf32>
}

// The gradient of the input is a convolution with flipped weights, padded to give the input's size.
// CHECK-LABEL: nn.func @backward_data
nn.func @backward_data(%g: tensor<?x6x7x4xf32>, %w: tensor<6x2x3x4xf32>, %g2: tensor<?x6x4x4xf32>, %g11: tensor<?x6x11x7xf32>)
    -> (dx: tensor<?x4x9x7xf32>, left: tensor<?x4x9x7xf32>, strided: tensor<?x4x9x7xf32>, wide: tensor<?x4x9x10xf32>) {
  // CHECK: kernel.conv ins(%g, %w : {{.*}} pads = array<i64: 2, 3, 2, 3>, strides = array<i64: 1, 1>, transposed}
  %dx = nn.conv_backward_data %g, %w group 2 : tensor<?x6x7x4xf32>, tensor<6x2x3x4xf32> -> tensor<?x4x9x7xf32>
  // Rows: a reach of 4 and pads of 2 and 1; columns: a reach of 3, a pad of 0 and 1.
  // CHECK: kernel.conv ins({{.*}} {dilations = array<i64: 2, 1>, {{.*}} pads = array<i64: 2, 3, 3, 2>
  %p = nn.conv %dx, %w pads [2, 0, 1, 1] dilations [2, 1] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x4xf32>
  %left = nn.conv_backward_data %p, %w pads [2, 0, 1, 1] dilations [2, 1] group 2 : tensor<?x6x8x5xf32>, tensor<6x2x3x4xf32> -> tensor<?x4x9x7xf32>
  // Of a stride, legalization makes phases.
  // CHECK: nn.conv_backward_data {{.*}} strides [2, 1]
  %strided = nn.conv_backward_data %g2, %w strides [2, 1] group 2 : tensor<?x6x4x4xf32>, tensor<6x2x3x4xf32> -> tensor<?x4x9x7xf32>
  // A pad wider than the window has to cut the gradient, which legalization does.
  // CHECK: nn.conv_backward_data {{.*}} pads [4, 0, 0, 0]
  %wide = nn.conv_backward_data %g11, %w pads [4, 0, 0, 0] group 2 : tensor<?x6x11x7xf32>, tensor<6x2x3x4xf32> -> tensor<?x4x9x10xf32>
  nn.return %dx, %left, %strided, %wide : tensor<?x4x9x7xf32>, tensor<?x4x9x7xf32>, tensor<?x4x9x7xf32>, tensor<?x4x9x10xf32>
}

// Of one channel a group, there is a kernel with zeros between rows and columns: 7 + 1 rows with a reach of 2 and a pad of 1.
// CHECK-LABEL: nn.func @backward_data_by_channel
nn.func @backward_data_by_channel(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>) -> (dx: tensor<?x6x8x6xf32>) {
  // CHECK: kernel.conv ins(%g, %w : {{.*}} group = 6 : i64, lhs_dilation = array<i64: 2, 2>, pads = array<i64: 1, 1, 2, 1>, strides = array<i64: 1, 1>, transposed}
  %dx = nn.conv_backward_data %g, %w strides [2, 2] pads [1, 0, 1, 0] group 6 : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32> -> tensor<?x6x8x6xf32>
  nn.return %dx : tensor<?x6x8x6xf32>
}

// CHECK-LABEL: nn.func @backward_weights
nn.func @backward_weights(%x: tensor<?x4x9x7xf64>, %g: tensor<?x6x5x7xf64>) -> (dw: tensor<6x2x3x3xf64>) {
  // CHECK: kernel.conv_backward_weights ins(%x, %g : {{.*}}) outs(%{{.*}} : tensor<6x2x3x3xf64>) {{.*}} group = 2 : i64, pads = array<i64: 1, 0, 1, 2>, strides = array<i64: 2, 1>}
  %dw = nn.conv_backward_weights %x, %g strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x4x9x7xf64>, tensor<?x6x5x7xf64> -> tensor<6x2x3x3xf64>
  nn.return %dw : tensor<6x2x3x3xf64>
}

// Pooling by pairs of columns, and the gradient of any.
// CHECK-LABEL: nn.func @max_pool
nn.func @max_pool(%x: tensor<?x3x9x8xf32>) -> (y: tensor<?x3x4x4xf32>, dx: tensor<?x3x9x8xf32>, wide: tensor<?x3x9x7xf32>, padded: tensor<?x3x5x5xf32>) {
  // CHECK: %[[Y:.*]] = kernel.max_pool ins(%x : {{.*}}) outs(%{{.*}} : tensor<?x3x4x4xf32>) {row_stride = 2 : i64, rows = 3 : i64}
  %y = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] : tensor<?x3x9x8xf32>
  // CHECK: kernel.max_pool_backward ins(%x, %[[Y]] : {{.*}} {kernel_shape = array<i64: 3, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
  %dx = nn.max_pool_backward %x, %y kernel_shape [3, 2] strides [2, 2] : tensor<?x3x9x8xf32>, tensor<?x3x4x4xf32>
  // CHECK: nn.max_pool %x kernel_shape [1, 2] strides [1, 1]
  %wide = nn.max_pool %x kernel_shape [1, 2] strides [1, 1] : tensor<?x3x9x8xf32>
  // CHECK: nn.max_pool %x kernel_shape [2, 2] strides [2, 2] pads [1, 1, 1, 1]
  %padded = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] pads [1, 1, 1, 1] : tensor<?x3x9x8xf32>
  nn.return %y, %dx, %wide, %padded : tensor<?x3x4x4xf32>, tensor<?x3x9x8xf32>, tensor<?x3x9x7xf32>, tensor<?x3x5x5xf32>
}

// Dimensions that lie side by side are joined to the rows, columns and sums of one product.
// CHECK-LABEL: nn.func @joined
nn.func @joined(%x: tensor<?x5x3xf32>, %w: tensor<3x4xf32>, %m: tensor<?x3x2xf32>, %v: tensor<4x5x3xf32>, %u: tensor<2x5xf32>)
    -> (y: tensor<?x5x4xf32>, dw: tensor<3x4xf32>, t: tensor<?x4xf32>, many: tensor<?x5x2xf32>, apart: tensor<?x2x3xf32>) {
  // CHECK: %[[INIT:.*]] = tensor.empty(%{{.*}}) : tensor<?x5x4xf32>
  // CHECK: %[[ROWS:.*]] = tensor.collapse_shape %x {{\[\[}}0, 1], [2]] : tensor<?x5x3xf32> into tensor<?x3xf32>
  // CHECK: %[[MEMORY:.*]] = tensor.collapse_shape %[[INIT]] {{\[\[}}0, 1], [2]]
  // CHECK: %[[PRODUCT:.*]] = kernel.matmul ins(%[[ROWS]], %w : {{.*}}) outs(%[[MEMORY]] : tensor<?x4xf32>)
  // CHECK: tensor.expand_shape %[[PRODUCT]] {{\[\[}}0, 1], [2]] output_shape [%{{.*}}, 5, 4]
  %y = nn.matmul %x, %w : tensor<?x5x3xf32>, tensor<3x4xf32>
  // CHECK: kernel.matmul ins(%{{.*}}, %{{.*}} : tensor<?x3xf32>, tensor<?x4xf32>) outs(%{{.*}} : tensor<3x4xf32>) {transpose_lhs}
  %dw = nn.einsum "btn,btk->kn" %y, %x : tensor<?x5x4xf32>, tensor<?x5x3xf32>
  // CHECK: kernel.matmul ins(%{{.*}}, %{{.*}} : tensor<?x15xf32>, tensor<4x15xf32>) {{.*}} {transpose_rhs}
  %t = nn.einsum "btk,ntk->bn" %x, %v : tensor<?x5x3xf32>, tensor<4x5x3xf32>
  // CHECK: kernel.matmul ins(%x, %m : tensor<?x5x3xf32>, tensor<?x3x2xf32>) outs(%{{.*}} : tensor<?x5x2xf32>)
  %many = nn.matmul %x, %m : tensor<?x5x3xf32>, tensor<?x3x2xf32>
  // A letter between the others is for legalization to move.
  // CHECK: nn.einsum
  %apart = nn.einsum "btk,nt->bnk" %x, %u : tensor<?x5x3xf32>, tensor<2x5xf32>
  nn.return %y, %dw, %t, %many, %apart : tensor<?x5x4xf32>, tensor<3x4xf32>, tensor<?x4xf32>, tensor<?x5x2xf32>, tensor<?x2x3xf32>
}

// What counts products is joined, too: heads, and the batch. A matrix that is repeated is for legalization to expand.
// CHECK-LABEL: nn.func @heads
nn.func @heads(%q: tensor<?x4x6x8xf32>, %k: tensor<?x4x5x8xf32>, %one: tensor<?x1x8x5xf32>)
    -> (scores: tensor<?x4x6x5xf32>, same: tensor<?x4x6x5xf32>, repeated: tensor<?x4x6x5xf32>) {
  // CHECK: %[[Q:.*]] = tensor.collapse_shape %q {{\[\[}}0, 1], [2], [3]] : tensor<?x4x6x8xf32> into tensor<?x6x8xf32>
  // CHECK: %[[K:.*]] = tensor.collapse_shape %k {{\[\[}}0, 1], [2], [3]]
  // CHECK: %[[S:.*]] = kernel.matmul ins(%[[Q]], %[[K]] : tensor<?x6x8xf32>, tensor<?x5x8xf32>) outs(%{{.*}} : tensor<?x6x5xf32>) {transpose_rhs}
  // CHECK: tensor.expand_shape %[[S]] {{\[\[}}0, 1], [2], [3]] output_shape [%{{.*}}, 4, 6, 5]
  %scores = nn.matmul %q, %k transpose_rhs : tensor<?x4x6x8xf32>, tensor<?x4x5x8xf32>
  // CHECK: kernel.matmul ins(%{{.*}}, %{{.*}} : tensor<?x6x8xf32>, tensor<?x5x8xf32>) {{.*}} {transpose_rhs}
  %same = nn.einsum "bhqd,bhkd->bhqk" %q, %k : tensor<?x4x6x8xf32>, tensor<?x4x5x8xf32>
  // CHECK: nn.matmul
  %repeated = nn.matmul %q, %one : tensor<?x4x6x8xf32>, tensor<?x1x8x5xf32>
  nn.return %scores, %same, %repeated : tensor<?x4x6x5xf32>, tensor<?x4x6x5xf32>, tensor<?x4x6x5xf32>
}

// CHECK-LABEL: nn.func @dilated
nn.func @dilated(%x: tensor<?x1x6x6xf32>, %g: tensor<?x1x4x4xf32>) -> (dx: tensor<?x1x6x6xf32>, p: tensor<?x1x6x3xf32>) {
  // CHECK: nn.max_pool_backward
  %dx = nn.max_pool_backward %x, %g kernel_shape [2, 2] dilations [2, 2] : tensor<?x1x6x6xf32>, tensor<?x1x4x4xf32>
  // CHECK: nn.max_pool %x
  %p = nn.max_pool %x kernel_shape [1, 2] strides [1, 2] pads [0, 1, 0, 1] dilations [1, 3] : tensor<?x1x6x6xf32>
  nn.return %dx, %p : tensor<?x1x6x6xf32>, tensor<?x1x6x3xf32>
}
