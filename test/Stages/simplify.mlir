// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=momentum" | FileCheck %s
// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify | FileCheck %s --check-prefix=PREDICT
// RUN: not dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=adamax" 2>&1 | FileCheck %s --check-prefix=OPTIMIZER

// Entry points, private functions inlined, variables as arguments and results; gradients and updates still one op each.
// CHECK-NOT: {{nn\.(read|assign|call) }}
// CHECK: nn.variable optimizer @fc.weight.momentum :
// CHECK: nn.func @predict(%image: tensor<?x1x8x8xf32>, %conv.weight: tensor<4x1x3x3xf32>,
// CHECK-NOT: {{nn\.(read|assign|call) }}
// CHECK: nn.func @evaluate
// CHECK-NOT: {{nn\.(read|assign|call) }}
// CHECK: nn.func @train_step(%image: {{.*}}, %label: {{.*}}, %learning_rate: tensor<f32>,
// CHECK-SAME: nn.state_results = [@conv.weight,
// CHECK: nn.batch_norm_training
// CHECK: train.gradient
// CHECK: train.apply
// CHECK-NOT: {{nn\.(read|assign|call) }}
// CHECK: nn.func @reset_optimizer
// CHECK: nn.func @init(%seed: tensor<i64>,

// PREDICT-NOT: nn.func private
// PREDICT: nn.func @predict
// PREDICT-NOT: {{train_step|evaluate|@loss}}
// PREDICT: nn.func @init

// OPTIMIZER: error: there is no optimizer 'adamax'
