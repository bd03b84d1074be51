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

// CHECK-LABEL: nn.func @more_reductions
nn.func @more_reductions(%x: tensor<?x4x8xf32>) {
  // CHECK: nn.reduce_min %x axes [0] : tensor<?x4x8xf32>
  %0 = nn.reduce_min %x axes [0] : tensor<?x4x8xf32>
  // CHECK: nn.reduce_prod %x keepdims : tensor<?x4x8xf32>
  %1 = nn.reduce_prod %x keepdims : tensor<?x4x8xf32>
  // CHECK: nn.reduce_l1 %x axes [1, 2] : tensor<?x4x8xf32>
  %2 = nn.reduce_l1 %x axes [1, 2] : tensor<?x4x8xf32>
  // CHECK: nn.reduce_l2 %x axes [1, 2] : tensor<?x4x8xf32>
  %3 = nn.reduce_l2 %x axes [1, 2] : tensor<?x4x8xf32>
  // CHECK: nn.reduce_log_sum %x axes [1, 2] : tensor<?x4x8xf32>
  %4 = nn.reduce_log_sum %x axes [1, 2] : tensor<?x4x8xf32>
  // CHECK: nn.reduce_log_sum_exp %x axes [1, 2] : tensor<?x4x8xf32>
  %5 = nn.reduce_log_sum_exp %x axes [1, 2] : tensor<?x4x8xf32>
  // CHECK: nn.reduce_sum_square %x axes [1, 2] : tensor<?x4x8xf32>
  %6 = nn.reduce_sum_square %x axes [1, 2] : tensor<?x4x8xf32>
  // CHECK: nn.arg_min %x axis 1 keepdims : tensor<?x4x8xf32>
  %7 = nn.arg_min %x axis 1 keepdims : tensor<?x4x8xf32>
  // CHECK: nn.arg_max %x axis 0 keepdims select_last_index : tensor<?x4x8xf32>
  %8 = nn.arg_max %x axis 0 keepdims select_last_index : tensor<?x4x8xf32>
  // CHECK: nn.cumsum %x axis 1 : tensor<?x4x8xf32>
  %9 = nn.cumsum %x axis 1 : tensor<?x4x8xf32>
  // CHECK: nn.cumsum %x axis 0 exclusive reverse : tensor<?x4x8xf32>
  %10 = nn.cumsum %x axis 0 exclusive reverse : tensor<?x4x8xf32>
  // CHECK: nn.sort %x axis -1 : tensor<?x4x8xf32>
  %v, %i = nn.sort %x axis -1 : tensor<?x4x8xf32>
  // CHECK: nn.sort %x axis 1 descending : tensor<?x4x8xf32>
  %w, %j = nn.sort %x axis 1 descending : tensor<?x4x8xf32>
  // CHECK: nn.top_k %x k 3 : tensor<?x4x8xf32>
  %t, %k = nn.top_k %x k 3 : tensor<?x4x8xf32>
  // CHECK: nn.top_k %x k 2 axis 1 smallest : tensor<?x4x8xf32>
  %u, %l = nn.top_k %x k 2 axis 1 smallest : tensor<?x4x8xf32>
  // The inferred types.
  // CHECK: nn.cast %{{.*}} : tensor<?x1x8xi64> to tensor<?x1x8xf32>
  %m = nn.cast %7 : tensor<?x1x8xi64> to tensor<?x1x8xf32>
  // CHECK: nn.add %{{.*}} : tensor<?x2x8xf32>, tensor<?x2x8xf32>
  %n = nn.add %u, %u : tensor<?x2x8xf32>, tensor<?x2x8xf32>
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

// CHECK-LABEL: nn.func @histogram
nn.func @histogram(%x: tensor<?x4xf64>, %low: tensor<f64>, %high: tensor<f64>) -> (y: tensor<8xi64>) {
  // CHECK: nn.histogram %x from %low to %high : tensor<?x4xf64> -> tensor<8xi64>
  %0 = nn.histogram %x from %low to %high : tensor<?x4xf64> -> tensor<8xi64>
  nn.return %0 : tensor<8xi64>
}
