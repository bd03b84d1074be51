// One number that two functions learn, each with a rule of its own, and neither called train_step: there is no data.
module @phases {
  nn.variable @w : tensor<f32> init #nn.zeros

  nn.func @value() -> (w: tensor<f32>) {
    %w = nn.read @w : tensor<f32>
    nn.return %w : tensor<f32>
  }
  // Halves the way to 3.
  nn.func @up(%learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %three = nn.constant dense<3.0> : tensor<f32>
    %w = nn.read @w : tensor<f32>
    %d = nn.sub %w, %three : tensor<f32>, tensor<f32>
    %loss = nn.mul %d, %d : tensor<f32>, tensor<f32>
    train.minimize %loss, %learning_rate using #train.sgd
    nn.return %loss : tensor<f32>
  }
  nn.func @wild(%factor: tensor<f32>) {
    %w = nn.read @w : tensor<f32>
    %loss = nn.mul %w, %factor : tensor<f32>, tensor<f32>
    train.minimize %loss, %factor using #train.sgd
  }
}
