// Batch normalisation, softmax, the loss, and reductions.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func @main() {
  %x = nn.constant dense<[[1.0, 10.0], [3.0, 30.0]]> : tensor<2x2xf32>
  %scale = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %bias = nn.constant dense<[0.5, -1.0]> : tensor<2xf32>
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias {epsilon = 1.0e-20 : f64} : tensor<2x2xf32>, tensor<2xf32>, tensor<2xf32>
  %p0 = tensor.cast %y : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [-0.5,{{ *}}-3]
  // CHECK-NEXT: [1.5,{{ *}}1]
  func.call @printMemrefF32(%p0) : (tensor<*xf32>) -> ()
  %p1 = tensor.cast %variance : tensor<2xf32> to tensor<*xf32>
  // CHECK: sizes = [2]
  // CHECK-NEXT: [1,{{ *}}100]
  func.call @printMemrefF32(%p1) : (tensor<*xf32>) -> ()
  %z = nn.batch_norm %x scale %scale bias %bias mean %mean variance %variance {epsilon = 3.0 : f64} : tensor<2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %p2 = tensor.cast %z : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [0,{{ *}}-2.97
  // CHECK-NEXT: [1,{{ *}}0.97
  func.call @printMemrefF32(%p2) : (tensor<*xf32>) -> ()
  // Logits so large that their exponentials alone would overflow.
  %logits = nn.constant dense<[[1000.0, 1000.0], [0.0, -1000.0]]> : tensor<2x2xf32>
  %labels = nn.constant dense<[1, 0]> : tensor<2xi64>
  %loss = nn.softmax_cross_entropy_loss %logits, %labels : tensor<2x2xf32>, tensor<2xi64>
  %p3 = tensor.cast %loss : tensor<f32> to tensor<*xf32>
  // CHECK: rank = 0
  // CHECK-NEXT: [0.34657
  func.call @printMemrefF32(%p3) : (tensor<*xf32>) -> ()
  %soft = nn.softmax %logits : tensor<2x2xf32>
  %p4 = tensor.cast %soft : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [0.5,{{ *}}0.5]
  // CHECK-NEXT: [1,{{ *}}0]
  func.call @printMemrefF32(%p4) : (tensor<*xf32>) -> ()
  %log = nn.log_softmax %logits : tensor<2x2xf32>
  %p5 = tensor.cast %log : tensor<2x2xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [-0.693147,{{ *}}-0.693147]
  // CHECK-NEXT: [0,{{ *}}-1000]
  func.call @printMemrefF32(%p5) : (tensor<*xf32>) -> ()
  // The first of equal maxima.
  %first = nn.arg_max %logits axis 1 : tensor<2x2xf32>
  %f = nn.cast %first : tensor<2xi64> to tensor<2xf32>
  %p6 = tensor.cast %f : tensor<2xf32> to tensor<*xf32>
  // CHECK: sizes = [2]
  // CHECK-NEXT: [0,{{ *}}0]
  func.call @printMemrefF32(%p6) : (tensor<*xf32>) -> ()
  %kept = nn.reduce_mean %x axes [-1] keepdims : tensor<2x2xf32>
  %p7 = tensor.cast %kept : tensor<2x1xf32> to tensor<*xf32>
  // CHECK: sizes = [2, 1]
  // CHECK-NEXT: [5.5]
  // CHECK-NEXT: [16.5]
  func.call @printMemrefF32(%p7) : (tensor<*xf32>) -> ()
  return
}
