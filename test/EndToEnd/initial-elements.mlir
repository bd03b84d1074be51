// A variable may begin with elements: small ones in the text, large ones apart from it, in a library and a file too.
// RUN: dlc run %s --seed 1 | FileCheck %s
// RUN: dlc convert %s -o %t.mlir && dlc run %t.mlir --seed 2 | FileCheck %s
// CHECK: begin  f32 [3]
// CHECK-NEXT: {{^ +1 +-2 +0.5$}}
// CHECK: sum  f32 [] 2048
// RUN: dlc convert %s | FileCheck %s --check-prefix=TEXT
// TEXT: nn.variable @small : tensor<3xf32>{{ +}}init dense<
module {
  nn.variable @small : tensor<3xf32> init dense<[1.0, -2.0, 0.5]> : tensor<3xf32>
  nn.variable @large : tensor<2048xf32> init dense<1.0> : tensor<2048xf32>
  nn.func @predict() -> (begin: tensor<3xf32>, sum: tensor<f32>) {
    %small = nn.read @small : tensor<3xf32>
    %large = nn.read @large : tensor<2048xf32>
    %sum = nn.reduce_sum %large : tensor<2048xf32>
    nn.return %small, %sum : tensor<3xf32>, tensor<f32>
  }
}
