// Noise in training alone, as large as is learnt: none at last.
module @noisy {
  nn.variable @scale : tensor<f32> init #nn.constant<1.0 : f32>
  nn.variable buffer @random : tensor<2xi64> init #nn.random_state
  nn.func @predict(%x: tensor<?x2xf32>) -> (y: tensor<?x2xf32>) {
    %y = nn.training capture(%a = %x : tensor<?x2xf32>) {
      %scale = nn.read @scale : tensor<f32>
      %state = nn.read @random : tensor<2xi64>
      %noise, %next = nn.random_normal %state : tensor<?x2xf32>
      nn.assign @random, %next : tensor<2xi64>
      %scaled = nn.mul %noise, %scale : tensor<?x2xf32>, tensor<f32>
      %sum = nn.add %a, %scaled : tensor<?x2xf32>, tensor<?x2xf32>
      nn.yield %sum : tensor<?x2xf32>
    } else {
      nn.yield %a : tensor<?x2xf32>
    }
    nn.return %y : tensor<?x2xf32>
  }
  nn.func @loss(%x: tensor<?x2xf32>) -> (loss: tensor<f32>) {
    %y = nn.call @predict(%x) : (tensor<?x2xf32>) -> tensor<?x2xf32>
    %loss = nn.mse_loss %y, %x : tensor<?x2xf32>, tensor<?x2xf32>
    nn.return %loss : tensor<f32>
  }
}
