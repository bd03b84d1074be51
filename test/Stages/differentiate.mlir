// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate | FileCheck %s

// No request is left, and what nothing needs, the gradient of the image, is not computed.
// CHECK-LABEL: nn.func @train_step
// CHECK-NOT: train.
// CHECK-NOT: nn.conv_backward_data
// CHECK: nn.conv_backward_weights
// CHECK-NOT: train.
// CHECK-NOT: nn.conv_backward_data
// CHECK-LABEL: nn.func @reset_optimizer
