// A spatial transformer (Jaderberg et al., 2015): a network looks at an image and says by which map to read it. It learns to
// put a bump that was moved at random back into the middle.
module @spatial_transformer {
  nn.variable @look.weight : tensor<256x32xf32> init #nn.he_normal
  nn.variable @look.bias : tensor<32xf32> init #nn.zeros
  nn.variable @map.weight : tensor<32x6xf32> init #nn.zeros
  nn.variable @map.bias : tensor<6xf32> init dense<[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]> : tensor<6xf32>
  nn.variable buffer @random : tensor<2xi64> init #nn.random_state

  nn.func @straighten(%image: tensor<?x1x16x16xf32>) -> (straight: tensor<?x1x16x16xf32>) {
    %lw = nn.read @look.weight : tensor<256x32xf32>
    %lb = nn.read @look.bias : tensor<32xf32>
    %mw = nn.read @map.weight : tensor<32x6xf32>
    %mb = nn.read @map.bias : tensor<6xf32>
    %flat = nn.flatten %image : tensor<?x1x16x16xf32>
    %product = nn.matmul %flat, %lw : tensor<?x256xf32>, tensor<256x32xf32>
    %sum = nn.add %product, %lb : tensor<?x32xf32>, tensor<32xf32>
    %seen = nn.tanh %sum : tensor<?x32xf32>
    %change = nn.matmul %seen, %mw : tensor<?x32xf32>, tensor<32x6xf32>
    %six = nn.add %change, %mb : tensor<?x6xf32>, tensor<6xf32>
    %theta = nn.reshape %six : tensor<?x6xf32> to tensor<?x2x3xf32>
    %grid = nn.affine_grid %theta : tensor<?x2x3xf32> -> tensor<?x16x16x2xf32>
    %straight = nn.grid_sample %image, %grid : tensor<?x1x16x16xf32>, tensor<?x16x16x2xf32>
    nn.return %straight : tensor<?x1x16x16xf32>
  }

  nn.func private @bumps() -> (images: tensor<16x1x16x16xf32>) {
    %at = nn.range start -0.9375 delta 0.125 : tensor<16xf32>
    %row = nn.mul %at, %at : tensor<16xf32>, tensor<16xf32>
    %column = nn.reshape %row : tensor<16xf32> to tensor<16x1xf32>
    %distance = nn.add %row, %column : tensor<16xf32>, tensor<16x1xf32>
    %steep = nn.constant dense<-8.0> : tensor<f32>
    %exponent = nn.mul %distance, %steep : tensor<16x16xf32>, tensor<f32>
    %bump = nn.exp %exponent : tensor<16x16xf32>
    %images = nn.expand %bump : tensor<16x16xf32> to tensor<16x1x16x16xf32>
    nn.return %images : tensor<16x1x16x16xf32>
  }

  nn.func @learn(%learning_rate: tensor<f32>) -> (loss: tensor<f32>, moved: tensor<f32>) {
    %state = nn.read @random : tensor<2xi64>
    %shift, %next = nn.random_uniform %state low -0.5 high 0.5 : tensor<16x2x1xf32>
    nn.assign @random, %next : tensor<2xi64>
    %eye = nn.eye : tensor<2x2xf32>
    %same = nn.expand %eye : tensor<2x2xf32> to tensor<16x2x2xf32>
    %theta = nn.concat %same, %shift axis 2 : tensor<16x2x2xf32>, tensor<16x2x1xf32>
    %images = nn.call @bumps() : () -> tensor<16x1x16x16xf32>
    %grid = nn.affine_grid %theta : tensor<16x2x3xf32> -> tensor<16x16x16x2xf32>
    %moved = nn.grid_sample %images, %grid : tensor<16x1x16x16xf32>, tensor<16x16x16x2xf32>
    %straight = nn.call @straighten(%moved) : (tensor<16x1x16x16xf32>) -> tensor<16x1x16x16xf32>
    %before = nn.mse_loss %moved, %images : tensor<16x1x16x16xf32>, tensor<16x1x16x16xf32>
    %loss = nn.mse_loss %straight, %images : tensor<16x1x16x16xf32>, tensor<16x1x16x16xf32>
    train.minimize %loss, %learning_rate using #train.adam
    nn.return %loss, %before : tensor<f32>, tensor<f32>
  }
}
