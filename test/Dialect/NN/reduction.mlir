// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @reductions
nn.func @reductions(%x: tensor<?x4x8xf32>) {
  // CHECK: %[[A:.*]] = nn.reduce_sum %x axes [0, -1] keepdims : tensor<?x4x8xf32>
  %a = nn.reduce_sum %x axes [0, -1] keepdims : tensor<?x4x8xf32>
  // CHECK: nn.reduce_mean %[[A]] : tensor<1x4x1xf32>
  %b = nn.reduce_mean %a : tensor<1x4x1xf32>
  // CHECK: nn.reduce_max %x axes [1] : tensor<?x4x8xf32>
  %c = nn.reduce_max %x axes [1] : tensor<?x4x8xf32>
  // CHECK: %[[I:.*]] = nn.arg_max %x axis -1 : tensor<?x4x8xf32>
  %i = nn.arg_max %x axis -1 : tensor<?x4x8xf32>
  // CHECK: nn.cast %[[I]] : tensor<?x4xi64> to tensor<?x4xf32>
  %f = nn.cast %i : tensor<?x4xi64> to tensor<?x4xf32>
}

// FOLD-LABEL: nn.func @sizes
// FOLD-DAG: %[[F:.*]] = nn.constant dense<3.200000e+01> : tensor<f32>
// FOLD-DAG: %[[I:.*]] = nn.constant dense<8> : tensor<i64>
// FOLD-DAG: %[[B:.*]] = nn.size %x : tensor<?x4x8xf32> -> tensor<f32>
// FOLD: nn.return %[[F]], %[[I]], %[[B]]
nn.func @sizes(%x: tensor<?x4x8xf32>) -> (a: tensor<f32>, b: tensor<i64>, c: tensor<f32>) {
  %a = nn.size %x axes [1, 2] : tensor<?x4x8xf32> -> tensor<f32>
  %b = nn.size %x axes [-1] : tensor<?x4x8xf32> -> tensor<i64>
  %c = nn.size %x : tensor<?x4x8xf32> -> tensor<f32>
  nn.return %a, %b, %c : tensor<f32>, tensor<i64>, tensor<f32>
}
