// Ten layers: deep enough for a step to have a choice of what it keeps.
module @deep {
  nn.variable @layer1.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer2.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer3.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer4.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer5.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer6.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer7.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer8.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer9.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @layer10.weight : tensor<16x16xf32> init #nn.xavier_normal
  nn.variable @out.weight : tensor<16x3xf32> init #nn.xavier_normal

  nn.func @predict(%image: tensor<?x4x4xf32>) -> (logits: tensor<?x3xf32>) {
    %flat = nn.flatten %image : tensor<?x4x4xf32>
    %w1 = nn.read @layer1.weight : tensor<16x16xf32>
    %a1 = nn.matmul %flat, %w1 : tensor<?x16xf32>, tensor<16x16xf32>
    %h1 = nn.tanh %a1 : tensor<?x16xf32>
    %w2 = nn.read @layer2.weight : tensor<16x16xf32>
    %a2 = nn.matmul %h1, %w2 : tensor<?x16xf32>, tensor<16x16xf32>
    %h2 = nn.tanh %a2 : tensor<?x16xf32>
    %w3 = nn.read @layer3.weight : tensor<16x16xf32>
    %a3 = nn.matmul %h2, %w3 : tensor<?x16xf32>, tensor<16x16xf32>
    %h3 = nn.tanh %a3 : tensor<?x16xf32>
    %w4 = nn.read @layer4.weight : tensor<16x16xf32>
    %a4 = nn.matmul %h3, %w4 : tensor<?x16xf32>, tensor<16x16xf32>
    %h4 = nn.tanh %a4 : tensor<?x16xf32>
    %w5 = nn.read @layer5.weight : tensor<16x16xf32>
    %a5 = nn.matmul %h4, %w5 : tensor<?x16xf32>, tensor<16x16xf32>
    %h5 = nn.tanh %a5 : tensor<?x16xf32>
    %w6 = nn.read @layer6.weight : tensor<16x16xf32>
    %a6 = nn.matmul %h5, %w6 : tensor<?x16xf32>, tensor<16x16xf32>
    %h6 = nn.tanh %a6 : tensor<?x16xf32>
    %w7 = nn.read @layer7.weight : tensor<16x16xf32>
    %a7 = nn.matmul %h6, %w7 : tensor<?x16xf32>, tensor<16x16xf32>
    %h7 = nn.tanh %a7 : tensor<?x16xf32>
    %w8 = nn.read @layer8.weight : tensor<16x16xf32>
    %a8 = nn.matmul %h7, %w8 : tensor<?x16xf32>, tensor<16x16xf32>
    %h8 = nn.tanh %a8 : tensor<?x16xf32>
    %w9 = nn.read @layer9.weight : tensor<16x16xf32>
    %a9 = nn.matmul %h8, %w9 : tensor<?x16xf32>, tensor<16x16xf32>
    %h9 = nn.tanh %a9 : tensor<?x16xf32>
    %w10 = nn.read @layer10.weight : tensor<16x16xf32>
    %a10 = nn.matmul %h9, %w10 : tensor<?x16xf32>, tensor<16x16xf32>
    %h10 = nn.tanh %a10 : tensor<?x16xf32>
    %out = nn.read @out.weight : tensor<16x3xf32>
    %logits = nn.matmul %h10, %out : tensor<?x16xf32>, tensor<16x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (tensor<?x4x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x3xf32>
    %correct = nn.compare eq %prediction, %label : tensor<?xi64>, tensor<?xi64>
    %hits = nn.cast %correct : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
