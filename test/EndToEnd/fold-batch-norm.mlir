// Folding batch norm changes results by rounding only. @plain and @folded compute the same; the other use of its products
// keeps @plain from being folded.
// RUN: dlc-opt %s --nn-fold-batch-norm | FileCheck %s --check-prefix=FOLDED
// RUN: dlc-opt %s --nn-fold-batch-norm | %execute | FileCheck %s
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}

// FOLDED-LABEL: nn.func @plain
// FOLDED: nn.batch_norm
// FOLDED: nn.batch_norm
nn.func @plain(%x: tensor<?x2x5x5xf64>, %k: tensor<4x1x3x3xf64>, %cb: tensor<4xf64>, %w: tensor<4x36xf64>, %db: tensor<4xf64>, %s: tensor<4xf64>, %b: tensor<4xf64>, %m: tensor<4xf64>, %v: tensor<4xf64>) -> (y: tensor<?x4xf64>, conv: tensor<?x4x3x3xf64>, dense: tensor<?x4xf64>) {
  %c = nn.conv %x, %k bias %cb strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<?x2x5x5xf64>, tensor<4x1x3x3xf64>, tensor<4xf64>
  %n = nn.batch_norm %c scale %s bias %b mean %m variance %v : tensor<?x4x3x3xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>
  %f = nn.flatten %n : tensor<?x4x3x3xf64>
  %p = nn.matmul %f, %w transpose_rhs : tensor<?x36xf64>, tensor<4x36xf64>
  %d = nn.add %p, %db : tensor<?x4xf64>, tensor<4xf64>
  %y = nn.batch_norm %d scale %s bias %b mean %m variance %v {epsilon = 0.5 : f64} : tensor<?x4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>
  nn.return %y, %c, %d : tensor<?x4xf64>, tensor<?x4x3x3xf64>, tensor<?x4xf64>
}
// FOLDED-LABEL: nn.func @folded
// FOLDED-NOT: nn.batch_norm
// FOLDED: nn.return
nn.func @folded(%x: tensor<?x2x5x5xf64>, %k: tensor<4x1x3x3xf64>, %cb: tensor<4xf64>, %w: tensor<4x36xf64>, %db: tensor<4xf64>, %s: tensor<4xf64>, %b: tensor<4xf64>, %m: tensor<4xf64>, %v: tensor<4xf64>) -> (y: tensor<?x4xf64>) {
  %c = nn.conv %x, %k bias %cb strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<?x2x5x5xf64>, tensor<4x1x3x3xf64>, tensor<4xf64>
  %n = nn.batch_norm %c scale %s bias %b mean %m variance %v : tensor<?x4x3x3xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>
  %f = nn.flatten %n : tensor<?x4x3x3xf64>
  %p = nn.matmul %f, %w transpose_rhs : tensor<?x36xf64>, tensor<4x36xf64>
  %d = nn.add %p, %db : tensor<?x4xf64>, tensor<4xf64>
  %y = nn.batch_norm %d scale %s bias %b mean %m variance %v {epsilon = 0.5 : f64} : tensor<?x4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>
  nn.return %y : tensor<?x4xf64>
}

func.func @main() {
  %s0 = nn.constant dense<[5, 0]> : tensor<2xi64>
  %x, %s1 = nn.random_normal %s0 : tensor<3x2x5x5xf64>
  %k, %s2 = nn.random_normal %s1 : tensor<4x1x3x3xf64>
  %cb, %s3 = nn.random_normal %s2 : tensor<4xf64>
  %w, %s4 = nn.random_normal %s3 : tensor<4x36xf64>
  %db, %s5 = nn.random_normal %s4 : tensor<4xf64>
  %s, %s6 = nn.random_normal %s5 : tensor<4xf64>
  %b, %s7 = nn.random_normal %s6 : tensor<4xf64>
  %m, %s8 = nn.random_normal %s7 : tensor<4xf64>
  %v, %s9 = nn.random_uniform %s8 {low = 0.01 : f64, high = 4.0 : f64} : tensor<4xf64>
  %xs = tensor.cast %x : tensor<3x2x5x5xf64> to tensor<?x2x5x5xf64>
  %p:3 = nn.call @plain(%xs, %k, %cb, %w, %db, %s, %b, %m, %v) : (tensor<?x2x5x5xf64>, tensor<4x1x3x3xf64>, tensor<4xf64>, tensor<4x36xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>) -> (tensor<?x4xf64>, tensor<?x4x3x3xf64>, tensor<?x4xf64>)
  %f = nn.call @folded(%xs, %k, %cb, %w, %db, %s, %b, %m, %v) : (tensor<?x2x5x5xf64>, tensor<4x1x3x3xf64>, tensor<4xf64>, tensor<4x36xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>) -> tensor<?x4xf64>
  // The largest result is no small number …
  %size = nn.abs %p#0 : tensor<?x4xf64>
  %largest = nn.reduce_max %size : tensor<?x4xf64>
  %l = tensor.cast %largest : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{[1-9][0-9]?[].]}}
  func.call @printMemrefF64(%l) : (tensor<*xf64>) -> ()
  // … and the largest difference is not zero, which it would be if nothing was folded, but of the order of 1e-15.
  %difference = nn.sub %p#0, %f : tensor<?x4xf64>, tensor<?x4xf64>
  %distance = nn.abs %difference : tensor<?x4xf64>
  %worst = nn.reduce_max %distance : tensor<?x4xf64>
  %d = tensor.cast %worst : tensor<f64> to tensor<*xf64>
  // CHECK: rank = 0
  // CHECK-NEXT: [{{[1-9].*e-1[4-6]}}]
  func.call @printMemrefF64(%d) : (tensor<*xf64>) -> ()
  return
}
