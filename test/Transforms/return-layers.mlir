// A function that returns what its layers compute: behind bias and activation, and each time that weights are used.
// RUN: dlc-opt %s --nn-return-layers="function=net" | FileCheck %s
// RUN: not dlc-opt %s --nn-return-layers="function=step" 2>&1 | FileCheck %s --check-prefix=UPDATES
// RUN: not dlc-opt %s --nn-return-layers="function=nothing" 2>&1 | FileCheck %s --check-prefix=NOTHING

nn.variable @a.weight : tensor<4x4xf32> init #nn.zeros
nn.variable @a.bias : tensor<4xf32> init #nn.zeros
nn.variable @b.weight : tensor<4x4xf32> init #nn.zeros
nn.variable @head : tensor<4x2xf32> init #nn.zeros
nn.variable buffer @mask : tensor<4x4xf32> init #nn.constant<1.0 : f32>

// NOTHING: has no nn.func '@nothing' whose layers to return; it has @net, @step

// CHECK-NOT: @step
// CHECK: nn.func @layers(%x: tensor<?x4xf32>) -> (y: tensor<?x2xf32>, a.output: tensor<?x4xf32>, a.2.output: tensor<?x4xf32>, b.output: tensor<?x4xf32>, head.output: tensor<?x2xf32>)
// CHECK: %[[A:.*]] = nn.relu
// CHECK: %[[A2:.*]] = nn.matmul %[[A]],
// CHECK: %[[B:.*]] = nn.tanh
// CHECK: nn.add %[[A2]], %[[B]]
// CHECK: %[[HEAD:.*]] = nn.matmul
// CHECK: nn.return %[[HEAD]], %[[A]], %[[A2]], %[[B]], %[[HEAD]]
// CHECK: nn.func @init
nn.func private @net(%x: tensor<?x4xf32>) -> (y: tensor<?x2xf32>) {
  %aw = nn.read @a.weight : tensor<4x4xf32>
  %ab = nn.read @a.bias : tensor<4xf32>
  %bw = nn.read @b.weight : tensor<4x4xf32>
  %head = nn.read @head : tensor<4x2xf32>
  %mask = nn.read @mask : tensor<4x4xf32>
  // Weights that are computed with are no layer.
  %kept = nn.mul %bw, %mask : tensor<4x4xf32>, tensor<4x4xf32>
  %1 = nn.matmul %x, %aw : tensor<?x4xf32>, tensor<4x4xf32>
  %2 = nn.add %1, %ab : tensor<?x4xf32>, tensor<4xf32>
  %3 = nn.relu %2 : tensor<?x4xf32>
  %4 = nn.matmul %3, %aw : tensor<?x4xf32>, tensor<4x4xf32>
  %5 = nn.matmul %4, %kept : tensor<?x4xf32>, tensor<4x4xf32>
  %6 = nn.tanh %5 : tensor<?x4xf32>
  %7 = nn.add %4, %6 : tensor<?x4xf32>, tensor<?x4xf32>
  %8 = nn.matmul %7, %head : tensor<?x4xf32>, tensor<4x2xf32>
  nn.return %8 : tensor<?x2xf32>
}
nn.func @step(%g: tensor<4x2xf32>, %rate: tensor<f32>) {
  // UPDATES: 'train.update' op updates variables in '@step', but layers are those of a function that changes nothing
  train.update @head, %g, %rate : tensor<4x2xf32> using #train.sgd
}
