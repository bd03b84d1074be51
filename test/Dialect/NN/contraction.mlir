// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @matmul
nn.func @matmul(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (y: tensor<?x3xf32>, g: tensor<4x3xf32>) {
  // CHECK: %[[Y:.*]] = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %y = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  // CHECK: nn.matmul %x, %[[Y]] transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>
  %g = nn.matmul %x, %y transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>
  nn.return %y, %g : tensor<?x3xf32>, tensor<4x3xf32>
}

// Dimensions in front of the matrices broadcast.
// CHECK-LABEL: nn.func @batched
nn.func @batched(%x: tensor<?x2x3x4xf32>, %w: tensor<4x5xf32>, %v: tensor<2x1x4xf32>) -> (y: tensor<?x2x3x5xf32>, z: tensor<?x2x3x1xf32>) {
  // CHECK: nn.matmul %x, %w : tensor<?x2x3x4xf32>, tensor<4x5xf32>
  %y = nn.matmul %x, %w : tensor<?x2x3x4xf32>, tensor<4x5xf32>
  // CHECK: nn.matmul %x, %v transpose_rhs : tensor<?x2x3x4xf32>, tensor<2x1x4xf32>
  %z = nn.matmul %x, %v transpose_rhs : tensor<?x2x3x4xf32>, tensor<2x1x4xf32>
  nn.return %y, %z : tensor<?x2x3x5xf32>, tensor<?x2x3x1xf32>
}

// CHECK-LABEL: nn.func @einsum
nn.func @einsum(%x: tensor<?x3x4xf32>, %w: tensor<4x5xf32>, %m: tensor<3x3xf32>) -> (y: tensor<?x5x3xf32>, s: tensor<f32>, d: tensor<3xf32>, t: tensor<?xf32>) {
  // CHECK: nn.einsum "bik,kj->bji" %x, %w : tensor<?x3x4xf32>, tensor<4x5xf32>
  %y = nn.einsum "bik,kj->bji" %x, %w : tensor<?x3x4xf32>, tensor<4x5xf32>
  // CHECK: nn.einsum "bik->" %x : tensor<?x3x4xf32>
  %s = nn.einsum "bik->" %x : tensor<?x3x4xf32>
  // CHECK: nn.einsum "ii->i" %m : tensor<3x3xf32>
  %d = nn.einsum "ii->i" %m : tensor<3x3xf32>
  // CHECK: nn.einsum "bik,kj,ii->b" %x, %w, %m : tensor<?x3x4xf32>, tensor<4x5xf32>, tensor<3x3xf32>
  %t = nn.einsum "bik,kj,ii->b" %x, %w, %m : tensor<?x3x4xf32>, tensor<4x5xf32>, tensor<3x3xf32>
  nn.return %y, %s, %d, %t : tensor<?x5x3xf32>, tensor<f32>, tensor<3xf32>, tensor<?xf32>
}

// CHECK-LABEL: nn.func @gemm
nn.func @gemm(%x: tensor<?x4xf32>, %w: tensor<3x4xf32>, %b: tensor<3xf32>) -> (y: tensor<?x3xf32>, z: tensor<?x3xf32>, o: tensor<3x3xf32>) {
  // CHECK: nn.gemm %x, %w plus %b transpose_rhs alpha 5.000000e-01 beta 2.000000e+00 : tensor<?x4xf32>, tensor<3x4xf32>, tensor<3xf32>
  %y = nn.gemm %x, %w plus %b transpose_rhs alpha 0.5 beta 2.0 : tensor<?x4xf32>, tensor<3x4xf32>, tensor<3xf32>
  // CHECK: nn.gemm %x, %w transpose_rhs : tensor<?x4xf32>, tensor<3x4xf32>
  %z = nn.gemm %x, %w transpose_rhs : tensor<?x4xf32>, tensor<3x4xf32>
  // CHECK: nn.outer %b, %b : tensor<3xf32>, tensor<3xf32>
  %o = nn.outer %b, %b : tensor<3xf32>, tensor<3xf32>
  nn.return %y, %z, %o : tensor<?x3xf32>, tensor<?x3xf32>, tensor<3x3xf32>
}

// A product reads its operands either way round; what exchanges other dimensions than the last two stays.
// FOLD-LABEL: nn.func @transposed_operands
// FOLD: nn.matmul %a, %b transpose_rhs : tensor<?x4x8xf32>, tensor<6x8xf32>
// FOLD: nn.matmul %b, %b transpose_lhs : tensor<6x8xf32>, tensor<6x8xf32>
// FOLD: %[[P:.*]] = nn.transpose %c perm [1, 0, 2]
// FOLD: nn.matmul %[[P]], %b transpose_rhs
nn.func @transposed_operands(%a: tensor<?x4x8xf32>, %b: tensor<6x8xf32>, %c: tensor<4x3x8xf32>)
    -> (x: tensor<?x4x6xf32>, y: tensor<8x8xf32>, z: tensor<3x4x6xf32>) {
  %t = nn.transpose %b perm [1, 0] : tensor<6x8xf32>
  %x = nn.matmul %a, %t : tensor<?x4x8xf32>, tensor<8x6xf32>
  %y = nn.matmul %t, %b : tensor<8x6xf32>, tensor<6x8xf32>
  %p = nn.transpose %c perm [1, 0, 2] : tensor<4x3x8xf32>
  %z = nn.matmul %p, %t : tensor<3x4x8xf32>, tensor<8x6xf32>
  nn.return %x, %y, %z : tensor<?x4x6xf32>, tensor<8x8xf32>, tensor<3x4x6xf32>
}

// Many matrices by one are rows of one product only as they are; a transpose that the product undoes goes.
// FOLD-LABEL: nn.func @transposed_rows
// FOLD: %[[T:.*]] = nn.transpose %a perm [0, 2, 1]
// FOLD: nn.matmul %[[T]], %b :
// FOLD: nn.matmul %a, %c :
nn.func @transposed_rows(%a: tensor<?x4x8xf32>, %b: tensor<4x6xf32>, %c: tensor<8x6xf32>)
    -> (x: tensor<?x8x6xf32>, y: tensor<?x4x6xf32>) {
  %t = nn.transpose %a perm [0, 2, 1] : tensor<?x4x8xf32>
  %x = nn.matmul %t, %b : tensor<?x8x4xf32>, tensor<4x6xf32>
  %y = nn.matmul %t, %c transpose_lhs : tensor<?x8x4xf32>, tensor<8x6xf32>
  nn.return %x, %y : tensor<?x8x6xf32>, tensor<?x4x6xf32>
}
