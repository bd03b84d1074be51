// A Hopfield network of 6 neurons: @store adds the outer products of patterns to the weights, @recall is one synchronous update.
module @hopfield {
  nn.variable @w : tensor<6x6xf32> init #nn.zeros
  nn.variable buffer @stored : tensor<f32> init #nn.zeros

  nn.func @store(%pattern: tensor<?x6xf32>) -> (norm: tensor<f32>) {
    %w = nn.read @w : tensor<6x6xf32>
    %outer = nn.matmul %pattern, %pattern transpose_lhs : tensor<?x6xf32>, tensor<?x6xf32>
    %next = nn.add %w, %outer : tensor<6x6xf32>, tensor<6x6xf32>
    nn.assign @w, %next : tensor<6x6xf32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %stored = nn.read @stored : tensor<f32>
    %count = nn.add %stored, %one : tensor<f32>, tensor<f32>
    nn.assign @stored, %count : tensor<f32>
    %square = nn.mul %next, %next : tensor<6x6xf32>, tensor<6x6xf32>
    %norm = nn.reduce_sum %square : tensor<6x6xf32>
    nn.return %norm : tensor<f32>
  }

  nn.func @recall(%state: tensor<?x6xf32>) -> (state: tensor<?x6xf32>) {
    %w = nn.read @w : tensor<6x6xf32>
    %field = nn.matmul %state, %w : tensor<?x6xf32>, tensor<6x6xf32>
    %next = nn.sign %field : tensor<?x6xf32>
    nn.return %next : tensor<?x6xf32>
  }
}
