module @a-b {
  nn.variable @w-1 : tensor<f32> init #nn.constant<2e0 : f32>
  nn.func @predict(%x: tensor<2xf32>) -> (y: tensor<2xf32>) {
    %c = nn.constant dense<[1e-09, -2E+0]> : tensor<2xf32>
    %d = nn.leaky_relu %c alpha 3 : tensor<2xf32>
    %e = nn.leaky_relu %d alpha 0.5 : tensor<2xf32>
    %w = nn.read @w-1 : tensor<f32>
    %y = nn.mul %e, %w : tensor<2xf32>, tensor<f32>
    nn.return %y : tensor<2xf32>
  }
}
