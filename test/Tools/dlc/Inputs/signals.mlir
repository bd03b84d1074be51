// A layer whose values are known by hand: sums of two numbers, and none below 0.
module @signals {
  nn.variable @sum.weight : tensor<2x2xf32> init #nn.constant<1.0 : f32>
  nn.variable @sum.bias : tensor<2xf32> init #nn.zeros

  nn.func @predict(%x: tensor<?x2xf32>) -> (y: tensor<?x2xf32>) {
    %weight = nn.read @sum.weight : tensor<2x2xf32>
    %bias = nn.read @sum.bias : tensor<2xf32>
    %product = nn.matmul %x, %weight : tensor<?x2xf32>, tensor<2x2xf32>
    %sums = nn.add %product, %bias : tensor<?x2xf32>, tensor<2xf32>
    %y = nn.relu %sums : tensor<?x2xf32>
    nn.return %y : tensor<?x2xf32>
  }

  nn.func @loss(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
    %y = nn.call @predict(%x) : (tensor<?x2xf32>) -> tensor<?x2xf32>
    %loss = nn.reduce_mean %y : tensor<?x2xf32>
    nn.return %loss : tensor<f32>
  }
}
