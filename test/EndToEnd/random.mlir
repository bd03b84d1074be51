// Philox 4x32-10 against its published vector: counter 0 and key 0 give the words 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func @main() {
  %state = nn.constant dense<0> : tensor<2xi64>
  %u, %next = nn.random_uniform %state : tensor<1xf32>
  // The upper 24 bits of the first word as an exact number: 0x6627e8.
  %scale = nn.constant dense<16777216.0> : tensor<f32>
  %top = nn.mul %u, %scale : tensor<1xf32>, tensor<f32>
  %expected = nn.constant dense<6694888.0> : tensor<1xf32>
  %error = nn.sub %top, %expected : tensor<1xf32>, tensor<1xf32>
  %e = tensor.cast %error : tensor<1xf32> to tensor<*xf32>
  // CHECK: sizes = [1]
  // CHECK-NEXT: [0]
  func.call @printMemrefF32(%e) : (tensor<*xf32>) -> ()
  // 53 bits of the first two words: (0x6627e8d5e169c58d >> 11) / 2^53.
  %u64, %same = nn.random_uniform %state : tensor<1xf64>
  %scale64 = nn.constant dense<9007199254740992.0> : tensor<f64>
  %top64 = nn.mul %u64, %scale64 : tensor<1xf64>, tensor<f64>
  %expected64 = nn.constant dense<3594291074837816.0> : tensor<1xf64>
  %error64 = nn.sub %top64, %expected64 : tensor<1xf64>, tensor<1xf64>
  %e64 = tensor.cast %error64 : tensor<1xf64> to tensor<*xf64>
  // CHECK: sizes = [1]
  // CHECK-NEXT: [0]
  func.call @printMemrefF64(%e64) : (tensor<*xf64>) -> ()
  // The key stays, the counter goes on by one.
  %n = nn.cast %next : tensor<2xi64> to tensor<2xf32>
  %n2 = tensor.cast %n : tensor<2xf32> to tensor<*xf32>
  // CHECK: sizes = [2]
  // CHECK-NEXT: [0,{{ *}}1]
  func.call @printMemrefF32(%n2) : (tensor<*xf32>) -> ()
  // Many numbers: mean and variance, and all of them inside the interval.
  %many, %s1 = nn.random_uniform %next {low = -1.0 : f64, high = 3.0 : f64} : tensor<100x100xf64>
  %mean = nn.reduce_mean %many : tensor<100x100xf64>
  %m = tensor.cast %mean : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{0\.9[6-9]|1\.0[0-3]|1\]}}
  func.call @printMemrefF64(%m) : (tensor<*xf64>) -> ()
  %bell, %s2 = nn.random_normal %s1 : tensor<100x100xf64>
  %square = nn.mul %bell, %bell : tensor<100x100xf64>, tensor<100x100xf64>
  %variance = nn.reduce_mean %square : tensor<100x100xf64>
  %v = tensor.cast %variance : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{0\.9[5-9]|1\.0[0-4]}}
  func.call @printMemrefF64(%v) : (tensor<*xf64>) -> ()
  return
}
