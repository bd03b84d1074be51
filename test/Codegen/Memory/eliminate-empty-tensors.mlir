// RUN: dlc-opt %s --pass-pipeline='builtin.module(func.func(dlc-eliminate-empty-tensors))' | FileCheck %s

// The result is computed in its own buffer.
// CHECK-LABEL: @result
// CHECK-SAME: %[[IN:.*]]: tensor<4xf32>, %[[OUT:.*]]: memref<4xf32>
// CHECK: %[[PLACE:.*]] = bufferization.to_tensor %[[OUT]]
// CHECK: linalg.exp ins(%[[IN]] : tensor<4xf32>) outs(%[[PLACE]] : tensor<4xf32>)
func.func @result(%x: tensor<4xf32>, %out: memref<4xf32>) {
  %empty = tensor.empty() : tensor<4xf32>
  %y = linalg.exp ins(%x : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %y in restrict writable %out : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// %h is a result itself, so it must not lie where the value that starts from it is stored first.
// CHECK-LABEL: @starts_from_another_result
// CHECK-SAME: %{{.*}}: tensor<4xf32>, %{{.*}}: memref<4xf32>, %[[H:.*]]: memref<4xf32>
// CHECK: %[[OWN:.*]] = bufferization.to_tensor %[[H]]
// CHECK: linalg.exp {{.*}} outs(%[[OWN]] : tensor<4xf32>)
func.func @starts_from_another_result(%x: tensor<4xf32>, %c: memref<4xf32>, %h: memref<4xf32>) {
  %empty = tensor.empty() : tensor<4xf32>
  %start = linalg.exp ins(%x : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.add ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%start : tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %y in restrict writable %c : (tensor<4xf32>, memref<4xf32>) -> ()
  bufferization.materialize_in_destination %start in restrict writable %h : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// The same for a part of a larger result.
// CHECK-LABEL: @part_is_a_result
// CHECK-SAME: %{{.*}}: tensor<4xf32>, %{{.*}}: memref<8xf32>, %[[PART:.*]]: memref<4xf32>
// CHECK: %[[OWN:.*]] = bufferization.to_tensor %[[PART]]
// CHECK: linalg.exp {{.*}} outs(%[[OWN]] : tensor<4xf32>)
func.func @part_is_a_result(%x: tensor<4xf32>, %whole: memref<8xf32>, %part: memref<4xf32>) {
  %empty = tensor.empty() : tensor<4xf32>
  %large = tensor.empty() : tensor<8xf32>
  %y = linalg.exp ins(%x : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %all = tensor.insert_slice %y into %large[4] [4] [1] : tensor<4xf32> into tensor<8xf32>
  bufferization.materialize_in_destination %all in restrict writable %whole : (tensor<8xf32>, memref<8xf32>) -> ()
  bufferization.materialize_in_destination %y in restrict writable %part : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}
