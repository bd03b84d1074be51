// Philox 4x32-10 against its published vector (counter 0 and key 0 give the words 6627e8d5 e169c58d bc57ac4c 9b00dbd8),
// and how often the draws that are made of it give what.
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
  // Ones as often as the probability says; never for 0, always for 1.
  %p = nn.constant dense<[0.0, 0.25, 1.0]> : tensor<3xf64>
  %places = nn.constant dense<0.0> : tensor<10000x3xf64>
  %probabilities = nn.add %places, %p : tensor<10000x3xf64>, tensor<3xf64>
  %ones, %s3 = nn.bernoulli %probabilities, %s2 : tensor<10000x3xf64>
  %often = nn.reduce_mean %ones axes [0] : tensor<10000x3xf64>
  %f = tensor.cast %often : tensor<3xf64> to tensor<*xf64>
  // CHECK: sizes = [3]
  // CHECK-NEXT: [0,{{ *}}0.2{{[3-6][0-9]*}},{{ *}}1]
  func.call @printMemrefF64(%f) : (tensor<*xf64>) -> ()
  // Classes as often as softmax says: e^0 : e^log 3 : e^-inf are 1 : 3 : 0.
  %scores = nn.constant dense<[0.0, 1.0986122886681098, 0xFFF0000000000000]> : tensor<3xf64>
  %logits = nn.add %places, %scores : tensor<10000x3xf64>, tensor<3xf64>
  %drawn, %s4 = nn.categorical %logits, %s3 : tensor<10000x3xf64>
  %hits = nn.one_hot %drawn : tensor<10000xi64> -> tensor<10000x3xf64>
  %shares = nn.reduce_mean %hits axes [0] : tensor<10000x3xf64>
  %c = tensor.cast %shares : tensor<3xf64> to tensor<*xf64>
  // CHECK: sizes = [3]
  // CHECK-NEXT: [0.2{{[3-6][0-9]*}},{{ *}}0.7{{[4-7][0-9]*}},{{ *}}0]
  func.call @printMemrefF64(%c) : (tensor<*xf64>) -> ()
  // A permutation holds each number once, and is not the one that all begin with: sorted, it is the range; its sum of
  // distances to the range is about n² / 3.
  %order, %s5 = nn.permutation %s4 : tensor<100xi64>
  %sorted, %where = nn.sort %order axis 0 : tensor<100xi64>
  %range = nn.range : tensor<100xi64>
  %off = nn.sub %sorted, %range : tensor<100xi64>, tensor<100xi64>
  %off2 = nn.mul %off, %off : tensor<100xi64>, tensor<100xi64>
  %wrong = nn.reduce_sum %off2 : tensor<100xi64>
  %wrongs = nn.cast %wrong : tensor<i64> to tensor<f64>
  %w = tensor.cast %wrongs : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [0]
  func.call @printMemrefF64(%w) : (tensor<*xf64>) -> ()
  %moved = nn.sub %order, %range : tensor<100xi64>, tensor<100xi64>
  %ways = nn.abs %moved : tensor<100xi64>
  %way = nn.reduce_sum %ways : tensor<100xi64>
  %far = nn.cast %way : tensor<i64> to tensor<f64>
  %d = tensor.cast %far : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{[34][0-9][0-9][0-9]}}]
  func.call @printMemrefF64(%d) : (tensor<*xf64>) -> ()
  // A mask keeps the mean: 0 for a fifth, 1.25 elsewhere.
  %mask, %s6 = nn.dropout_mask %s5 ratio 0.2 : tensor<100x100xf64>
  %kept = nn.reduce_mean %mask : tensor<100x100xf64>
  %k = tensor.cast %kept : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{0\.9[89]|1\.0[01]|1\]}}
  func.call @printMemrefF64(%k) : (tensor<*xf64>) -> ()
  %most = nn.reduce_max %mask : tensor<100x100xf64>
  %least = nn.reduce_min %mask : tensor<100x100xf64>
  %both = nn.add %most, %least : tensor<f64>, tensor<f64>
  %b = tensor.cast %both : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [1.25]
  func.call @printMemrefF64(%b) : (tensor<*xf64>) -> ()
  // Each draw moved the counter on by one.
  %last = nn.cast %s6 : tensor<2xi64> to tensor<2xf32>
  %l = tensor.cast %last : tensor<2xf32> to tensor<*xf32>
  // CHECK: sizes = [2]
  // CHECK-NEXT: [0,{{ *}}7]
  func.call @printMemrefF32(%l) : (tensor<*xf32>) -> ()
  return
}
