// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @matmul
nn.func @matmul(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (y: tensor<?x3xf32>, g: tensor<4x3xf32>) {
  // CHECK: %[[Y:.*]] = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %y = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  // CHECK: nn.matmul %x, %[[Y]] transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>
  %g = nn.matmul %x, %y transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>
  nn.return %y, %g : tensor<?x3xf32>, tensor<4x3xf32>
}
