// Every kind of layer, small: what the tests of stages start from.
nn.variable @conv.weight : tensor<4x1x3x3xf32> init #nn.he_normal
nn.variable @norm.scale : tensor<4xf32> init #nn.constant<1.0>
nn.variable @norm.bias : tensor<4xf32> init #nn.zeros
nn.variable buffer @norm.mean : tensor<4xf32> init #nn.zeros
nn.variable buffer @norm.variance : tensor<4xf32> init #nn.constant<1.0>
nn.variable @fc.weight : tensor<64x3xf32> init #nn.he_normal

nn.func private @features(%image: tensor<?x1x8x8xf32>) -> (y: tensor<?x64xf32>) {
  %w = nn.read @conv.weight : tensor<4x1x3x3xf32>
  %scale = nn.read @norm.scale : tensor<4xf32>
  %bias = nn.read @norm.bias : tensor<4xf32>
  %mean = nn.read @norm.mean : tensor<4xf32>
  %variance = nn.read @norm.variance : tensor<4xf32>
  %c = nn.conv %image, %w pads [1, 1, 1, 1] : tensor<?x1x8x8xf32>, tensor<4x1x3x3xf32>
  %n = nn.batch_norm %c scale %scale bias %bias mean %mean variance %variance : tensor<?x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  %r = nn.relu %n : tensor<?x4x8x8xf32>
  %p = nn.max_pool %r kernel_shape [2, 2] strides [2, 2] : tensor<?x4x8x8xf32>
  %y = nn.flatten %p : tensor<?x4x4x4xf32>
  nn.return %y : tensor<?x64xf32>
}
nn.func @predict(%image: tensor<?x1x8x8xf32>) -> (logits: tensor<?x3xf32>) {
  %w = nn.read @fc.weight : tensor<64x3xf32>
  %x = nn.call @features(%image) : (tensor<?x1x8x8xf32>) -> tensor<?x64xf32>
  %logits = nn.matmul %x, %w : tensor<?x64xf32>, tensor<64x3xf32>
  nn.return %logits : tensor<?x3xf32>
}
nn.func @loss(%image: tensor<?x1x8x8xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
  %logits = nn.call @predict(%image) : (tensor<?x1x8x8xf32>) -> tensor<?x3xf32>
  %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
  nn.return %loss : tensor<f32>
}
