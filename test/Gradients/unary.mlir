// Elementwise ops of one operand, away from their kinks. Negative values, or only those where the function is defined.
// Named with a prefix: a function @tanh would take the place of the library's.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: -x
nn.func @unary_neg(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.neg %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.abs()
nn.func @unary_abs(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.abs %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.sign()
nn.func @unary_sign(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sign %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: 0.5 to 3
// torch: x.sqrt()
nn.func @unary_sqrt(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sqrt %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: 0.5 to 3
// torch: x.rsqrt()
nn.func @unary_rsqrt(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.rsqrt %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// On each side of the pole.
// range %x: 0.5 to 2
// torch: x.reciprocal()
nn.func @unary_reciprocal(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.reciprocal %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to -0.5
// torch: x.reciprocal()
nn.func @reciprocal_negative(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.reciprocal %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: x.exp()
nn.func @unary_exp(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.exp %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: 0.5 to 3
// torch: x.log()
nn.func @unary_log(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.log %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -0.5 to 3
// torch: x.log1p()
nn.func @unary_log1p(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.log1p %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.tanh()
nn.func @scalar(%x: tensor<f64>) -> (y: tensor<f64>) {
  %y = nn.tanh %x : tensor<f64>
  nn.return %y : tensor<f64>
}
// range %x: -2 to 2
// torch: x.expm1()
nn.func @unary_expm1(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.expm1 %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: x.sin()
nn.func @unary_sin(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sin %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: x.cos()
nn.func @unary_cos(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.cos %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -1.2 to 1.2
// torch: x.tan()
nn.func @unary_tan(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.tan %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -0.9 to 0.9
// torch: x.asin()
nn.func @unary_asin(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.asin %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -0.9 to 0.9
// torch: x.acos()
nn.func @unary_acos(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.acos %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: x.atan()
nn.func @unary_atan(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.atan %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: x.sinh()
nn.func @unary_sinh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sinh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: x.cosh()
nn.func @unary_cosh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.cosh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: x.asinh()
nn.func @unary_asinh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.asinh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: 1.2 to 4
// torch: x.acosh()
nn.func @unary_acosh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.acosh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -0.9 to 0.9
// torch: x.atanh()
nn.func @unary_atanh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.atanh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: x.erf()
nn.func @unary_erf(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.erf %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: x.floor()
nn.func @unary_floor(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.floor %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: x.ceil()
nn.func @unary_ceil(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.ceil %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: x.round()
nn.func @unary_round(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.round %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.clamp(-0.51, 0.3)
nn.func @clip_both(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.clip %x min -0.51 max 0.3 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.clamp(min=-0.21)
nn.func @clip_below(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.clip %x min -0.21 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: x.clamp(max=0.4)
nn.func @clip_above(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.clip %x max 0.4 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
