// RUN: dlc-opt %s --train-differentiate --verify-diagnostics

nn.func @f(%x: tensor<1x1x4x4xf32>, %g: tensor<1x1x2x2xf32>) -> (dg: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{'nn.max_pool_backward' op has no derivative rule; it lies between the loss and %g}}
  %y = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [2, 2] : tensor<1x1x4x4xf32>, tensor<1x1x2x2xf32>
  %l = nn.reduce_sum %y : tensor<1x1x4x4xf32>
  // expected-note @+1 {{the gradient is asked for here}}
  %dg = train.gradient %l wrt (%g) : tensor<f32>, (tensor<1x1x2x2xf32>)
  nn.return %dg : tensor<1x1x2x2xf32>
}
