// Elementary functions at -20, -19.99 … 20; those of positive numbers of their magnitude.
module @m {
nn.func @predict() -> (x: tensor<4001xf32>, exp: tensor<4001xf32>, tanh: tensor<4001xf32>, erf: tensor<4001xf32>, sin: tensor<4001xf32>, log: tensor<4001xf32>, sigmoid: tensor<4001xf32>) {
  %r = nn.range start -2000 : tensor<4001xf32>
  %h = nn.constant dense<0.01> : tensor<f32>
  %x = nn.mul %r, %h : tensor<4001xf32>, tensor<f32>
  %exp = nn.exp %x : tensor<4001xf32>
  %tanh = nn.tanh %x : tensor<4001xf32>
  %erf = nn.erf %x : tensor<4001xf32>
  %sin = nn.sin %x : tensor<4001xf32>
  %magnitude = nn.abs %x : tensor<4001xf32>
  %log = nn.log %magnitude : tensor<4001xf32>
  %sigmoid = nn.sigmoid %x : tensor<4001xf32>
  nn.return %x, %exp, %tanh, %erf, %sin, %log, %sigmoid : tensor<4001xf32>, tensor<4001xf32>, tensor<4001xf32>, tensor<4001xf32>, tensor<4001xf32>, tensor<4001xf32>, tensor<4001xf32>
}
}
