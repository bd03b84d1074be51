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

// CHECK-LABEL: nn.func @examples
nn.func @examples(%x: tensor<?x4x6xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>, %c: tensor<4xf32>) -> (y: tensor<?x4x6xf32>) {
  // CHECK: nn.layer_norm %x scale %s bias %b : tensor<?x4x6xf32>, tensor<6xf32>, tensor<6xf32>
  %0 = nn.layer_norm %x scale %s bias %b : tensor<?x4x6xf32>, tensor<6xf32>, tensor<6xf32>
  // CHECK: nn.layer_norm %{{.*}} axis 1 epsilon 1.000000e-03 : tensor<?x4x6xf32>
  %1 = nn.layer_norm %0 axis 1 epsilon 1.0e-3 : tensor<?x4x6xf32>
  // CHECK: nn.rms_norm %{{.*}} scale %s : tensor<?x4x6xf32>, tensor<6xf32>
  %2 = nn.rms_norm %1 scale %s : tensor<?x4x6xf32>, tensor<6xf32>
  // CHECK: nn.group_norm %{{.*}} scale %c bias %c num_groups 2 : tensor<?x4x6xf32>, tensor<4xf32>, tensor<4xf32>
  %3 = nn.group_norm %2 scale %c bias %c num_groups 2 : tensor<?x4x6xf32>, tensor<4xf32>, tensor<4xf32>
  // CHECK: nn.instance_norm %{{.*}} scale %c : tensor<?x4x6xf32>, tensor<4xf32>
  %4 = nn.instance_norm %3 scale %c : tensor<?x4x6xf32>, tensor<4xf32>
  // CHECK: nn.lrn %{{.*}} size 5 alpha 1.000000e-03 beta 5.000000e-01 bias 2.000000e+00 : tensor<?x4x6xf32>
  %5 = nn.lrn %4 size 5 alpha 1.0e-3 beta 0.5 bias 2.0 : tensor<?x4x6xf32>
  // CHECK: nn.lp_normalization %{{.*}} axis 1 p 1 : tensor<?x4x6xf32>
  %6 = nn.lp_normalization %5 axis 1 p 1 : tensor<?x4x6xf32>
  nn.return %6 : tensor<?x4x6xf32>
}
