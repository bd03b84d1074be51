module @m attributes {nn.class_names = ["a", "b"]} {
  nn.variable @w : tensor<3x2xf32> init #nn.normal<0.0, 0.5>
  nn.func @predict(%x: tensor<?x4x3xf32>, %h: tensor<?x2xf32>) -> (y: tensor<?x2xf32>) {
    %w = nn.read @w : tensor<3x2xf32>
    %y = nn.scan axis 1 carry(%c = %h : tensor<?x2xf32>) over(%s = %x : tensor<?x4x3xf32>) capture(%v = %w : tensor<3x2xf32>) {
      %p = nn.matmul %s, %v : tensor<?x3xf32>, tensor<3x2xf32>
      %n = nn.add %p, %c : tensor<?x2xf32>, tensor<?x2xf32>
      nn.yield %n : tensor<?x2xf32>
    }
    nn.return %y : tensor<?x2xf32>
  }
}
