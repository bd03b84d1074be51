// An nn.training is its first region in a training step, and its second one everywhere else.
// RUN: dlc-opt %s --nn-inline-calls=keep=loss --nn-capture-reads --nn-make-entry-points="mode=train optimizer=sgd gradient" --split-input-file | FileCheck %s

nn.variable @w : tensor<4xf32> init #nn.constant<1.0>
nn.variable buffer @random : tensor<2xi64> init #nn.random_state
nn.variable buffer @seen : tensor<4xf32> init #nn.zeros

nn.func private @noisy(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %s = nn.read @random : tensor<2xi64>
  %noise, %next = nn.random_normal %s : tensor<?x4xf32>
  nn.assign @random, %next : tensor<2xi64>
  %y = nn.add %x, %noise : tensor<?x4xf32>, tensor<?x4xf32>
  nn.return %y : tensor<?x4xf32>
}
// CHECK-LABEL: nn.func @predict
// CHECK-NEXT: %[[W:.*]] = nn.read @w
// CHECK-NEXT: %[[Y:.*]] = nn.mul %x, %[[W]]
// CHECK-NEXT: nn.return %[[Y]]
nn.func @predict(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %seen = nn.training capture(%a = %x : tensor<?x4xf32>) {
    %n = nn.call @noisy(%a) : (tensor<?x4xf32>) -> tensor<?x4xf32>
    // Another one within it, and a dropout.
    %m = nn.training capture(%b = %n : tensor<?x4xf32>) {
      %s = nn.read @random : tensor<2xi64>
      %d = nn.dropout %b, %s : tensor<?x4xf32>
      nn.yield %d : tensor<?x4xf32>
    } else {
      nn.yield %b : tensor<?x4xf32>
    }
    nn.yield %m : tensor<?x4xf32>
  } else {
    nn.yield %a : tensor<?x4xf32>
  }
  %w = nn.read @w : tensor<4xf32>
  %y = nn.mul %seen, %w : tensor<?x4xf32>, tensor<4xf32>
  nn.return %y : tensor<?x4xf32>
}
nn.func @loss(%x: tensor<?x4xf32>) -> (loss: tensor<f32>, seen: tensor<4xf32>) {
  %y = nn.call @predict(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %mean = nn.reduce_mean %y axes [0] : tensor<?x4xf32>
  // Regions may assign outside of training too: @evaluate then sees the value, and assigns nothing.
  nn.training capture(%m = %mean : tensor<4xf32>) {
    nn.yield
  } else {
    nn.assign @seen, %m : tensor<4xf32>
    nn.yield
  }
  %seen = nn.read @seen : tensor<4xf32>
  %l = nn.reduce_mean %y : tensor<?x4xf32>
  nn.return %l, %seen : tensor<f32>, tensor<4xf32>
}

// CHECK-LABEL: nn.func @evaluate
// CHECK-NOT: nn.random_normal
// CHECK: %[[MEAN:.*]] = nn.reduce_mean %{{.*}} axes [0]
// CHECK-NOT: nn.assign
// CHECK: nn.return %{{.*}}, %[[MEAN]]

// A function that an optimizer calls must give the same again.
// CHECK-LABEL: nn.func @gradient
// CHECK-NOT: nn.random_normal
// CHECK: train.gradient

// CHECK-LABEL: nn.func @train_step
// CHECK-NEXT: %[[S:.*]] = nn.read @random
// CHECK-NEXT: %[[N:.*]], %[[NEXT:.*]] = nn.random_normal %[[S]]
// CHECK-NEXT: nn.assign @random, %[[NEXT]]
// CHECK-NEXT: %[[SUM:.*]] = nn.add %x, %[[N]]
// CHECK-NEXT: %[[T:.*]] = nn.read @random
// CHECK-NEXT: %[[MASK:.*]], %[[LAST:.*]] = nn.dropout_mask %[[T]]
// CHECK-NEXT: %[[D:.*]] = nn.mul %[[SUM]], %[[MASK]]
// CHECK-NEXT: nn.assign @random, %[[LAST]]
// CHECK-NEXT: %[[W:.*]] = nn.read @w
// CHECK-NEXT: nn.mul %[[D]], %[[W]]
// CHECK: %[[SEEN:.*]] = nn.read @seen
// CHECK: train.minimize
// CHECK: nn.return %{{.*}}, %[[SEEN]]

// -----

// In a step of the module's own, and within a loop, which captures what the regions read.
nn.variable @w : tensor<4xf32> init #nn.constant<1.0>
nn.variable @v : tensor<4xf32> init #nn.constant<1.0>
// CHECK-LABEL: nn.func @predict
// CHECK-DAG: %[[W:.*]] = nn.read @w
// CHECK-DAG: %[[V:.*]] = nn.read @v
// CHECK: nn.loop %{{.*}} to 3 carry(%[[H:.*]] = %x : tensor<?x4xf32>) capture(
// CHECK-SAME: %[[CV:[a-z_0-9]*]] = %[[V]] : tensor<4xf32>
// CHECK-NEXT: %[[NEXT:.*]] = nn.add %[[H]], %[[CV]]
// CHECK-NEXT: nn.yield %[[NEXT]]
nn.func @predict(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %y = nn.loop %i to 3 carry(%h = %x : tensor<?x4xf32>) {
    %next = nn.training capture(%a = %h : tensor<?x4xf32>) {
      %w = nn.read @w : tensor<4xf32>
      %p = nn.mul %a, %w : tensor<?x4xf32>, tensor<4xf32>
      nn.yield %p : tensor<?x4xf32>
    } else {
      %v = nn.read @v : tensor<4xf32>
      %s = nn.add %a, %v : tensor<?x4xf32>, tensor<4xf32>
      nn.yield %s : tensor<?x4xf32>
    }
    nn.yield %next : tensor<?x4xf32>
  }
  nn.return %y : tensor<?x4xf32>
}
nn.func @loss(%x: tensor<?x4xf32>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %l = nn.reduce_mean %y : tensor<?x4xf32>
  nn.return %l : tensor<f32>
}
// CHECK-LABEL: nn.func @pretrain
// CHECK: nn.loop
// CHECK-NEXT: nn.mul
// CHECK-NOT: nn.add
// CHECK: train.minimize
nn.func @pretrain(%x: tensor<?x4xf32>, %rate: tensor<f32>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %l = nn.reduce_mean %y : tensor<?x4xf32>
  train.minimize %l, %rate using #train.sgd
  nn.return %l : tensor<f32>
}
