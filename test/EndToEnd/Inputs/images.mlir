// A network of convolutions, for images of any size.
!image = tensor<?x3x?x?xf32, #nn.sizes<batch, height, width>>
!a = tensor<?x8x?x?xf32, #nn.sizes<batch, height, width>>
!half = tensor<?x8x?x?xf32, #nn.sizes<batch, (height - 2) floordiv 2 + 1, (width - 2) floordiv 2 + 1>>
!b = tensor<?x8x?x?xf32, #nn.sizes<batch, height floordiv 2, width floordiv 2>>
!c = tensor<?x16x?x?xf32, #nn.sizes<batch, (height floordiv 2 - 1) floordiv 2 + 1, (width floordiv 2 - 1) floordiv 2 + 1>>
nn.variable @w1 : tensor<8x3x3x3xf32> init #nn.he_normal
nn.variable @w2 : tensor<16x8x3x3xf32> init #nn.he_normal
nn.variable @w3 : tensor<4x16x1x1xf32> init #nn.he_normal
nn.func @predict(%x: !image) -> (scores: tensor<?x4xf32>) {
  %w1 = nn.read @w1 : tensor<8x3x3x3xf32>
  %w2 = nn.read @w2 : tensor<16x8x3x3xf32>
  %w3 = nn.read @w3 : tensor<4x16x1x1xf32>
  %1 = nn.conv %x, %w1 pads [1, 1, 1, 1] : !image, tensor<8x3x3x3xf32>
  %2 = nn.relu %1 : !a
  %3 = nn.max_pool %2 kernel_shape [2, 2] strides [2, 2] : !a
  %4 = nn.conv %3, %w2 strides [2, 2] pads [1, 1, 1, 1] : !b, tensor<16x8x3x3xf32>
  %5 = nn.relu %4 : !c
  %6 = nn.conv %5, %w3 : !c, tensor<4x16x1x1xf32>
  %7 = nn.reduce_mean %6 axes [2, 3] : tensor<?x4x?x?xf32, #nn.sizes<batch, (height floordiv 2 - 1) floordiv 2 + 1, (width floordiv 2 - 1) floordiv 2 + 1>>
  nn.return %7 : tensor<?x4xf32>
}
nn.func @loss(%x: !image, %labels: tensor<?xi64>) -> (loss: tensor<f32>) {
  %s = nn.call @predict(%x) : (!image) -> tensor<?x4xf32>
  %loss = nn.softmax_cross_entropy_loss %s, %labels : tensor<?x4xf32>, tensor<?xi64>
  nn.return %loss : tensor<f32>
}
