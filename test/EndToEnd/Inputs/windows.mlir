// An image smaller than its window has a negative number of rows, which the sums hide.
module @windows {
  nn.variable @w : tensor<4x3x6x6xf32> init #nn.he_normal
  nn.func @predict(%x: tensor<?x3x?x?xf32, #nn.sizes<batch, height, width>>) -> (sums: tensor<?x4xf32>) {
    %w = nn.read @w : tensor<4x3x6x6xf32>
    %0 = nn.conv %x, %w : tensor<?x3x?x?xf32, #nn.sizes<batch, height, width>>, tensor<4x3x6x6xf32>
    %1 = nn.reduce_sum %0 axes [2, 3] : tensor<?x4x?x?xf32, #nn.sizes<batch, height - 5, width - 5>>
    nn.return %1 : tensor<?x4xf32>
  }
}
