// Pooling with padding; its gradient goes to the first of equal maxima, and padding gets none.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func @main() {
  %x = nn.constant dense<[[[[-5.0, -2.0, -3.0], [-2.0, -4.0, -1.0], [-6.0, -1.0, -1.0]]]]> : tensor<1x1x3x3xf32>
  %y = nn.max_pool %x kernel_shape [2, 2] strides [1, 2] pads [1, 0, 0, 1] : tensor<1x1x3x3xf32>
  %p = tensor.cast %y : tensor<1x1x3x2xf32> to tensor<*xf32>
  // CHECK: sizes = [1, 1, 3, 2]
  // CHECK-NEXT: -2,{{ *}}-3
  // CHECK-NEXT: -2,{{ *}}-1
  // CHECK-NEXT: -1,{{ *}}-1
  func.call @printMemrefF32(%p) : (tensor<*xf32>) -> ()
  %dy = nn.constant dense<[[[[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]]]]> : tensor<1x1x3x2xf32>
  %dx = nn.max_pool_backward %x, %dy kernel_shape [2, 2] strides [1, 2] pads [1, 0, 0, 1] : tensor<1x1x3x3xf32>, tensor<1x1x3x2xf32>
  %g = tensor.cast %dx : tensor<1x1x3x3xf32> to tensor<*xf32>
  // CHECK: sizes = [1, 1, 3, 3]
  // CHECK-NEXT: [0,{{ *}}5,{{ *}}2]
  // CHECK-NEXT: [0,{{ *}}0,{{ *}}40]
  // CHECK-NEXT: [0,{{ *}}16,{{ *}}0]
  func.call @printMemrefF32(%g) : (tensor<*xf32>) -> ()
  return
}
