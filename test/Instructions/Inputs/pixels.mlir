// Convolutions of one pixel, of one image and of many.
module @pixels {
  nn.func @one(%x: tensor<1x256x7x7xf32>, %w: tensor<128x256x1x1xf32>) -> (y: tensor<1x128x7x7xf32>) {
    %y = nn.conv %x, %w : tensor<1x256x7x7xf32>, tensor<128x256x1x1xf32>
    nn.return %y : tensor<1x128x7x7xf32>
  }
  nn.func @many(%x: tensor<?x256x14x14xf32>, %w: tensor<128x256x1x1xf32>) -> (y: tensor<?x128x14x14xf32>) {
    %y = nn.conv %x, %w : tensor<?x256x14x14xf32>, tensor<128x256x1x1xf32>
    nn.return %y : tensor<?x128x14x14xf32>
  }
}
