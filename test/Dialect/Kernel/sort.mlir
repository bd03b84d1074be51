// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --mlir-print-op-generic | dlc-opt | FileCheck %s

// CHECK-LABEL: func.func @tensors
func.func @tensors(%x: tensor<?x300xf32>, %v: tensor<?x300xf32>, %i: tensor<?x300xi64>) -> (tensor<?x300xf32>, tensor<?x300xi64>) {
  // CHECK: kernel.sort ins(%{{.*}} : tensor<?x300xf32>) outs(%{{.*}}, %{{.*}} : tensor<?x300xf32>, tensor<?x300xi64>) axis 1 -> tensor<?x300xf32>, tensor<?x300xi64>
  %0:2 = kernel.sort ins(%x : tensor<?x300xf32>) outs(%v, %i : tensor<?x300xf32>, tensor<?x300xi64>) axis 1 -> tensor<?x300xf32>, tensor<?x300xi64>
  return %0#0, %0#1 : tensor<?x300xf32>, tensor<?x300xi64>
}

// CHECK-LABEL: func.func @buffers
func.func @buffers(%x: memref<?xi8>, %v: memref<?xi8>, %i: memref<?xi64>) {
  // CHECK: kernel.sort ins(%{{.*}} : memref<?xi8>) outs(%{{.*}}, %{{.*}} : memref<?xi8>, memref<?xi64>) axis 0 descending unsigned{{$}}
  kernel.sort ins(%x : memref<?xi8>) outs(%v, %i : memref<?xi8>, memref<?xi64>) axis 0 descending unsigned
  return
}
