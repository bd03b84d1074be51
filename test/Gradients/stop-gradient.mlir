// RUN: %evaluate-gradients
// RUN: %compare-gradients
// no differences: what is taken for a constant moves all the same
// torch: x * x.detach() + torch.exp(x).detach()
nn.func @stop_gradient(%x: tensor<?x3xf64>) -> (y: tensor<?x3xf64>) {
  %c = nn.stop_gradient %x : tensor<?x3xf64>
  %p = nn.mul %x, %c : tensor<?x3xf64>, tensor<?x3xf64>
  %e = nn.exp %x : tensor<?x3xf64>
  %s = nn.stop_gradient %e : tensor<?x3xf64>
  %y = nn.add %p, %s : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
