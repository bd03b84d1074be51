// Products of many rows, of one row, and with a transposed right side.
module @products {
  nn.func @many(%a: tensor<256x256xf32>, %b: tensor<256x512xf32>) -> (y: tensor<256x512xf32>) {
    %y = nn.matmul %a, %b : tensor<256x256xf32>, tensor<256x512xf32>
    nn.return %y : tensor<256x512xf32>
  }
  nn.func @one(%a: tensor<1x1024xf32>, %b: tensor<1024x1024xf32>) -> (y: tensor<1x1024xf32>) {
    %y = nn.matmul %a, %b : tensor<1x1024xf32>, tensor<1024x1024xf32>
    nn.return %y : tensor<1x1024xf32>
  }
  nn.func @transposed(%a: tensor<256x256xf32>, %b: tensor<512x256xf32>) -> (y: tensor<256x512xf32>) {
    %y = nn.matmul %a, %b transpose_rhs : tensor<256x256xf32>, tensor<512x256xf32>
    nn.return %y : tensor<256x512xf32>
  }
}
