// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: func.func @attention
func.func @attention(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x6x2x3xf32>, %y: tensor<?x5x4x3xf32>) {
  // CHECK: kernel.attention ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x6x2x3xf32>)
  // CHECK-SAME: outs(%{{.*}} : tensor<?x5x4x3xf32>) {causal, length_first = array<i1: false, false, true, true>, scale = 5.000000e-01 : f64} -> tensor<?x5x4x3xf32>
  %0 = kernel.attention ins(%q, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x6x2x3xf32>) outs(%y : tensor<?x5x4x3xf32>)
    {causal, length_first = array<i1: false, false, true, true>, scale = 0.5 : f64} -> tensor<?x5x4x3xf32>
  return
}

// CHECK-LABEL: func.func @backward
func.func @backward(%q: memref<?x4x5x8xf64>, %k: memref<?x2x6x8xf64>, %v: memref<?x2x6x3xf64>, %y: memref<?x4x5x3xf64>) {
  // CHECK: kernel.attention_backward ins(%[[Q:.*]], %[[K:.*]], %[[V:.*]], %[[Y:.*]], %[[Y]] : {{.*}}) outs(%[[Q]], %[[K]], %[[V]] : {{.*}}) {length_first = {{.*}}, scale = 1.000000e+00 : f64}{{$}}
  kernel.attention_backward ins(%q, %k, %v, %y, %y : memref<?x4x5x8xf64>, memref<?x2x6x8xf64>, memref<?x2x6x3xf64>, memref<?x4x5x3xf64>, memref<?x4x5x3xf64>)
    outs(%q, %k, %v : memref<?x4x5x8xf64>, memref<?x2x6x8xf64>, memref<?x2x6x3xf64>)
    {length_first = array<i1: false, false, false, false, false, false, false, false>, scale = 1.0 : f64}
  return
}

// CHECK-LABEL: func.func @masked
func.func @masked(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %y: tensor<?x4x5x8xf32>, %m: tensor<1x4x1x6xf32>) {
  // CHECK: kernel.attention ins({{.*}}) mask(%{{.*}} : tensor<1x4x1x6xf32>) outs(
  %0 = kernel.attention ins(%q, %k, %k : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>) mask(%m : tensor<1x4x1x6xf32>)
    outs(%y : tensor<?x4x5x8xf32>) {length_first = array<i1: false, false, false, false>, scale = 0.5 : f64} -> tensor<?x4x5x8xf32>
  // CHECK: kernel.attention_backward ins({{.*}}) mask(%{{.*}} : tensor<1x4x1x6xf32>) outs(
  %1:3 = kernel.attention_backward ins(%q, %k, %k, %y, %y : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>)
    mask(%m : tensor<1x4x1x6xf32>) outs(%q, %k, %k : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>)
    {length_first = array<i1: false, false, false, false, false, false, false, false>, scale = 1.0 : f64} -> tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x8xf32>
  return
}
