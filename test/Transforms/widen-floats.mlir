// RUN: dlc-opt %s --nn-widen-floats | FileCheck %s

// CHECK: nn.variable @w : tensor<3x2xf64> init #nn.he_normal
nn.variable @w : tensor<3x2xf32> init #nn.he_normal
// CHECK: nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state

// CHECK: nn.func @f(%x: tensor<?x3xf64>, %n: tensor<?xi64>) -> (y: tensor<?x2xf64>, s: tensor<?xf64>) {
nn.func @f(%x: tensor<?x3xf32>, %n: tensor<?xi64>) -> (y: tensor<?x2xf32>, s: tensor<?xf64>) {
  // CHECK-NEXT: %[[W:.*]] = nn.read @w : tensor<3x2xf64>
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<[1.500000e+00, 0x7FF0000000000000]> : tensor<2xf64>
  // CHECK-NEXT: %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<f64>
  // CHECK: nn.matmul %x, %[[W]] : tensor<?x3xf64>, tensor<3x2xf64>
  // CHECK: nn.cast %n : tensor<?xi64> to tensor<?xf64>
  %w = nn.read @w : tensor<3x2xf32>
  %c = nn.constant dense<[1.5, 0x7F800000]> : tensor<2xf32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %p = nn.matmul %x, %w : tensor<?x3xf32>, tensor<3x2xf32>
  %q = nn.mul %p, %c : tensor<?x2xf32>, tensor<2xf32>
  %y = nn.add %q, %one : tensor<?x2xf32>, tensor<f32>
  %narrow = nn.cast %n : tensor<?xi64> to tensor<?xf32>
  %s = nn.cast %narrow : tensor<?xf32> to tensor<?xf64>
  nn.return %y, %s : tensor<?x2xf32>, tensor<?xf64>
}

// Bits are those that there were.
// CHECK-LABEL: nn.func @bits
// CHECK-NEXT: %[[F:.*]] = nn.cast %x : tensor<4xf64> to tensor<4xf32>
// CHECK-NEXT: %[[B:.*]] = nn.bitcast %[[F]] : tensor<4xf32> to tensor<4xi32>
// CHECK-NEXT: %[[G:.*]] = nn.bitcast %[[B]] : tensor<4xi32> to tensor<4xf32>
// CHECK-NEXT: %[[Y:.*]] = nn.cast %[[G]] : tensor<4xf32> to tensor<4xf64>
// CHECK-NEXT: nn.return %[[Y]] : tensor<4xf64>
nn.func @bits(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  %b = nn.bitcast %x : tensor<4xf32> to tensor<4xi32>
  %y = nn.bitcast %b : tensor<4xi32> to tensor<4xf32>
  nn.return %y : tensor<4xf32>
}
