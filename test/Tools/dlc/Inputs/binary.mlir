// Logistic regression: one output, and labels 0 and 1.
module @binary {
  nn.variable @w : tensor<2x1xf32> init #nn.zeros
  nn.variable @b : tensor<1xf32>   init #nn.zeros

  nn.func @predict(%x: tensor<?x2xf32>) -> (logit: tensor<?x1xf32>) {
    %w = nn.read @w : tensor<2x1xf32>
    %b = nn.read @b : tensor<1xf32>
    %p = nn.matmul %x, %w : tensor<?x2xf32>, tensor<2x1xf32>
    %logit = nn.add %p, %b : tensor<?x1xf32>, tensor<1xf32>
    nn.return %logit : tensor<?x1xf32>
  }
  nn.func @loss(%x: tensor<?x2xf32>, %label: tensor<?x1xf32>) -> (loss: tensor<f32>) {
    %logit = nn.call @predict(%x) : (tensor<?x2xf32>) -> tensor<?x1xf32>
    %loss = nn.binary_cross_entropy_with_logits_loss %logit, %label : tensor<?x1xf32>, tensor<?x1xf32>
    nn.return %loss : tensor<f32>
  }
}
