// Linear regression on two inputs: y = x w + z v.
module @two_inputs {
  nn.variable @w : tensor<2x1xf32> init #nn.zeros
  nn.variable @v : tensor<1x1xf32> init #nn.zeros

  nn.func @predict(%x: tensor<?x2xf32>, %z: tensor<?x1xf32>) -> (y: tensor<?x1xf32>) {
    %w = nn.read @w : tensor<2x1xf32>
    %v = nn.read @v : tensor<1x1xf32>
    %xw = nn.matmul %x, %w : tensor<?x2xf32>, tensor<2x1xf32>
    %zv = nn.matmul %z, %v : tensor<?x1xf32>, tensor<1x1xf32>
    %y = nn.add %xw, %zv : tensor<?x1xf32>, tensor<?x1xf32>
    nn.return %y : tensor<?x1xf32>
  }
  nn.func @loss(%x: tensor<?x2xf32>, %z: tensor<?x1xf32>, %target: tensor<?x1xf32>) -> (loss: tensor<f32>) {
    %y = nn.call @predict(%x, %z) : (tensor<?x2xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
    %loss = nn.mse_loss %y, %target : tensor<?x1xf32>, tensor<?x1xf32>
    nn.return %loss : tensor<f32>
  }
}
