// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize --dlc-fuse | FileCheck %s

// For inference a batch norm lies in the convolution's weights; in training it cannot.
// CHECK-LABEL: nn.func @predict
// CHECK-NOT: nn.batch_norm
// CHECK: nn.conv %image, %conv.weight pads
// CHECK-NOT: nn.batch_norm
// CHECK-LABEL: nn.func @evaluate
// CHECK-NOT: nn.batch_norm
// CHECK-LABEL: nn.func @train_step
// CHECK: nn.batch_norm_training
