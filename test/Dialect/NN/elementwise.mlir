// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @broadcast
nn.func @broadcast(%x: tensor<?x6x4x4xf32>, %b: tensor<6x1x1xf32>, %s: tensor<f32>) -> (y: tensor<?x6x4x4xf32>) {
  // CHECK: nn.add %x, %b : tensor<?x6x4x4xf32>, tensor<6x1x1xf32>
  %0 = nn.add %x, %b : tensor<?x6x4x4xf32>, tensor<6x1x1xf32>
  // CHECK: nn.mul %{{.*}}, %s : tensor<?x6x4x4xf32>, tensor<f32>
  %1 = nn.mul %0, %s : tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.compare gt
  %2 = nn.compare gt %1, %s : tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.where
  %3 = nn.where %2, %1, %s : tensor<?x6x4x4xi1>, tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.relu %{{.*}} : tensor<?x6x4x4xf32>
  %4 = nn.relu %3 : tensor<?x6x4x4xf32>
  // CHECK: nn.cast %{{.*}} : tensor<?x6x4x4xi1> to tensor<?x6x4x4xf32>
  %5 = nn.cast %2 : tensor<?x6x4x4xi1> to tensor<?x6x4x4xf32>
  %6 = nn.add %4, %5 : tensor<?x6x4x4xf32>, tensor<?x6x4x4xf32>
  nn.return %6 : tensor<?x6x4x4xf32>
}

// FOLD-LABEL: nn.func @neutral
// FOLD-NEXT: nn.return %x
nn.func @neutral(%x: tensor<?x3xf32>) -> (y: tensor<?x3xf32>) {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %0 = nn.add %x, %zero : tensor<?x3xf32>, tensor<f32>
  %1 = nn.mul %0, %one : tensor<?x3xf32>, tensor<f32>
  %2 = nn.sub %1, %zero : tensor<?x3xf32>, tensor<f32>
  %3 = nn.div %2, %one : tensor<?x3xf32>, tensor<f32>
  %4 = nn.pow %3, %one : tensor<?x3xf32>, tensor<f32>
  %5 = nn.cast %4 : tensor<?x3xf32> to tensor<?x3xf32>
  nn.return %5 : tensor<?x3xf32>
}

// A neutral element that widens the shape is no identity.
// FOLD-LABEL: nn.func @widening
// FOLD: nn.add
nn.func @widening(%x: tensor<f32>) -> (y: tensor<3xf32>) {
  %zero = nn.constant dense<0.0> : tensor<3xf32>
  %0 = nn.add %x, %zero : tensor<f32>, tensor<3xf32>
  nn.return %0 : tensor<3xf32>
}

// FOLD-LABEL: nn.func @constants
// FOLD: nn.constant dense<[5.000000e+00, 0.000000e+00]> : tensor<2xf32>
nn.func @constants() -> (y: tensor<2xf32>) {
  %a = nn.constant dense<[4.0, -9.0]> : tensor<2xf32>
  %b = nn.constant dense<1.0> : tensor<2xf32>
  %0 = nn.add %a, %b : tensor<2xf32>, tensor<2xf32>
  %1 = nn.relu %0 : tensor<2xf32>
  nn.return %1 : tensor<2xf32>
}

// FOLD-LABEL: nn.func @functions
// FOLD-DAG: dense<2.000000e+00> : tensor<f64>
// FOLD-DAG: dense<5.000000e-01> : tensor<f64>
// FOLD-DAG: dense<-4.000000e+00> : tensor<f64>
nn.func @functions() -> (a: tensor<f64>, b: tensor<f64>, c: tensor<f64>) {
  %x = nn.constant dense<4.0> : tensor<f64>
  %0 = nn.sqrt %x : tensor<f64>
  %1 = nn.rsqrt %x : tensor<f64>
  %2 = nn.neg %x : tensor<f64>
  nn.return %0, %1, %2 : tensor<f64>, tensor<f64>, tensor<f64>
}
