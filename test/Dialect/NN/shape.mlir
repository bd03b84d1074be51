// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @shapes
nn.func @shapes(%x: tensor<?x4x2x3xf32>, %labels: tensor<?xi64>) {
  // CHECK: nn.flatten %x : tensor<?x4x2x3xf32>
  %a = nn.flatten %x : tensor<?x4x2x3xf32>
  // CHECK: nn.reshape %{{.*}} : tensor<?x24xf32> to tensor<?x3x8xf32>
  %b = nn.reshape %a : tensor<?x24xf32> to tensor<?x3x8xf32>
  // CHECK: nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  %c = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  // CHECK: nn.expand %{{.*}} : tensor<f32> to tensor<?x3xf32>
  %s = nn.constant dense<1.0> : tensor<f32>
  %d = nn.expand %s : tensor<f32> to tensor<?x3xf32>
  // CHECK: nn.one_hot %labels : tensor<?xi64> -> tensor<?x10xf32>
  %e = nn.one_hot %labels : tensor<?xi64> -> tensor<?x10xf32>
}

// FOLD-LABEL: nn.func @identities
// FOLD-NEXT: nn.return %x, %x
nn.func @identities(%x: tensor<?x4x2x3xf32>) -> (a: tensor<?x4x2x3xf32>, b: tensor<?x4x2x3xf32>) {
  %0 = nn.reshape %x : tensor<?x4x2x3xf32> to tensor<?x24xf32>
  %1 = nn.reshape %0 : tensor<?x24xf32> to tensor<?x4x2x3xf32>
  %2 = nn.expand %1 : tensor<?x4x2x3xf32> to tensor<?x4x2x3xf32>
  %3 = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  %4 = nn.transpose %3 perm [0, 3, 1, 2] : tensor<?x2x3x4xf32>
  nn.return %2, %4 : tensor<?x4x2x3xf32>, tensor<?x4x2x3xf32>
}
