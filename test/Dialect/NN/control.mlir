// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --mlir-print-op-generic | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @scan
// CHECK: %[[R:.*]]:2 = nn.scan axis 1 carry(%[[H:.*]] = %h : tensor<?x8xf32>) over(%[[X:.*]] = %xs : tensor<?x10x4xf32>) capture(%[[W:.*]] = %w : tensor<4x8xf32>) {
// CHECK-NEXT: %[[P:.*]] = nn.matmul %[[X]], %[[W]] : tensor<?x4xf32>, tensor<4x8xf32>
// CHECK-NEXT: %[[S:.*]] = nn.add %[[P]], %[[H]]
// CHECK-NEXT: nn.yield %[[S]], %[[P]] : tensor<?x8xf32>, tensor<?x8xf32>
// CHECK-NEXT: }
// CHECK-NEXT: nn.return %[[R]]#0, %[[R]]#1 : tensor<?x8xf32>, tensor<?x10x8xf32>
nn.func @scan(%xs: tensor<?x10x4xf32>, %h: tensor<?x8xf32>, %w: tensor<4x8xf32>) -> (last: tensor<?x8xf32>, all: tensor<?x10x8xf32>) {
  %last, %all = nn.scan axis 1 carry(%h = %h : tensor<?x8xf32>) over(%x = %xs : tensor<?x10x4xf32>) capture(%w = %w : tensor<4x8xf32>) {
    %p = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x8xf32>
    %s = nn.add %p, %h : tensor<?x8xf32>, tensor<?x8xf32>
    nn.yield %s, %p : tensor<?x8xf32>, tensor<?x8xf32>
  }
  nn.return %last, %all : tensor<?x8xf32>, tensor<?x10x8xf32>
}

// Slices of fewer dimensions than the axis are stacked behind their last one.
// CHECK-LABEL: nn.func @axes
// CHECK: nn.scan axis 1 reverse over(%{{.*}} = %a : tensor<3x5x2xf32>, %{{.*}} = %b : tensor<?x5xi64>, %{{.*}} = %c : tensor<5xf32>) {
// CHECK: nn.return %{{.*}}#0, %{{.*}}#1, %{{.*}}#2 : tensor<3x5x2xf32>, tensor<?x5xi64>, tensor<5xf32>
nn.func @axes(%a: tensor<3x5x2xf32>, %b: tensor<?x5xi64>, %c: tensor<5xf32>) -> (a: tensor<3x5x2xf32>, b: tensor<?x5xi64>, c: tensor<5xf32>) {
  %0:3 = nn.scan axis 1 reverse over(%x = %a : tensor<3x5x2xf32>, %y = %b : tensor<?x5xi64>, %z = %c : tensor<5xf32>) {
    nn.yield %x, %y, %z : tensor<3x2xf32>, tensor<?xi64>, tensor<f32>
  }
  nn.return %0#0, %0#1, %0#2 : tensor<3x5x2xf32>, tensor<?x5xi64>, tensor<5xf32>
}

// CHECK-LABEL: nn.func @count
// CHECK: nn.scan length 7 axis 0 carry(%{{.*}} = %x : tensor<f32>) {
// CHECK: nn.return %{{.*}}#1 : tensor<7xf32>
nn.func @count(%x: tensor<f32>) -> (y: tensor<7xf32>) {
  %last, %all = nn.scan length 7 axis 0 carry(%c = %x : tensor<f32>) {
    %d = nn.mul %c, %c : tensor<f32>, tensor<f32>
    nn.yield %d, %c : tensor<f32>, tensor<f32>
  }
  nn.return %all : tensor<7xf32>
}

// CHECK-LABEL: nn.func @choice
// CHECK: nn.if %p capture(%[[A:.*]] = %x : tensor<?x4xf32>) {
// CHECK-NEXT: nn.relu %[[A]]
// CHECK: } else {
// CHECK-NEXT: nn.yield %[[A]] : tensor<?x4xf32>
// CHECK-NEXT: }
nn.func @choice(%p: tensor<i1>, %x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %y = nn.if %p capture(%a = %x : tensor<?x4xf32>) {
    %r = nn.relu %a : tensor<?x4xf32>
    nn.yield %r : tensor<?x4xf32>
  } else {
    nn.yield %a : tensor<?x4xf32>
  }
  nn.return %y : tensor<?x4xf32>
}

