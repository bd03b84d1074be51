// Values and derivatives at the ends of f32.
// RUN: dlc run %s | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s
nn.func @predict() -> (sums: tensor<3xf32>, back: tensor<3xf32>, small: tensor<5xf32>, of_power: tensor<4xf32>, of_lse: tensor<2x2xf32>, of_all: tensor<2x2xf32>) {
  // No sum of a part is too large that does not occur in the result.
  // CHECK: sums
  // CHECK-NEXT: {{^ +-3e\+38 +0 +3e\+38$}}
  // CHECK: back
  // CHECK-NEXT: {{^ +3e\+38 +inf +3e\+38$}}
  %large = nn.constant dense<[-3.0e38, 3.0e38, 3.0e38]> : tensor<3xf32>
  %sums = nn.cumsum %large axis 0 : tensor<3xf32>
  %back = nn.cumsum %large axis 0 reverse : tensor<3xf32>

  // The least positive number, and others below 2^-27.
  // CHECK: small
  // CHECK-NEXT: {{^ +1.4013e-45 +-1.4013e-45 +1e-38 +-1e-10 +1e-08$}}
  %tiny = nn.constant dense<[1.401298464e-45, -1.401298464e-45, 1.0e-38, -1.0e-10, 1.0e-8]> : tensor<5xf32>
  %small = nn.expm1 %tiny : tensor<5xf32>

  // x^0 is 1 for every x, NaN too.
  // CHECK: of_power
  // CHECK-NEXT: {{^ +0 +0 +0 +6$}}
  %x = nn.constant dense<[0x7FC00000, 0.0, 0x7F800000, 3.0]> : tensor<4xf32>
  %e = nn.constant dense<[0.0, 0.0, 0.0, 2.0]> : tensor<4xf32>
  %p = nn.pow %x, %e : tensor<4xf32>, tensor<4xf32>
  %l = nn.reduce_sum %p : tensor<4xf32>
  %of_power = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)

  // Shares of a sum whose logarithm has few digits.
  // CHECK: of_lse
  // CHECK-NEXT: {{^ +0.5 +0.5$}}
  // CHECK-NEXT: {{^ +0.26894 +0.73106$}}
  // CHECK: of_all
  // CHECK-NEXT: {{^ +0.25 +0.25$}}
  // CHECK-NEXT: {{^ +0.25 +0.25$}}
  %y = nn.constant dense<[[10000.0, 10000.0], [-20000.0, -19999.0]]> : tensor<2x2xf32>
  %s = nn.reduce_log_sum_exp %y axes [1] : tensor<2x2xf32>
  %t = nn.reduce_sum %s : tensor<2xf32>
  %of_lse = train.gradient %t wrt (%y) : tensor<f32>, (tensor<2x2xf32>)
  %z = nn.constant dense<10000.0> : tensor<2x2xf32>
  %a = nn.reduce_log_sum_exp %z : tensor<2x2xf32>
  %of_all = train.gradient %a wrt (%z) : tensor<f32>, (tensor<2x2xf32>)
  nn.return %sums, %back, %small, %of_power, %of_lse, %of_all : tensor<3xf32>, tensor<3xf32>, tensor<5xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}
