// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @indexing
nn.func @indexing(%x: tensor<?x4x3xf32>, %w: tensor<9x3xf32>, %i: tensor<2x5xi64>, %b: tensor<?x2xi32>, %e: tensor<?x2x3xi64>, %n: tensor<?x2xi64>, %u: tensor<?x2x3xf32>, %f: tensor<2x3xi64>, %v: tensor<2x3xf32>, %s: tensor<?xf32>) {
  // CHECK: nn.gather %x, %i axis 1 : tensor<?x4x3xf32>, tensor<2x5xi64>
  %0 = nn.gather %x, %i axis 1 : tensor<?x4x3xf32>, tensor<2x5xi64>
  // CHECK: nn.gather %w, %b : tensor<9x3xf32>, tensor<?x2xi32>
  %1 = nn.gather %w, %b : tensor<9x3xf32>, tensor<?x2xi32>
  // CHECK: nn.gather_elements %x, %e axis 1 : tensor<?x4x3xf32>, tensor<?x2x3xi64>
  %2 = nn.gather_elements %x, %e axis 1 : tensor<?x4x3xf32>, tensor<?x2x3xi64>
  // CHECK: nn.gather_nd %x, %n batch_dims 1 : tensor<?x4x3xf32>, tensor<?x2xi64>
  %3 = nn.gather_nd %x, %n batch_dims 1 : tensor<?x4x3xf32>, tensor<?x2xi64>
  // CHECK: nn.scatter_elements %x, %e, %u axis 1 reduction add : tensor<?x4x3xf32>, tensor<?x2x3xi64>, tensor<?x2x3xf32>
  %4 = nn.scatter_elements %x, %e, %u axis 1 reduction add : tensor<?x4x3xf32>, tensor<?x2x3xi64>, tensor<?x2x3xf32>
  // CHECK: nn.scatter_elements %w, %f, %v : tensor<9x3xf32>, tensor<2x3xi64>, tensor<2x3xf32>
  %5 = nn.scatter_elements %w, %f, %v : tensor<9x3xf32>, tensor<2x3xi64>, tensor<2x3xf32>
  // CHECK: nn.scatter_nd %x, %n, %s batch_dims 1 reduction max : tensor<?x4x3xf32>, tensor<?x2xi64>, tensor<?xf32>
  %6 = nn.scatter_nd %x, %n, %s batch_dims 1 reduction max : tensor<?x4x3xf32>, tensor<?x2xi64>, tensor<?xf32>
  // CHECK: nn.embedding %w, %b : tensor<9x3xf32>, tensor<?x2xi32>
  %7 = nn.embedding %w, %b : tensor<9x3xf32>, tensor<?x2xi32>
  // CHECK: nn.embedding %w, %b padding_idx 0 : tensor<9x3xf32>, tensor<?x2xi32>
  %8 = nn.embedding %w, %b padding_idx 0 : tensor<9x3xf32>, tensor<?x2xi32>
  // CHECK: nn.one_hot %b axis 1 : tensor<?x2xi32> -> tensor<?x7x2xi8>
  %9 = nn.one_hot %b axis 1 : tensor<?x2xi32> -> tensor<?x7x2xi8>
  // CHECK: nn.one_hot %b : tensor<?x2xi32> -> tensor<?x2x7xf32>
  %10 = nn.one_hot %b : tensor<?x2xi32> -> tensor<?x2x7xf32>
  // CHECK: nn.range : tensor<5xi64>
  %11 = nn.range : tensor<5xi64>
  // CHECK: nn.range start 1.000000e+00 delta 5.000000e-01 : tensor<?xf32>
  %12 = nn.range start 1.000000e+00 delta 5.000000e-01 : tensor<?xf32>
  // CHECK: nn.eye : tensor<3x4xf32>
  %13 = nn.eye : tensor<3x4xf32>
  // CHECK: nn.eye k -1 : tensor<3x4xi64>
  %14 = nn.eye k -1 : tensor<3x4xi64>
  // CHECK: nn.trilu %x : tensor<?x4x3xf32>
  %15 = nn.trilu %x : tensor<?x4x3xf32>
  // CHECK: nn.trilu %x upper k 1 : tensor<?x4x3xf32>
  %16 = nn.trilu %x upper k 1 : tensor<?x4x3xf32>
  // The inferred types.
  // CHECK: nn.neg %{{.*}} : tensor<?x2x5x3xf32>
  %y = nn.neg %0 : tensor<?x2x5x3xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x2x3xf32>
  %z = nn.neg %1 : tensor<?x2x3xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?xf32>
  %t = nn.neg %3 : tensor<?xf32>
}

// CHECK-LABEL: nn.func @non_zero
nn.func @non_zero(%x: tensor<3x4xf32>, %b: tensor<5xi1>) -> (i: tensor<6x2xi64>, n: tensor<i64>) {
  // CHECK: %{{.*}}, %{{.*}} = nn.non_zero %x : tensor<3x4xf32> -> tensor<6x2xi64>, tensor<i64>
  %i, %n = nn.non_zero %x : tensor<3x4xf32> -> tensor<6x2xi64>, tensor<i64>
  // CHECK: nn.non_zero %b : tensor<5xi1> -> tensor<5x1xi32>, tensor<i32>
  %j, %m = nn.non_zero %b : tensor<5xi1> -> tensor<5x1xi32>, tensor<i32>
  nn.return %i, %n : tensor<6x2xi64>, tensor<i64>
}