// CHECK-LABEL: nn.func @loops
// CHECK: nn.loop %{{.*}} to 5 carry(%{{.*}} = %x : tensor<f32>) {
// CHECK: nn.loop %{{.*}} to 8 while %p carry(%[[X:.*]] = %{{.*}} : tensor<f32>) capture(%[[L:.*]] = %limit : tensor<f32>) {
// CHECK: nn.yield %{{.*}}, %{{.*}} : tensor<i1>, tensor<f32>
nn.func @loops(%p: tensor<i1>, %x: tensor<f32>, %limit: tensor<f32>) -> (y: tensor<f32>) {
  %a = nn.loop %i to 5 carry(%c = %x : tensor<f32>) {
    %f = nn.cast %i : tensor<i64> to tensor<f32>
    %d = nn.add %c, %f : tensor<f32>, tensor<f32>
    nn.yield %d : tensor<f32>
  }
  %b = nn.loop %i to 8 while %p carry(%c = %a : tensor<f32>) capture(%l = %limit : tensor<f32>) {
    %d = nn.add %c, %c : tensor<f32>, tensor<f32>
    %go_on = nn.compare lt %d, %l : tensor<f32>, tensor<f32>
    nn.yield %go_on, %d : tensor<i1>, tensor<f32>
  }
  nn.return %b : tensor<f32>
}

// The length stands in front of the axis or behind it.
// CHECK-LABEL: nn.func @length
// CHECK: nn.scan length 3 axis 1 carry(
nn.func @length(%x: tensor<2x3xf32>) -> (y: tensor<2x3xf32>) {
  %y = nn.scan axis 1 length 3 carry(%c = %x : tensor<2x3xf32>) {
    %d = nn.add %c, %c : tensor<2x3xf32>, tensor<2x3xf32>
    nn.yield %d : tensor<2x3xf32>
  }
  nn.return %y : tensor<2x3xf32>
}

// A value that no step changes is captured, constants belong into the body, and what nobody needs is not carried: %dead
// only feeds itself, %unread is read by nobody.
// FOLD-LABEL: nn.func @needless
// FOLD-NEXT: %[[S:.*]] = nn.scan axis 0 over(%[[X:.*]] = %xs : tensor<3x2xf32>) capture(%[[W:.*]] = %w : tensor<2xf32>) {
// FOLD-DAG: %[[P:.*]] = nn.mul %[[X]], %[[W]]
// FOLD-DAG: %[[TWO:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// FOLD: %[[Q:.*]] = nn.div %[[P]], %[[TWO]]
// FOLD-NEXT: nn.yield %[[Q]] : tensor<2xf32>
// FOLD-NEXT: }
// FOLD-NEXT: nn.return %[[S]], %w : tensor<3x2xf32>, tensor<2xf32>
nn.func @needless(%xs: tensor<3x2xf32>, %w: tensor<2xf32>) -> (y: tensor<3x2xf32>, same: tensor<2xf32>) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %same, %dead, %y, %unread = nn.scan axis 0 carry(%v = %w : tensor<2xf32>, %d = %two : tensor<f32>)
      over(%x = %xs : tensor<3x2xf32>) capture(%again = %w : tensor<2xf32>, %c = %two : tensor<f32>) {
    %p = nn.mul %x, %v : tensor<2xf32>, tensor<2xf32>
    %q = nn.div %p, %c : tensor<2xf32>, tensor<f32>
    %e = nn.exp %d : tensor<f32>
    %u = nn.add %again, %x : tensor<2xf32>, tensor<2xf32>
    nn.yield %v, %e, %q, %u : tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>
  }
  nn.return %y, %same : tensor<3x2xf32>, tensor<2xf32>
}

// Two carried values that need each other stay, though nobody reads one of them in the end.
// FOLD-LABEL: nn.func @needed
// FOLD: nn.scan length 4 axis 0 carry(%{{.*}} = %x : tensor<f32>, %{{.*}} = %y : tensor<f32>) {
nn.func @needed(%x: tensor<f32>, %y: tensor<f32>) -> (z: tensor<f32>) {
  %a, %b = nn.scan length 4 axis 0 carry(%p = %x : tensor<f32>, %q = %y : tensor<f32>) {
    nn.yield %q, %p : tensor<f32>, tensor<f32>
  }
  nn.return %a : tensor<f32>
}

