// A loss so large that its differences do not show what %b adds to it.
nn.func @loss(%x: tensor<3xf64>, %b: tensor<2xf64>) -> (loss: tensor<f64>) {
  %large = nn.constant dense<1.0e8> : tensor<f64>
  %product = nn.mul %x, %large : tensor<3xf64>, tensor<f64>
  %sum = nn.reduce_sum %product : tensor<3xf64>
  %sin = nn.sin %b : tensor<2xf64>
  %squares = nn.reduce_sum_square %sin : tensor<2xf64>
  %loss = nn.add %sum, %squares : tensor<f64>, tensor<f64>
  nn.return %loss : tensor<f64>
}
