// Where a function has no derivative, or is at the end of the world, PyTorch's values decide.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: -x
nn.func @at_neg(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.neg %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: x.abs()
nn.func @at_abs(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.abs %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: x.sign()
nn.func @at_sign(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.sign %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.reciprocal()
nn.func @at_reciprocal(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.reciprocal %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.sqrt()
nn.func @at_sqrt(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.sqrt %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.rsqrt()
nn.func @at_rsqrt(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.rsqrt %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.exp()
nn.func @at_exp(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.exp %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.expm1()
nn.func @at_expm1(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.expm1 %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.log()
nn.func @at_log(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.log %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.log1p()
nn.func @at_log1p(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.log1p %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.atan()
nn.func @at_atan(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.atan %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.asin()
nn.func @at_asin(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.asin %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.acos()
nn.func @at_acos(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.acos %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.sinh()
nn.func @at_sinh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.sinh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.cosh()
nn.func @at_cosh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.cosh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.asinh()
nn.func @at_asinh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.asinh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.acosh()
nn.func @at_acosh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.acosh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.atanh()
nn.func @at_atanh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.atanh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.sin()
nn.func @at_sin(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.sin %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.cos()
nn.func @at_cos(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.cos %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.tan()
nn.func @at_tan(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.tan %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.erf()
nn.func @at_erf(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.erf %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.tanh()
nn.func @at_tanh(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.tanh %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: x.sigmoid()
nn.func @at_sigmoid(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.sigmoid %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: F.relu(x)
nn.func @at_relu(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.relu %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: F.softsign(x)
nn.func @at_softsign(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.softsign %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: F.silu(x)
nn.func @at_silu(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.silu %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: F.elu(x)
nn.func @at_elu(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.elu %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: F.selu(x)
nn.func @at_selu(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.selu %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity
// at %x: -inf, -1, -0.0, 0, 1, inf
// torch: F.celu(x)
nn.func @at_celu(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.celu %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: F.gelu(x)
nn.func @at_gelu(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.gelu %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: kinks, poles, infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: F.leaky_relu(x)
nn.func @at_leaky_relu(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.leaky_relu %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// At +inf PyTorch has NaN for the derivative of this formula; 1 is right.
// no differences: infinity and NaN
// at %x: -inf, -1, -0.0, 0, 1, nan
// torch: torch.logaddexp(x, torch.zeros(()))
nn.func @at_softplus(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.softplus %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: a step
// at %x: -inf, -1.5, -1, -0.0, 0, 0.5, 1, inf, nan
// torch: x.floor()
nn.func @at_floor(%x: tensor<9xf64>) -> (y: tensor<9xf64>) {
  %y = nn.floor %x : tensor<9xf64>
  nn.return %y : tensor<9xf64>
}
// no differences: a step
// at %x: -inf, -1.5, -1, -0.0, 0, 0.5, 1, inf, nan
// torch: x.ceil()
nn.func @at_ceil(%x: tensor<9xf64>) -> (y: tensor<9xf64>) {
  %y = nn.ceil %x : tensor<9xf64>
  nn.return %y : tensor<9xf64>
}
// no differences: a step
// at %x: -inf, -2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5, inf, nan
// torch: x.round()
nn.func @at_round(%x: tensor<10xf64>) -> (y: tensor<10xf64>) {
  %y = nn.round %x : tensor<10xf64>
  nn.return %y : tensor<10xf64>
}
// no differences: a step
// at %x: -inf, -1, -0.0, 0, 1, inf, nan
// torch: torch.heaviside(x.detach(), torch.zeros((), dtype=x.dtype))
nn.func @at_step(%x: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.step %x : tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: a kink
// at %x: -1, -0.0, 0, 1
// torch: F.elu(x, 0.5)
nn.func @at_elu_half(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.elu %x alpha 0.5 : tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// no differences: a kink
// at %x: -1, -0.0, 0, 1
// torch: 1.5 * F.elu(x, 0.7)
nn.func @at_selu_other(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.selu %x alpha 0.7 gamma 1.5 : tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// no differences: a kink
// at %x: -1, -0.0, 0, 1
// torch: F.celu(x, 2.0)
nn.func @at_celu_two(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.celu %x alpha 2.0 : tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// no differences: a kink
// at %x: -inf, -2, -1, 0, 2, 3, inf, nan
// torch: x.clamp(-1, 2)
nn.func @at_clip(%x: tensor<8xf64>) -> (y: tensor<8xf64>) {
  %y = nn.clip %x min -1.0 max 2.0 : tensor<8xf64>
  nn.return %y : tensor<8xf64>
}
// The lower bound is above the upper one, which wins.
// no differences: a kink
// at %x: -2, -1, 0, 2, 3
// torch: x.clamp(2, -1)
nn.func @at_clip_crossed(%x: tensor<5xf64>) -> (y: tensor<5xf64>) {
  %y = nn.clip %x min 2.0 max -1.0 : tensor<5xf64>
  nn.return %y : tensor<5xf64>
}
// Between them, the derivative of F.hardsigmoid is 1/6 in f32.
// no differences: a kink
// at %x: -inf, -4, -3, 3, 4, inf
// torch: F.hardsigmoid(x)
nn.func @at_hard_sigmoid(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.hard_sigmoid %x alpha 0.16666666666666666 : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: a kink
// at %x: -4, -3, 0, 3, 4
// torch: F.hardswish(x)
nn.func @at_hard_swish(%x: tensor<5xf64>) -> (y: tensor<5xf64>) {
  %y = nn.hard_swish %x : tensor<5xf64>
  nn.return %y : tensor<5xf64>
}
// no differences: a kink
// at %x: -inf, 0, 1, 2, inf, nan
// torch: F.threshold(x, 1, 0)
nn.func @at_thresholded_relu(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.thresholded_relu %x : tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: a kink
// at %x: -1, -0.0, 0, 1, nan, 0
// at %slope: 0.5, 2, -1, 3, 1, nan
// torch: torch.where(x > 0, x, slope * x)
nn.func @at_prelu(%x: tensor<6xf64>, %slope: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.prelu %x, %slope : tensor<6xf64>, tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: ties
// at %a: 0, -0.0, 1, inf, -inf, 2, 1
// at %b: 0, 0.0, 1, inf, 1, 3, 2
// torch: torch.maximum(a, b)
nn.func @at_max(%a: tensor<7xf64>, %b: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.max %a, %b : tensor<7xf64>, tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: ties
// at %a: 0, -0.0, 1, inf, -inf, 2, 1
// at %b: 0, 0.0, 1, inf, 1, 3, 2
// torch: torch.minimum(a, b)
nn.func @at_min(%a: tensor<7xf64>, %b: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.min %a, %b : tensor<7xf64>, tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// The derivative of a maximum with NaN is checked by nobody; its value is NaN.
// no differences: NaN
// at %a: nan, 1
// at %b: 1, 2
// torch: torch.maximum(a, b)
nn.func @nan_in_max(%a: tensor<2xf64>, %b: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.max %a, %b : tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// no differences: poles
// at %a: 0, 1, -1, 1, 0, inf
// at %b: 1, 0, 0, inf, 2, 2
// torch: a / b
nn.func @at_div(%a: tensor<6xf64>, %b: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %y = nn.div %a, %b : tensor<6xf64>, tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// no differences: edges
// at %a: 0, 0, 0, 1, 2, -2, -2, 2
// at %b: 0, 1, 2, 5, 0, 2, 3, -1
// torch: a ** b
nn.func @at_pow(%a: tensor<8xf64>, %b: tensor<8xf64>) -> (y: tensor<8xf64>) {
  %y = nn.pow %a, %b : tensor<8xf64>, tensor<8xf64>
  nn.return %y : tensor<8xf64>
}
// no differences: jumps
// at %a: 0, 2, -2, 3, -3, 5, -5
// at %b: 2, 2, 2, -3, -3, inf, 3
// torch: torch.remainder(a, b)
nn.func @at_mod(%a: tensor<7xf64>, %b: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.mod %a, %b : tensor<7xf64>, tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
// no differences: jumps
// at %a: 0, 2, -2, 3, -3, 5, -5
// at %b: 2, 2, 2, -3, -3, inf, 3
// torch: torch.fmod(a, b)
nn.func @at_fmod(%a: tensor<7xf64>, %b: tensor<7xf64>) -> (y: tensor<7xf64>) {
  %y = nn.mod %a, %b fmod : tensor<7xf64>, tensor<7xf64>
  nn.return %y : tensor<7xf64>
}
