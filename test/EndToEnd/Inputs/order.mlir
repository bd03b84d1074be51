// Order along an axis of any length: 0, 1, 2, … times 5 modulo 11 is a permutation of each 11 numbers.
!x = tensor<?x?x2xf32, #nn.sizes<batch, length>>
!i = tensor<?x?x2xi64, #nn.sizes<batch, length>>
module @order {
  nn.func private @shuffled(%x: !x) -> (y: !x) {
    %five = nn.constant dense<5.0> : tensor<f32>
    %eleven = nn.constant dense<11.0> : tensor<f32>
    %0 = nn.mul %x, %five : !x, tensor<f32>
    %1 = nn.mod %0, %eleven : !x, tensor<f32>
    nn.return %1 : !x
  }
  nn.func @sorted(%x: !x) -> (values: !x, indices: !i) {
    %y = nn.call @shuffled(%x) : (!x) -> !x
    %v, %i = nn.sort %y axis 1 : !x
    nn.return %v, %i : !x, !i
  }
  nn.func @best(%x: !x) -> (values: tensor<?x3x2xf32>, indices: tensor<?x3x2xi64>) {
    %y = nn.call @shuffled(%x) : (!x) -> !x
    %v, %i = nn.top_k %y k 3 axis 1 : !x
    nn.return %v, %i : tensor<?x3x2xf32>, tensor<?x3x2xi64>
  }
  nn.func @backwards(%x: !x) -> (flipped: !x, odd: tensor<?x?x2xf32, #nn.sizes<batch, length floordiv 2>>, mirrored: tensor<?x?x2xf32, #nn.sizes<batch, length + 2>>) {
    %0 = nn.flip %x axes [1] : !x
    %1 = nn.slice %x starts [-1] ends [0] axes [1] steps [-2] : !x
    %2 = nn.pad %x pads [0, 0, 0, 0, 2, 0] mode reflect : !x
    nn.return %0, %1, %2 : !x, tensor<?x?x2xf32, #nn.sizes<batch, length floordiv 2>>, tensor<?x?x2xf32, #nn.sizes<batch, length + 2>>
  }
  // Each of these ops in a derivative, of which check-grad knows the right value.
  nn.func @loss(%x: !x, %k: !x) -> (loss: tensor<f32>) {
    %a, %i = nn.sort %x axis 1 descending : !x
    %0 = nn.mul %a, %k : !x, !x
    %1 = nn.flip %0 axes [1] : !x
    %2 = nn.mul %1, %x : !x, !x
    %3 = nn.slice %2 starts [1] ends [2147483647] axes [1] steps [3] : !x
    %4 = nn.reduce_sum %3 : tensor<?x?x2xf32, #nn.sizes<batch, (length + 1) floordiv 3>>
    %b, %j = nn.top_k %1 k 2 axis 1 : !x
    %5 = nn.slice %b starts [-1] ends [-3] axes [1] steps [-1] : tensor<?x2x2xf32>
    %6 = nn.slice %2 starts [2147483647] ends [-2147483648] axes [1] steps [-2] : !x
    %7 = nn.mul %6, %6 : tensor<?x?x2xf32, #nn.sizes<batch, (length + 1) floordiv 2>>, tensor<?x?x2xf32, #nn.sizes<batch, (length + 1) floordiv 2>>
    %8 = nn.reduce_sum %7 : tensor<?x?x2xf32, #nn.sizes<batch, (length + 1) floordiv 2>>
    %9 = nn.reduce_sum %5 : tensor<?x2x2xf32>
    %10 = nn.add %4, %8 : tensor<f32>, tensor<f32>
    %11 = nn.add %10, %9 : tensor<f32>, tensor<f32>
    nn.return %11 : tensor<f32>
  }
}
