// Short axes are sorted by a network of comparisons, long ones and those of unknown length by a kernel.
// RUN: dlc-opt %s --convert-nn-to-linalg | FileCheck %s

// CHECK-LABEL: @short
// CHECK-NOT: kernel.sort
nn.func @short(%x: tensor<5x64xf32>) -> (values: tensor<5x64xf32>, places: tensor<5x64xi64>) {
  %v, %p = nn.sort %x axis 1 : tensor<5x64xf32>
  nn.return %v, %p : tensor<5x64xf32>, tensor<5x64xi64>
}

// CHECK-LABEL: @long
// CHECK: kernel.sort ins(%{{.*}} : tensor<5x65xf32>) {{.*}} axis 1 descending ->
nn.func @long(%x: tensor<5x65xf32>) -> (values: tensor<5x65xf32>, places: tensor<5x65xi64>) {
  %v, %p = nn.sort %x axis -1 descending : tensor<5x65xf32>
  nn.return %v, %p : tensor<5x65xf32>, tensor<5x65xi64>
}

// CHECK-LABEL: @unknown
// CHECK: kernel.sort ins(%{{.*}} : tensor<?xi8>) {{.*}} axis 0 unsigned ->
nn.func @unknown(%x: tensor<?xui8>) -> (values: tensor<?xui8>, places: tensor<?xi64>) {
  %v, %p = nn.sort %x axis 0 : tensor<?xui8>
  nn.return %v, %p : tensor<?xui8>, tensor<?xi64>
}
