// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @activations
nn.func @activations(%x: tensor<?x4x3xf32>, %slope: tensor<4x1xf32>, %i: tensor<4xi8>) {
  // CHECK: nn.tanh %x : tensor<?x4x3xf32>
  %0 = nn.tanh %x : tensor<?x4x3xf32>
  // CHECK: nn.sigmoid %x : tensor<?x4x3xf32>
  %1 = nn.sigmoid %x : tensor<?x4x3xf32>
  // CHECK: nn.relu %x : tensor<?x4x3xf32>
  %2 = nn.relu %x : tensor<?x4x3xf32>
  // CHECK: nn.softplus %x : tensor<?x4x3xf32>
  %3 = nn.softplus %x : tensor<?x4x3xf32>
  // CHECK: nn.step %x : tensor<?x4x3xf32>
  %4 = nn.step %x : tensor<?x4x3xf32>
  // CHECK: nn.softsign %x : tensor<?x4x3xf32>
  %5 = nn.softsign %x : tensor<?x4x3xf32>
  // CHECK: nn.silu %x : tensor<?x4x3xf32>
  %6 = nn.silu %x : tensor<?x4x3xf32>
  // CHECK: nn.mish %x : tensor<?x4x3xf32>
  %7 = nn.mish %x : tensor<?x4x3xf32>
  // CHECK: nn.hard_sigmoid %x : tensor<?x4x3xf32>
  %8 = nn.hard_sigmoid %x : tensor<?x4x3xf32>
  // CHECK: nn.hard_sigmoid %x alpha 2.500000e-01 beta 1.000000e-01 : tensor<?x4x3xf32>
  %9 = nn.hard_sigmoid %x alpha 2.500000e-01 beta 1.000000e-01 : tensor<?x4x3xf32>
  // CHECK: nn.hard_swish %x : tensor<?x4x3xf32>
  %10 = nn.hard_swish %x : tensor<?x4x3xf32>
  // CHECK: nn.leaky_relu %x : tensor<?x4x3xf32>
  %11 = nn.leaky_relu %x : tensor<?x4x3xf32>
  // CHECK: nn.leaky_relu %x alpha 1.000000e-01 : tensor<?x4x3xf32>
  %12 = nn.leaky_relu %x alpha 1.000000e-01 : tensor<?x4x3xf32>
  // CHECK: nn.thresholded_relu %x alpha 5.000000e-01 : tensor<?x4x3xf32>
  %13 = nn.thresholded_relu %x alpha 5.000000e-01 : tensor<?x4x3xf32>
  // CHECK: nn.elu %x : tensor<?x4x3xf32>
  %14 = nn.elu %x : tensor<?x4x3xf32>
  // CHECK: nn.elu %x alpha 5.000000e-01 : tensor<?x4x3xf32>
  %15 = nn.elu %x alpha 5.000000e-01 : tensor<?x4x3xf32>
  // CHECK: nn.selu %x : tensor<?x4x3xf32>
  %16 = nn.selu %x : tensor<?x4x3xf32>
  // CHECK: nn.selu %x alpha 5.000000e-01 gamma 2.000000e+00 : tensor<?x4x3xf32>
  %17 = nn.selu %x alpha 5.000000e-01 gamma 2.000000e+00 : tensor<?x4x3xf32>
  // CHECK: nn.celu %x alpha 2.000000e+00 : tensor<?x4x3xf32>
  %18 = nn.celu %x alpha 2.000000e+00 : tensor<?x4x3xf32>
  // CHECK: nn.gelu %x : tensor<?x4x3xf32>
  %19 = nn.gelu %x : tensor<?x4x3xf32>
  // CHECK: nn.gelu %x approximate tanh : tensor<?x4x3xf32>
  %20 = nn.gelu %x approximate tanh : tensor<?x4x3xf32>
  // Defaults are not written.
  // CHECK: nn.elu %x : tensor<?x4x3xf32>
  %default = nn.elu %x alpha 1.0 : tensor<?x4x3xf32>
  // CHECK: nn.prelu %x, %slope : tensor<?x4x3xf32>, tensor<4x1xf32>
  %prelu = nn.prelu %x, %slope : tensor<?x4x3xf32>, tensor<4x1xf32>
  // CHECK: nn.relu %i : tensor<4xi8>
  %relu = nn.relu %i : tensor<4xi8>
}
