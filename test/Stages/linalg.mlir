// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize --dlc-fuse --dlc-linalg | FileCheck %s

// Variables stay in the module; functions take the batch first. Of nn nothing else is left.
// CHECK: nn.variable @conv.weight
// CHECK: nn.variable @fc.weight
// CHECK-NOT: nn.{{[a-z_]+}} %
// CHECK-LABEL: func.func @predict
// CHECK-SAME: (%{{.*}}: index {nn.name = "batch"}, %{{.*}}: tensor<?x1x8x8xf32> {nn.name = "image"},
// Bias and activation are the convolution's epilogue.
// CHECK: kernel.conv {{.*}} extras({{.*}} : tensor<4xf32>, tensor<4xf32>)
// CHECK: arith.addf
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: kernel.yield
// CHECK: kernel.matmul
// CHECK-NOT: nn.{{[a-z_]+}} %
// CHECK-LABEL: func.func @train_step
// The update of a dense layer's weights is the epilogue of their gradient, and comes where that does.
// CHECK: kernel.matmul {{.*}} tensor<64x3xf32>, tensor<f32>) {{.*}} transpose_lhs} epilogue {
// CHECK: arith.mulf
// CHECK-NEXT: arith.subf
// CHECK: kernel.conv_backward_weights
// CHECK-NOT: nn.{{[a-z_]+}} %
