// The next character by the last one: a table of logits, for sequences of any length.
module @bigram {
  nn.variable @table : tensor<4x4xf32> init #nn.zeros

  nn.func @predict(%tokens: tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> (logits: tensor<?x?x4xf32, #nn.sizes<batch, sequence>>) {
    %table = nn.read @table : tensor<4x4xf32>
    %logits = nn.gather %table, %tokens axis 0 : tensor<4x4xf32>, tensor<?x?xi64, #nn.sizes<batch, sequence>>
    nn.return %logits : tensor<?x?x4xf32, #nn.sizes<batch, sequence>>
  }
  nn.func @follow(%tokens: tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> (next: tensor<?x?xi64, #nn.sizes<batch, sequence>>) {
    %logits = nn.call @predict(%tokens) : (tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> tensor<?x?x4xf32, #nn.sizes<batch, sequence>>
    %next = nn.arg_max %logits axis 2 : tensor<?x?x4xf32, #nn.sizes<batch, sequence>>
    nn.return %next : tensor<?x?xi64, #nn.sizes<batch, sequence>>
  }
  nn.func @loss(%tokens: tensor<?x?xi64, #nn.sizes<batch, sequence>>, %label: tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> (loss: tensor<f32>) {
    %logits = nn.call @predict(%tokens) : (tensor<?x?xi64, #nn.sizes<batch, sequence>>) -> tensor<?x?x4xf32, #nn.sizes<batch, sequence>>
    %classes = nn.transpose %logits perm [0, 2, 1] : tensor<?x?x4xf32, #nn.sizes<batch, sequence>>
    %loss = nn.softmax_cross_entropy_loss %classes, %label : tensor<?x4x?xf32, #nn.sizes<batch, sequence>>, tensor<?x?xi64, #nn.sizes<batch, sequence>>
    nn.return %loss : tensor<f32>
  }
}
