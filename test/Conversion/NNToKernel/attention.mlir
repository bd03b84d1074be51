// Attention and its gradients are kernels, with a mask of numbers or none, which read and write heads and length in either order.
// RUN: dlc-opt %s --convert-nn-to-kernel | FileCheck %s

// CHECK-LABEL: nn.func @attention
nn.func @attention(%q: tensor<?x5x4x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x3xf32>) -> (y: tensor<?x5x4x3xf32>, z: tensor<?x4x5x3xf32>) {
  // CHECK-NOT: nn.transpose
  // CHECK: %[[INIT:.*]] = tensor.empty({{.*}}) : tensor<?x5x4x3xf32>
  // CHECK: %[[Y:.*]] = kernel.attention ins(%q, %k, %v : {{.*}}) outs(%[[INIT]] : {{.*}}) {causal, length_first = array<i1: true, false, false, true>, scale = 0.3535{{.*}} : f64}
  %first = nn.transpose %q perm [0, 2, 1, 3] : tensor<?x5x4x8xf32>
  %attended = nn.attention %first, %k, %v causal : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>
  %y = nn.transpose %attended perm [0, 2, 1, 3] : tensor<?x4x5x3xf32>
  // Two users want the result, and one of them as it is.
  // CHECK: %[[Z:.*]] = kernel.attention {{.*}} {length_first = array<i1: true, false, false, false>, scale = 2.000000e+00 : f64}
  // CHECK: nn.transpose %[[Z]]
  %z = nn.attention %first, %k, %v scale 2.0 : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>
  %other = nn.transpose %z perm [0, 2, 1, 3] : tensor<?x4x5x3xf32>
  %sum = nn.add %y, %other : tensor<?x5x4x3xf32>, tensor<?x5x4x3xf32>
  nn.return %sum, %z : tensor<?x5x4x3xf32>, tensor<?x4x5x3xf32>
}

// CHECK-LABEL: nn.func @backward
nn.func @backward(%q: tensor<?x4x5x8xf64>, %k: tensor<?x4x5x8xf64>, %v: tensor<?x4x5x3xf64>, %y: tensor<?x4x5x3xf64>, %g: tensor<?x5x4x3xf64>)
    -> (dq: tensor<?x5x4x8xf64>, dk: tensor<?x4x5x8xf64>, dv: tensor<?x4x5x3xf64>) {
  // CHECK: %[[D:.*]]:3 = kernel.attention_backward ins(%q, %k, %v, %y, %g : {{.*}}) outs({{.*}} : tensor<?x5x4x8xf64>, tensor<?x4x5x8xf64>, tensor<?x4x5x3xf64>)
  // CHECK-SAME: {length_first = array<i1: false, false, false, false, true, true, false, false>, scale = 1.000000e+00 : f64}
  // CHECK: nn.return %[[D]]#0, %[[D]]#1, %[[D]]#2
  %grad = nn.transpose %g perm [0, 2, 1, 3] : tensor<?x5x4x3xf64>
  %d:3 = nn.attention_backward %q, %k, %v, %y, %grad scale 1.0 : tensor<?x4x5x8xf64>, tensor<?x4x5x8xf64>, tensor<?x4x5x3xf64>, tensor<?x4x5x3xf64>, tensor<?x4x5x3xf64>
  %dq = nn.transpose %d#0 perm [0, 2, 1, 3] : tensor<?x4x5x8xf64>
  nn.return %dq, %d#1, %d#2 : tensor<?x5x4x8xf64>, tensor<?x4x5x8xf64>, tensor<?x4x5x3xf64>
}

// CHECK-LABEL: nn.func @decomposed
nn.func @decomposed(%q: tensor<?x4x5x8xf32>, %m: tensor<5x5xi1>, %n: tensor<?x4x5x300xf32>, %e: tensor<?x4x0x8xf32>)
    -> (a: tensor<?x4x5x8xf32>, b: tensor<?x4x5x300xf32>, c: tensor<?x4x5x8xf32>) {
  // CHECK-COUNT-3: nn.attention
  %a = nn.attention %q, %q, %q mask %m : tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<5x5xi1>
  %b = nn.attention %n, %n, %n : tensor<?x4x5x300xf32>, tensor<?x4x5x300xf32>, tensor<?x4x5x300xf32>
  %c = nn.attention %q, %e, %e : tensor<?x4x5x8xf32>, tensor<?x4x0x8xf32>, tensor<?x4x0x8xf32>
  nn.return %a, %b, %c : tensor<?x4x5x8xf32>, tensor<?x4x5x300xf32>, tensor<?x4x5x8xf32>
}

// A mask gets ones in front of its sizes.
// CHECK-LABEL: nn.func @masked
nn.func @masked(%q: tensor<?x4x5x8xf32>, %y: tensor<?x4x5x8xf32>, %m: tensor<5x5xf32>) -> (a: tensor<?x4x5x8xf32>, b: tensor<?x4x5x8xf32>, c: tensor<?x4x5x8xf32>, d: tensor<?x4x5x8xf32>) {
  // CHECK: %[[M:.*]] = nn.reshape %m : tensor<5x5xf32> to tensor<1x1x5x5xf32>
  // CHECK: kernel.attention ins({{.*}}) mask(%[[M]] : tensor<1x1x5x5xf32>)
  // CHECK: kernel.attention_backward ins({{.*}}) mask(%{{.*}} : tensor<1x1x5x5xf32>)
  %a = nn.attention %q, %q, %q mask %m : tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<5x5xf32>
  %b, %c, %d = nn.attention_backward %q, %q, %q, %a, %y mask %m : tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<5x5xf32>
  nn.return %a, %b, %c, %d : tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>, tensor<?x4x5x8xf32>
}
