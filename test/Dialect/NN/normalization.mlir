// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @norms
nn.func @norms(%x: tensor<?x4x8x8xf32>, %c: tensor<4xf32>) -> (m: tensor<4xf32>) {
  // CHECK: %[[Y:.*]] = nn.batch_norm %x scale %c bias %c mean %c variance %c {epsilon = 1.000000e-03 : f64}
  %y = nn.batch_norm %x scale %c bias %c mean %c variance %c {epsilon = 1.0e-3 : f64} : tensor<?x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  // CHECK: %{{.*}}, %[[M:.*]], %{{.*}} = nn.batch_norm_training %[[Y]] scale %c bias %c : tensor<?x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>
  %z, %m, %v = nn.batch_norm_training %y scale %c bias %c : tensor<?x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>
  // CHECK: nn.softmax %{{.*}} : tensor<?x4x8x8xf32>
  %s = nn.softmax %z : tensor<?x4x8x8xf32>
  // CHECK: nn.log_softmax %{{.*}} axis 1 : tensor<?x4x8x8xf32>
  %l = nn.log_softmax %s axis 1 : tensor<?x4x8x8xf32>
  // CHECK: nn.return %[[M]] : tensor<4xf32>
  nn.return %m : tensor<4xf32>
}
