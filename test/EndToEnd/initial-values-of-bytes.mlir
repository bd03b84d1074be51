// Initial values that are computed of draws are computed in f32, and rounded once: a bound that f8E5M2 rounds to 1 would give infinities.
// RUN: dlc run %s --seed 1 --input 'x=[0]' | FileCheck %s
nn.variable @w : tensor<64x64xf8E5M2> init #nn.truncated_normal<0.0, 1.0>
nn.variable @o : tensor<16x8xf8E5M2> init #nn.orthogonal
nn.func @predict(%x: tensor<1xf32>) -> (largest: tensor<f32>, length: tensor<i64>) {
  %w = nn.read @w : tensor<64x64xf8E5M2>
  %f = nn.cast %w : tensor<64x64xf8E5M2> to tensor<64x64xf32>
  // CHECK: largest {{.*}}{{ [12](\.[0-9]+)?$}}
  %largest = nn.reduce_max %f : tensor<64x64xf32>
  %o = nn.read @o : tensor<16x8xf8E5M2>
  %g = nn.cast %o : tensor<16x8xf8E5M2> to tensor<16x8xf32>
  // The squares of eight columns of length 1 add up to 8, but for what rounding to a mantissa of two bits changes.
  // CHECK: length {{.*}} 8{{$}}
  %s = nn.mul %g, %g : tensor<16x8xf32>, tensor<16x8xf32>
  %t = nn.reduce_sum %s : tensor<16x8xf32>
  %r = nn.round %t : tensor<f32>
  %length = nn.cast %r : tensor<f32> to tensor<i64>
  nn.return %largest, %length : tensor<f32>, tensor<i64>
}
