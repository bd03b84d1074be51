// Every kind of loop over a batch whose size is known at run time only.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func private @network(%x: tensor<?x2x4x4xf32>, %labels: tensor<?xi64>) -> (tensor<f32>, tensor<?x2x4x4xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x2x3x3xf32>
  %one = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = nn.conv %x, %w bias %one pads [1, 1, 1, 1] : tensor<?x2x4x4xf32>, tensor<2x2x3x3xf32>, tensor<2xf32>
  %n, %mean, %variance = nn.batch_norm_training %y scale %one bias %one : tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>
  %p = nn.max_pool %n kernel_shape [2, 2] strides [2, 2] : tensor<?x2x4x4xf32>
  %f = nn.flatten %p : tensor<?x2x2x2xf32>
  %m = nn.reduce_mean %f axes [1] keepdims : tensor<?x8xf32>
  %c = nn.sub %f, %m : tensor<?x8xf32>, tensor<?x1xf32>
  %loss = nn.softmax_cross_entropy_loss %c, %labels : tensor<?x8xf32>, tensor<?xi64>
  %dx = nn.conv_backward_data %y, %w pads [1, 1, 1, 1] : tensor<?x2x4x4xf32>, tensor<2x2x3x3xf32> -> tensor<?x2x4x4xf32>
  %dp = nn.max_pool_backward %dx, %p kernel_shape [2, 2] strides [2, 2] : tensor<?x2x4x4xf32>, tensor<?x2x2x2xf32>
  return %loss, %dx : tensor<f32>, tensor<?x2x4x4xf32>
}
func.func @main() {
  %x = nn.constant dense<1.0> : tensor<3x2x4x4xf32>
  %labels = nn.constant dense<[0, 3, 7]> : tensor<3xi64>
  %xs = tensor.cast %x : tensor<3x2x4x4xf32> to tensor<?x2x4x4xf32>
  %ls = tensor.cast %labels : tensor<3xi64> to tensor<?xi64>
  %loss, %dx = func.call @network(%xs, %ls) : (tensor<?x2x4x4xf32>, tensor<?xi64>) -> (tensor<f32>, tensor<?x2x4x4xf32>)
  // All four windows of a channel have the same maximum m, the channels' are 1 + m and 2 + 2m with
  // m = (18 - 12.5) / sqrt(variance) for both: the loss is a mean of two logarithms.
  %p0 = tensor.cast %loss : tensor<f32> to tensor<*xf32>
  // CHECK: rank = 0
  // CHECK-NEXT: [3.1557
  func.call @printMemrefF32(%p0) : (tensor<*xf32>) -> ()
  %p1 = tensor.cast %dx : tensor<?x2x4x4xf32> to tensor<*xf32>
  // CHECK: sizes = [3, 2, 4, 4]
  // CHECK-NEXT: {{\[+}}112,{{ *}}178,{{ *}}178,{{ *}}112]
  func.call @printMemrefF32(%p1) : (tensor<*xf32>) -> ()
  return
}
