// The price of some apples with tax: a graph of two multiplications, without any variable.
module @apples {
  nn.func @price(%apple: tensor<f32>, %count: tensor<f32>, %tax: tensor<f32>) -> (price: tensor<f32>) {
    %net = nn.mul %apple, %count : tensor<f32>, tensor<f32>
    %price = nn.mul %net, %tax : tensor<f32>, tensor<f32>
    nn.return %price : tensor<f32>
  }
}
