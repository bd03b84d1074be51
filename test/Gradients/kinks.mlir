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
// torch: torch.where(x > 1, x, torch.zeros_like(x))
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
// Ties share the derivative evenly.
// no differences: ties
// at %x: 1, 3, 3, 2, 2, 2, -1, -1, 5
// torch: x.amax(1), x.amin(1)
nn.func @ties(%x: tensor<3x3xf64>) -> (most: tensor<3xf64>, least: tensor<3xf64>) {
  %most = nn.reduce_max %x axes [1] : tensor<3x3xf64>
  %least = nn.reduce_min %x axes [1] : tensor<3x3xf64>
  nn.return %most, %least : tensor<3xf64>, tensor<3xf64>
}
// No zero, one, and two in a row.
// no differences: none is needed, a product is smooth
// at %x: 1, 3, -2, 2, 0, 5, 0, 7, 0
// torch: x.prod(1)
nn.func @zeros_in_product(%x: tensor<3x3xf64>) -> (y: tensor<3xf64>) {
  %y = nn.reduce_prod %x axes [1] : tensor<3x3xf64>
  nn.return %y : tensor<3xf64>
}
// no differences: a tip
// at %x: 0, 0, 0, 0, 3, -4
// torch: torch.linalg.vector_norm(x, 2, 1), x.abs().sum(1), (x * x).sum(1)
nn.func @zero_norm(%x: tensor<2x3xf64>) -> (l2: tensor<2xf64>, l1: tensor<2xf64>, square: tensor<2xf64>) {
  %l2 = nn.reduce_l2 %x axes [1] : tensor<2x3xf64>
  %l1 = nn.reduce_l1 %x axes [1] : tensor<2x3xf64>
  %square = nn.reduce_sum_square %x axes [1] : tensor<2x3xf64>
  nn.return %l2, %l1, %square : tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
}
// no differences: infinity
// at %x: -inf, 1, 2, inf, 1, 2
// torch: x.logsumexp(1)
nn.func @infinite_log_sum_exp(%x: tensor<2x3xf64>) -> (y: tensor<2xf64>) {
  %y = nn.reduce_log_sum_exp %x axes [1] : tensor<2x3xf64>
  nn.return %y : tensor<2xf64>
}
// At one place: equal updates, and one equal to what is there.
// no differences: ties
// at %x: 3, 1, 2
// at %i: 0, 0, 1, 1, 2
// at %u: 3, 3, 4, 4, 1
// torch: x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "amin")
nn.func @scatter_ties(%x: tensor<3xf64>, %i: tensor<5xi64>, %u: tensor<5xf64>) -> (most: tensor<3xf64>, least: tensor<3xf64>) {
  %most = nn.scatter_elements %x, %i, %u reduction max : tensor<3xf64>, tensor<5xi64>, tensor<5xf64>
  %least = nn.scatter_elements %x, %i, %u reduction min : tensor<3xf64>, tensor<5xi64>, tensor<5xf64>
  nn.return %most, %least : tensor<3xf64>, tensor<3xf64>
}
// no differences: none is needed, a product is smooth
// at %x: 2, 0, 3
// at %i: 0, 0, 1, 2, 2
// at %u: 0, 5, 4, 0, 0
// torch: x.scatter_reduce(0, i, u, "prod")
nn.func @scatter_zeros(%x: tensor<3xf64>, %i: tensor<5xi64>, %u: tensor<5xf64>) -> (y: tensor<3xf64>) {
  %y = nn.scatter_elements %x, %i, %u reduction mul : tensor<3xf64>, tensor<5xi64>, tensor<5xf64>
  nn.return %y : tensor<3xf64>
}
// Each elementwise loss where its parts have kinks: equal operands, the ends of its line, probabilities 0 and 1.
// no differences: kinks
// at %x: 1, 2, -1, 3, -2
// at %t: 1, 1, 0, 1, -2
// torch: F.l1_loss(x, t, reduction="none"), F.huber_loss(x, t, reduction="none"), F.mse_loss(x, t, reduction="none")
nn.func @distances(%x: tensor<5xf64>, %t: tensor<5xf64>) -> (l1: tensor<5xf64>, huber: tensor<5xf64>, mse: tensor<5xf64>) {
  %l1 = nn.l1_loss %x, %t reduction none : tensor<5xf64>, tensor<5xf64>
  %huber = nn.huber_loss %x, %t reduction none : tensor<5xf64>, tensor<5xf64>
  %mse = nn.mse_loss %x, %t reduction none : tensor<5xf64>, tensor<5xf64>
  nn.return %l1, %huber, %mse : tensor<5xf64>, tensor<5xf64>, tensor<5xf64>
}
// no differences: kinks
// at %x: 1, -1, 0.5, 2
// torch: t = torch.tensor([1.0, -1.0, 1.0, -1.0], dtype=x.dtype)
// torch: F.relu(1 - t * x)
nn.func @hinge_edge(%x: tensor<4xf64>) -> (loss: tensor<4xf64>) {
  %t = nn.constant dense<[1.0, -1.0, 1.0, -1.0]> : tensor<4xf64>
  %loss = nn.hinge_loss %x, %t reduction none : tensor<4xf64>, tensor<4xf64>
  nn.return %loss : tensor<4xf64>
}
// no differences: poles
// at %x: 0, 1, 0, 1, 0.5
// torch: t = torch.tensor([0, 1, 1, 0, 1], dtype=x.dtype)
// torch: F.binary_cross_entropy(x, t, reduction="none")
nn.func @sure_probabilities(%x: tensor<5xf64>) -> (loss: tensor<5xf64>) {
  %t = nn.constant dense<[0.0, 1.0, 1.0, 0.0, 1.0]> : tensor<5xf64>
  %loss = nn.binary_cross_entropy_loss %x, %t reduction none : tensor<5xf64>, tensor<5xf64>
  nn.return %loss : tensor<5xf64>
}
// no differences: kinks of its parts
// at %x: 0, -0.0, 1000, -1000
// at %t: 0, 1, 1, 0
// torch: F.binary_cross_entropy_with_logits(x, t, reduction="none")
nn.func @logits_zero(%x: tensor<4xf64>, %t: tensor<4xf64>) -> (loss: tensor<4xf64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t reduction none : tensor<4xf64>, tensor<4xf64>
  nn.return %loss : tensor<4xf64>
}
// A target of 0 takes no logarithm.
// no differences: the target's logarithm has a pole
// at %x: -1, -2, -3
// torch: F.kl_div(x, torch.tensor([0, 0.5, 1], dtype=x.dtype), reduction="none")
nn.func @impossible_targets(%x: tensor<3xf64>) -> (loss: tensor<3xf64>) {
  %t = nn.constant dense<[0.0, 0.5, 1.0]> : tensor<3xf64>
  %loss = nn.kl_divergence_loss %x, %t reduction none : tensor<3xf64>, tensor<3xf64>
  nn.return %loss : tensor<3xf64>
}
// Fewer steps than labels: there is no alignment. (PyTorch's derivative is NaN then; nobody asks for one here.)
// no differences: infinity
// at %l: 1, 1, 1
// at %x: 0, 1, 2, 3, 4, 5
// torch: F.ctc_loss(x.to(torch.float64).log_softmax(2).transpose(0, 1), l, torch.tensor([2]), torch.tensor([3]), reduction="sum")
nn.func @ctc_impossible(%x: tensor<1x2x3xi64>, %l: tensor<1x3xi64>) -> (loss: tensor<f64>) {
  %n = nn.constant dense<2> : tensor<1xi64>
  %m = nn.constant dense<3> : tensor<1xi64>
  %f = nn.cast %x : tensor<1x2x3xi64> to tensor<1x2x3xf64>
  %p = nn.log_softmax %f axis 2 : tensor<1x2x3xf64>
  %loss = nn.ctc_loss %p, %l, %n, %m reduction sum : tensor<1x2x3xf64>, tensor<1x3xi64>, tensor<1xi64>, tensor<1xi64>
  nn.return %loss : tensor<f64>
}
// Every label is ignored: the mean is over nothing.
// no differences: 0 / 0
// at %labels: 1, 1
// torch: F.cross_entropy(x, labels, ignore_index=1)
nn.func @all_ignored(%x: tensor<2x3xf64>, %labels: tensor<2xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels ignore_index 1 : tensor<2x3xf64>, tensor<2xi64>
  nn.return %loss : tensor<f64>
}
// Equal elements of a window: all to the first; equal elements of a plane: evenly.
// no differences: at ties there is no derivative
// at %x: 1, 1, 2, 0, 2, 2
// torch: F.max_pool1d(x, 2, stride=1)
nn.func @max_pool_ties(%x: tensor<1x1x6xf64>) -> (y: tensor<1x1x5xf64>) {
  %y = nn.max_pool %x kernel_shape [2] : tensor<1x1x6xf64>
  nn.return %y : tensor<1x1x5xf64>
}
// no differences: at ties there is no derivative
// at %x: 1, 3, 3, 3
// torch: x.amax((2, 3), keepdim=True)
nn.func @global_max_pool_ties(%x: tensor<1x1x2x2xf64>) -> (y: tensor<1x1x1x1xf64>) {
  %y = nn.global_max_pool %x : tensor<1x1x2x2xf64>
  nn.return %y : tensor<1x1x1x1xf64>
}
// Norms of zeros.
// no differences: at zero there is no derivative
// at %x: 0, 0, 3, 4
// torch: F.lp_pool1d(x, 2, 2, stride=2)
nn.func @lp_pool_zero(%x: tensor<1x1x4xf64>) -> (y: tensor<1x1x2xf64>) {
  %y = nn.lp_pool %x kernel_shape [2] strides [2] : tensor<1x1x4xf64>
  nn.return %y : tensor<1x1x2xf64>
}
// no differences: at zero there is no derivative
// at %x: 0, 0, 3, 4
// torch: x.norm(2, 2, keepdim=True)
nn.func @global_lp_pool_zero(%x: tensor<1x2x2xf64>) -> (y: tensor<1x2x1xf64>) {
  %y = nn.global_lp_pool %x : tensor<1x2x2xf64>
  nn.return %y : tensor<1x2x1xf64>
}
// no differences: at zero there is no derivative
// at %x: 0, 0, 3, 4
// torch: F.normalize(x)
nn.func @lp_normalization_zero(%x: tensor<2x2xf64>) -> (y: tensor<2x2xf64>) {
  %y = nn.lp_normalization %x : tensor<2x2xf64>
  nn.return %y : tensor<2x2xf64>
}
// The middles of elements, the borders, and places beyond them.
// no differences: kinks
// at %grid: -2, 0, -1, 0, 0, 0, 1, 0, 2, 0
// torch: F.grid_sample(x, grid, padding_mode="zeros", align_corners=True)
nn.func @at_sample_zeros(%x: tensor<1x1x3x3xf64>, %grid: tensor<1x1x5x2xf64>) -> (y: tensor<1x1x1x5xf64>) {
  %y = nn.grid_sample %x, %grid align_corners : tensor<1x1x3x3xf64>, tensor<1x1x5x2xf64>
  nn.return %y : tensor<1x1x1x5xf64>
}
// no differences: kinks
// at %grid: -2, 0, -1, 0, 0, 0, 1, 0, 2, 0
// torch: F.grid_sample(x, grid, padding_mode="border", align_corners=True)
nn.func @at_sample_border(%x: tensor<1x1x3x3xf64>, %grid: tensor<1x1x5x2xf64>) -> (y: tensor<1x1x1x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode border align_corners : tensor<1x1x3x3xf64>, tensor<1x1x5x2xf64>
  nn.return %y : tensor<1x1x1x5xf64>
}
// no differences: kinks
// at %grid: -2, 0, -1, 0, 0, 0, 1, 0, 2, 0
// torch: F.grid_sample(x, grid, padding_mode="reflection", align_corners=True)
nn.func @at_sample_reflection(%x: tensor<1x1x3x3xf64>, %grid: tensor<1x1x5x2xf64>) -> (y: tensor<1x1x1x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode reflection align_corners : tensor<1x1x3x3xf64>, tensor<1x1x5x2xf64>
  nn.return %y : tensor<1x1x1x5xf64>
}
// Between two elements the one with the even number is the nearest.
// no differences: jumps
// at %grid: -0.5, 0, 0.5, 0, 0, -0.5, 0, 0.5
// torch: F.grid_sample(x, grid, mode="nearest", align_corners=True)
nn.func @at_sample_nearest(%x: tensor<1x1x3x3xf64>, %grid: tensor<1x1x4x2xf64>) -> (y: tensor<1x1x1x4xf64>) {
  %y = nn.grid_sample %x, %grid mode nearest align_corners : tensor<1x1x3x3xf64>, tensor<1x1x4x2xf64>
  nn.return %y : tensor<1x1x1x4xf64>
}
