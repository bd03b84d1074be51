// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --nn-legalize=ops=nn.lstm --canonicalize | FileCheck %s --check-prefix=SCAN

// The product with the input is taken for all steps at once, that with the state in each.
// SCAN-LABEL: nn.func @lstm
// SCAN: %[[P:.*]] = nn.matmul %x, %{{.*}} transpose_rhs : tensor<?x10x4xf32>, tensor<32x4xf32>
// SCAN: nn.scan axis 1 carry(%{{.*}} = %{{.*}} : tensor<?x8xf32>, %{{.*}} = %{{.*}} : tensor<?x8xf32>) over(%{{.*}} = %[[P]] : tensor<?x10x32xf32>) capture(%{{.*}} = %{{.*}} : tensor<32x8xf32>) {
// SCAN: nn.matmul
// SCAN-COUNT-3: nn.sigmoid
// CHECK-LABEL: nn.func @lstm
// CHECK: nn.lstm %x, %w, %r : tensor<?x10x4xf32>, tensor<1x32x4xf32>, tensor<1x32x8xf32>
nn.func @lstm(%x: tensor<?x10x4xf32>, %w: tensor<1x32x4xf32>, %r: tensor<1x32x8xf32>) -> (y: tensor<?x10x1x8xf32>, h: tensor<?x1x8xf32>, c: tensor<?x1x8xf32>) {
  %y, %h, %c = nn.lstm %x, %w, %r : tensor<?x10x4xf32>, tensor<1x32x4xf32>, tensor<1x32x8xf32>
  nn.return %y, %h, %c : tensor<?x10x1x8xf32>, tensor<?x1x8xf32>, tensor<?x1x8xf32>
}

// CHECK-LABEL: nn.func @full
// CHECK: nn.lstm %x, %w, %r bias(%b : tensor<2x64xf32>) lengths(%n : tensor<?xi32>) initial_h(%h : tensor<?x2x8xf32>) initial_c(%h : tensor<?x2x8xf32>) peephole(%p : tensor<2x24xf32>) direction bidirectional activations ["sigmoid", "tanh", "tanh", "sigmoid", "relu", "softsign"] clip 3.000000e+00 input_forget : tensor<?x10x4xf32>, tensor<2x32x4xf32>, tensor<2x32x8xf32>
// CHECK: nn.rnn %x, %{{.*}}, %{{.*}} direction reverse : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
// CHECK: nn.gru %x, %{{.*}}, %{{.*}} linear_before_reset : tensor<?x10x4xf32>, tensor<1x24x4xf32>, tensor<1x24x8xf32>
nn.func @full(%x: tensor<?x10x4xf32>, %w: tensor<2x32x4xf32>, %r: tensor<2x32x8xf32>, %b: tensor<2x64xf32>, %n: tensor<?xi32>, %h: tensor<?x2x8xf32>, %p: tensor<2x24xf32>,
              %w1: tensor<1x8x4xf32>, %r1: tensor<1x8x8xf32>, %w3: tensor<1x24x4xf32>, %r3: tensor<1x24x8xf32>) {
  %0:3 = nn.lstm %x, %w, %r bias(%b : tensor<2x64xf32>) lengths(%n : tensor<?xi32>) initial_h(%h : tensor<?x2x8xf32>) initial_c(%h : tensor<?x2x8xf32>) peephole(%p : tensor<2x24xf32>)
      direction bidirectional activations ["sigmoid", "tanh", "tanh", "sigmoid", "relu", "softsign"] clip 3.0 input_forget : tensor<?x10x4xf32>, tensor<2x32x4xf32>, tensor<2x32x8xf32>
  %1:2 = nn.rnn %x, %w1, %r1 direction reverse : tensor<?x10x4xf32>, tensor<1x8x4xf32>, tensor<1x8x8xf32>
  %2:2 = nn.gru %x, %w3, %r3 linear_before_reset : tensor<?x10x4xf32>, tensor<1x24x4xf32>, tensor<1x24x8xf32>
}
