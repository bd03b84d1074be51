// RUN: dlc-opt %s --dlc-split-batch-sums --split-input-file | FileCheck %s

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#channel = affine_map<(n, c, h, w) -> (c)>

// Each image first, then the images; two sums of one loop stay one loop.
// CHECK-DAG: #[[ALL:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[IMAGE:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1)>
// CHECK-DAG: #[[BOTH:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[LAST:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: func.func @sums
// CHECK-SAME: (%[[X:.*]]: tensor<?x3x8x8xf32>, %[[S:.*]]: tensor<3xf32>, %[[T:.*]]: tensor<3xf32>)
// CHECK: %[[N:.*]] = tensor.dim %[[X]], %c0
// CHECK: %[[E:.*]] = tensor.empty(%[[N]]) : tensor<?x3xf32>
// CHECK: linalg.fill ins(%{{.*}} : f32) outs(%[[E]] : tensor<?x3xf32>)
// CHECK: %[[PART:.*]]:2 = linalg.generic {indexing_maps = [#[[ALL]], #[[IMAGE]], #[[IMAGE]]], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%[[X]] : tensor<?x3x8x8xf32>)
// CHECK: arith.mulf
// CHECK: %[[A:.*]] = linalg.generic {indexing_maps = [#[[BOTH]], #[[LAST]]], iterator_types = ["reduction", "parallel"]} ins(%[[PART]]#0 : tensor<?x3xf32>) outs(%[[S]] : tensor<3xf32>)
// CHECK: arith.addf
// CHECK: %[[B:.*]] = linalg.generic {{.*}} ins(%[[PART]]#1 : tensor<?x3xf32>) outs(%[[T]] : tensor<3xf32>)
// CHECK: return %[[A]], %[[B]]
func.func @sums(%x: tensor<?x3x8x8xf32>, %s: tensor<3xf32>, %t: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = linalg.generic {indexing_maps = [#all, #channel, #channel], iterator_types = ["reduction", "parallel", "reduction", "reduction"]}
    ins(%x : tensor<?x3x8x8xf32>) outs(%s, %t : tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %1 = arith.addf %b, %a : f32
    %2 = arith.mulf %a, %a : f32
    %3 = arith.addf %2, %c : f32
    linalg.yield %1, %3 : f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// -----
// Images too small to be worth sums of their own, maxima, and sums over images alone stay.

#all = affine_map<(n, c, h) -> (n, c, h)>
#channel = affine_map<(n, c, h) -> (c)>
#pixel = affine_map<(n, c, h) -> (c, h)>
// CHECK-LABEL: func.func @stay
// CHECK-COUNT-3: iterator_types = ["reduction"
// CHECK-NOT: linalg.generic
func.func @stay(%small: tensor<?x3x8xf32>, %x: tensor<?x3x32xf32>, %s: tensor<3xf32>, %t: tensor<3x32xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3x32xf32>) {
  %0 = linalg.generic {indexing_maps = [#all, #channel], iterator_types = ["reduction", "parallel", "reduction"]}
    ins(%small : tensor<?x3x8xf32>) outs(%s : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %5 = arith.addf %b, %a : f32
    linalg.yield %5 : f32
  } -> tensor<3xf32>
  %1 = linalg.generic {indexing_maps = [#all, #channel], iterator_types = ["reduction", "parallel", "reduction"]}
    ins(%x : tensor<?x3x32xf32>) outs(%s : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %5 = arith.maximumf %b, %a : f32
    linalg.yield %5 : f32
  } -> tensor<3xf32>
  %2 = linalg.generic {indexing_maps = [#all, #pixel], iterator_types = ["reduction", "parallel", "parallel"]}
    ins(%x : tensor<?x3x32xf32>) outs(%t : tensor<3x32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %5 = arith.addf %b, %a : f32
    linalg.yield %5 : f32
  } -> tensor<3x32xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3x32xf32>
}
