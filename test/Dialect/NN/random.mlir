// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @draws
nn.func @draws(%state: tensor<2xi64>) -> (next: tensor<2xi64>) {
  // CHECK: %{{.*}}, %[[S:.*]] = nn.random_uniform %state low -1.000000e+00 : tensor<3xf32>
  %a, %s = nn.random_uniform %state low -1 : tensor<3xf32>
  // CHECK: %{{.*}}, %[[T:.*]] = nn.random_normal %[[S]] mean 2.000000e+00 stddev 5.000000e-01 : tensor<3x4xf64>
  %b, %t = nn.random_normal %s mean 2 stddev 0.5 : tensor<3x4xf64>
  // CHECK: nn.return %[[T]] : tensor<2xi64>
  nn.return %t : tensor<2xi64>
}

// CHECK-LABEL: nn.func @made_of_uniform
nn.func @made_of_uniform(%state: tensor<2xi64>, %p: tensor<?x3xf32>) -> (c: tensor<?xi64>, d: tensor<3xi64>, y: tensor<?x3xf32>) {
  // CHECK: %{{.*}}, %[[S:.*]] = nn.bernoulli %p, %state : tensor<?x3xf32>
  %b, %s = nn.bernoulli %p, %state : tensor<?x3xf32>
  // CHECK: %{{.*}}, %[[T:.*]] = nn.categorical %p, %[[S]] : tensor<?x3xf32>
  %c, %t = nn.categorical %p, %s : tensor<?x3xf32>
  // CHECK: nn.categorical %p, %[[T]] axis 0 : tensor<?x3xf32>
  %d, %u = nn.categorical %p, %t axis 0 : tensor<?x3xf32>
  // CHECK: nn.permutation %{{.*}} : tensor<5xi32>
  %o, %v = nn.permutation %u : tensor<5xi32>
  // CHECK: nn.dropout_mask %{{.*}} : tensor<3x4xf64>
  %m, %w = nn.dropout_mask %v : tensor<3x4xf64>
  // CHECK: nn.dropout_mask %{{.*}} ratio 2.000000e-01 : tensor<?x4xf32>
  %n, %x = nn.dropout_mask %w ratio 0.2 : tensor<?x4xf32>
  // CHECK: nn.dropout %p, %{{.*}} ratio 2.500000e-01 : tensor<?x3xf32>
  %y = nn.dropout %p, %x ratio 0.25 : tensor<?x3xf32>
  nn.return %c, %d, %y : tensor<?xi64>, tensor<3xi64>, tensor<?x3xf32>
}
