// Draws images of 4 × 4 around one that can be learnt.
module @noise {
  nn.variable @template      : tensor<16xf32> init #nn.constant<0.5>
  nn.variable buffer @random : tensor<2xi64>  init #nn.random_state

  nn.func @generate() -> (image: tensor<?x16xf32>) {
    %template = nn.read @template : tensor<16xf32>
    %random = nn.read @random : tensor<2xi64>
    %noise, %next_random = nn.random_normal %random : tensor<?x16xf32>
    nn.assign @random, %next_random : tensor<2xi64>
    %image = nn.add %noise, %template : tensor<?x16xf32>, tensor<16xf32>
    nn.return %image : tensor<?x16xf32>
  }

  nn.func @loss(%image: tensor<?x16xf32>) -> (loss: tensor<f32>) {
    %template = nn.read @template : tensor<16xf32>
    %difference = nn.sub %image, %template : tensor<?x16xf32>, tensor<16xf32>
    %square = nn.mul %difference, %difference : tensor<?x16xf32>, tensor<?x16xf32>
    %loss = nn.reduce_mean %square : tensor<?x16xf32>
    nn.return %loss : tensor<f32>
  }
}
