// RUN: dlc-opt %s --nn-hoist-from-scan --canonicalize | FileCheck %s

// The product with the input is one for all steps, that with the state stays. What depends on captures alone goes in front too.
// CHECK-LABEL: nn.func @forward
// CHECK-DAG: %[[P:.*]] = nn.matmul %xs, %w : tensor<?x10x4xf32>, tensor<4x8xf32>
// CHECK-DAG: %[[B:.*]] = nn.add %b, %c
// CHECK: nn.scan axis 1 carry(%[[H:.*]] = %h : tensor<?x8xf32>) over(%[[Q:.*]] = %[[P]] : tensor<?x10x8xf32>) capture(%[[V:.*]] = %u : tensor<8x8xf32>, %[[D:.*]] = %[[B]] : tensor<8xf32>) {
// CHECK-NEXT: %[[R:.*]] = nn.matmul %[[H]], %[[V]] transpose_rhs : tensor<?x8xf32>, tensor<8x8xf32>
// CHECK-NEXT: %[[S:.*]] = nn.add %[[Q]], %[[R]]
// CHECK-NEXT: nn.add %[[S]], %[[D]]
nn.func @forward(%xs: tensor<?x10x4xf32>, %h: tensor<?x8xf32>, %w: tensor<4x8xf32>, %u: tensor<8x8xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) -> (y: tensor<?x8xf32>) {
  %y = nn.scan axis 1 carry(%s = %h : tensor<?x8xf32>) over(%x = %xs : tensor<?x10x4xf32>)
      capture(%w = %w : tensor<4x8xf32>, %u = %u : tensor<8x8xf32>, %b = %b : tensor<8xf32>, %c = %c : tensor<8xf32>) {
    %p = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x8xf32>
    %q = nn.matmul %s, %u transpose_rhs : tensor<?x8xf32>, tensor<8x8xf32>
    %r = nn.add %p, %q : tensor<?x8xf32>, tensor<?x8xf32>
    %d = nn.add %b, %c : tensor<8xf32>, tensor<8xf32>
    %t = nn.add %r, %d : tensor<?x8xf32>, tensor<8xf32>
    nn.yield %t : tensor<?x8xf32>
  }
  nn.return %y : tensor<?x8xf32>
}

// A sum of products over the steps is one contraction over batch and steps; the bias's sum is taken of what is stacked for
// it; the gradient of the input is one product.
// CHECK-LABEL: nn.func @backward
// CHECK: %[[S:.*]]:2 = nn.scan axis 1 reverse carry(%{{.*}} = %g : tensor<?x8xf32>) over(%[[Y:.*]] = %ys : tensor<?x10x8xf32>) {
// CHECK: nn.yield
// CHECK-DAG: %[[W:.*]] = nn.einsum "xtr,xtc->rc" %xs, %[[S]]#1 : tensor<?x10x4xf32>, tensor<?x10x8xf32>
// CHECK-DAG: %[[WS:.*]] = nn.add %w0, %[[W]]
// CHECK-DAG: %[[B:.*]] = nn.reduce_sum %[[S]]#1 axes [0, 1] : tensor<?x10x8xf32>
// CHECK-DAG: %[[BS:.*]] = nn.add %b0, %[[B]]
// CHECK-DAG: %[[X:.*]] = nn.matmul %[[S]]#1, %w transpose_rhs : tensor<?x10x8xf32>, tensor<4x8xf32>
// CHECK: nn.return %[[S]]#0, %[[WS]], %[[BS]], %[[X]]
nn.func @backward(%xs: tensor<?x10x4xf32>, %ys: tensor<?x10x8xf32>, %g: tensor<?x8xf32>, %w: tensor<4x8xf32>, %w0: tensor<4x8xf32>, %b0: tensor<8xf32>)
    -> (dh: tensor<?x8xf32>, dw: tensor<4x8xf32>, db: tensor<8xf32>, dx: tensor<?x10x4xf32>) {
  %dh, %dw, %db, %dx = nn.scan axis 1 reverse carry(%h = %g : tensor<?x8xf32>, %sw = %w0 : tensor<4x8xf32>, %sb = %b0 : tensor<8xf32>)
      over(%x = %xs : tensor<?x10x4xf32>, %y = %ys : tensor<?x10x8xf32>) capture(%w = %w : tensor<4x8xf32>) {
    %d = nn.mul %h, %y : tensor<?x8xf32>, tensor<?x8xf32>
    %pw = nn.matmul %x, %d transpose_lhs : tensor<?x4xf32>, tensor<?x8xf32>
    %nw = nn.add %sw, %pw : tensor<4x8xf32>, tensor<4x8xf32>
    %pb = nn.reduce_sum %d axes [0] : tensor<?x8xf32>
    %nb = nn.add %pb, %sb : tensor<8xf32>, tensor<8xf32>
    %dx = nn.matmul %d, %w transpose_rhs : tensor<?x8xf32>, tensor<4x8xf32>
    nn.yield %d, %nw, %nb, %dx : tensor<?x8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<?x4xf32>
  }
  nn.return %dh, %dw, %db, %dx : tensor<?x8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<?x10x4xf32>
}

// Along the leading axis the letters of the einsum are others. A sum that a step reads is not taken out, nor one of a product
// with what no step changes.
// CHECK-LABEL: nn.func @others
// CHECK: nn.scan axis 0 carry(%{{.*}} = %a : tensor<2x2xf32>, %{{.*}} = %a : tensor<2x2xf32>)
// CHECK: nn.einsum "trx,txc->rc" %xs, %xs : tensor<5x2x2xf32>, tensor<5x2x2xf32>
nn.func @others(%xs: tensor<5x2x2xf32>, %a: tensor<2x2xf32>, %m: tensor<2x2xf32>) -> (s: tensor<2x2xf32>, t: tensor<2x2xf32>, u: tensor<2x2xf32>) {
  %s, %t, %u, %r = nn.scan axis 0 carry(%s = %a : tensor<2x2xf32>, %t = %a : tensor<2x2xf32>, %u = %a : tensor<2x2xf32>)
      over(%x = %xs : tensor<5x2x2xf32>) capture(%m = %m : tensor<2x2xf32>) {
    %p = nn.matmul %x, %x : tensor<2x2xf32>, tensor<2x2xf32>
    %n = nn.add %s, %p : tensor<2x2xf32>, tensor<2x2xf32>
    %q = nn.matmul %m, %x : tensor<2x2xf32>, tensor<2x2xf32>
    %o = nn.add %t, %q : tensor<2x2xf32>, tensor<2x2xf32>
    %v = nn.matmul %x, %x : tensor<2x2xf32>, tensor<2x2xf32>
    %w = nn.add %u, %v : tensor<2x2xf32>, tensor<2x2xf32>
    %e = nn.exp %u : tensor<2x2xf32>
    nn.yield %n, %o, %w, %e : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>
  }
  %z = nn.reduce_sum %r axes [0] : tensor<5x2x2xf32>
  %y = nn.add %z, %u : tensor<2x2xf32>, tensor<2x2xf32>
  nn.return %s, %t, %y : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}
