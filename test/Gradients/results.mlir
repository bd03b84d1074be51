// Results alone: truth values, integers, and what lies outside of every derivative.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// no differences: no derivative
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.isnan()
nn.func @test_is_nan(%x: tensor<7xf64>) -> (y: tensor<7xi1>) {
  %y = nn.is_nan %x : tensor<7xf64>
  nn.return %y : tensor<7xi1>
}
// no differences: no derivative
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.isinf()
nn.func @test_is_inf(%x: tensor<7xf64>) -> (y: tensor<7xi1>) {
  %y = nn.is_inf %x : tensor<7xf64>
  nn.return %y : tensor<7xi1>
}
// no differences: no derivative
// at %x: 0, 1
// torch: ~x
nn.func @logic_not(%x: tensor<2xi1>) -> (y: tensor<2xi1>) {
  %y = nn.not %x : tensor<2xi1>
  nn.return %y : tensor<2xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a & b
nn.func @logic_and(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.and %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a | b
nn.func @logic_or(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.or %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a ^ b
nn.func @logic_xor(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.xor %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 4611686018427387904
// at %b: 3, 1, 7, 51, -52, 3
// torch: a & b
nn.func @bitwise_and_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bitwise_and %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 4611686018427387904
// at %b: 3, 1, 7, 51, -52, 3
// torch: a | b
nn.func @bitwise_or_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bitwise_or %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 4611686018427387904
// at %b: 3, 1, 7, 51, -52, 3
// torch: a ^ b
nn.func @bitwise_xor_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bitwise_xor %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: 0, 1, -1, 85, -86, 4611686018427387904
// torch: ~x
nn.func @bitwise_not_i64(%x: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bitwise_not %x : tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 4611686018427387904
// at %b: 0, 1, 3, 63, 2, 1
// torch: a << b
nn.func @shift_left_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bit_shift left %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 4611686018427387904
// at %b: 0, 1, 3, 63, 2, 1
// torch: a >> b
nn.func @shift_right_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.bit_shift right %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a + b
nn.func @int_add_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.add %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a - b
nn.func @int_sub_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.sub %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a * b
nn.func @int_mul_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.mul %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.div(a, b, rounding_mode="trunc")
nn.func @int_div_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.div %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.remainder(a, b)
nn.func @int_mod_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.mod %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.fmod(a, b)
nn.func @int_fmod_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.mod %a, %b fmod : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.maximum(a, b)
nn.func @int_max_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.max %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.minimum(a, b)
nn.func @int_min_i64(%a: tensor<6xi64>, %b: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.min %a, %b : tensor<6xi64>, tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.abs()
nn.func @int_abs_i64(%x: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.abs %x : tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.sign()
nn.func @int_sign_i64(%x: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.sign %x : tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: -x
nn.func @int_neg_i64(%x: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.neg %x : tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: F.relu(x)
nn.func @int_relu_i64(%x: tensor<6xi64>) -> (y: tensor<6xi64>) {
  %y = nn.relu %x : tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 1073741824
// at %b: 3, 1, 7, 51, -52, 3
// torch: a & b
nn.func @bitwise_and_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bitwise_and %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 1073741824
// at %b: 3, 1, 7, 51, -52, 3
// torch: a | b
nn.func @bitwise_or_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bitwise_or %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 1073741824
// at %b: 3, 1, 7, 51, -52, 3
// torch: a ^ b
nn.func @bitwise_xor_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bitwise_xor %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: 0, 1, -1, 85, -86, 1073741824
// torch: ~x
nn.func @bitwise_not_i32(%x: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bitwise_not %x : tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 1073741824
// at %b: 0, 1, 3, 31, 2, 1
// torch: a << b
nn.func @shift_left_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bit_shift left %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 1073741824
// at %b: 0, 1, 3, 31, 2, 1
// torch: a >> b
nn.func @shift_right_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.bit_shift right %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a + b
nn.func @int_add_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.add %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a - b
nn.func @int_sub_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.sub %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a * b
nn.func @int_mul_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.mul %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.div(a, b, rounding_mode="trunc")
nn.func @int_div_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.div %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.remainder(a, b)
nn.func @int_mod_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.mod %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.fmod(a, b)
nn.func @int_fmod_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.mod %a, %b fmod : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.maximum(a, b)
nn.func @int_max_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.max %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.minimum(a, b)
nn.func @int_min_i32(%a: tensor<6xi32>, %b: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.min %a, %b : tensor<6xi32>, tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.abs()
nn.func @int_abs_i32(%x: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.abs %x : tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.sign()
nn.func @int_sign_i32(%x: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.sign %x : tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: -x
nn.func @int_neg_i32(%x: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.neg %x : tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: F.relu(x)
nn.func @int_relu_i32(%x: tensor<6xi32>) -> (y: tensor<6xi32>) {
  %y = nn.relu %x : tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a == b
nn.func @compare_eq_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare eq %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a != b
nn.func @compare_ne_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare ne %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a < b
nn.func @compare_lt_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare lt %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a <= b
nn.func @compare_le_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare le %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a > b
nn.func @compare_gt_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare gt %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -7, 7, 9, 9, 0
// at %b: 7, -3, 255, 9, -1
// torch: a >= b
nn.func @compare_ge_i32(%a: tensor<5xi32>, %b: tensor<5xi32>) -> (y: tensor<5xi1>) {
  %y = nn.compare ge %a, %b : tensor<5xi32>, tensor<5xi32>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 127
// at %b: 3, 1, 7, 51, -52, 3
// torch: a & b
nn.func @bitwise_and_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bitwise_and %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 127
// at %b: 3, 1, 7, 51, -52, 3
// torch: a | b
nn.func @bitwise_or_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bitwise_or %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 127
// at %b: 3, 1, 7, 51, -52, 3
// torch: a ^ b
nn.func @bitwise_xor_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bitwise_xor %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: 0, 1, -1, 85, -86, 127
// torch: ~x
nn.func @bitwise_not_i8(%x: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bitwise_not %x : tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 127
// at %b: 0, 1, 3, 7, 2, 1
// torch: a << b
nn.func @shift_left_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bit_shift left %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 0, 1, -1, 85, -86, 127
// at %b: 0, 1, 3, 7, 2, 1
// torch: a >> b
nn.func @shift_right_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.bit_shift right %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a + b
nn.func @int_add_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.add %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a - b
nn.func @int_sub_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.sub %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: a * b
nn.func @int_mul_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.mul %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.div(a, b, rounding_mode="trunc")
nn.func @int_div_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.div %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.remainder(a, b)
nn.func @int_mod_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.mod %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.fmod(a, b)
nn.func @int_fmod_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.mod %a, %b fmod : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.maximum(a, b)
nn.func @int_max_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.max %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 7, -7, 7, -7, 0, -6
// at %b: 2, 2, -2, -2, 5, 3
// torch: torch.minimum(a, b)
nn.func @int_min_i8(%a: tensor<6xi8>, %b: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.min %a, %b : tensor<6xi8>, tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.abs()
nn.func @int_abs_i8(%x: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.abs %x : tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: x.sign()
nn.func @int_sign_i8(%x: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.sign %x : tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: -x
nn.func @int_neg_i8(%x: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.neg %x : tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: 7, -7, 7, -7, 0, -6
// torch: F.relu(x)
nn.func @int_relu_i8(%x: tensor<6xi8>) -> (y: tensor<6xi8>) {
  %y = nn.relu %x : tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %a: 0, 1, 255, 85, 170, 127
// at %b: 3, 1, 7, 51, 204, 128
// torch: a & b
nn.func @bitwise_and_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bitwise_and %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 0, 1, 255, 85, 170, 127
// at %b: 3, 1, 7, 51, 204, 128
// torch: a | b
nn.func @bitwise_or_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bitwise_or %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 0, 1, 255, 85, 170, 127
// at %b: 3, 1, 7, 51, 204, 128
// torch: a ^ b
nn.func @bitwise_xor_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bitwise_xor %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: 0, 1, 255, 85, 170, 127
// torch: ~x
nn.func @bitwise_not_ui8(%x: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bitwise_not %x : tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 0, 1, 255, 85, 170, 127
// at %b: 0, 1, 3, 7, 2, 1
// torch: a << b
nn.func @shift_left_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bit_shift left %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 0, 1, 255, 85, 170, 127
// at %b: 0, 1, 3, 7, 2, 1
// torch: a >> b
nn.func @shift_right_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.bit_shift right %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: a + b
nn.func @int_add_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.add %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: a - b
nn.func @int_sub_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.sub %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: a * b
nn.func @int_mul_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.mul %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: torch.div(a, b, rounding_mode="trunc")
nn.func @int_div_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.div %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: torch.remainder(a, b)
nn.func @int_mod_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.mod %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: torch.fmod(a, b)
nn.func @int_fmod_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.mod %a, %b fmod : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: torch.maximum(a, b)
nn.func @int_max_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.max %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 7, 200, 9, 0, 6
// at %b: 2, 7, 3, 255, 5, 3
// torch: torch.minimum(a, b)
nn.func @int_min_ui8(%a: tensor<6xui8>, %b: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.min %a, %b : tensor<6xui8>, tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: 7, 7, 200, 9, 0, 6
// torch: x.abs()
nn.func @int_abs_ui8(%x: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.abs %x : tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: 7, 7, 200, 9, 0, 6
// torch: x.sign()
nn.func @int_sign_ui8(%x: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.sign %x : tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: 7, 7, 200, 9, 0, 6
// torch: -x
nn.func @int_neg_ui8(%x: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.neg %x : tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: 7, 7, 200, 9, 0, 6
// torch: F.relu(x)
nn.func @int_relu_ui8(%x: tensor<6xui8>) -> (y: tensor<6xui8>) {
  %y = nn.relu %x : tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a == b
nn.func @compare_eq_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare eq %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a != b
nn.func @compare_ne_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare ne %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a < b
nn.func @compare_lt_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare lt %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a <= b
nn.func @compare_le_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare le %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a > b
nn.func @compare_gt_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare gt %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: 7, 200, 9, 9, 0
// at %b: 7, 3, 255, 9, 1
// torch: a >= b
nn.func @compare_ge_ui8(%a: tensor<5xui8>, %b: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.compare ge %a, %b : tensor<5xui8>, tensor<5xui8>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a == b
nn.func @compare_eq(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare eq %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a == b
nn.func @compare_eq_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare eq %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a != b
nn.func @compare_ne(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare ne %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a != b
nn.func @compare_ne_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare ne %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a < b
nn.func @compare_lt(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare lt %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a < b
nn.func @compare_lt_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare lt %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a <= b
nn.func @compare_le(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare le %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a <= b
nn.func @compare_le_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare le %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a > b
nn.func @compare_gt(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare gt %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a > b
nn.func @compare_gt_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare gt %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %a: -1, 0, -0.0, 1, inf, nan, nan, 1
// at %b: 1, 0, 0, -1, inf, nan, 1, nan
// torch: a >= b
nn.func @compare_ge(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xi1>) {
  %y = nn.compare ge %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xi1>
}
// no differences: no derivative
// at %a: 0, 0, 1, 1
// at %b: 0, 1, 0, 1
// torch: a >= b
nn.func @compare_ge_i1(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (y: tensor<4xi1>) {
  %y = nn.compare ge %a, %b : tensor<4xi1>, tensor<4xi1>
  nn.return %y : tensor<4xi1>
}
// no differences: no derivative
// at %x: -2.7, -1, -0.4, 0, 0.4, 1.9, 100.2
// torch: x.to(torch.int64)
nn.func @cast_f64_i64(%x: tensor<7xf64>) -> (y: tensor<7xi64>) {
  %y = nn.cast %x : tensor<7xf64> to tensor<7xi64>
  nn.return %y : tensor<7xi64>
}
// no differences: no derivative
// at %x: -2.7, -1, -0.4, 0, 0.4, 1.9, 100.2
// torch: x.to(torch.int32)
nn.func @cast_f64_i32(%x: tensor<7xf64>) -> (y: tensor<7xi32>) {
  %y = nn.cast %x : tensor<7xf64> to tensor<7xi32>
  nn.return %y : tensor<7xi32>
}
// no differences: no derivative
// at %x: -2.7, -1, -0.4, 0, 0.4, 1.9, 100.2
// torch: x.to(torch.int8)
nn.func @cast_f64_i8(%x: tensor<7xf64>) -> (y: tensor<7xi8>) {
  %y = nn.cast %x : tensor<7xf64> to tensor<7xi8>
  nn.return %y : tensor<7xi8>
}
// no differences: no derivative
// at %x: -0.4, 0, 0.4, 1.9, 100.2, 255.9
// torch: x.to(torch.uint8)
nn.func @cast_f64_ui8(%x: tensor<6xf64>) -> (y: tensor<6xui8>) {
  %y = nn.cast %x : tensor<6xf64> to tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: -2.7, -1, -0.4, 0, 0.4, 1.9, 100.2
// torch: x.to(torch.bool)
nn.func @cast_f64_i1(%x: tensor<7xf64>) -> (y: tensor<7xi1>) {
  %y = nn.cast %x : tensor<7xf64> to tensor<7xi1>
  nn.return %y : tensor<7xi1>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300, 1099511627777
// torch: x.to(torch.float64)
nn.func @cast_i64_f64(%x: tensor<7xi64>) -> (y: tensor<7xf64>) {
  %y = nn.cast %x : tensor<7xi64> to tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300, 1099511627777
// torch: x.to(torch.int32)
nn.func @cast_i64_i32(%x: tensor<7xi64>) -> (y: tensor<7xi32>) {
  %y = nn.cast %x : tensor<7xi64> to tensor<7xi32>
  nn.return %y : tensor<7xi32>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300, 1099511627777
// torch: x.to(torch.int8)
nn.func @cast_i64_i8(%x: tensor<7xi64>) -> (y: tensor<7xi8>) {
  %y = nn.cast %x : tensor<7xi64> to tensor<7xi8>
  nn.return %y : tensor<7xi8>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300, 1099511627777
// torch: x.to(torch.uint8)
nn.func @cast_i64_ui8(%x: tensor<7xi64>) -> (y: tensor<7xui8>) {
  %y = nn.cast %x : tensor<7xi64> to tensor<7xui8>
  nn.return %y : tensor<7xui8>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300, 1099511627777
// torch: x.to(torch.bool)
nn.func @cast_i64_i1(%x: tensor<7xi64>) -> (y: tensor<7xi1>) {
  %y = nn.cast %x : tensor<7xi64> to tensor<7xi1>
  nn.return %y : tensor<7xi1>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300
// torch: x.to(torch.float64)
nn.func @cast_i32_f64(%x: tensor<6xi32>) -> (y: tensor<6xf64>) {
  %y = nn.cast %x : tensor<6xi32> to tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300
// torch: x.to(torch.int64)
nn.func @cast_i32_i64(%x: tensor<6xi32>) -> (y: tensor<6xi64>) {
  %y = nn.cast %x : tensor<6xi32> to tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300
// torch: x.to(torch.int8)
nn.func @cast_i32_i8(%x: tensor<6xi32>) -> (y: tensor<6xi8>) {
  %y = nn.cast %x : tensor<6xi32> to tensor<6xi8>
  nn.return %y : tensor<6xi8>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300
// torch: x.to(torch.uint8)
nn.func @cast_i32_ui8(%x: tensor<6xi32>) -> (y: tensor<6xui8>) {
  %y = nn.cast %x : tensor<6xi32> to tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: -3, -1, 0, 1, 100, 300
// torch: x.to(torch.bool)
nn.func @cast_i32_i1(%x: tensor<6xi32>) -> (y: tensor<6xi1>) {
  %y = nn.cast %x : tensor<6xi32> to tensor<6xi1>
  nn.return %y : tensor<6xi1>
}
// no differences: no derivative
// at %x: -128, -3, -1, 0, 1, 127
// torch: x.to(torch.float64)
nn.func @cast_i8_f64(%x: tensor<6xi8>) -> (y: tensor<6xf64>) {
  %y = nn.cast %x : tensor<6xi8> to tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: no derivative
// at %x: -128, -3, -1, 0, 1, 127
// torch: x.to(torch.int64)
nn.func @cast_i8_i64(%x: tensor<6xi8>) -> (y: tensor<6xi64>) {
  %y = nn.cast %x : tensor<6xi8> to tensor<6xi64>
  nn.return %y : tensor<6xi64>
}
// no differences: no derivative
// at %x: -128, -3, -1, 0, 1, 127
// torch: x.to(torch.int32)
nn.func @cast_i8_i32(%x: tensor<6xi8>) -> (y: tensor<6xi32>) {
  %y = nn.cast %x : tensor<6xi8> to tensor<6xi32>
  nn.return %y : tensor<6xi32>
}
// no differences: no derivative
// at %x: -128, -3, -1, 0, 1, 127
// torch: x.to(torch.uint8)
nn.func @cast_i8_ui8(%x: tensor<6xi8>) -> (y: tensor<6xui8>) {
  %y = nn.cast %x : tensor<6xi8> to tensor<6xui8>
  nn.return %y : tensor<6xui8>
}
// no differences: no derivative
// at %x: -128, -3, -1, 0, 1, 127
// torch: x.to(torch.bool)
nn.func @cast_i8_i1(%x: tensor<6xi8>) -> (y: tensor<6xi1>) {
  %y = nn.cast %x : tensor<6xi8> to tensor<6xi1>
  nn.return %y : tensor<6xi1>
}
// no differences: no derivative
// at %x: 0, 1, 127, 128, 255
// torch: x.to(torch.float64)
nn.func @cast_ui8_f64(%x: tensor<5xui8>) -> (y: tensor<5xf64>) {
  %y = nn.cast %x : tensor<5xui8> to tensor<5xf64>
  nn.return %y : tensor<5xf64>
}
// no differences: no derivative
// at %x: 0, 1, 127, 128, 255
// torch: x.to(torch.int64)
nn.func @cast_ui8_i64(%x: tensor<5xui8>) -> (y: tensor<5xi64>) {
  %y = nn.cast %x : tensor<5xui8> to tensor<5xi64>
  nn.return %y : tensor<5xi64>
}
// no differences: no derivative
// at %x: 0, 1, 127, 128, 255
// torch: x.to(torch.int32)
nn.func @cast_ui8_i32(%x: tensor<5xui8>) -> (y: tensor<5xi32>) {
  %y = nn.cast %x : tensor<5xui8> to tensor<5xi32>
  nn.return %y : tensor<5xi32>
}
// no differences: no derivative
// at %x: 0, 1, 127, 128, 255
// torch: x.to(torch.int8)
nn.func @cast_ui8_i8(%x: tensor<5xui8>) -> (y: tensor<5xi8>) {
  %y = nn.cast %x : tensor<5xui8> to tensor<5xi8>
  nn.return %y : tensor<5xi8>
}
// no differences: no derivative
// at %x: 0, 1, 127, 128, 255
// torch: x.to(torch.bool)
nn.func @cast_ui8_i1(%x: tensor<5xui8>) -> (y: tensor<5xi1>) {
  %y = nn.cast %x : tensor<5xui8> to tensor<5xi1>
  nn.return %y : tensor<5xi1>
}
// no differences: no derivative
// at %x: 0, 1
// torch: x.to(torch.float64)
nn.func @cast_i1_f64(%x: tensor<2xi1>) -> (y: tensor<2xf64>) {
  %y = nn.cast %x : tensor<2xi1> to tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// no differences: no derivative
// at %x: 0, 1
// torch: x.to(torch.int64)
nn.func @cast_i1_i64(%x: tensor<2xi1>) -> (y: tensor<2xi64>) {
  %y = nn.cast %x : tensor<2xi1> to tensor<2xi64>
  nn.return %y : tensor<2xi64>
}
// no differences: no derivative
// at %x: 0, 1
// torch: x.to(torch.int32)
nn.func @cast_i1_i32(%x: tensor<2xi1>) -> (y: tensor<2xi32>) {
  %y = nn.cast %x : tensor<2xi1> to tensor<2xi32>
  nn.return %y : tensor<2xi32>
}
// no differences: no derivative
// at %x: 0, 1
// torch: x.to(torch.int8)
nn.func @cast_i1_i8(%x: tensor<2xi1>) -> (y: tensor<2xi8>) {
  %y = nn.cast %x : tensor<2xi1> to tensor<2xi8>
  nn.return %y : tensor<2xi8>
}
// no differences: no derivative
// at %x: 0, 1
// torch: x.to(torch.uint8)
nn.func @cast_i1_ui8(%x: tensor<2xi1>) -> (y: tensor<2xui8>) {
  %y = nn.cast %x : tensor<2xi1> to tensor<2xui8>
  nn.return %y : tensor<2xui8>
}
// no differences: no derivative
// at %c: 0, 1
// at %a: 0, 1, 1
// range %b: 0 to 1
// torch: torch.where(c.unsqueeze(1), a, b)
nn.func @where_truth(%c: tensor<2xi1>, %a: tensor<3xi1>, %b: tensor<2x3xi1>) -> (y: tensor<2x3xi1>) {
  %d = nn.reshape %c : tensor<2xi1> to tensor<2x1xi1>
  %y = nn.where %d, %a, %b : tensor<2x1xi1>, tensor<3xi1>, tensor<2x3xi1>
  nn.return %y : tensor<2x3xi1>
}
// no differences: no derivative
// range %x: 0 to 255
// torch: x.clamp(7, 200)
nn.func @clip_ui8(%x: tensor<?x4xui8>) -> (y: tensor<?x4xui8>) {
  %y = nn.clip %x min 7.0 max 200.0 : tensor<?x4xui8>
  nn.return %y : tensor<?x4xui8>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.clamp(-3, 5)
nn.func @clip_i64(%x: tensor<?x4xi64>) -> (y: tensor<?x4xi64>) {
  %y = nn.clip %x min -3.0 max 5.0 : tensor<?x4xi64>
  nn.return %y : tensor<?x4xi64>
}
// The first and the last of equal elements; NaN is an extremum.
// no differences: no derivative
// at %x: 1, 3, 3, 1, nan, 2, 1, nan, -inf, -inf, -inf, -inf
// torch: x.argmax(1), x.argmin(1), x.argmax(0, keepdim=True)
nn.func @args(%x: tensor<3x4xf64>) -> (most: tensor<3xi64>, least: tensor<3xi64>, first: tensor<1x4xi64>) {
  %most = nn.arg_max %x axis 1 : tensor<3x4xf64>
  %least = nn.arg_min %x axis 1 : tensor<3x4xf64>
  %first = nn.arg_max %x axis 0 keepdims : tensor<3x4xf64>
  nn.return %most, %least, %first : tensor<3xi64>, tensor<3xi64>, tensor<1x4xi64>
}
// no differences: no derivative
// at %x: 1, 3, 3, 1, nan, 2, 1, nan, -inf, -inf, -inf, -inf
// torch: 3 - x.flip(1).argmax(1), 3 - x.flip(1).argmin(1)
nn.func @last_args(%x: tensor<3x4xf64>) -> (most: tensor<3xi64>, least: tensor<3xi64>) {
  %most = nn.arg_max %x axis 1 select_last_index : tensor<3x4xf64>
  %least = nn.arg_min %x axis 1 select_last_index : tensor<3x4xf64>
  nn.return %most, %least : tensor<3xi64>, tensor<3xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.sum(1, dtype=torch.int64), x.amax(1), x.amin(1), x.prod(1, dtype=torch.int64), x.cumsum(1, dtype=torch.int64), x.argmax(1)
nn.func @reduce_i64(%x: tensor<?x5xi64>) -> (sum: tensor<?xi64>, most: tensor<?xi64>, least: tensor<?xi64>, product: tensor<?xi64>, sums: tensor<?x5xi64>, place: tensor<?xi64>) {
  %sum = nn.reduce_sum %x axes [1] : tensor<?x5xi64>
  %most = nn.reduce_max %x axes [1] : tensor<?x5xi64>
  %least = nn.reduce_min %x axes [1] : tensor<?x5xi64>
  %product = nn.reduce_prod %x axes [1] : tensor<?x5xi64>
  %sums = nn.cumsum %x axis 1 : tensor<?x5xi64>
  %place = nn.arg_max %x axis 1 : tensor<?x5xi64>
  nn.return %sum, %most, %least, %product, %sums, %place : tensor<?xi64>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>, tensor<?x5xi64>, tensor<?xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: a, b = x.sort(dim=1, stable=True), x.sort(dim=1, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_i64(%x: tensor<?x6xi64>) -> (up: tensor<?x6xi64>, from: tensor<?x6xi64>, down: tensor<?x6xi64>, whence: tensor<?x6xi64>) {
  %up, %from = nn.sort %x axis 1 : tensor<?x6xi64>
  %down, %whence = nn.sort %x axis 1 descending : tensor<?x6xi64>
  nn.return %up, %from, %down, %whence : tensor<?x6xi64>, tensor<?x6xi64>, tensor<?x6xi64>, tensor<?x6xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.sum(1, dtype=torch.int32), x.amax(1), x.amin(1), x.prod(1, dtype=torch.int32), x.cumsum(1, dtype=torch.int32), x.argmax(1)
nn.func @reduce_i32(%x: tensor<?x5xi32>) -> (sum: tensor<?xi32>, most: tensor<?xi32>, least: tensor<?xi32>, product: tensor<?xi32>, sums: tensor<?x5xi32>, place: tensor<?xi64>) {
  %sum = nn.reduce_sum %x axes [1] : tensor<?x5xi32>
  %most = nn.reduce_max %x axes [1] : tensor<?x5xi32>
  %least = nn.reduce_min %x axes [1] : tensor<?x5xi32>
  %product = nn.reduce_prod %x axes [1] : tensor<?x5xi32>
  %sums = nn.cumsum %x axis 1 : tensor<?x5xi32>
  %place = nn.arg_max %x axis 1 : tensor<?x5xi32>
  nn.return %sum, %most, %least, %product, %sums, %place : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x5xi32>, tensor<?xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: a, b = x.sort(dim=1, stable=True), x.sort(dim=1, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_i32(%x: tensor<?x6xi32>) -> (up: tensor<?x6xi32>, from: tensor<?x6xi64>, down: tensor<?x6xi32>, whence: tensor<?x6xi64>) {
  %up, %from = nn.sort %x axis 1 : tensor<?x6xi32>
  %down, %whence = nn.sort %x axis 1 descending : tensor<?x6xi32>
  nn.return %up, %from, %down, %whence : tensor<?x6xi32>, tensor<?x6xi64>, tensor<?x6xi32>, tensor<?x6xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.sum(1, dtype=torch.int8), x.amax(1), x.amin(1), x.prod(1, dtype=torch.int8), x.cumsum(1, dtype=torch.int8), x.argmax(1)
nn.func @reduce_i8(%x: tensor<?x5xi8>) -> (sum: tensor<?xi8>, most: tensor<?xi8>, least: tensor<?xi8>, product: tensor<?xi8>, sums: tensor<?x5xi8>, place: tensor<?xi64>) {
  %sum = nn.reduce_sum %x axes [1] : tensor<?x5xi8>
  %most = nn.reduce_max %x axes [1] : tensor<?x5xi8>
  %least = nn.reduce_min %x axes [1] : tensor<?x5xi8>
  %product = nn.reduce_prod %x axes [1] : tensor<?x5xi8>
  %sums = nn.cumsum %x axis 1 : tensor<?x5xi8>
  %place = nn.arg_max %x axis 1 : tensor<?x5xi8>
  nn.return %sum, %most, %least, %product, %sums, %place : tensor<?xi8>, tensor<?xi8>, tensor<?xi8>, tensor<?xi8>, tensor<?x5xi8>, tensor<?xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: a, b = x.sort(dim=1, stable=True), x.sort(dim=1, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_i8(%x: tensor<?x6xi8>) -> (up: tensor<?x6xi8>, from: tensor<?x6xi64>, down: tensor<?x6xi8>, whence: tensor<?x6xi64>) {
  %up, %from = nn.sort %x axis 1 : tensor<?x6xi8>
  %down, %whence = nn.sort %x axis 1 descending : tensor<?x6xi8>
  nn.return %up, %from, %down, %whence : tensor<?x6xi8>, tensor<?x6xi64>, tensor<?x6xi8>, tensor<?x6xi64>
}
// no differences: no derivative
// range %x: 0 to 255
// torch: x.sum(1, dtype=torch.uint8), x.amax(1), x.amin(1), x.prod(1, dtype=torch.uint8), x.cumsum(1, dtype=torch.uint8), x.argmax(1)
nn.func @reduce_ui8(%x: tensor<?x5xui8>) -> (sum: tensor<?xui8>, most: tensor<?xui8>, least: tensor<?xui8>, product: tensor<?xui8>, sums: tensor<?x5xui8>, place: tensor<?xi64>) {
  %sum = nn.reduce_sum %x axes [1] : tensor<?x5xui8>
  %most = nn.reduce_max %x axes [1] : tensor<?x5xui8>
  %least = nn.reduce_min %x axes [1] : tensor<?x5xui8>
  %product = nn.reduce_prod %x axes [1] : tensor<?x5xui8>
  %sums = nn.cumsum %x axis 1 : tensor<?x5xui8>
  %place = nn.arg_max %x axis 1 : tensor<?x5xui8>
  nn.return %sum, %most, %least, %product, %sums, %place : tensor<?xui8>, tensor<?xui8>, tensor<?xui8>, tensor<?xui8>, tensor<?x5xui8>, tensor<?xi64>
}
// no differences: no derivative
// range %x: 0 to 255
// torch: a, b = x.sort(dim=1, stable=True), x.sort(dim=1, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_ui8(%x: tensor<?x6xui8>) -> (up: tensor<?x6xui8>, from: tensor<?x6xi64>, down: tensor<?x6xui8>, whence: tensor<?x6xi64>) {
  %up, %from = nn.sort %x axis 1 : tensor<?x6xui8>
  %down, %whence = nn.sort %x axis 1 descending : tensor<?x6xui8>
  nn.return %up, %from, %down, %whence : tensor<?x6xui8>, tensor<?x6xi64>, tensor<?x6xui8>, tensor<?x6xi64>
}
// Equal elements keep their order, NaN is the greatest, infinities are in their places; a power of two and not.
// no differences: no derivative
// at %x: 2, nan, 1, 2, -inf, 1, inf, nan, 0, 0, 0, 0, 0, 0, 0, 0
// torch: a, b = x.sort(dim=1, stable=True), x.sort(dim=1, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_eight(%x: tensor<2x8xf64>) -> (up: tensor<2x8xf64>, from: tensor<2x8xi64>, down: tensor<2x8xf64>, whence: tensor<2x8xi64>) {
  %up, %from = nn.sort %x axis 1 : tensor<2x8xf64>
  %down, %whence = nn.sort %x axis 1 descending : tensor<2x8xf64>
  nn.return %up, %from, %down, %whence : tensor<2x8xf64>, tensor<2x8xi64>, tensor<2x8xf64>, tensor<2x8xi64>
}
// no differences: no derivative
// at %x: 2, nan, 1, inf, -inf, 1, nan
// torch: a, b = x.sort(dim=0, stable=True), x.sort(dim=0, descending=True, stable=True)
// torch: a.values, a.indices, b.values, b.indices
nn.func @sort_seven(%x: tensor<7xf64>) -> (up: tensor<7xf64>, from: tensor<7xi64>, down: tensor<7xf64>, whence: tensor<7xi64>) {
  %up, %from = nn.sort %x axis 0 : tensor<7xf64>
  %down, %whence = nn.sort %x axis 0 descending : tensor<7xf64>
  nn.return %up, %from, %down, %whence : tensor<7xf64>, tensor<7xi64>, tensor<7xf64>, tensor<7xi64>
}
// no differences: no derivative
// range %x: -50 to 50
// torch: x.sort(0).values, x.topk(3, 0).values
nn.func @sort_many(%x: tensor<77x2xf64>) -> (up: tensor<77x2xf64>, top: tensor<3x2xf64>) {
  %up, %from = nn.sort %x axis 0 : tensor<77x2xf64>
  %top, %i = nn.top_k %x k 3 axis 0 : tensor<77x2xf64>
  nn.return %up, %top : tensor<77x2xf64>, tensor<3x2xf64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.sort(0).values, x.sort(0).indices
nn.func @sort_one(%x: tensor<1xf64>) -> (up: tensor<1xf64>, from: tensor<1xi64>) {
  %up, %from = nn.sort %x axis 0 : tensor<1xf64>
  nn.return %up, %from : tensor<1xf64>, tensor<1xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.T, x.flip(1), torch.cat((x, x), 1), x[:, 1:4:2], F.pad(x, (1, 0), value=7), x.repeat(1, 2)
nn.func @move_i64(%x: tensor<3x4xi64>) -> (t: tensor<4x3xi64>, f: tensor<3x4xi64>, c: tensor<3x8xi64>, s: tensor<3x2xi64>, p: tensor<3x5xi64>, r: tensor<3x8xi64>) {
  %t = nn.transpose %x perm [1, 0] : tensor<3x4xi64>
  %f = nn.flip %x axes [1] : tensor<3x4xi64>
  %c = nn.concat %x, %x axis 1 : tensor<3x4xi64>, tensor<3x4xi64>
  %s = nn.slice %x starts [1] ends [4] axes [1] steps [2] : tensor<3x4xi64>
  %p = nn.pad %x pads [0, 1, 0, 0] value 7.0 : tensor<3x4xi64>
  %r = nn.tile %x repeats [1, 2] : tensor<3x4xi64>
  nn.return %t, %f, %c, %s, %p, %r : tensor<4x3xi64>, tensor<3x4xi64>, tensor<3x8xi64>, tensor<3x2xi64>, tensor<3x5xi64>, tensor<3x8xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// at %i: 2, 0, -1
// at %j: 2, 0, 1, 1
// torch: x[i], x.gather(0, j.unsqueeze(0))
nn.func @read_i64(%x: tensor<3x4xi64>, %i: tensor<3xi64>, %j: tensor<4xi64>) -> (g: tensor<3x4xi64>, e: tensor<1x4xi64>) {
  %g = nn.gather %x, %i : tensor<3x4xi64>, tensor<3xi64>
  %r = nn.unsqueeze %j axes [0] : tensor<4xi64>
  %e = nn.gather_elements %x, %r : tensor<3x4xi64>, tensor<1x4xi64>
  nn.return %g, %e : tensor<3x4xi64>, tensor<1x4xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// range %u: -9 to 9
// at %i: 2, 0, 2, 1, 1
// torch: x.scatter_add(0, i, u), x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "amin"), x.scatter_reduce(0, i, u, "prod"), torch.arange(2, 17, 3, dtype=torch.int64), torch.eye(2, 3, dtype=torch.int64), F.one_hot(i, 3).to(torch.int64)
nn.func @write_i64(%x: tensor<3xi64>, %i: tensor<5xi64>, %u: tensor<5xi64>) -> (a: tensor<3xi64>, m: tensor<3xi64>, l: tensor<3xi64>, p: tensor<3xi64>, r: tensor<5xi64>, e: tensor<2x3xi64>, o: tensor<5x3xi64>) {
  %a = nn.scatter_elements %x, %i, %u reduction add : tensor<3xi64>, tensor<5xi64>, tensor<5xi64>
  %m = nn.scatter_elements %x, %i, %u reduction max : tensor<3xi64>, tensor<5xi64>, tensor<5xi64>
  %l = nn.scatter_elements %x, %i, %u reduction min : tensor<3xi64>, tensor<5xi64>, tensor<5xi64>
  %p = nn.scatter_elements %x, %i, %u reduction mul : tensor<3xi64>, tensor<5xi64>, tensor<5xi64>
  %r = nn.range start 2.0 delta 3.0 : tensor<5xi64>
  %e = nn.eye : tensor<2x3xi64>
  %o = nn.one_hot %i : tensor<5xi64> -> tensor<5x3xi64>
  nn.return %a, %m, %l, %p, %r, %e, %o : tensor<3xi64>, tensor<3xi64>, tensor<3xi64>, tensor<3xi64>, tensor<5xi64>, tensor<2x3xi64>, tensor<5x3xi64>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.T, x.flip(1), torch.cat((x, x), 1), x[:, 1:4:2], F.pad(x, (1, 0), value=7), x.repeat(1, 2)
nn.func @move_i32(%x: tensor<3x4xi32>) -> (t: tensor<4x3xi32>, f: tensor<3x4xi32>, c: tensor<3x8xi32>, s: tensor<3x2xi32>, p: tensor<3x5xi32>, r: tensor<3x8xi32>) {
  %t = nn.transpose %x perm [1, 0] : tensor<3x4xi32>
  %f = nn.flip %x axes [1] : tensor<3x4xi32>
  %c = nn.concat %x, %x axis 1 : tensor<3x4xi32>, tensor<3x4xi32>
  %s = nn.slice %x starts [1] ends [4] axes [1] steps [2] : tensor<3x4xi32>
  %p = nn.pad %x pads [0, 1, 0, 0] value 7.0 : tensor<3x4xi32>
  %r = nn.tile %x repeats [1, 2] : tensor<3x4xi32>
  nn.return %t, %f, %c, %s, %p, %r : tensor<4x3xi32>, tensor<3x4xi32>, tensor<3x8xi32>, tensor<3x2xi32>, tensor<3x5xi32>, tensor<3x8xi32>
}
// no differences: no derivative
// range %x: -9 to 9
// at %i: 2, 0, -1
// at %j: 2, 0, 1, 1
// torch: x[i], x.gather(0, j.unsqueeze(0))
nn.func @read_i32(%x: tensor<3x4xi32>, %i: tensor<3xi64>, %j: tensor<4xi64>) -> (g: tensor<3x4xi32>, e: tensor<1x4xi32>) {
  %g = nn.gather %x, %i : tensor<3x4xi32>, tensor<3xi64>
  %r = nn.unsqueeze %j axes [0] : tensor<4xi64>
  %e = nn.gather_elements %x, %r : tensor<3x4xi32>, tensor<1x4xi64>
  nn.return %g, %e : tensor<3x4xi32>, tensor<1x4xi32>
}
// no differences: no derivative
// range %x: -9 to 9
// range %u: -9 to 9
// at %i: 2, 0, 2, 1, 1
// torch: x.scatter_add(0, i, u), x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "amin"), x.scatter_reduce(0, i, u, "prod"), torch.arange(2, 17, 3, dtype=torch.int32), torch.eye(2, 3, dtype=torch.int32), F.one_hot(i, 3).to(torch.int32)
nn.func @write_i32(%x: tensor<3xi32>, %i: tensor<5xi64>, %u: tensor<5xi32>) -> (a: tensor<3xi32>, m: tensor<3xi32>, l: tensor<3xi32>, p: tensor<3xi32>, r: tensor<5xi32>, e: tensor<2x3xi32>, o: tensor<5x3xi32>) {
  %a = nn.scatter_elements %x, %i, %u reduction add : tensor<3xi32>, tensor<5xi64>, tensor<5xi32>
  %m = nn.scatter_elements %x, %i, %u reduction max : tensor<3xi32>, tensor<5xi64>, tensor<5xi32>
  %l = nn.scatter_elements %x, %i, %u reduction min : tensor<3xi32>, tensor<5xi64>, tensor<5xi32>
  %p = nn.scatter_elements %x, %i, %u reduction mul : tensor<3xi32>, tensor<5xi64>, tensor<5xi32>
  %r = nn.range start 2.0 delta 3.0 : tensor<5xi32>
  %e = nn.eye : tensor<2x3xi32>
  %o = nn.one_hot %i : tensor<5xi64> -> tensor<5x3xi32>
  nn.return %a, %m, %l, %p, %r, %e, %o : tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<5xi32>, tensor<2x3xi32>, tensor<5x3xi32>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.T, x.flip(1), torch.cat((x, x), 1), x[:, 1:4:2], F.pad(x, (1, 0), value=7), x.repeat(1, 2)
nn.func @move_i8(%x: tensor<3x4xi8>) -> (t: tensor<4x3xi8>, f: tensor<3x4xi8>, c: tensor<3x8xi8>, s: tensor<3x2xi8>, p: tensor<3x5xi8>, r: tensor<3x8xi8>) {
  %t = nn.transpose %x perm [1, 0] : tensor<3x4xi8>
  %f = nn.flip %x axes [1] : tensor<3x4xi8>
  %c = nn.concat %x, %x axis 1 : tensor<3x4xi8>, tensor<3x4xi8>
  %s = nn.slice %x starts [1] ends [4] axes [1] steps [2] : tensor<3x4xi8>
  %p = nn.pad %x pads [0, 1, 0, 0] value 7.0 : tensor<3x4xi8>
  %r = nn.tile %x repeats [1, 2] : tensor<3x4xi8>
  nn.return %t, %f, %c, %s, %p, %r : tensor<4x3xi8>, tensor<3x4xi8>, tensor<3x8xi8>, tensor<3x2xi8>, tensor<3x5xi8>, tensor<3x8xi8>
}
// no differences: no derivative
// range %x: -9 to 9
// at %i: 2, 0, -1
// at %j: 2, 0, 1, 1
// torch: x[i], x.gather(0, j.unsqueeze(0))
nn.func @read_i8(%x: tensor<3x4xi8>, %i: tensor<3xi64>, %j: tensor<4xi64>) -> (g: tensor<3x4xi8>, e: tensor<1x4xi8>) {
  %g = nn.gather %x, %i : tensor<3x4xi8>, tensor<3xi64>
  %r = nn.unsqueeze %j axes [0] : tensor<4xi64>
  %e = nn.gather_elements %x, %r : tensor<3x4xi8>, tensor<1x4xi64>
  nn.return %g, %e : tensor<3x4xi8>, tensor<1x4xi8>
}
// no differences: no derivative
// range %x: -9 to 9
// range %u: -9 to 9
// at %i: 2, 0, 2, 1, 1
// torch: x.scatter_add(0, i, u), x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "amin"), x.scatter_reduce(0, i, u, "prod"), torch.arange(2, 17, 3, dtype=torch.int8), torch.eye(2, 3, dtype=torch.int8), F.one_hot(i, 3).to(torch.int8)
nn.func @write_i8(%x: tensor<3xi8>, %i: tensor<5xi64>, %u: tensor<5xi8>) -> (a: tensor<3xi8>, m: tensor<3xi8>, l: tensor<3xi8>, p: tensor<3xi8>, r: tensor<5xi8>, e: tensor<2x3xi8>, o: tensor<5x3xi8>) {
  %a = nn.scatter_elements %x, %i, %u reduction add : tensor<3xi8>, tensor<5xi64>, tensor<5xi8>
  %m = nn.scatter_elements %x, %i, %u reduction max : tensor<3xi8>, tensor<5xi64>, tensor<5xi8>
  %l = nn.scatter_elements %x, %i, %u reduction min : tensor<3xi8>, tensor<5xi64>, tensor<5xi8>
  %p = nn.scatter_elements %x, %i, %u reduction mul : tensor<3xi8>, tensor<5xi64>, tensor<5xi8>
  %r = nn.range start 2.0 delta 3.0 : tensor<5xi8>
  %e = nn.eye : tensor<2x3xi8>
  %o = nn.one_hot %i : tensor<5xi64> -> tensor<5x3xi8>
  nn.return %a, %m, %l, %p, %r, %e, %o : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<5xi8>, tensor<2x3xi8>, tensor<5x3xi8>
}
// no differences: no derivative
// range %x: 0 to 100
// torch: x.T, x.flip(1), torch.cat((x, x), 1), x[:, 1:4:2], F.pad(x, (1, 0), value=7), x.repeat(1, 2)
nn.func @move_ui8(%x: tensor<3x4xui8>) -> (t: tensor<4x3xui8>, f: tensor<3x4xui8>, c: tensor<3x8xui8>, s: tensor<3x2xui8>, p: tensor<3x5xui8>, r: tensor<3x8xui8>) {
  %t = nn.transpose %x perm [1, 0] : tensor<3x4xui8>
  %f = nn.flip %x axes [1] : tensor<3x4xui8>
  %c = nn.concat %x, %x axis 1 : tensor<3x4xui8>, tensor<3x4xui8>
  %s = nn.slice %x starts [1] ends [4] axes [1] steps [2] : tensor<3x4xui8>
  %p = nn.pad %x pads [0, 1, 0, 0] value 7.0 : tensor<3x4xui8>
  %r = nn.tile %x repeats [1, 2] : tensor<3x4xui8>
  nn.return %t, %f, %c, %s, %p, %r : tensor<4x3xui8>, tensor<3x4xui8>, tensor<3x8xui8>, tensor<3x2xui8>, tensor<3x5xui8>, tensor<3x8xui8>
}
// no differences: no derivative
// range %x: 0 to 100
// at %i: 2, 0, -1
// at %j: 2, 0, 1, 1
// torch: x[i], x.gather(0, j.unsqueeze(0))
nn.func @read_ui8(%x: tensor<3x4xui8>, %i: tensor<3xi64>, %j: tensor<4xi64>) -> (g: tensor<3x4xui8>, e: tensor<1x4xui8>) {
  %g = nn.gather %x, %i : tensor<3x4xui8>, tensor<3xi64>
  %r = nn.unsqueeze %j axes [0] : tensor<4xi64>
  %e = nn.gather_elements %x, %r : tensor<3x4xui8>, tensor<1x4xi64>
  nn.return %g, %e : tensor<3x4xui8>, tensor<1x4xui8>
}
// no differences: no derivative
// range %x: 0 to 100
// range %u: 0 to 100
// at %i: 2, 0, 2, 1, 1
// torch: x.scatter_add(0, i, u), x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "amin"), x.scatter_reduce(0, i, u, "prod"), torch.arange(2, 17, 3, dtype=torch.uint8), torch.eye(2, 3, dtype=torch.uint8), F.one_hot(i, 3).to(torch.uint8)
nn.func @write_ui8(%x: tensor<3xui8>, %i: tensor<5xi64>, %u: tensor<5xui8>) -> (a: tensor<3xui8>, m: tensor<3xui8>, l: tensor<3xui8>, p: tensor<3xui8>, r: tensor<5xui8>, e: tensor<2x3xui8>, o: tensor<5x3xui8>) {
  %a = nn.scatter_elements %x, %i, %u reduction add : tensor<3xui8>, tensor<5xi64>, tensor<5xui8>
  %m = nn.scatter_elements %x, %i, %u reduction max : tensor<3xui8>, tensor<5xi64>, tensor<5xui8>
  %l = nn.scatter_elements %x, %i, %u reduction min : tensor<3xui8>, tensor<5xi64>, tensor<5xui8>
  %p = nn.scatter_elements %x, %i, %u reduction mul : tensor<3xui8>, tensor<5xi64>, tensor<5xui8>
  %r = nn.range start 2.0 delta 3.0 : tensor<5xui8>
  %e = nn.eye : tensor<2x3xui8>
  %o = nn.one_hot %i : tensor<5xi64> -> tensor<5x3xui8>
  nn.return %a, %m, %l, %p, %r, %e, %o : tensor<3xui8>, tensor<3xui8>, tensor<3xui8>, tensor<3xui8>, tensor<5xui8>, tensor<2x3xui8>, tensor<5x3xui8>
}
// no differences: no derivative
// range %x: 0 to 1
// torch: x.T, x.flip(1), torch.cat((x, x), 1), x[:, 1:4:2], F.pad(x, (1, 0), value=0), x.repeat(1, 2)
nn.func @move_i1(%x: tensor<3x4xi1>) -> (t: tensor<4x3xi1>, f: tensor<3x4xi1>, c: tensor<3x8xi1>, s: tensor<3x2xi1>, p: tensor<3x5xi1>, r: tensor<3x8xi1>) {
  %t = nn.transpose %x perm [1, 0] : tensor<3x4xi1>
  %f = nn.flip %x axes [1] : tensor<3x4xi1>
  %c = nn.concat %x, %x axis 1 : tensor<3x4xi1>, tensor<3x4xi1>
  %s = nn.slice %x starts [1] ends [4] axes [1] steps [2] : tensor<3x4xi1>
  %p = nn.pad %x pads [0, 1, 0, 0] value 0.0 : tensor<3x4xi1>
  %r = nn.tile %x repeats [1, 2] : tensor<3x4xi1>
  nn.return %t, %f, %c, %s, %p, %r : tensor<4x3xi1>, tensor<3x4xi1>, tensor<3x8xi1>, tensor<3x2xi1>, tensor<3x5xi1>, tensor<3x8xi1>
}
// no differences: no derivative
// range %x: 0 to 1
// at %i: 2, 0, -1
// at %j: 2, 0, 1, 1
// torch: x[i], x.gather(0, j.unsqueeze(0))
nn.func @read_i1(%x: tensor<3x4xi1>, %i: tensor<3xi64>, %j: tensor<4xi64>) -> (g: tensor<3x4xi1>, e: tensor<1x4xi1>) {
  %g = nn.gather %x, %i : tensor<3x4xi1>, tensor<3xi64>
  %r = nn.unsqueeze %j axes [0] : tensor<4xi64>
  %e = nn.gather_elements %x, %r : tensor<3x4xi1>, tensor<1x4xi64>
  nn.return %g, %e : tensor<3x4xi1>, tensor<1x4xi1>
}
// no differences: no derivative
// range %x: -9 to 9
// torch: x.tril(), x.triu(1)
nn.func @triangles(%x: tensor<3x3xi32>) -> (l: tensor<3x3xi32>, u: tensor<3x3xi32>) {
  %l = nn.trilu %x : tensor<3x3xi32>
  %u = nn.trilu %x upper k 1 : tensor<3x3xi32>
  nn.return %l, %u : tensor<3x3xi32>, tensor<3x3xi32>
}
// Places of what is not 0; the row behind the last one is out of range. Then fewer rows than there are places.
// no differences: no derivative
// at %x: 0, 2, 0, -1, 0, 3
// torch: torch.cat((torch.nonzero(x), torch.tensor([[2, 0]]))), torch.count_nonzero(x), torch.nonzero(x)[:2], torch.count_nonzero(x).int()
nn.func @non_zero(%x: tensor<2x3xi64>) -> (i: tensor<4x2xi64>, n: tensor<i64>, j: tensor<2x2xi64>, m: tensor<i32>) {
  %i, %n = nn.non_zero %x : tensor<2x3xi64> -> tensor<4x2xi64>, tensor<i64>
  %j, %m = nn.non_zero %x : tensor<2x3xi64> -> tensor<2x2xi64>, tensor<i32>
  nn.return %i, %n, %j, %m : tensor<4x2xi64>, tensor<i64>, tensor<2x2xi64>, tensor<i32>
}
// no differences: no derivative
// range %b: 0 to 1
// at %x: 0, -inf, nan, 0, 5, 0
// torch: torch.cat((torch.nonzero(b), torch.full((4,), 4).unsqueeze(1)))[:4], torch.nonzero(x)
nn.func @non_zero_kinds(%b: tensor<4xi1>, %x: tensor<6xf64>) -> (i: tensor<4x1xi64>, j: tensor<3x1xi64>) {
  %i, %n = nn.non_zero %b : tensor<4xi1> -> tensor<4x1xi64>, tensor<i64>
  %j, %m = nn.non_zero %x : tensor<6xf64> -> tensor<3x1xi64>, tensor<i64>
  nn.return %i, %j : tensor<4x1xi64>, tensor<3x1xi64>
}
// no differences: no derivative
// torch: F.max_pool2d(x, 2, stride=1, padding=1, return_indices=True)[1]
nn.func @max_pool_indices(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x2x4x5xi64>) {
  %y = nn.max_pool_indices %x kernel_shape [2, 2] pads [1, 1, 1, 1] : tensor<?x2x3x4xf64>
  nn.return %y : tensor<?x2x4x5xi64>
}
// The first of equal ones, and of NaNs; one that is -∞ is one too.
// no differences: no derivative
// at %x: 1, 1, -inf, -inf, nan, 2, 3, nan
// torch: F.max_pool1d(x, 2, stride=2, return_indices=True)[1]
nn.func @max_pool_indices_ties(%x: tensor<1x1x8xf64>) -> (y: tensor<1x1x4xi64>) {
  %y = nn.max_pool_indices %x kernel_shape [2] strides [2] : tensor<1x1x8xf64>
  nn.return %y : tensor<1x1x4xi64>
}
// no differences: no derivative
// torch: F.max_pool3d(x, 2, stride=(1, 2, 2), dilation=(2, 1, 1), ceil_mode=True, return_indices=True)[1]
nn.func @max_pool_indices_volume(%x: tensor<2x1x3x3x4xf64>) -> (y: tensor<2x1x1x2x2xi64>) {
  %y = nn.max_pool_indices %x kernel_shape [2, 2, 2] strides [1, 2, 2] dilations [2, 1, 1] ceil_mode : tensor<2x1x3x3x4xf64>
  nn.return %y : tensor<2x1x1x2x2xi64>
}
// no differences: no derivative
// at %x: 1, -0.0, 1.5, inf
// torch: x.view(torch.int64)
nn.func @bitcast_f64_i64(%x: tensor<4xf64>) -> (y: tensor<4xi64>) {
  %y = nn.bitcast %x : tensor<4xf64> to tensor<4xi64>
  nn.return %y : tensor<4xi64>
}
// no differences: no derivative
// at %x: 0, 1, 127, -1, -128
// torch: x.view(torch.uint8)
nn.func @bitcast_i8_ui8(%x: tensor<5xi8>) -> (y: tensor<5xui8>) {
  %y = nn.bitcast %x : tensor<5xi8> to tensor<5xui8>
  nn.return %y : tensor<5xui8>
}
// Edges of bins, the outer ones too; what lies beyond, and NaN.
// no differences: no derivative
// at %x: -1.001, -1, -0.5, -0.499, 0.4999, 0.5, 1, 1.001, -inf, inf, nan
// at %low: -1
// at %high: 1
// torch: torch.histc(x[~x.isnan()], bins=4, min=-1, max=1).to(torch.int64)
nn.func @histogram_edges(%x: tensor<11xf64>, %low: tensor<f64>, %high: tensor<f64>) -> (counts: tensor<4xi64>) {
  %counts = nn.histogram %x from %low to %high : tensor<11xf64> -> tensor<4xi64>
  nn.return %counts : tensor<4xi64>
}
// no differences: no derivative
// range %x: -3 to 3
// at %low: -2
// at %high: 2.5
// torch: torch.histc(x, bins=7, min=-2, max=2.5).to(torch.int32)
nn.func @histogram_of_batch(%x: tensor<?x5x4xf64>, %low: tensor<f64>, %high: tensor<f64>) -> (counts: tensor<7xi32>) {
  %counts = nn.histogram %x from %low to %high : tensor<?x5x4xf64> -> tensor<7xi32>
  nn.return %counts : tensor<7xi32>
}
// Bounds that are equal hold what equals them; those in the wrong order hold nothing.
// no differences: no derivative
// at %x: 1, 2, 2, 3
// at %low: 2
// at %high: 2
// torch: torch.tensor([0, 2])
nn.func @histogram_of_a_point(%x: tensor<4xf64>, %low: tensor<f64>, %high: tensor<f64>) -> (counts: tensor<2xi64>) {
  %counts = nn.histogram %x from %low to %high : tensor<4xf64> -> tensor<2xi64>
  nn.return %counts : tensor<2xi64>
}
// no differences: no derivative
// at %x: 1, 2, 2, 3
// at %low: 3
// at %high: 1
// torch: torch.tensor([0, 0])
nn.func @histogram_backwards(%x: tensor<4xf64>, %low: tensor<f64>, %high: tensor<f64>) -> (counts: tensor<2xi64>) {
  %counts = nn.histogram %x from %low to %high : tensor<4xf64> -> tensor<2xi64>
  nn.return %counts : tensor<2xi64>
}
