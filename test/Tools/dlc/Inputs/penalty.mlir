// A critic whose slope is held at 1 (Gulrajani et al., 2017): the loss holds a gradient, so its derivatives are of second order.
module @penalty {
  nn.variable @hidden.weight : tensor<16x8xf32> init #nn.he_uniform
  nn.variable @score.weight  : tensor<8x1xf32>  init #nn.he_uniform

  nn.func @loss(%image: tensor<?x4x4xf32>) -> (loss: tensor<f32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %hidden = nn.read @hidden.weight : tensor<16x8xf32>
    %last = nn.read @score.weight : tensor<8x1xf32>
    %sum = nn.matmul %pixels, %hidden : tensor<?x16xf32>, tensor<16x8xf32>
    %active = nn.softplus %sum : tensor<?x8xf32>
    %score = nn.matmul %active, %last : tensor<?x8xf32>, tensor<8x1xf32>
    %total = nn.reduce_sum %score : tensor<?x1xf32>
    %slope = train.gradient %total wrt (%pixels) : tensor<f32>, (tensor<?x16xf32>)
    %squares = nn.mul %slope, %slope : tensor<?x16xf32>, tensor<?x16xf32>
    %square = nn.reduce_sum %squares axes [1] : tensor<?x16xf32>
    %norm = nn.sqrt %square : tensor<?xf32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %distance = nn.sub %norm, %one : tensor<?xf32>, tensor<f32>
    %penalty = nn.mul %distance, %distance : tensor<?xf32>, tensor<?xf32>
    %mean = nn.reduce_mean %penalty : tensor<?xf32>
    %value = nn.reduce_mean %score : tensor<?x1xf32>
    %loss = nn.add %value, %mean : tensor<f32>, tensor<f32>
    nn.return %loss : tensor<f32>
  }
}
