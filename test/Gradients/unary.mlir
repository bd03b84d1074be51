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
// range %x: -2 to 2
// torch: x.tanh()
nn.func @unary_tanh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.tanh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: x.sigmoid()
nn.func @unary_sigmoid(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sigmoid %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: F.relu(x)
nn.func @unary_relu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.relu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: torch.logaddexp(x, torch.zeros(()))
nn.func @unary_softplus(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.softplus %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// Far out, where a naive formula would overflow or cancel.
// range %x: 30 to 800
// torch: torch.logaddexp(x, torch.zeros(()))
nn.func @softplus_far(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.softplus %x : tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// range %x: -800 to -30
// torch: x.sigmoid()
nn.func @sigmoid_far(%x: tensor<4xf64>) -> (y: tensor<4xf64>) {
  %y = nn.sigmoid %x : tensor<4xf64>
  nn.return %y : tensor<4xf64>
}
// torch: x.tanh()
nn.func @scalar(%x: tensor<f64>) -> (y: tensor<f64>) {
  %y = nn.tanh %x : tensor<f64>
  nn.return %y : tensor<f64>
}
// range %x: -4 to 4
// torch: F.silu(x)
nn.func @unary_silu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.silu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
