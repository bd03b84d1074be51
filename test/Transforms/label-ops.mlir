// RUN: dlc-opt %s --nn-label-ops=batch=4 --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// 2 · 4 · 8 · 3 operations, and 4 · (4 · 8 + 8 · 3 + 4 · 3) bytes; a sum of 12 elements.
// CHECK: nn.matmul {{.*}} loc(fused<{bytes = 272 : i64, flops = 192 : i64, layer = "fc", number = 0 : i64, op = "matmul", place = "{{.*}}label-ops.mlir:[[#@LINE+7]]", repeated = false}>
// CHECK: nn.add {{.*}} loc(fused<{bytes = 144 : i64, flops = 12 : i64, layer = "", number = 1 : i64, op = "add", place = "{{.*}}label-ops.mlir:[[#@LINE+7]]", repeated = false}>
// A size that is no batch has no number.
// CHECK: nn.relu {{.*}} loc(fused<{bytes = -1 : i64, flops = -1 : i64,
!t = tensor<?x?xf32, #nn.sizes<batch, sequence>>
nn.variable @fc.weight : tensor<8x3xf32> init #nn.zeros
nn.func @f(%x: tensor<?x8xf32>, %z: tensor<?x3xf32>, %t: !t, %w: tensor<8x3xf32>) -> (y: tensor<?x3xf32>, r: !t) attributes {nn.state_arguments = [@fc.weight]} {
  %p = nn.matmul %x, %w : tensor<?x8xf32>, tensor<8x3xf32>
  %y = nn.add %p, %z : tensor<?x3xf32>, tensor<?x3xf32>
  %r = nn.relu %t : !t
  nn.return %y, %r : tensor<?x3xf32>, !t
}

// What is in a loop has a label, and not the loop, whose own code copies and fills.
// CHECK-LABEL: nn.func @steps
// CHECK: nn.tanh {{.*}} loc(fused<{{.*}}op = "tanh", {{.*}}repeated = true}>
// CHECK: } loc("{{.*}}label-ops.mlir":[[#@LINE+2]]
nn.func @steps(%x: tensor<2x5x3xf32>, %h: tensor<2x3xf32>) -> (y: tensor<2x3xf32>) {
  %y = nn.scan axis 1 carry(%s = %h : tensor<2x3xf32>) over(%e = %x : tensor<2x5x3xf32>) {
    %t = nn.tanh %s : tensor<2x3xf32>
    nn.yield %t : tensor<2x3xf32>
  }
  nn.return %y : tensor<2x3xf32>
}
