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
