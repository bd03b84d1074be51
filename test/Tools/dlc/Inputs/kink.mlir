// At zero, relu has the slopes 0 and 1: its derivative is one of these, and the difference is the mean of both.
module @kink {
  nn.variable @smooth : tensor<3xf32> init #nn.uniform<-1.0, 1.0>
  nn.variable @corner : tensor<3xf32> init #nn.zeros

  nn.func @loss(%x: tensor<?x3xf32>) -> (loss: tensor<f32>) {
    %smooth = nn.read @smooth : tensor<3xf32>
    %corner = nn.read @corner : tensor<3xf32>
    %bent = nn.relu %corner : tensor<3xf32>
    %product = nn.mul %x, %smooth : tensor<?x3xf32>, tensor<3xf32>
    %sum = nn.add %product, %bent : tensor<?x3xf32>, tensor<3xf32>
    %loss = nn.reduce_mean %sum : tensor<?x3xf32>
    nn.return %loss : tensor<f32>
  }
}
