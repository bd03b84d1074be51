// A lookup, a convolution, steps and a product, whose sizes fill no vector, for sequences of any length.
!tokens = tensor<?x?xi64, #nn.sizes<batch, sequence>>
!rows = tensor<?x?x7xf32, #nn.sizes<batch, sequence>>
!columns = tensor<?x7x?xf32, #nn.sizes<batch, sequence>>
!hidden = tensor<?x6x?xf32, #nn.sizes<batch, sequence>>
!places = tensor<?x?xf32, #nn.sizes<batch, sequence>>
module @mixed {
nn.variable @table : tensor<5x7xf32> init #nn.normal<0.0, 0.5>
nn.variable @window : tensor<6x7x3xf32> init #nn.he_normal
nn.variable @head : tensor<6x5xf32> init #nn.xavier_uniform
nn.func @predict(%tokens: !tokens) -> (scores: tensor<?x5xf32>, steps: !hidden) {
  %table = nn.read @table : tensor<5x7xf32>
  %window = nn.read @window : tensor<6x7x3xf32>
  %head = nn.read @head : tensor<6x5xf32>
  %rows = nn.gather %table, %tokens axis 0 : tensor<5x7xf32>, !tokens
  %columns = nn.transpose %rows perm [0, 2, 1] : !rows
  %conv = nn.conv %columns, %window pads [1, 1] : !columns, tensor<6x7x3xf32>
  %hidden = nn.relu %conv : !hidden
  %start = nn.reduce_max %hidden axes [1] : !hidden
  %end, %steps = nn.scan axis 1 carry(%s = %start : !places) over(%e = %hidden : !hidden) {
    %sum = nn.add %s, %e : !places, !places
    %next = nn.tanh %sum : !places
    nn.yield %next, %next : !places, !places
  }
  %mean = nn.reduce_mean %steps axes [2] : !hidden
  %scores = nn.matmul %mean, %head : tensor<?x6xf32>, tensor<6x5xf32>
  nn.return %scores, %steps : tensor<?x5xf32>, !hidden
}
nn.func @loss(%tokens: !tokens, %labels: tensor<?xi64>) -> (loss: tensor<f32>) {
  %scores, %steps = nn.call @predict(%tokens) : (!tokens) -> (tensor<?x5xf32>, !hidden)
  %loss = nn.softmax_cross_entropy_loss %scores, %labels : tensor<?x5xf32>, tensor<?xi64>
  nn.return %loss : tensor<f32>
}
}
