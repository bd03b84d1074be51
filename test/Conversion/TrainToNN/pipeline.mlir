// From a module with a loss to linalg, by the passes in their order: no train op is left, and the functions verify.
// RUN: dlc-opt %s --nn-inline-calls --nn-make-entry-points="mode=train optimizer=adam" --nn-lift-state --train-differentiate --convert-train-to-nn --canonicalize --cse -o %t.mlir
// RUN: FileCheck %s --check-prefix=NN < %t.mlir
// RUN: sed -e '/nn.variable/d' -e '/nn.func @generate/,/^  }/d' %t.mlir | dlc-opt --nn-legalize --convert-nn-to-linalg | FileCheck %s --check-prefix=LINALG

// NN-NOT: train.
// NN: nn.func @train_step(
// NN-NOT: train.
// LINALG-DAG: func.func @predict(
// LINALG-DAG: func.func @evaluate(
// LINALG-DAG: func.func @train_step(
// LINALG-DAG: func.func @init(
// LINALG-DAG: func.func @reset_optimizer(
// LINALG-NOT: nn.{{[a-z_]+}} %
nn.variable @conv.weight : tensor<2x1x3x3xf32> init #nn.he_normal
nn.variable @conv.bias : tensor<2xf32> init #nn.zeros
nn.variable @bn.scale : tensor<2xf32> init #nn.constant<1.0>
nn.variable @bn.bias : tensor<2xf32> init #nn.zeros
nn.variable buffer @bn.mean : tensor<2xf32> init #nn.zeros
nn.variable buffer @bn.variance : tensor<2xf32> init #nn.constant<1.0>
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
nn.variable @fc.weight : tensor<8x3xf32> init #nn.xavier_uniform
nn.func @predict(%image: tensor<?x1x4x4xf32>) -> (logits: tensor<?x3xf32>) {
  %w = nn.read @conv.weight : tensor<2x1x3x3xf32>
  %b = nn.read @conv.bias : tensor<2xf32>
  %c = nn.conv %image, %w bias %b : tensor<?x1x4x4xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>
  %s = nn.read @bn.scale : tensor<2xf32>
  %o = nn.read @bn.bias : tensor<2xf32>
  %m = nn.read @bn.mean : tensor<2xf32>
  %v = nn.read @bn.variance : tensor<2xf32>
  %n = nn.batch_norm %c scale %s bias %o mean %m variance %v : tensor<?x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %r = nn.relu %n : tensor<?x2x2x2xf32>
  %f = nn.flatten %r : tensor<?x2x2x2xf32>
  %fw = nn.read @fc.weight : tensor<8x3xf32>
  %y = nn.matmul %f, %fw : tensor<?x8xf32>, tensor<8x3xf32>
  nn.return %y : tensor<?x3xf32>
}
nn.func @generate() -> (image: tensor<?x3xf32>) {
  %s = nn.read @noise : tensor<2xi64>
  %z, %s1 = nn.random_normal %s : tensor<?x3xf32>
  nn.assign @noise, %s1 : tensor<2xi64>
  nn.return %z : tensor<?x3xf32>
}
nn.func @loss(%image: tensor<?x1x4x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
  %s = nn.read @noise : tensor<2xi64>
  %z, %s1 = nn.random_normal %s : tensor<?x3xf32>
  nn.assign @noise, %s1 : tensor<2xi64>
  %l = nn.call @predict(%image) : (tensor<?x1x4x4xf32>) -> tensor<?x3xf32>
  %n = nn.add %l, %z : tensor<?x3xf32>, tensor<?x3xf32>
  %loss = nn.softmax_cross_entropy_loss %n, %label : tensor<?x3xf32>, tensor<?xi64>
  nn.return %loss : tensor<f32>
}
