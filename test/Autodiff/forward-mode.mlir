// RUN: dlc-opt %s --train-differentiate --canonicalize --split-input-file | FileCheck %s

// What the first of the two walks has written is dead: forward mode costs no more than the derivative of each op.
// CHECK-LABEL: nn.func @product
nn.func @product(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %vx: tensor<?x4xf32>, %vw: tensor<4x3xf32>) -> (dy: tensor<?x3xf32>) {
  // CHECK: %[[P:.*]] = nn.matmul %x, %w
  // CHECK-NEXT: %[[Y:.*]] = nn.tanh %[[P]]
  // CHECK-DAG: nn.matmul %vx, %w{{.*}} : tensor<?x4xf32>, tensor<4x3xf32>
  // CHECK-DAG: nn.matmul %x, %vw{{.*}} : tensor<?x4xf32>, tensor<4x3xf32>
  // CHECK-NOT: nn.matmul
  // CHECK-NOT: train
  // CHECK: nn.return
  %p = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %y = nn.tanh %p : tensor<?x3xf32>
  %dy = train.jvp (%y) wrt (%x, %w) along (%vx, %vw) : (tensor<?x3xf32>), (tensor<?x4xf32>, tensor<4x3xf32>)
  nn.return %dy : tensor<?x3xf32>
}

// -----

// Several values at once; one that moves by itself, and one that does not move.
// CHECK-LABEL: nn.func @several
nn.func @several(%x: tensor<3xf64>, %c: tensor<3xf64>, %v: tensor<3xf64>) -> (da: tensor<3xf64>, dx: tensor<3xf64>, dc: tensor<3xf64>) {
  // CHECK-DAG: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<3xf64>
  // CHECK-DAG: %[[DA:.*]] = nn.mul %v, %c
  // CHECK: nn.return %[[DA]], %v, %[[ZERO]]
  %a = nn.mul %x, %c : tensor<3xf64>, tensor<3xf64>
  %da, %dx, %dc = train.jvp (%a, %x, %c) wrt (%x) along (%v) : (tensor<3xf64>, tensor<3xf64>, tensor<3xf64>), (tensor<3xf64>)
  nn.return %da, %dx, %dc : tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
}

// -----

// nn.stop_gradient lets nothing through, and is gone once nobody asks.
// CHECK-LABEL: nn.func @stop
nn.func @stop(%x: tensor<3xf32>) -> (dx: tensor<3xf32>, y: tensor<3xf32>) {
  // CHECK-NOT: stop_gradient
  // CHECK: %[[E:.*]] = nn.exp %x
  // CHECK: %[[DX:.*]] = nn.mul %{{.*}}, %[[E]]
  // CHECK-NEXT: nn.return %[[DX]], %[[E]]
  %e = nn.exp %x : tensor<3xf32>
  %s = nn.stop_gradient %e : tensor<3xf32>
  %p = nn.mul %x, %s : tensor<3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %p : tensor<3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<3xf32>)
  nn.return %dx, %s : tensor<3xf32>, tensor<3xf32>
}
