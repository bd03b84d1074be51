// RUN: dlc-opt %s --nn-inline-calls="share keep=loss" | FileCheck %s
// RUN: dlc-opt %s --nn-inline-calls | FileCheck %s --check-prefix=INLINED
// INLINED-NOT: nn.call
// INLINED-NOT: nn.shared

// The body of @large would be in five functions: it is a function of its own, in front of all others.
// CHECK: nn.func private @large.shared(%x: tensor<3xf32>) -> (y: tensor<3xf32>) attributes {nn.shared}
// CHECK-COUNT-15: nn.neg
// CHECK-NOT: nn.neg
// CHECK: nn.func private @derived.shared(
// CHECK-COUNT-15: nn.neg
// CHECK: train.gradient

// CHECK: nn.func @large(
// CHECK-NEXT: nn.call @large.shared(%x)
// CHECK-NEXT: nn.return
nn.func @large(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %a0 = nn.neg %x : tensor<3xf32>
  %a1 = nn.neg %a0 : tensor<3xf32>
  %a2 = nn.neg %a1 : tensor<3xf32>
  %a3 = nn.neg %a2 : tensor<3xf32>
  %a4 = nn.neg %a3 : tensor<3xf32>
  %a5 = nn.neg %a4 : tensor<3xf32>
  %a6 = nn.neg %a5 : tensor<3xf32>
  %a7 = nn.neg %a6 : tensor<3xf32>
  %a8 = nn.neg %a7 : tensor<3xf32>
  %a9 = nn.neg %a8 : tensor<3xf32>
  %a10 = nn.neg %a9 : tensor<3xf32>
  %a11 = nn.neg %a10 : tensor<3xf32>
  %a12 = nn.neg %a11 : tensor<3xf32>
  %a13 = nn.neg %a12 : tensor<3xf32>
  %a14 = nn.neg %a13 : tensor<3xf32>
  nn.return %a14 : tensor<3xf32>
}
// CHECK: nn.func @caller0(
// CHECK-NEXT: nn.call @large.shared(%x)
nn.func @caller0(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @caller1(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @caller2(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @caller3(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}

// What is worth no call, and what is in four functions alone, is inlined.
nn.func private @small(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.exp %x : tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
// CHECK: nn.func @usesSmall(
// CHECK-NEXT: nn.exp
nn.func @usesSmall(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @small(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}

// A derivative has all in it that is differentiated. It is shared, too.
// CHECK: nn.func @derived(
// CHECK-NEXT: nn.call @derived.shared(
nn.func @derived(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %s = nn.reduce_sum %y : tensor<3xf32>
  %g = train.gradient %s wrt (%x) : tensor<f32>, (tensor<3xf32>)
  nn.return %g : tensor<3xf32>
}

// What is not, it calls: the derivative is by %n alone.
// CHECK: nn.func @beside(
// CHECK: nn.call @large.shared(
// CHECK-NOT: nn.neg
// CHECK: nn.exp
// CHECK: train.gradient
// CHECK-NOT: nn.neg
// CHECK: nn.call @large.shared(
nn.func @beside(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %n = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %e = nn.exp %n : tensor<3xf32>
  %s = nn.reduce_sum %e : tensor<3xf32>
  %g = train.gradient %s wrt (%n) : tensor<f32>, (tensor<3xf32>)
  %y = nn.call @large(%g) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}

// A variable that is assigned might be on the way.
// CHECK: nn.func @assigning(
// CHECK: nn.neg
// CHECK: train.gradient
nn.variable buffer @v : tensor<3xf32> init #nn.zeros
nn.func @assigning(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  nn.assign @v, %x : tensor<3xf32>
  %v = nn.read @v : tensor<3xf32>
  %y = nn.call @large(%v) : (tensor<3xf32>) -> tensor<3xf32>
  %s = nn.reduce_sum %y : tensor<3xf32>
  %g = train.gradient %s wrt (%x) : tensor<f32>, (tensor<3xf32>)
  nn.return %g : tensor<3xf32>
}

// What calls a derivative calls it, unless it differentiates that again.
// CHECK: nn.func @slope0(
// CHECK-NEXT: nn.call @derived.shared(%x)
// CHECK-NEXT: nn.return
nn.func @slope0(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @derived(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @slope1(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @derived(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @slope2(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @derived(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
nn.func @slope3(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @derived(%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return %y : tensor<3xf32>
}
// CHECK: nn.func @curvature(
// CHECK-NOT: nn.call
// CHECK: train.gradient
// CHECK-NOT: nn.call
// CHECK: train.gradient
nn.func @curvature(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %y = nn.call @derived(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %s = nn.reduce_sum %y : tensor<3xf32>
  %g = train.gradient %s wrt (%x) : tensor<f32>, (tensor<3xf32>)
  nn.return %g : tensor<3xf32>
}

// All is in what the training step is made of.
// CHECK: nn.func @loss(
// CHECK-NEXT: nn.neg
nn.func @loss(%x: tensor<3xf32>) -> (y: tensor<f32>) {
  %y = nn.call @large(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %s = nn.reduce_sum %y : tensor<3xf32>
  nn.return %s : tensor<f32>
}

// And the body of a loop, which has no memory of its own for what a function needs.
// CHECK: nn.func @steps(
// CHECK: nn.scan
// CHECK-NEXT: nn.neg
nn.func @steps(%x: tensor<3xf32>, %s: tensor<3x4xf32>) -> (y: tensor<3xf32>) {
  %f = nn.scan axis 1 carry(%c = %x : tensor<3xf32>) over(%e = %s : tensor<3x4xf32>) {
    %n = nn.call @large(%c) : (tensor<3xf32>) -> tensor<3xf32>
    %m = nn.add %n, %e : tensor<3xf32>, tensor<3xf32>
    nn.yield %m : tensor<3xf32>
  }
  nn.return %f : tensor<3xf32>
}
