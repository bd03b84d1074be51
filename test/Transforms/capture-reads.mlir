// RUN: dlc-opt %s --nn-inline-calls --nn-capture-reads | FileCheck %s

nn.variable @w : tensor<3x3xf32> init #nn.zeros
nn.variable @b : tensor<3xf32> init #nn.zeros

nn.func private @layer(%x: tensor<?x3xf32>) -> (y: tensor<?x3xf32>) {
  %w = nn.read @w : tensor<3x3xf32>
  %b = nn.read @b : tensor<3xf32>
  %0 = nn.matmul %x, %w : tensor<?x3xf32>, tensor<3x3xf32>
  %1 = nn.add %0, %b : tensor<?x3xf32>, tensor<3xf32>
  nn.return %1 : tensor<?x3xf32>
}

// What a body reads, itself or by what it calls, is read in front of it, once.
// CHECK-LABEL: nn.func @calls
nn.func @calls(%x: tensor<?x3xf32>) -> (y: tensor<?x3xf32>) {
  // CHECK: %[[W:.*]] = nn.read @w
  // CHECK: %[[B:.*]] = nn.read @b
  // CHECK: nn.loop %{{.*}} to 4 carry(%[[H:.*]] = %x : tensor<?x3xf32>) capture(%[[CW:.*]] = %[[W]] : tensor<3x3xf32>, %[[CB:.*]] = %[[B]] : tensor<3xf32>) {
  // CHECK-NEXT: nn.matmul %[[H]], %[[CW]]
  // CHECK-NEXT: nn.add %{{.*}}, %[[CB]]
  // CHECK-NEXT: nn.matmul %{{.*}}, %[[CW]]
  // CHECK-NEXT: nn.yield
  %y = nn.loop %i to 4 carry(%h = %x : tensor<?x3xf32>) {
    %0 = nn.call @layer(%h) : (tensor<?x3xf32>) -> tensor<?x3xf32>
    %w = nn.read @w : tensor<3x3xf32>
    %1 = nn.matmul %0, %w : tensor<?x3xf32>, tensor<3x3xf32>
    nn.yield %1 : tensor<?x3xf32>
  }
  nn.return %y : tensor<?x3xf32>
}

// A branch within a loop: each captures from what is around it. Both branches take what one of them reads.
// CHECK-LABEL: nn.func @nested
nn.func @nested(%x: tensor<?x3xf32>, %p: tensor<i1>) -> (y: tensor<?x3xf32>) {
  // CHECK: %[[B:.*]] = nn.read @b
  // CHECK: nn.scan length 2 axis 0 carry(%[[H:.*]] = %x : tensor<?x3xf32>) capture(%[[P:.*]] = %p : tensor<i1>, %[[CB:.*]] = %[[B]] : tensor<3xf32>) {
  // CHECK-NEXT: nn.if %[[P]] capture(%[[A:.*]] = %[[H]] : tensor<?x3xf32>, %[[IB:.*]] = %[[CB]] : tensor<3xf32>) {
  // CHECK-NEXT: nn.add %[[A]], %[[IB]]
  // CHECK: else {
  // CHECK-NEXT: nn.yield %[[A]]
  %y = nn.scan length 2 axis 0 carry(%h = %x : tensor<?x3xf32>) capture(%q = %p : tensor<i1>) {
    %0 = nn.if %q capture(%a = %h : tensor<?x3xf32>) {
      %b = nn.read @b : tensor<3xf32>
      %1 = nn.add %a, %b : tensor<?x3xf32>, tensor<3xf32>
      nn.yield %1 : tensor<?x3xf32>
    } else {
      nn.yield %a : tensor<?x3xf32>
    }
    nn.yield %0 : tensor<?x3xf32>
  }
  nn.return %y : tensor<?x3xf32>
}

// It is the value in front of the loop, also where a variable was assigned before.
// CHECK-LABEL: nn.func @assigned
nn.func @assigned(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  // CHECK: nn.assign @b, %x
  // CHECK-NEXT: %[[B:.*]] = nn.read @b
  // CHECK-NEXT: nn.loop
  // CHECK: nn.assign @b
  nn.assign @b, %x : tensor<3xf32>
  %y = nn.loop %i to 4 carry(%h = %x : tensor<3xf32>) {
    %b = nn.read @b : tensor<3xf32>
    %0 = nn.add %h, %b : tensor<3xf32>, tensor<3xf32>
    nn.yield %0 : tensor<3xf32>
  }
  nn.assign @b, %y : tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
