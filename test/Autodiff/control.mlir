// RUN: dlc-opt %s --train-differentiate --canonicalize --split-input-file | FileCheck %s

// The forward scan stacks what a step started from and the result of tanh; the backward one runs the other way, carries the
// adjoint of the state and sums those of what is captured. The product is not computed again.
// CHECK-LABEL: nn.func @cell
// CHECK: %[[F:.*]]:3 = nn.scan axis 1 carry(%[[H:.*]] = %h : tensor<?x2xf32>) over(%[[X:.*]] = %xs : tensor<?x4x2xf32>) capture(%[[U:.*]] = %u : tensor<2x2xf32>) {
// CHECK: %[[T:.*]] = nn.tanh
// CHECK-NEXT: nn.yield %[[T]], %{{.*}}, %{{.*}} : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
// CHECK: %[[B:.*]]:2 = nn.scan axis 1 reverse carry(%{{.*}} = %{{.*}} : tensor<?x2xf32>, %{{.*}} = %{{.*}} : tensor<2x2xf32>) over(%{{.*}} = %[[F]]#{{[12]}} : tensor<?x4x2xf32>, %{{.*}} = %[[F]]#{{[12]}} : tensor<?x4x2xf32>) capture(%{{.*}} = %u : tensor<2x2xf32>) {
// CHECK-NOT: nn.tanh
// CHECK: }
// CHECK: nn.return %[[B]]#1
nn.func @cell(%xs: tensor<?x4x2xf32>, %h: tensor<?x2xf32>, %u: tensor<2x2xf32>) -> (du: tensor<2x2xf32>) {
  %last = nn.scan axis 1 carry(%s = %h : tensor<?x2xf32>) over(%x = %xs : tensor<?x4x2xf32>) capture(%v = %u : tensor<2x2xf32>) {
    %p = nn.matmul %s, %v : tensor<?x2xf32>, tensor<2x2xf32>
    %q = nn.add %p, %x : tensor<?x2xf32>, tensor<?x2xf32>
    %n = nn.tanh %q : tensor<?x2xf32>
    nn.yield %n : tensor<?x2xf32>
  }
  %l = nn.reduce_sum %last : tensor<?x2xf32>
  %du = train.gradient %l wrt (%u) : tensor<f32>, (tensor<2x2xf32>)
  nn.return %du : tensor<2x2xf32>
}

// -----

// Only what is wanted: nothing is stacked for a sum, whose derivative is one everywhere.
// CHECK-LABEL: nn.func @sum
// CHECK-NOT: nn.yield %{{.*}}, %{{.*}}, %
// CHECK: nn.return
nn.func @sum(%xs: tensor<4x2xf32>) -> (dx: tensor<4x2xf32>) {
  %zero = nn.constant dense<0.0> : tensor<2xf32>
  %last = nn.scan axis 0 carry(%s = %zero : tensor<2xf32>) over(%x = %xs : tensor<4x2xf32>) {
    %n = nn.add %s, %x : tensor<2xf32>, tensor<2xf32>
    nn.yield %n : tensor<2xf32>
  }
  %l = nn.reduce_sum %last : tensor<2xf32>
  %dx = train.gradient %l wrt (%xs) : tensor<f32>, (tensor<4x2xf32>)
  nn.return %dx : tensor<4x2xf32>
}

// -----

// A value of the forward scan itself is asked for: it is that of the scan that stacks more.
// CHECK-LABEL: nn.func @of_result
// CHECK: %[[F:.*]]:{{.*}} = nn.scan
// CHECK: nn.add %[[F]]#0, %[[F]]#0
nn.func @of_result(%x: tensor<f32>) -> (dx: tensor<f32>, dy: tensor<f32>) {
  %y = nn.scan length 3 axis 0 carry(%s = %x : tensor<f32>) {
    %n = nn.exp %s : tensor<f32>
    nn.yield %n : tensor<f32>
  }
  %l = nn.mul %y, %y : tensor<f32>, tensor<f32>
  %dx, %dy = train.gradient %l wrt (%x, %y) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %dx, %dy : tensor<f32>, tensor<f32>
}

// -----

// The branch is computed again, in the branch of the derivative.
// CHECK-LABEL: nn.func @choice
// CHECK: nn.if %p
// CHECK: %[[D:.*]] = nn.if %p
// CHECK: nn.exp
// CHECK: } else {
// CHECK: nn.return %{{.*}}, %[[D]]
nn.func @choice(%p: tensor<i1>, %x: tensor<f32>) -> (y: tensor<f32>, dx: tensor<f32>) {
  %y = nn.if %p capture(%a = %x : tensor<f32>) {
    %b = nn.exp %a : tensor<f32>
    nn.yield %b : tensor<f32>
  } else {
    nn.yield %a : tensor<f32>
  }
  %l = nn.mul %y, %y : tensor<f32>, tensor<f32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %y, %dx : tensor<f32>, tensor<f32>
}

// Along axis 0 a batch that is carried could not be kept for each step: both scans step along axis 1, over weights whose first
// two axes have changed places.
// CHECK-LABEL: nn.func @batch_behind
// CHECK: %[[W:.*]] = nn.transpose %w perm [1, 0] : tensor<3x2xf32>
// CHECK: %{{.*}}:2 = nn.scan axis 1 carry(%{{.*}} = %x : tensor<?x2xf32>) over(%{{.*}} = %[[W]] : tensor<2x3xf32>)
// CHECK: nn.scan axis 1 reverse
// CHECK-SAME: tensor<?x3x2xf32>
nn.func @batch_behind(%x: tensor<?x2xf32>, %w: tensor<3x2xf32>) -> (dx: tensor<?x2xf32>) {
  %y = nn.scan axis 0 carry(%c = %x : tensor<?x2xf32>) over(%s = %w : tensor<3x2xf32>) {
    %t = nn.mul %c, %s : tensor<?x2xf32>, tensor<2xf32>
    %u = nn.sin %t : tensor<?x2xf32>
    nn.yield %u : tensor<?x2xf32>
  }
  %l = nn.reduce_sum %y : tensor<?x2xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x2xf32>)
  nn.return %dx : tensor<?x2xf32>
}
