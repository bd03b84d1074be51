// Windows of more columns than code is written for, by rows and by channels, and the gradients of their weights.
nn.variable @rows : tensor<3x2x2x40xf32> init #nn.he_uniform
nn.variable @strided : tensor<3x2x2x35xf32> init #nn.he_uniform
nn.variable @channels : tensor<16x3x1x33xf32> init #nn.he_uniform
nn.func @loss(%x: tensor<?x2x3x120xf32>) -> (loss: tensor<f32>) {
  %w = nn.read @rows : tensor<3x2x2x40xf32>
  %v = nn.read @strided : tensor<3x2x2x35xf32>
  %u = nn.read @channels : tensor<16x3x1x33xf32>
  %a = nn.conv %x, %w : tensor<?x2x3x120xf32>, tensor<3x2x2x40xf32>
  %b = nn.conv %a, %u : tensor<?x3x2x81xf32>, tensor<16x3x1x33xf32>
  %c = nn.conv %x, %v strides [1, 3] : tensor<?x2x3x120xf32>, tensor<3x2x2x35xf32>
  %d = nn.tanh %b : tensor<?x16x2x49xf32>
  %e = nn.tanh %c : tensor<?x3x2x29xf32>
  %f = nn.reduce_mean %d : tensor<?x16x2x49xf32>
  %g = nn.reduce_mean %e : tensor<?x3x2x29xf32>
  %h = nn.add %f, %g : tensor<f32>, tensor<f32>
  nn.return %h : tensor<f32>
}
