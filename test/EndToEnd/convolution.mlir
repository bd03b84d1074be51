// A convolution with strides, uneven padding, dilation, groups and a bias; and its adjoints:
// <conv(x, w), dy> = <x, backward_data(dy, w)> = <w, backward_weights(x, dy)>. Small whole numbers, hence exact; the
// expected values were computed by seven plain loops.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func @main() {
  %x = nn.constant dense<[[[[1.0, -1.0, 2.0, -1.0, 3.0, 2.0], [3.0, 2.0, 2.0, 1.0, -3.0, 3.0], [0.0, 3.0, -2.0, 2.0, -3.0, -2.0], [-3.0, -1.0, 0.0, 3.0, -2.0, 0.0], [1.0, -3.0, 1.0, -2.0, -3.0, 2.0]], [[-2.0, 0.0, -1.0, -2.0, 3.0, 3.0], [0.0, -2.0, 3.0, 3.0, -3.0, -2.0], [1.0, 1.0, 0.0, -2.0, -2.0, -3.0], [3.0, -3.0, -2.0, 3.0, -2.0, -2.0], [3.0, -2.0, -1.0, -1.0, -2.0, 1.0]], [[2.0, 2.0, -2.0, -2.0, 2.0, -2.0], [0.0, -1.0, -3.0, -1.0, 0.0, -2.0], [-2.0, -1.0, -3.0, -1.0, -1.0, 3.0], [1.0, 1.0, -3.0, 1.0, 2.0, 2.0], [-1.0, -3.0, -1.0, -1.0, 3.0, -1.0]], [[0.0, 2.0, -1.0, -2.0, 0.0, 0.0], [2.0, -2.0, -3.0, -1.0, -3.0, 2.0], [-1.0, 3.0, 0.0, -3.0, 1.0, 3.0], [0.0, -1.0, 0.0, 1.0, 3.0, -3.0], [0.0, -3.0, 2.0, -2.0, 1.0, -2.0]]], [[[-3.0, 3.0, -2.0, 3.0, 0.0, -1.0], [1.0, -1.0, 1.0, -1.0, 3.0, 0.0], [-3.0, 1.0, 2.0, 3.0, 3.0, -1.0], [3.0, -1.0, -3.0, 0.0, -3.0, -2.0], [-1.0, 1.0, 1.0, -1.0, -2.0, -1.0]], [[-1.0, 2.0, 1.0, -3.0, -1.0, 2.0], [-1.0, -1.0, -2.0, 3.0, -3.0, 2.0], [-2.0, 2.0, 2.0, -1.0, 0.0, -2.0], [2.0, -3.0, -3.0, 1.0, 1.0, 0.0], [-3.0, -2.0, 2.0, 1.0, -1.0, 3.0]], [[-1.0, 0.0, 2.0, 0.0, -2.0, -3.0], [2.0, -3.0, 3.0, 0.0, -1.0, 3.0], [-2.0, -2.0, 2.0, 1.0, -2.0, 2.0], [3.0, 0.0, -3.0, -2.0, 0.0, -1.0], [-2.0, -3.0, 3.0, 0.0, -1.0, -2.0]], [[0.0, 1.0, 3.0, -2.0, 1.0, 0.0], [0.0, 2.0, 2.0, -1.0, 0.0, -1.0], [-1.0, 0.0, 0.0, -2.0, -3.0, 0.0], [3.0, 1.0, -2.0, 2.0, 0.0, 3.0], [-1.0, -2.0, -3.0, 0.0, -1.0, 1.0]]]]> : tensor<2x4x5x6xf32>
  %w = nn.constant dense<[[[[3.0, 1.0, 3.0], [1.0, -1.0, -3.0]], [[3.0, 3.0, 3.0], [-1.0, 2.0, 1.0]]], [[[2.0, -3.0, 3.0], [-1.0, -1.0, 1.0]], [[2.0, 2.0, -1.0], [3.0, 0.0, -1.0]]], [[[3.0, 2.0, 2.0], [-1.0, -1.0, 2.0]], [[-2.0, 1.0, 3.0], [-3.0, 0.0, 1.0]]], [[[3.0, -1.0, -1.0], [2.0, -1.0, 0.0]], [[-1.0, 3.0, 1.0], [2.0, 2.0, 3.0]]], [[[-1.0, -1.0, -1.0], [2.0, -1.0, 2.0]], [[3.0, 0.0, -1.0], [3.0, -2.0, 3.0]]], [[[3.0, 2.0, 0.0], [-1.0, -1.0, 1.0]], [[-2.0, 1.0, -2.0], [-2.0, 3.0, -1.0]]]]> : tensor<6x2x2x3xf32>
  %dy = nn.constant dense<[[[[3.0, 0.0], [-1.0, 2.0], [-3.0, 2.0]], [[2.0, 2.0], [0.0, -2.0], [1.0, 3.0]], [[1.0, 1.0], [2.0, 0.0], [-1.0, 1.0]], [[1.0, 3.0], [3.0, 2.0], [-1.0, 2.0]], [[-3.0, -2.0], [-2.0, 1.0], [0.0, 1.0]], [[2.0, -2.0], [-2.0, 3.0], [2.0, -2.0]]], [[[2.0, 2.0], [-3.0, 0.0], [-2.0, -2.0]], [[-3.0, -2.0], [-3.0, -1.0], [-2.0, 0.0]], [[-2.0, 1.0], [-3.0, 0.0], [0.0, -1.0]], [[0.0, 2.0], [1.0, -3.0], [1.0, -2.0]], [[-2.0, 2.0], [-1.0, -3.0], [-1.0, 0.0]], [[-1.0, 3.0], [0.0, 3.0], [-3.0, 2.0]]]]> : tensor<2x6x3x2xf32>
  %bias = nn.constant dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<6xf32>
  %biased = nn.conv %x, %w bias %bias {strides = array<i64: 2, 3>, pads = array<i64: 1, 0, 2, 1>, dilations = array<i64: 2, 1>, group = 2 : i64} : tensor<2x4x5x6xf32>, tensor<6x2x2x3xf32>, tensor<6xf32>
  %b = tensor.cast %biased : tensor<2x6x3x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 6, 3, 2]
  // CHECK: [-6,{{ *}}-16]
  // CHECK: [7,{{ *}}-1]
  // CHECK: [-16,{{ *}}4]
  // CHECK: [-5,{{ *}}17]
  // CHECK: [15,{{ *}}33]
  // CHECK: [0,{{ *}}17]
  // CHECK: [4,{{ *}}-1]
  // CHECK: [19,{{ *}}-22]
  // CHECK: [-24,{{ *}}-7]
  // CHECK: [-5,{{ *}}-1]
  // CHECK: [-5,{{ *}}-5]
  // CHECK: [5,{{ *}}7]
  // CHECK: [0,{{ *}}7]
  // CHECK: [14,{{ *}}-6]
  // CHECK: [5,{{ *}}5]
  // CHECK: [-4,{{ *}}-5]
  // CHECK: [-5,{{ *}}6]
  // CHECK: [9,{{ *}}19]
  // CHECK: [-4,{{ *}}-11]
  // CHECK: [-5,{{ *}}16]
  // CHECK: [-13,{{ *}}-3]
  // CHECK: [1,{{ *}}6]
  // CHECK: [11,{{ *}}-8]
  // CHECK: [2,{{ *}}8]
  // CHECK: [5,{{ *}}-7]
  // CHECK: [-17,{{ *}}-2]
  // CHECK: [-13,{{ *}}-9]
  // CHECK: [20,{{ *}}-1]
  // CHECK: [25,{{ *}}10]
  // CHECK: [13,{{ *}}-1]
  // CHECK: [19,{{ *}}5]
  // CHECK: [1,{{ *}}9]
  // CHECK: [15,{{ *}}10]
  // CHECK: [13,{{ *}}12]
  // CHECK: [-4,{{ *}}1]
  // CHECK: [13,{{ *}}-11]
  func.call @printMemrefF32(%b) : (tensor<*xf32>) -> ()
  %y = nn.conv %x, %w {strides = array<i64: 2, 3>, pads = array<i64: 1, 0, 2, 1>, dilations = array<i64: 2, 1>, group = 2 : i64} : tensor<2x4x5x6xf32>, tensor<6x2x2x3xf32>
  %dx = nn.conv_backward_data %dy, %w {strides = array<i64: 2, 3>, pads = array<i64: 1, 0, 2, 1>, dilations = array<i64: 2, 1>, group = 2 : i64} : tensor<2x6x3x2xf32>, tensor<6x2x2x3xf32> -> tensor<2x4x5x6xf32>
  %dw = nn.conv_backward_weights %x, %dy {strides = array<i64: 2, 3>, pads = array<i64: 1, 0, 2, 1>, dilations = array<i64: 2, 1>, group = 2 : i64} : tensor<2x4x5x6xf32>, tensor<2x6x3x2xf32> -> tensor<6x2x2x3xf32>
  %p0 = nn.mul %y, %dy : tensor<2x6x3x2xf32>, tensor<2x6x3x2xf32>
  %s0 = nn.reduce_sum %p0 : tensor<2x6x3x2xf32>
  %d0 = tensor.cast %s0 : tensor<f32> to tensor<*xf32>
  // CHECK: rank = 0
  // CHECK-NEXT: [-48]
  func.call @printMemrefF32(%d0) : (tensor<*xf32>) -> ()
  %p1 = nn.mul %x, %dx : tensor<2x4x5x6xf32>, tensor<2x4x5x6xf32>
  %s1 = nn.reduce_sum %p1 : tensor<2x4x5x6xf32>
  %d1 = tensor.cast %s1 : tensor<f32> to tensor<*xf32>
  // CHECK: rank = 0
  // CHECK-NEXT: [-48]
  func.call @printMemrefF32(%d1) : (tensor<*xf32>) -> ()
  %p2 = nn.mul %w, %dw : tensor<6x2x2x3xf32>, tensor<6x2x2x3xf32>
  %s2 = nn.reduce_sum %p2 : tensor<6x2x2x3xf32>
  %d2 = tensor.cast %s2 : tensor<f32> to tensor<*xf32>
  // CHECK: rank = 0
  // CHECK-NEXT: [-48]
  func.call @printMemrefF32(%d2) : (tensor<*xf32>) -> ()
  return
}
