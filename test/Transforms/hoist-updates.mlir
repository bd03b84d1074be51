// RUN: dlc-opt %s --nn-hoist-updates | FileCheck %s
nn.variable @v : tensor<4xf32> init #nn.zeros
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.variable optimizer @w.momentum : tensor<4xf32> init #nn.zeros

// What becomes of one weight alone moves to where its operands are; the number that both share goes first. What both
// come from stays, and so does what comes of forward values alone.
// CHECK-LABEL: nn.func @train_step
// CHECK: %[[LOSS:.*]] = nn.reduce_sum
// CHECK: %[[RATE:.*]] = nn.neg %learning_rate
// CHECK: %[[X2:.*]] = nn.mul %x, %x
// CHECK: %[[GV:.*]] = nn.mul %x, %w
// CHECK: %[[V0:.*]] = nn.mul %[[GV]], %[[RATE]]
// CHECK: %[[V1:.*]] = nn.add %v, %[[V0]]
// CHECK: %[[BOTH:.*]] = nn.exp %[[GV]]
// CHECK: %[[BOTH2:.*]] = nn.mul %[[BOTH]], %[[X2]]
// CHECK: %[[M:.*]] = nn.add %w.momentum, %[[BOTH2]]
// CHECK: %[[W0:.*]] = nn.mul %[[M]], %[[RATE]]
// CHECK: %[[W1:.*]] = nn.add %w, %[[W0]]
// CHECK: nn.return %[[LOSS]], %[[V1]], %[[W1]], %[[M]]
nn.func @train_step(%x: tensor<4xf32>, %learning_rate: tensor<f32>, %v: tensor<4xf32>, %w: tensor<4xf32>, %w.momentum: tensor<4xf32>)
    -> (loss: tensor<f32>, v: tensor<4xf32>, w: tensor<4xf32>, w.momentum: tensor<4xf32>)
    attributes {nn.state_arguments = [@v, @w, @w.momentum], nn.state_results = [@v, @w, @w.momentum]} {
  %loss = nn.reduce_sum %w : tensor<4xf32>
  %gv = nn.mul %x, %w : tensor<4xf32>, tensor<4xf32>
  %both = nn.exp %gv : tensor<4xf32>
  %x2 = nn.mul %x, %x : tensor<4xf32>, tensor<4xf32>
  %both2 = nn.mul %both, %x2 : tensor<4xf32>, tensor<4xf32>
  %rate = nn.neg %learning_rate : tensor<f32>
  %m = nn.add %w.momentum, %both2 : tensor<4xf32>, tensor<4xf32>
  %w0 = nn.mul %m, %rate : tensor<4xf32>, tensor<f32>
  %w1 = nn.add %w, %w0 : tensor<4xf32>, tensor<4xf32>
  %v0 = nn.mul %gv, %rate : tensor<4xf32>, tensor<f32>
  %v1 = nn.add %v, %v0 : tensor<4xf32>, tensor<4xf32>
  nn.return %loss, %v1, %w1, %m : tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// What is made of a variable alone comes along, and not before it is wanted; the one of the other weight stays behind.
// CHECK-LABEL: nn.func @decay
// CHECK: nn.reduce_sum
// CHECK-NEXT: %[[GW:.*]] = nn.mul %x, %w
// CHECK-NEXT: %[[OLD:.*]] = nn.mul %w.momentum, %c
// CHECK-NEXT: %[[NEW:.*]] = nn.add %[[OLD]], %[[GW]]
// CHECK-NEXT: %[[GV:.*]] = nn.exp %[[GW]]
// CHECK-NEXT: %[[V0:.*]] = nn.mul %v, %c
// CHECK-NEXT: %[[V1:.*]] = nn.sub %[[V0]], %[[GV]]
// CHECK-NEXT: nn.return
nn.func @decay(%x: tensor<16xf32>, %c: tensor<16xf32>, %v: tensor<16xf32>, %w: tensor<16xf32>, %w.momentum: tensor<16xf32>)
    -> (loss: tensor<f32>, v: tensor<16xf32>, w.momentum: tensor<16xf32>)
    attributes {nn.state_arguments = [@v, @w, @w.momentum], nn.state_results = [@v, @w.momentum]} {
  %loss = nn.reduce_sum %w : tensor<16xf32>
  %gw = nn.mul %x, %w : tensor<16xf32>, tensor<16xf32>
  %gv = nn.exp %gw : tensor<16xf32>
  %old = nn.mul %w.momentum, %c : tensor<16xf32>, tensor<16xf32>
  %new = nn.add %old, %gw : tensor<16xf32>, tensor<16xf32>
  %v0 = nn.mul %v, %c : tensor<16xf32>, tensor<16xf32>
  %v1 = nn.sub %v0, %gv : tensor<16xf32>, tensor<16xf32>
  nn.return %loss, %v1, %new : tensor<f32>, tensor<16xf32>, tensor<16xf32>
}

// A function without state stays as it is.
// CHECK-LABEL: nn.func @predict
// CHECK-NEXT: nn.exp
// CHECK-NEXT: nn.neg
nn.func @predict(%x: tensor<4xf32>, %y: tensor<f32>) -> (a: tensor<4xf32>, b: tensor<f32>) {
  %a = nn.exp %x : tensor<4xf32>
  %b = nn.neg %y : tensor<f32>
  nn.return %a, %b : tensor<4xf32>, tensor<f32>
}
