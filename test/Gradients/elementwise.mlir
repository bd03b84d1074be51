// Elementwise ops of several operands: with equal shapes, repeated on the right, on the left, on both, and scalars.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: a + b
nn.func @add_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.add %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a + b
nn.func @add_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.add %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a + b
nn.func @add_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.add %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a + b
nn.func @add_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.add %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a + b
nn.func @add_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.add %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: a - b
nn.func @sub_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.sub %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a - b
nn.func @sub_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.sub %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a - b
nn.func @sub_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.sub %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a - b
nn.func @sub_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.sub %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a - b
nn.func @sub_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.sub %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: a * b
nn.func @mul_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mul %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a * b
nn.func @mul_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.mul %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a * b
nn.func @mul_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.mul %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: a * b
nn.func @mul_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mul %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: a * b
nn.func @mul_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.mul %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %b: 0.5 to 2
// torch: a / b
nn.func @div_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.div %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %b: 0.5 to 2
// torch: a / b
nn.func @div_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.div %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %b: 0.5 to 2
// torch: a / b
nn.func @div_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.div %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %b: 0.5 to 2
// torch: a / b
nn.func @div_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.div %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %b: 0.5 to 2
// torch: a / b
nn.func @div_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.div %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: torch.maximum(a, b)
nn.func @max_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.max %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: torch.maximum(a, b)
nn.func @max_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.max %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: torch.maximum(a, b)
nn.func @max_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.max %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: torch.maximum(a, b)
nn.func @max_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.max %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: torch.maximum(a, b)
nn.func @max_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.max %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: torch.minimum(a, b)
nn.func @min_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.min %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: torch.minimum(a, b)
nn.func @min_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.min %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: torch.minimum(a, b)
nn.func @min_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.min %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// torch: torch.minimum(a, b)
nn.func @min_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.min %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: torch.minimum(a, b)
nn.func @min_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.min %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %a: 0.5 to 2
// range %b: -2 to 2
// torch: a ** b
nn.func @pow_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.pow %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: 0.5 to 2
// range %b: -2 to 2
// torch: a ** b
nn.func @pow_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.pow %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %a: 0.5 to 2
// range %b: -2 to 2
// torch: a ** b
nn.func @pow_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.pow %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %a: 0.5 to 2
// range %b: -2 to 2
// torch: a ** b
nn.func @pow_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.pow %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: 0.5 to 2
// range %b: -2 to 2
// torch: a ** b
nn.func @pow_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.pow %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.remainder(a, b)
nn.func @mod_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mod %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.remainder(a, b)
nn.func @mod_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.mod %a, %b : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.remainder(a, b)
nn.func @mod_left(%a: tensor<2x1xf64>, %b: tensor<?x2x3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.mod %a, %b : tensor<2x1xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.remainder(a, b)
nn.func @mod_both(%a: tensor<2x1xf64>, %b: tensor<1x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mod %a, %b : tensor<2x1xf64>, tensor<1x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.remainder(a, b)
nn.func @mod_scalar(%a: tensor<f64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %y = nn.mod %a, %b : tensor<f64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %a: -4 to 4
// range %b: -1.6 to -0.7
// torch: torch.remainder(a, b)
nn.func @mod_negative(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mod %a, %b : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: -4 to 4
// range %b: 0.7 to 1.6
// torch: torch.fmod(a, b)
nn.func @fmod_equal(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.mod %a, %b fmod : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %a: -4 to 4
// range %b: -1.6 to -0.7
// torch: torch.fmod(a, b)
nn.func @fmod_right(%a: tensor<?x2x3xf64>, %b: tensor<3xf64>) -> (y: tensor<?x2x3xf64>) {
  %y = nn.mod %a, %b fmod : tensor<?x2x3xf64>, tensor<3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// Division by negative numbers.
// range %b: -2 to -0.5
// torch: a / b
nn.func @div_negative(%a: tensor<4xf64>, %b: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.div %a, %b : tensor<4xf64>, tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// A whole exponent: the base may be negative.
// range %x: -2 to 2
// torch: x ** 3
nn.func @pow_cube(%x: tensor<5xf64>) -> (y: tensor<5xf64>) {
  %three = nn.constant dense<3.0> : tensor<f64>
  %y = nn.pow %x, %three : tensor<5xf64>, tensor<f64>
  nn.return %y : tensor<5xf64>
}
// At 0 the derivative of x^2 is 0 and that of x^0 too, although 0 to the power -1 is infinite.
// range %x: 0 to 0
// torch: x ** torch.tensor([0.0, 2.0])
nn.func @pow_at_zero(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %exponents = nn.constant dense<[0.0, 2.0]> : tensor<2xf64>
  %y = nn.pow %x, %exponents : tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// range %y: 0.5 to 2
// torch: torch.zeros(3) ** y
nn.func @pow_of_zero(%y: tensor<3xf64>) -> (z: tensor<3xf64>) {
  %zero = nn.constant dense<0.0> : tensor<f64>
  %z = nn.pow %zero, %y : tensor<f64>, tensor<3xf64>
  nn.return %z : tensor<3xf64>
}
// One value in both places.
// torch: 2 * (x * x - x)
nn.func @same(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %a = nn.mul %x, %x : tensor<4xf64>, tensor<4xf64>
  %b = nn.sub %a, %x : tensor<4xf64>, tensor<4xf64>
  %y = nn.add %b, %b : tensor<4xf64>, tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// torch: torch.where(a < b, a, b) ** 2
nn.func @where(%a: tensor<?x3xf64>, %b: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %c = nn.compare lt %a, %b : tensor<?x3xf64>, tensor<?x3xf64>
  %y = nn.where %c, %a, %b : tensor<?x3xi1>, tensor<?x3xf64>, tensor<?x3xf64>
  %z = nn.mul %y, %y : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %z : tensor<?x3xf64>
}
// Each of the three is repeated somewhere.
// range %c: 0 to 1
// torch: torch.where(c == 1, a.exp(), b)
nn.func @where_broadcast(%c: tensor<2x1xi64>, %a: tensor<?x1x3xf64>, %b: tensor<f64>) -> (y: tensor<?x2x3xf64>) {
  %one = nn.constant dense<1> : tensor<i64>
  %condition = nn.compare eq %c, %one : tensor<2x1xi64>, tensor<i64>
  %e = nn.exp %a : tensor<?x1x3xf64>
  %y = nn.where %condition, %e, %b : tensor<2x1xi1>, tensor<?x1x3xf64>, tensor<f64>
  nn.return %y : tensor<?x2x3xf64>
}
// A mask is a number on which nothing depends smoothly.
// torch: torch.where(x > 0, x, 0) + x.sign()
nn.func @mask(%x: tensor<6xf64>) -> (y: tensor<6xf64>) {
  %zero = nn.constant dense<0.0> : tensor<f64>
  %c = nn.compare gt %x, %zero : tensor<6xf64>, tensor<f64>
  %m = nn.cast %c : tensor<6xi1> to tensor<6xf64>
  %s = nn.sign %x : tensor<6xf64>
  %p = nn.mul %m, %x : tensor<6xf64>, tensor<6xf64>
  %y = nn.add %p, %s : tensor<6xf64>, tensor<6xf64>
  nn.return %y : tensor<6xf64>
}
// To the same type: conversions to f32 round, so no difference proves them (test/Autodiff/elementwise.mlir has them).
// torch: x * x
nn.func @cast(%x: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %c = nn.cast %x : tensor<?x3xf64> to tensor<?x3xf64>
  %y = nn.mul %c, %c : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
