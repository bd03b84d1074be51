// What is stored in 16 bits is computed in 32 and rounded once, to nearest even, the same on every CPU.
// RUN: dlc run %s --seed 0 --batch 1 | FileCheck %s
// RUN: dlc run %s --seed 0 --batch 1 --cpu x86-64-v3 | FileCheck %s
// RUN: dlc run %s --seed 0 --batch 1 --cpu x86-64 | FileCheck %s
nn.variable @half : tensor<4x2xbf16> init #nn.constant<0.5 : bf16>

nn.func @predict() -> (sum: tensor<bf16>, rounded: tensor<4xbf16>, halves: tensor<4xf16>, product: tensor<1x2xbf16>, whole: tensor<4xi64>) {
  // 1 + 64 · 2^-8: in bf16 itself, each addition would be lost.
  // CHECK: sum  bf16 [] 1.25
  %small = nn.constant dense<0.00390625> : tensor<64xbf16>
  %rest = nn.reduce_sum %small : tensor<64xbf16>
  %one = nn.constant dense<1.0> : tensor<bf16>
  %sum = nn.add %one, %rest : tensor<bf16>, tensor<bf16>

  // Half-way between neighbours: to even. Beside it: to the nearer.
  // CHECK: rounded  bf16 [4]
  // CHECK-NEXT: {{^ +1 +1.0156 +-1.0078 +inf$}}
  %wide = nn.constant dense<[1.00390625, 1.01171875, -1.00390637, 3.4e38]> : tensor<4xf32>
  %rounded = nn.cast %wide : tensor<4xf32> to tensor<4xbf16>

  // Above 65504 is infinite; 2^-24 is the least that there is.
  // CHECK: halves  f16 [4]
  // CHECK-NEXT: {{^ +65504 +inf +5.9605e-08 +0$}}
  %edges = nn.constant dense<[65519.0, 65520.0, 5.9604645e-8, 2.9802322e-8]> : tensor<4xf32>
  %halves = nn.cast %edges : tensor<4xf32> to tensor<4xf16>

  // 0.5 · (1 + 1.0156 - 1.0078 + 3) = 2.00390625 before it is rounded.
  // CHECK: product  bf16 [1, 2]
  // CHECK-NEXT: {{^ +2 +2$}}
  %row = nn.constant dense<[[1.0, 1.015625, -1.0078125, 3.0]]> : tensor<1x4xbf16>
  %half = nn.read @half : tensor<4x2xbf16>
  %product = nn.matmul %row, %half : tensor<1x4xbf16>, tensor<4x2xbf16>

  // CHECK: whole  i64 [4]
  // CHECK-NEXT: {{^ +-2 +1 +0 +100$}}
  %n = nn.constant dense<[-2.75, 1.5, 0.25, 100.0]> : tensor<4xbf16>
  %whole = nn.cast %n : tensor<4xbf16> to tensor<4xi64>
  nn.return %sum, %rounded, %halves, %product, %whole : tensor<bf16>, tensor<4xbf16>, tensor<4xf16>, tensor<1x2xbf16>, tensor<4xi64>
}
