// RUN: dlc-opt %s --split-input-file --verify-diagnostics | FileCheck %s

// CHECK: kernel.call @f ins(%{{.*}}, %{{.*}} : index, tensor<3xf32>) outs(%{{.*}} : tensor<3xf32>) order [0, 1, 2] -> tensor<3xf32>
func.func private @f(index, tensor<3xf32>, tensor<3xf32>)
func.func @caller(%n: index, %x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %0 = kernel.call @f ins(%n, %x : index, tensor<3xf32>) outs(%y : tensor<3xf32>) order [0, 1, 2] -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @caller(%n: index, %x: memref<3xf32>) {
  // expected-error @+1 {{has 2 operands, but `order` does not have each of them once}}
  kernel.call @f ins(%n : index) outs(%x : memref<3xf32>) order [0, 0]
  return
}

// -----

func.func @caller(%n: index, %x: tensor<3xf32>) {
  // expected-error @+1 {{has inits of types ('tensor<3xf32>'), but results of ()}}
  kernel.call @f ins(%n : index) outs(%x : tensor<3xf32>) order [0, 1]
  return
}
