// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @draws
nn.func @draws(%state: tensor<2xi64>) -> (next: tensor<2xi64>) {
  // CHECK: %{{.*}}, %[[S:.*]] = nn.random_uniform %state {low = -1.000000e+00 : f64} : tensor<3xf32>
  %a, %s = nn.random_uniform %state {low = -1.0 : f64} : tensor<3xf32>
  // CHECK: %{{.*}}, %[[T:.*]] = nn.random_normal %[[S]] : tensor<3x4xf64>
  %b, %t = nn.random_normal %s : tensor<3x4xf64>
  // CHECK: nn.return %[[T]] : tensor<2xi64>
  nn.return %t : tensor<2xi64>
}
