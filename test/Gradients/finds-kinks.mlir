// The check itself: what is wrong is found, and said with the worst element, its place and both values.
// RUN: %evaluate-gradients
// RUN: not %compare-gradients | FileCheck %s
// A difference at a kink is no derivative: relu has the slopes 0 and 1 at 0, and the rule says 0.
// CHECK: @kink, order 1: worst at d/d%x[{{[01]}}]: {{-?}}0.0, difference {{[-0-9.]+}}, relative error {{.*}}, allowed 1e-08
// range %x: 0 to 0
nn.func @kink(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.relu %x : tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
// The slope of a step: f32 has 24 bits.
// CHECK: @step, order 1: worst at d/d%x[{{[0-9]}}, {{[0-9]}}]: {{.*}}, difference
nn.func @step(%x: tensor<?x2xf64>) -> (y: tensor<?x2xf64>) {
  %f = nn.cast %x : tensor<?x2xf64> to tensor<?x2xf32>
  %y = nn.cast %f : tensor<?x2xf32> to tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// CHECK: @right, order 1: worst relative error
nn.func @right(%x: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.exp %x : tensor<2xf64>
  nn.return %y : tensor<2xf64>
}
