// Softmax regression; measured is also how many of the images that it takes for class 0 are of it.
module @precision {
  nn.variable @weight : tensor<16x3xf32> init #nn.he_uniform

  nn.func @predict(%image: tensor<?x4x4xf32>) -> (logits: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x4x4xf32>
    %weight = nn.read @weight : tensor<16x3xf32>
    %logits = nn.matmul %pixels, %weight : tensor<?x16xf32>, tensor<16x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }

  nn.func @loss(%image: tensor<?x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>, of_batch: tensor<f32>, claimed: tensor<?xf32>) {
    %logits = nn.call @predict(%image) : (tensor<?x4x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    %prediction = nn.arg_max %logits axis 1 : tensor<?x3xf32>
    %zero = nn.constant dense<0> : tensor<i64>
    %claim = nn.compare eq %prediction, %zero : tensor<?xi64>, tensor<i64>
    %claimed = nn.cast %claim : tensor<?xi1> to tensor<?xf32>
    %of_batch = nn.call @share(%claimed, %label) : (tensor<?xf32>, tensor<?xi64>) -> tensor<f32>
    nn.return %loss, %of_batch, %claimed : tensor<f32>, tensor<f32>, tensor<?xf32>
  }

  nn.func private @share(%claimed: tensor<?xf32>, %label: tensor<?xi64>) -> (share: tensor<f32>) {
    %zero = nn.constant dense<0> : tensor<i64>
    %is = nn.compare eq %label, %zero : tensor<?xi64>, tensor<i64>
    %true = nn.cast %is : tensor<?xi1> to tensor<?xf32>
    %hit = nn.mul %claimed, %true : tensor<?xf32>, tensor<?xf32>
    %hits = nn.reduce_sum %hit : tensor<?xf32>
    %claims = nn.reduce_sum %claimed : tensor<?xf32>
    %share = nn.div %hits, %claims : tensor<f32>, tensor<f32>
    nn.return %share : tensor<f32>
  }

  // Called once, with what @loss has returned for each of all examples.
  nn.func @metrics(%claimed: tensor<?xf32>, %label: tensor<?xi64>) -> (precision: tensor<f32>) {
    %share = nn.call @share(%claimed, %label) : (tensor<?xf32>, tensor<?xi64>) -> tensor<f32>
    nn.return %share : tensor<f32>
  }
}
