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
