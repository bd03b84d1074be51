// Two convolutions whose weights are packed; the first can be frozen.
nn.variable @body : tensor<32x16x3x3xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
nn.variable @head : tensor<16x32x3x3xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
nn.func @predict(%x: tensor<?x16x8x8xf32>) -> (y: tensor<?x16x8x8xf32>) {
  %body = nn.read @body : tensor<32x16x3x3xf32>
  %h = nn.conv %x, %body pads [1, 1, 1, 1] : tensor<?x16x8x8xf32>, tensor<32x16x3x3xf32>
  %a = nn.relu %h : tensor<?x32x8x8xf32>
  %head = nn.read @head : tensor<16x32x3x3xf32>
  %y = nn.conv %a, %head pads [1, 1, 1, 1] : tensor<?x32x8x8xf32>, tensor<16x32x3x3xf32>
  nn.return %y : tensor<?x16x8x8xf32>
}
nn.func @loss(%x: tensor<?x16x8x8xf32>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x16x8x8xf32>) -> tensor<?x16x8x8xf32>
  %square = nn.mul %y, %y : tensor<?x16x8x8xf32>, tensor<?x16x8x8xf32>
  %loss = nn.reduce_mean %square : tensor<?x16x8x8xf32>
  nn.return %loss : tensor<f32>
}
