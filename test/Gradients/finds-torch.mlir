// The check itself: what differs from PyTorch is found, and a table that is not this function's is not believed. The table
// is made by reference.py, then spoilt by hand: a result and a derivative are wrong by 1e-9, a fingerprint is another's.
// RUN: %evaluate-gradients
// RUN: not %compare-gradients | FileCheck %s
// CHECK: @wrong, PyTorch: worst at y[1]: 2.0, PyTorch has 2.000000002, relative error 1.00e-09, allowed 1e-10
// CHECK: @wrong, PyTorch: worst at d_x[0]: {{.*}}, PyTorch has
// torch: 2 * x
// at %x: 0.5, 1
nn.func @wrong(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.add %x, %x : tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// NaN and infinity where PyTorch has them are right.
// CHECK: @right, PyTorch: worst relative error
// torch: x.log()
// at %x: -1, 0, inf
// no differences: nothing to differ from
nn.func @right(%x: tensor<3xf64>) -> (y: tensor<3xf64>) {
  %y = nn.log %x : tensor<3xf64>
  nn.return %y : tensor<3xf64>
}
// CHECK: @changed: has changed since its table was made; run test/Gradients/reference.py with PyTorch, and commit Tables
// torch: x.exp()
nn.func @changed(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.exp %x : tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// CHECK: @unknown: is in no table; run test/Gradients/reference.py with PyTorch, and commit Tables
// torch: x.exp()
nn.func @unknown(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.exp %x : tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
