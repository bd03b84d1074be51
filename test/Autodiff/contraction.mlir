// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// The four transpositions: each adjoint is one product, its transpositions are attributes.
// CHECK-LABEL: nn.func @nn
nn.func @nn(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>) -> (da: tensor<2x3xf32>, db: tensor<3x4xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.matmul %[[G]], %b transpose_rhs
  // CHECK: nn.matmul %a, %[[G]] transpose_lhs
  %y = nn.matmul %a, %b : tensor<2x3xf32>, tensor<3x4xf32>
  %l = nn.reduce_sum %y : tensor<2x4xf32>
  %da, %db = train.gradient %l wrt (%a, %b) : tensor<f32>, (tensor<2x3xf32>, tensor<3x4xf32>)
  nn.return %da, %db : tensor<2x3xf32>, tensor<3x4xf32>
}

// -----

// CHECK-LABEL: nn.func @tn
nn.func @tn(%a: tensor<3x2xf32>, %b: tensor<3x4xf32>) -> (da: tensor<3x2xf32>, db: tensor<3x4xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.matmul %b, %[[G]] transpose_rhs
  // CHECK: nn.matmul %a, %[[G]] : tensor<3x2xf32>
  %y = nn.matmul %a, %b transpose_lhs : tensor<3x2xf32>, tensor<3x4xf32>
  %l = nn.reduce_sum %y : tensor<2x4xf32>
  %da, %db = train.gradient %l wrt (%a, %b) : tensor<f32>, (tensor<3x2xf32>, tensor<3x4xf32>)
  nn.return %da, %db : tensor<3x2xf32>, tensor<3x4xf32>
}

// -----

// CHECK-LABEL: nn.func @nt
nn.func @nt(%a: tensor<2x3xf32>, %b: tensor<4x3xf32>) -> (da: tensor<2x3xf32>, db: tensor<4x3xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.matmul %[[G]], %b : tensor<2x4xf32>
  // CHECK: nn.matmul %[[G]], %a transpose_lhs
  %y = nn.matmul %a, %b transpose_rhs : tensor<2x3xf32>, tensor<4x3xf32>
  %l = nn.reduce_sum %y : tensor<2x4xf32>
  %da, %db = train.gradient %l wrt (%a, %b) : tensor<f32>, (tensor<2x3xf32>, tensor<4x3xf32>)
  nn.return %da, %db : tensor<2x3xf32>, tensor<4x3xf32>
}

// -----

// CHECK-LABEL: nn.func @tt
nn.func @tt(%a: tensor<3x2xf32>, %b: tensor<4x3xf32>) -> (da: tensor<3x2xf32>, db: tensor<4x3xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.matmul %b, %[[G]] transpose_lhs transpose_rhs
  // CHECK: nn.matmul %[[G]], %a transpose_lhs transpose_rhs
  %y = nn.matmul %a, %b transpose_lhs transpose_rhs : tensor<3x2xf32>, tensor<4x3xf32>
  %l = nn.reduce_sum %y : tensor<2x4xf32>
  %da, %db = train.gradient %l wrt (%a, %b) : tensor<f32>, (tensor<3x2xf32>, tensor<4x3xf32>)
  nn.return %da, %db : tensor<3x2xf32>, tensor<4x3xf32>
}

// -----

// An operand that is repeated gets a sum over the repetitions, in one contraction.
// CHECK-LABEL: nn.func @broadcast
nn.func @broadcast(%x: tensor<?x5x3xf32>, %w: tensor<3x4xf32>) -> (dx: tensor<?x5x3xf32>, dw: tensor<3x4xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.matmul %[[G]], %w transpose_rhs : tensor<?x5x4xf32>, tensor<3x4xf32>
  // CHECK: nn.einsum "ayz,ayx->xz" %[[G]], %x : tensor<?x5x4xf32>, tensor<?x5x3xf32>
  %y = nn.matmul %x, %w : tensor<?x5x3xf32>, tensor<3x4xf32>
  %l = nn.reduce_sum %y : tensor<?x5x4xf32>
  %dx, %dw = train.gradient %l wrt (%x, %w) : tensor<f32>, (tensor<?x5x3xf32>, tensor<3x4xf32>)
  nn.return %dx, %dw : tensor<?x5x3xf32>, tensor<3x4xf32>
}

// -----

// A letter that is summed over in one operand alone repeats the adjoint.
// CHECK-LABEL: nn.func @einsum
nn.func @einsum(%x: tensor<?x5x3xf32>, %w: tensor<3x4xf32>) -> (dx: tensor<?x5x3xf32>, dw: tensor<3x4xf32>) {
  // CHECK: %[[DX:.*]] = nn.einsum "ba,ca->bc" %{{.*}}, %w : tensor<?x4xf32>, tensor<3x4xf32>
  // CHECK: %[[APART:.*]] = nn.reshape %[[DX]] : tensor<?x3xf32> to tensor<?x1x3xf32>
  // CHECK: nn.expand %[[APART]] : tensor<?x1x3xf32> to tensor<?x5x3xf32>
  // CHECK: nn.einsum "ba,btc->ca" %{{.*}}, %x : tensor<?x4xf32>, tensor<?x5x3xf32>
  %y = nn.einsum "btc,ca->ba" %x, %w : tensor<?x5x3xf32>, tensor<3x4xf32>
  %l = nn.reduce_sum %y : tensor<?x4xf32>
  %dx, %dw = train.gradient %l wrt (%x, %w) : tensor<f32>, (tensor<?x5x3xf32>, tensor<3x4xf32>)
  nn.return %dx, %dw : tensor<?x5x3xf32>, tensor<3x4xf32>
}
