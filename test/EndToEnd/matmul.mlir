// Matrix products in each transposition, and broadcasting.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
nn.func @product(%a: tensor<?x2xf32>, %b: tensor<2x2xf32>, %bias: tensor<2xf32>) -> (y: tensor<?x2xf32>) {
  %0 = nn.matmul %a, %b : tensor<?x2xf32>, tensor<2x2xf32>
  %1 = nn.add %0, %bias : tensor<?x2xf32>, tensor<2xf32>
  nn.return %1 : tensor<?x2xf32>
}
func.func @main() {
  %a = nn.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %b = nn.constant dense<[[1.0, 10.0], [100.0, 1000.0]]> : tensor<2x2xf32>
  %bias = nn.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %rows = tensor.cast %a : tensor<3x2xf32> to tensor<?x2xf32>
  %plain = func.call @call(%rows, %b, %bias) : (tensor<?x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %p = tensor.cast %plain : tensor<?x2xf32> to tensor<*xf32>
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [201.5, 2010.25]
  // CHECK-NEXT: [403.5, 4030.25]
  // CHECK-NEXT: [605.5, 6050.25]
  func.call @printMemrefF32(%p) : (tensor<*xf32>) -> ()
  %right = nn.matmul %a, %b transpose_rhs : tensor<3x2xf32>, tensor<2x2xf32>
  %r = tensor.cast %right : tensor<3x2xf32> to tensor<*xf32>
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [21, 2100]
  // CHECK-NEXT: [43, 4300]
  // CHECK-NEXT: [65, 6500]
  func.call @printMemrefF32(%r) : (tensor<*xf32>) -> ()
  %left = nn.matmul %a, %a transpose_lhs : tensor<3x2xf32>, tensor<3x2xf32>
  %l = tensor.cast %left : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [35, 44]
  // CHECK-NEXT: [44, 56]
  func.call @printMemrefF32(%l) : (tensor<*xf32>) -> ()
  %column = nn.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %outer = nn.mul %column, %bias : tensor<2x1xf32>, tensor<2xf32>
  %o = tensor.cast %outer : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [0.5, 0.25]
  // CHECK-NEXT: [1, 0.5]
  func.call @printMemrefF32(%o) : (tensor<*xf32>) -> ()
  return
}
func.func private @call(%a: tensor<?x2xf32>, %b: tensor<2x2xf32>, %bias: tensor<2xf32>) -> tensor<?x2xf32> {
  %0 = nn.call @product(%a, %b, %bias) : (tensor<?x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}