// A value that stays, and another that becomes it.
// FOLD-LABEL: nn.func @follows
// FOLD: nn.scan length 3 axis 0 carry(%{{.*}} = %y : tensor<2xf32>) capture(%[[P:.*]] = %x : tensor<2xf32>) {
// FOLD-NEXT: nn.yield %[[P]] : tensor<2xf32>
nn.func @follows(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (q: tensor<2xf32>) {
  %p, %q = nn.scan length 3 axis 0 carry(%p = %x : tensor<2xf32>, %q = %y : tensor<2xf32>) {
    nn.yield %p, %p : tensor<2xf32>, tensor<2xf32>
  }
  nn.return %q : tensor<2xf32>
}

// What is sliced or stacked twice is so once.
// FOLD-LABEL: nn.func @twins
// FOLD-NEXT: %[[S:.*]] = nn.scan axis 0 over(%[[X:.*]] = %xs : tensor<3x2xf32>) {
// FOLD-NEXT: %[[Y:.*]] = nn.add %[[X]], %[[X]]
// FOLD-NEXT: nn.yield %[[Y]] : tensor<2xf32>
// FOLD-NEXT: }
// FOLD-NEXT: nn.return %[[S]], %[[S]]
nn.func @twins(%xs: tensor<3x2xf32>) -> (a: tensor<3x2xf32>, b: tensor<3x2xf32>) {
  %a, %b = nn.scan axis 0 over(%x = %xs : tensor<3x2xf32>, %y = %xs : tensor<3x2xf32>) {
    %s = nn.add %x, %y : tensor<2xf32>, tensor<2xf32>
    nn.yield %s, %s : tensor<2xf32>, tensor<2xf32>
  }
  nn.return %a, %b : tensor<3x2xf32>, tensor<3x2xf32>
}

// FOLD-LABEL: nn.func @known
// FOLD-NEXT: %[[N:.*]] = nn.neg %x
// FOLD-NEXT: nn.return %[[N]]
nn.func @known(%x: tensor<f32>) -> (y: tensor<f32>) {
  %no = nn.constant dense<false> : tensor<i1>
  %y = nn.if %no capture(%a = %x : tensor<f32>) {
    nn.yield %a : tensor<f32>
  } else {
    %b = nn.neg %a : tensor<f32>
    nn.yield %b : tensor<f32>
  }
  nn.return %y : tensor<f32>
}

// FOLD-LABEL: nn.func @half
// FOLD: nn.if %p capture(%{{.*}} = %x : tensor<f32>) {
nn.func @half(%p: tensor<i1>, %x: tensor<f32>, %z: tensor<f32>) -> (y: tensor<f32>) {
  %y, %unread = nn.if %p capture(%a = %x : tensor<f32>, %b = %z : tensor<f32>) {
    nn.yield %a, %b : tensor<f32>, tensor<f32>
  } else {
    %c = nn.neg %a : tensor<f32>
    nn.yield %c, %b : tensor<f32>, tensor<f32>
  }
  nn.return %y : tensor<f32>
}

// Regions of a function may assign; attributes stand in front of them.
// CHECK-LABEL: nn.func @training
// CHECK: nn.training capture(%[[A:.*]] = %x : tensor<?x4xf32>) {
// CHECK-NEXT: %[[S:.*]] = nn.read @random
// CHECK-NEXT: %[[N:.*]], %[[NEXT:.*]] = nn.random_normal %[[S]]
// CHECK-NEXT: nn.assign @random, %[[NEXT]]
// CHECK-NEXT: %[[Y:.*]] = nn.add %[[A]], %[[N]]
// CHECK-NEXT: nn.yield %[[Y]] : tensor<?x4xf32>
// CHECK-NEXT: } else {
// CHECK-NEXT: nn.yield %[[A]] : tensor<?x4xf32>
// CHECK-NEXT: }
// CHECK: nn.training attributes {note = 1 : i64} {
nn.variable buffer @random : tensor<2xi64> init #nn.random_state
nn.func @training(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %y = nn.training capture(%a = %x : tensor<?x4xf32>) {
    %s = nn.read @random : tensor<2xi64>
    %n, %next = nn.random_normal %s : tensor<?x4xf32>
    nn.assign @random, %next : tensor<2xi64>
    %sum = nn.add %a, %n : tensor<?x4xf32>, tensor<?x4xf32>
    nn.yield %sum : tensor<?x4xf32>
  } else {
    nn.yield %a : tensor<?x4xf32>
  }
  nn.training attributes {note = 1} {
    nn.yield
  } else {
    nn.yield
  }
  nn.return %y : tensor<?x4xf32>
}
