// RUN: dlc-opt %s --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate="max-bytes=22000 batch=100" | FileCheck %s
// RUN: dlc-opt %s --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate="max-bytes=40000 batch=100" | FileCheck %s --check-prefix=FREE
// RUN: dlc-opt %s --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate="max-bytes=22000 batch=100" --dlc-legalize --dlc-fuse --dlc-linalg > %t.linalg
// RUN: FileCheck %s --check-prefix=LINALG < %t.linalg
// RUN: dlc-opt %t.linalg --dlc-bufferize | FileCheck %s --check-prefix=BUFFERS

// Nine layers, three segments. The last keeps what it has; of the others there is what crosses a cut, and the rest is
// computed again, each product once.
// CHECK-LABEL: nn.func @train_step
// CHECK-SAME: nn.recomputed = {bytes = 19204 : i64, bytes_before = 32004 : i64, flops = 445954 : i64, flops_more = 82400 : i64}
// CHECK: nn.matmul %x, %w1
// CHECK: %[[CUT:.*]] = nn.matmul %{{.*}}, %w5
// CHECK: nn.reduce_mean
// CHECK: nn.matmul %{{.*}}, %w9 transpose_rhs
// CHECK-NOT: nn.tanh
// CHECK: %[[KEPT:.*]] = nn.barrier %[[CUT]]
// CHECK: %[[H5:.*]] = nn.tanh %[[KEPT]]
// CHECK: %[[A6:.*]] = nn.matmul %[[H5]], %w6
// CHECK: %[[H6:.*]] = nn.tanh %[[A6]]
// CHECK: %[[A7:.*]] = nn.matmul %[[H6]], %w7
// CHECK: %[[H7:.*]] = nn.tanh %[[A7]]
// CHECK: nn.matmul %[[H7]], %{{.*}} transpose_lhs
// CHECK: nn.matmul %[[H6]], %{{.*}} transpose_lhs
// CHECK: nn.matmul %[[H5]], %{{.*}} transpose_lhs
// CHECK: %[[IMAGE:.*]] = nn.barrier %x
// CHECK: nn.matmul %[[IMAGE]], %w1
// CHECK-NOT: nn.barrier

// FREE-LABEL: nn.func @train_step
// FREE-SAME: bytes = 32004 : i64, bytes_before = 32004 : i64
// FREE-NOT: nn.barrier

// Later stages find no two things equal, and a barrier is no copy.
// LINALG-LABEL: func.func @train_step
// LINALG-COUNT-2: kernel.barrier
// LINALG-NOT: kernel.barrier
// BUFFERS-LABEL: func.func @train_step
// BUFFERS-NOT: {{memref.copy|barrier}}
nn.variable @w1 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w2 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w3 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w4 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w5 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w6 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w7 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w8 : tensor<8x8xf32> init #nn.he_normal
nn.variable @w9 : tensor<8x8xf32> init #nn.he_normal
nn.func @loss(%x: tensor<?x8xf32>) -> (loss: tensor<f32>) {
  %w1 = nn.read @w1 : tensor<8x8xf32>
  %a1 = nn.matmul %x, %w1 : tensor<?x8xf32>, tensor<8x8xf32>
  %h1 = nn.tanh %a1 : tensor<?x8xf32>
  %w2 = nn.read @w2 : tensor<8x8xf32>
  %a2 = nn.matmul %h1, %w2 : tensor<?x8xf32>, tensor<8x8xf32>
  %h2 = nn.tanh %a2 : tensor<?x8xf32>
  %w3 = nn.read @w3 : tensor<8x8xf32>
  %a3 = nn.matmul %h2, %w3 : tensor<?x8xf32>, tensor<8x8xf32>
  %h3 = nn.tanh %a3 : tensor<?x8xf32>
  %w4 = nn.read @w4 : tensor<8x8xf32>
  %a4 = nn.matmul %h3, %w4 : tensor<?x8xf32>, tensor<8x8xf32>
  %h4 = nn.tanh %a4 : tensor<?x8xf32>
  %w5 = nn.read @w5 : tensor<8x8xf32>
  %a5 = nn.matmul %h4, %w5 : tensor<?x8xf32>, tensor<8x8xf32>
  %h5 = nn.tanh %a5 : tensor<?x8xf32>
  %w6 = nn.read @w6 : tensor<8x8xf32>
  %a6 = nn.matmul %h5, %w6 : tensor<?x8xf32>, tensor<8x8xf32>
  %h6 = nn.tanh %a6 : tensor<?x8xf32>
  %w7 = nn.read @w7 : tensor<8x8xf32>
  %a7 = nn.matmul %h6, %w7 : tensor<?x8xf32>, tensor<8x8xf32>
  %h7 = nn.tanh %a7 : tensor<?x8xf32>
  %w8 = nn.read @w8 : tensor<8x8xf32>
  %a8 = nn.matmul %h7, %w8 : tensor<?x8xf32>, tensor<8x8xf32>
  %h8 = nn.tanh %a8 : tensor<?x8xf32>
  %w9 = nn.read @w9 : tensor<8x8xf32>
  %a9 = nn.matmul %h8, %w9 : tensor<?x8xf32>, tensor<8x8xf32>
  %h9 = nn.tanh %a9 : tensor<?x8xf32>
  %l = nn.reduce_mean %h9 : tensor<?x8xf32>
  nn.return %l : tensor<f32>
}
