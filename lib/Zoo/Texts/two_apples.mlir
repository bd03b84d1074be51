// A computation graph: what two apples cost with tax, and how the price depends on each number
//
// The smallest example of reverse-mode differentiation (Rumelhart, Hinton and Williams: Learning representations by
// back-propagating errors, 1986; Linnainmaa, 1970): the graph is evaluated forwards, and derivatives of the price go backwards
// through it. Each product hands on the derivative times its other factor.
//
//          2.2         1.1 · 2                 forwards    100 · 2 = 200, 200 · 1.1 = 220
//   apple ────── · ─────────── · ─── price     backwards   from the price, 1, to 1.1 in front of the second product,
//   count ──────╯  1.1        │                            to 1.1 · 2 = 2.2 for the apple, 1.1 · 100 = 110 for the
//          110         tax ───╯ 200                        count, and 100 · 2 = 200 for the tax
//
//   dlc grad two_apples.mlir --graph --input apple=100 --input count=2 --input tax=1.1
module @two_apples {
  nn.func @predict(%apple: tensor<f32>, %count: tensor<f32>, %tax: tensor<f32>) -> (price: tensor<f32>) {
    %apples = nn.mul %apple, %count : tensor<f32>, tensor<f32>
    %price = nn.mul %apples, %tax : tensor<f32>, tensor<f32>
    nn.return %price : tensor<f32>
  }
}
