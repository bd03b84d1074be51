// A key that a mask hides counts for nothing, not even as NaN, and a query without keys gives 0, in attention as a kernel: with a mask of
// numbers and with one of truth values.
// RUN: dlc run %s | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s
// RUN: dlc compile %s --stop-after linalg | FileCheck %s --check-prefix=FORM
// FORM-COUNT-2: kernel.attention ins
nn.func @predict() -> (numbers: tensor<2xf32>, bits: tensor<2xf32>) {
  %q = nn.constant dense<1.0> : tensor<1x1x2x1xf32>
  %k = nn.constant dense<[[[[1.0], [0x7FC00000]]]]> : tensor<1x1x2x1xf32>
  %v = nn.constant dense<[[[[3.0], [5.0]]]]> : tensor<1x1x2x1xf32>
  %mask = nn.constant dense<[[0.5, 0xFF800000], [0xFF800000, 0xFF800000]]> : tensor<2x2xf32>
  %bit = nn.constant dense<[[true, false], [false, false]]> : tensor<2x2xi1>
  // CHECK: numbers
  // CHECK-NEXT: {{^ *3 +0$}}
  %a = nn.attention %q, %k, %v mask %mask : tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, tensor<2x2xf32>
  %numbers = nn.reshape %a : tensor<1x1x2x1xf32> to tensor<2xf32>
  // CHECK: bits
  // CHECK-NEXT: {{^ *3 +0$}}
  %b = nn.attention %q, %k, %v mask %bit : tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, tensor<2x2xi1>
  %bits = nn.reshape %b : tensor<1x1x2x1xf32> to tensor<2xf32>
  nn.return %numbers, %bits : tensor<2xf32>, tensor<2xf32>
}
