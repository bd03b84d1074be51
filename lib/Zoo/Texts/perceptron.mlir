// Rosenblatt's perceptron: one unit with a step, which learns AND, NAND and OR exactly, and XOR never
//
// F. Rosenblatt: The perceptron, a probabilistic model for information storage and organization in the brain (1958).
//
// The unit fires, that is answers 1, where a weighted sum of its inputs is above a threshold. It learns example by example: where
// the answer is wrong, each weight moves by its input, towards firing if it should have fired and away from it otherwise. If any
// weights are right for all examples, the rule finds some after a bounded number of mistakes (Novikoff, 1962). A straight line
// separates the 1s of AND, NAND and OR from their 0s. None does so for XOR (Minsky and Papert, 1969): three of its four rows are
// the most that one unit gets right.
//
//   dlc run perceptron.mlir --entry gates                          what four gates have learnt
//   dlc run perceptron.mlir --entry mistakes                       and how many mistakes that took
//   dlc run perceptron.mlir --entry learn --input target=0,1,1,1    any gate: its answers to 00, 01, 10, 11
module @perceptron {
  // The four rows of a truth table, the last column of which is the constant input 1, whose weight is minus the threshold.
  nn.func private @inputs() -> (inputs: tensor<4x3xf32>) {
    %rows = nn.constant dense<[[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]]> : tensor<4x3xf32>
    nn.return %rows : tensor<4x3xf32>
  }

  // 200 examples, drawn at random from the four rows of a truth table, from weights of zero on. `mistakes` counts those of every 20
  // examples: once there are none, the weights stay as they are. The answers are those of the weights that got the most rows right
  // (the "pocket" of Gallant, 1990); for a gate that can be learnt, they are the last ones, too.
  nn.func @learn(%target: tensor<4xf32>) -> (answers: tensor<4xf32>, right: tensor<f32>, weights: tensor<3xf32>, mistakes: tensor<10xf32>) {
    %inputs = nn.call @inputs() : () -> tensor<4x3xf32>
    %seed = nn.constant dense<[1, 0]> : tensor<2xi64>
    %draws, %state = nn.random_uniform %seed low 0.0 high 4.0 : tensor<200xf32>
    %row = nn.cast %draws : tensor<200xf32> to tensor<200xi64>
    %examples = nn.gather %inputs, %row axis 0 : tensor<4x3xf32>, tensor<200xi64>
    %targets = nn.gather %target, %row axis 0 : tensor<4xf32>, tensor<200xi64>

    %start = nn.constant dense<0.0> : tensor<3xf32>
    %last, %after, %wrong = nn.scan axis 0 carry(%w = %start : tensor<3xf32>) over(%x = %examples : tensor<200x3xf32>, %t = %targets : tensor<200xf32>) {
      %products = nn.mul %w, %x : tensor<3xf32>, tensor<3xf32>
      %sum = nn.reduce_sum %products : tensor<3xf32>
      %zero = nn.constant dense<0.0> : tensor<f32>
      %above = nn.compare gt %sum, %zero : tensor<f32>, tensor<f32>
      %answer = nn.cast %above : tensor<i1> to tensor<f32>
      // Rosenblatt's rule: w ← w + (target - answer) · x.
      %error = nn.sub %t, %answer : tensor<f32>, tensor<f32>
      %change = nn.mul %x, %error : tensor<3xf32>, tensor<f32>
      %next = nn.add %w, %change : tensor<3xf32>, tensor<3xf32>
      %is_wrong = nn.abs %error : tensor<f32>
      nn.yield %next, %next, %is_wrong : tensor<3xf32>, tensor<3xf32>, tensor<f32>
    }
    %twenties = nn.reshape %wrong : tensor<200xf32> to tensor<10x20xf32>
    %mistakes = nn.reduce_sum %twenties axes [1] : tensor<10x20xf32>

    // How many rows the weights after each example get right, and the first of the best.
    %transposed = nn.transpose %inputs perm [1, 0] : tensor<4x3xf32>
    %sums = nn.matmul %after, %transposed : tensor<200x3xf32>, tensor<3x4xf32>
    %zero = nn.constant dense<0.0> : tensor<f32>
    %above = nn.compare gt %sums, %zero : tensor<200x4xf32>, tensor<f32>
    %fires = nn.cast %above : tensor<200x4xi1> to tensor<200x4xf32>
    %are_right = nn.compare eq %fires, %target : tensor<200x4xf32>, tensor<4xf32>
    %ones = nn.cast %are_right : tensor<200x4xi1> to tensor<200x4xf32>
    %rows_right = nn.reduce_sum %ones axes [1] : tensor<200x4xf32>
    %best = nn.arg_max %rows_right axis 0 : tensor<200xf32>
    %answers = nn.gather %fires, %best axis 0 : tensor<200x4xf32>, tensor<i64>
    %right = nn.gather %rows_right, %best axis 0 : tensor<200xf32>, tensor<i64>
    %weights = nn.gather %after, %best axis 0 : tensor<200x3xf32>, tensor<i64>
    nn.return %answers, %right, %weights, %mistakes : tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>
  }

  // The four gates: what they answer to 00, 01, 10 and 11.
  nn.func private @targets() -> (and: tensor<4xf32>, nand: tensor<4xf32>, or: tensor<4xf32>, xor: tensor<4xf32>) {
    %and = nn.constant dense<[0.0, 0.0, 0.0, 1.0]> : tensor<4xf32>
    %nand = nn.constant dense<[1.0, 1.0, 1.0, 0.0]> : tensor<4xf32>
    %or = nn.constant dense<[0.0, 1.0, 1.0, 1.0]> : tensor<4xf32>
    %xor = nn.constant dense<[0.0, 1.0, 1.0, 0.0]> : tensor<4xf32>
    nn.return %and, %nand, %or, %xor : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // What four perceptrons have learnt to answer, and how many of the four rows are right.
  nn.func @gates() -> (and: tensor<4xf32>, nand: tensor<4xf32>, or: tensor<4xf32>, xor: tensor<4xf32>, right: tensor<4xf32>) {
    %and, %nand, %or, %xor = nn.call @targets() : () -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    %a, %ra, %wa, %ma = nn.call @learn(%and) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %n, %rn, %wn, %mn = nn.call @learn(%nand) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %o, %ro, %wo, %mo = nn.call @learn(%or) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %x, %rx, %wx, %mx = nn.call @learn(%xor) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %1 = nn.unsqueeze %ra axes [0] : tensor<f32>
    %2 = nn.unsqueeze %rn axes [0] : tensor<f32>
    %3 = nn.unsqueeze %ro axes [0] : tensor<f32>
    %4 = nn.unsqueeze %rx axes [0] : tensor<f32>
    %right = nn.concat %1, %2, %3, %4 axis 0 : tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>
    nn.return %a, %n, %o, %x, %right : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // Their mistakes while they learn, in every twenty examples; rows are AND, NAND, OR and XOR.
  nn.func @mistakes() -> (mistakes: tensor<4x10xf32>) {
    %and, %nand, %or, %xor = nn.call @targets() : () -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    %a, %ra, %wa, %ma = nn.call @learn(%and) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %n, %rn, %wn, %mn = nn.call @learn(%nand) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %o, %ro, %wo, %mo = nn.call @learn(%or) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %x, %rx, %wx, %mx = nn.call @learn(%xor) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>, tensor<3xf32>, tensor<10xf32>)
    %all = nn.concat %ma, %mn, %mo, %mx axis 0 : tensor<10xf32>, tensor<10xf32>, tensor<10xf32>, tensor<10xf32>
    %mistakes = nn.reshape %all : tensor<40xf32> to tensor<4x10xf32>
    nn.return %mistakes : tensor<4x10xf32>
  }
}
