// Two hidden units learn XOR, which a perceptron cannot
//
// D. E. Rumelhart, G. E. Hinton and R. J. Williams: Learning internal representations by error propagation (1986).
//
// A network of 2 inputs, 2 hidden units and 1 output, 9 weights in all. Each unit has the smooth step of a sigmoid, so the error has
// derivatives with respect to all weights, also to those in front of the hidden units: the error is propagated back to them.
//
// What is easy to get wrong is the start. Where weights are 0, the two hidden units are alike and no weight helps; from small random
// ones, gradient descent leaves this saddle in the direction in which the loss falls fastest, which is to tell XOR. Large
// ones, or steps that take no notice of how steep the loss is (Adam's), saturate a hidden unit half of the time, and then
// it stays so. Inputs are -1 and 1, so that their mean is 0.
//
//   dlc run xor.mlir --entry learn --input learning_rate=1 --steps 8000 --seed 1 -o xor.dlm
//   dlc run xor.dlm                               its answers to 00, 01, 10, 11
//   dlc run xor.dlm --entry hidden                and what the hidden units have made of these
module @xor {
  nn.variable @hidden.weight : tensor<2x2xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @hidden.bias   : tensor<2xf32>   init #nn.zeros
  nn.variable @output.weight : tensor<2x1xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @output.bias   : tensor<1xf32>   init #nn.zeros

  // The two hidden units for the four rows of the truth table.
  nn.func @hidden() -> (hidden: tensor<4x2xf32>) {
    %inputs = nn.constant dense<[[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]> : tensor<4x2xf32>
    %weight = nn.read @hidden.weight : tensor<2x2xf32>
    %bias = nn.read @hidden.bias : tensor<2xf32>
    %product = nn.matmul %inputs, %weight : tensor<4x2xf32>, tensor<2x2xf32>
    %sum = nn.add %product, %bias : tensor<4x2xf32>, tensor<2xf32>
    %hidden = nn.sigmoid %sum : tensor<4x2xf32>
    nn.return %hidden : tensor<4x2xf32>
  }

  // The answers before the last sigmoid.
  nn.func private @logits() -> (logits: tensor<4x1xf32>) {
    %hidden = nn.call @hidden() : () -> tensor<4x2xf32>
    %weight = nn.read @output.weight : tensor<2x1xf32>
    %bias = nn.read @output.bias : tensor<1xf32>
    %product = nn.matmul %hidden, %weight : tensor<4x2xf32>, tensor<2x1xf32>
    %logits = nn.add %product, %bias : tensor<4x1xf32>, tensor<1xf32>
    nn.return %logits : tensor<4x1xf32>
  }

  nn.func @predict() -> (answers: tensor<4x1xf32>) {
    %logits = nn.call @logits() : () -> tensor<4x1xf32>
    %answers = nn.sigmoid %logits : tensor<4x1xf32>
    nn.return %answers : tensor<4x1xf32>
  }

  // A step over all four rows: down the gradient of the cross entropy, with momentum.
  nn.func @learn(%learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %targets = nn.constant dense<[[0.0], [1.0], [1.0], [0.0]]> : tensor<4x1xf32>
    %logits = nn.call @logits() : () -> tensor<4x1xf32>
    %loss = nn.binary_cross_entropy_with_logits_loss %logits, %targets : tensor<4x1xf32>, tensor<4x1xf32>
    train.minimize %loss, %learning_rate using #train.momentum
    nn.return %loss : tensor<f32>
  }
}
