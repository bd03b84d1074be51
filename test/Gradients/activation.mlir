// Activation functions, away from their kinks, and with parameters that are not the default.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %x: -2 to 2
// torch: x.tanh()
nn.func @act_tanh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.tanh %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: x.sigmoid()
nn.func @act_sigmoid(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.sigmoid %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// torch: F.relu(x)
nn.func @act_relu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.relu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: torch.logaddexp(x, torch.zeros(()))
nn.func @act_softplus(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
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
// range %x: -2 to 2
// torch: torch.heaviside(x.detach(), torch.zeros((), dtype=x.dtype))
nn.func @act_step(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.step %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.softsign(x)
nn.func @act_softsign(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.softsign %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: F.silu(x)
nn.func @act_silu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.silu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: x * torch.tanh(torch.logaddexp(x, torch.zeros(())))
nn.func @act_mish(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.mish %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: torch.clamp(0.2 * x + 0.5, 0, 1)
nn.func @act_hard_sigmoid(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.hard_sigmoid %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4.3 to 4.3
// torch: torch.clamp(x / 6 + 0.5, 0, 1)
nn.func @act_hard_sigmoid_torch(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.hard_sigmoid %x alpha 0.16666666666666666 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: torch.clamp(0.5 * x + 0.25, 0, 1)
nn.func @act_hard_sigmoid_shifted(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.hard_sigmoid %x alpha 0.5 beta 0.25 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4.3 to 4.3
// torch: F.hardswish(x)
nn.func @act_hard_swish(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.hard_swish %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: F.leaky_relu(x)
nn.func @act_leaky_relu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.leaky_relu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: F.leaky_relu(x, 0.3)
nn.func @act_leaky_relu_steep(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.leaky_relu %x alpha 0.3 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3.1 to 3.1
// torch: F.threshold(x, 1, 0)
nn.func @act_thresholded_relu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.thresholded_relu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -2 to 2
// torch: F.threshold(x, -0.5, 0)
nn.func @act_thresholded_relu_low(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.thresholded_relu %x alpha -0.5 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.elu(x)
nn.func @act_elu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.elu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.elu(x, 0.5)
nn.func @act_elu_half(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.elu %x alpha 0.5 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.selu(x)
nn.func @act_selu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.selu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: 1.5 * F.elu(x, 0.7)
nn.func @act_selu_other(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.selu %x alpha 0.7 gamma 1.5 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.celu(x)
nn.func @act_celu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.celu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -3 to 3
// torch: F.celu(x, 2.0)
nn.func @act_celu_two(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.celu %x alpha 2.0 : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: F.gelu(x)
nn.func @act_gelu(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.gelu %x : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// range %x: -4 to 4
// torch: F.gelu(x, approximate="tanh")
nn.func @act_gelu_tanh(%x: tensor<?x5xf64>) -> (y: tensor<?x5xf64>) {
  %y = nn.gelu %x approximate tanh : tensor<?x5xf64>
  nn.return %y : tensor<?x5xf64>
}
// A slope for each channel.
// torch: F.prelu(x, slope.flatten())
nn.func @act_prelu(%x: tensor<?x3x2xf64>, %slope: tensor<3x1xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.prelu %x, %slope : tensor<?x3x2xf64>, tensor<3x1xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// torch: F.prelu(x, slope)
nn.func @act_prelu_one(%x: tensor<4x2xf64>, %slope: tensor<1xf64>) -> (y: tensor<4x2xf64>) {
  %y = nn.prelu %x, %slope : tensor<4x2xf64>, tensor<1xf64>
  nn.return %y : tensor<4x2xf64>
}
