// RUN: dlc-opt %s --train-mark-independent | FileCheck %s

// One for each value, wherever it is made, and all uses read it; also where two derivatives are asked for.
// CHECK-LABEL: nn.func @values(%x: tensor<2xf32>, %y: tensor<2xf32>)
// CHECK-NEXT: %[[X:.*]] = train.independent distinct[[FIRST:\[.*\]]]<> %x : tensor<2xf32>
// CHECK-NEXT: %[[T:.*]] = nn.tanh %[[X]]
// CHECK-NEXT: %[[U:.*]] = train.independent distinct
// CHECK-NOT: [[FIRST]]
// CHECK-SAME: <> %[[T]]
// CHECK: nn.mul %[[U]], %[[X]]
// CHECK: nn.mul %{{.*}}, %y
// CHECK: %[[G:.*]]:2 = train.gradient %{{.*}} wrt (%[[X]], %[[U]])
// CHECK: train.jvp {{.*}} wrt (%[[U]]) along (%[[G]]#0)
// CHECK-NOT: train.independent
nn.func @values(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (dx: tensor<2xf32>, du: tensor<2xf32>, j: tensor<f32>) {
  %u = nn.tanh %x : tensor<2xf32>
  %ux = nn.mul %u, %x : tensor<2xf32>, tensor<2xf32>
  %p = nn.mul %ux, %y : tensor<2xf32>, tensor<2xf32>
  %l = nn.reduce_sum %p : tensor<2xf32>
  %dx, %du = train.gradient %l wrt (%x, %u) : tensor<f32>, (tensor<2xf32>, tensor<2xf32>)
  %j = train.jvp (%l) wrt (%u) along (%dx) : (tensor<f32>), (tensor<2xf32>)
  nn.return %dx, %du, %j : tensor<2xf32>, tensor<2xf32>, tensor<f32>
}

// In a body: what it takes. One that is there already is enough.
// CHECK-LABEL: nn.func @body
// CHECK: nn.scan
// CHECK-NEXT: %[[C:.*]] = train.independent distinct[{{.*}}]<> %carried : tensor<f32>
// CHECK-NEXT: %[[D:.*]] = train.independent distinct[{{.*}}]<> %[[C]] : tensor<f32>
// CHECK-NEXT: nn.mul %[[D]], %[[C]]
// CHECK: train.gradient %{{.*}} wrt (%[[C]], %[[D]])
nn.func @body(%x: tensor<f32>) -> (y: tensor<f32>) {
  %y = nn.scan length 3 axis 0 carry(%c = %x : tensor<f32>) {
    %d = train.independent distinct[7]<> %c : tensor<f32>
    %q = nn.mul %d, %c : tensor<f32>, tensor<f32>
    %g, %h = train.gradient %q wrt (%c, %d) : tensor<f32>, (tensor<f32>, tensor<f32>)
    nn.yield %g : tensor<f32>
  }
  nn.return %y : tensor<f32>
}

// What is no derivative of nothing: with respect to another variable, to another value of it, beside what counts as a constant or
// decides, of two reads, and of a read that is used beside another one.
nn.variable @w : tensor<f32> init #nn.zeros
nn.variable @other : tensor<f32> init #nn.zeros
nn.func private @reads(%x: tensor<f32>) -> (y: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  %y = nn.mul %x, %w : tensor<f32>, tensor<f32>
  nn.return %y : tensor<f32>
}
// CHECK-LABEL: nn.func @reads_that_do_not_count
// CHECK-COUNT-7: train.gradient
nn.func @reads_that_do_not_count(%x: tensor<f32>) -> (a: tensor<f32>, b: tensor<f32>, c: tensor<f32>, d: tensor<f32>, e: tensor<f32>, f: tensor<f32>, g: tensor<f32>) {
  %other = nn.read @other : tensor<f32>
  %product = nn.call @reads(%x) : (tensor<f32>) -> tensor<f32>
  %q = nn.mul %product, %other : tensor<f32>, tensor<f32>
  %a = train.gradient %q wrt (%other) : tensor<f32>, (tensor<f32>)

  %w = nn.read @w : tensor<f32>
  %constant = nn.stop_gradient %product : tensor<f32>
  %r = nn.mul %constant, %w : tensor<f32>, tensor<f32>
  %b = train.gradient %r wrt (%w) : tensor<f32>, (tensor<f32>)

  %is_large = nn.compare gt %product, %x : tensor<f32>, tensor<f32>
  %chosen = nn.where %is_large, %w, %x : tensor<i1>, tensor<f32>, tensor<f32>
  %c = train.gradient %chosen wrt (%w) : tensor<f32>, (tensor<f32>)

  %again = nn.read @w : tensor<f32>
  %both = nn.mul %w, %again : tensor<f32>, tensor<f32>
  %d, %d2 = train.gradient %both wrt (%w, %again) : tensor<f32>, (tensor<f32>, tensor<f32>)

  // A derivative with respect to the uses of a value: a part of that with respect to the variable.
  %part = nn.mul %product, %w : tensor<f32>, tensor<f32>
  %f = train.gradient %part wrt (%w) : tensor<f32>, (tensor<f32>)

  nn.assign @w, %x : tensor<f32>
  %new = nn.call @reads(%w) : (tensor<f32>) -> tensor<f32>
  %e = train.gradient %new wrt (%w) : tensor<f32>, (tensor<f32>)
  %before = nn.call @reads(%x) : (tensor<f32>) -> tensor<f32>
  nn.assign @w, %a : tensor<f32>
  %after = nn.read @w : tensor<f32>
  %g = train.gradient %before wrt (%after) : tensor<f32>, (tensor<f32>)
  nn.return %a, %b, %c, %d, %e, %f, %g : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}
