// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// Each is undone: the last op first.
// CHECK-LABEL: nn.func @shapes
nn.func @shapes(%x: tensor<?x2x3x4xf32>) -> (dx: tensor<?x2x3x4xf32>) {
  // CHECK: %[[F:.*]] = nn.reshape %{{.*}} : tensor<?x24xf32> to tensor<?x4x2x3xf32>
  // CHECK: %[[T:.*]] = nn.transpose %[[F]] perm [0, 2, 3, 1]
  // CHECK: nn.return %[[T]]
  %t = nn.transpose %x perm [0, 3, 1, 2] : tensor<?x2x3x4xf32>
  %f = nn.flatten %t : tensor<?x4x2x3xf32>
  %l = nn.reduce_sum %f : tensor<?x24xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x2x3x4xf32>)
  nn.return %dx : tensor<?x2x3x4xf32>
}

// -----

// CHECK-LABEL: nn.func @reshape
nn.func @reshape(%x: tensor<2x6xf32>) -> (dx: tensor<2x6xf32>) {
  // CHECK: nn.reshape %{{.*}} : tensor<3x4xf32> to tensor<2x6xf32>
  %r = nn.reshape %x : tensor<2x6xf32> to tensor<3x4xf32>
  %l = nn.reduce_sum %r : tensor<3x4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<2x6xf32>)
  nn.return %dx : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: nn.func @expand
nn.func @expand(%x: tensor<3x1xf32>) -> (dx: tensor<3x1xf32>) {
  // CHECK: %[[S:.*]] = nn.reduce_sum %{{.*}} axes [0, 2] : tensor<2x3x4xf32>
  // CHECK: nn.reshape %[[S]] : tensor<3xf32> to tensor<3x1xf32>
  %e = nn.expand %x : tensor<3x1xf32> to tensor<2x3x4xf32>
  %l = nn.reduce_sum %e : tensor<2x3x4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<3x1xf32>)
  nn.return %dx : tensor<3x1xf32>
}

// -----

// Each part that is wanted is cut out of the adjoint again.
// CHECK-LABEL: nn.func @concat
nn.func @concat(%a: tensor<?x2xf32>, %b: tensor<?x3xf32>) -> (db: tensor<?x3xf32>) {
  // CHECK: nn.concat %a, %b
  // CHECK: %[[G:.*]] = nn.expand %{{.*}} to tensor<?x5xf32>
  // CHECK-NEXT: %[[DB:.*]] = nn.slice %[[G]] starts [2] ends [5] axes [1]
  // CHECK-NEXT: nn.return %[[DB]]
  %y = nn.concat %a, %b axis 1 : tensor<?x2xf32>, tensor<?x3xf32>
  %l = nn.reduce_sum %y : tensor<?x5xf32>
  %db = train.gradient %l wrt (%b) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %db : tensor<?x3xf32>
}

// -----

// The part that nobody uses has zeros.
// CHECK-LABEL: nn.func @split
nn.func @split(%x: tensor<4xf32>) -> (dx: tensor<4xf32>) {
  // CHECK: %[[P:.*]]:2 = nn.split %x
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: %[[Z:.*]] = nn.constant dense<0.000000e+00> : tensor<3xf32>
  // CHECK: nn.concat %[[G]], %[[Z]] axis 0
  %p, %q = nn.split %x axis 0 split [1, 3] : tensor<4xf32>
  %l = nn.reduce_sum %p : tensor<1xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %dx : tensor<4xf32>
}

// -----

// Between elements two steps apart come zeros, and around them.
// CHECK-LABEL: nn.func @slice
nn.func @slice(%x: tensor<?x7xf32>) -> (dx: tensor<?x7xf32>) {
  // CHECK: %[[R:.*]] = nn.reshape %{{.*}} : tensor<?x2xf32> to tensor<?x2x1xf32>
  // CHECK: %[[P:.*]] = nn.pad %[[R]] pads [0, 0, 0, 0, 0, 1]
  // CHECK: %[[F:.*]] = nn.reshape %[[P]] : tensor<?x2x2xf32> to tensor<?x4xf32>
  // CHECK: nn.pad %[[F]] pads [0, 1, 0, 2]
  %y = nn.slice %x starts [1] ends [5] axes [1] steps [2] : tensor<?x7xf32>
  %l = nn.reduce_sum %y : tensor<?x2xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x7xf32>)
  nn.return %dx : tensor<?x7xf32>
}

// -----

// A border of one value has a rule, one of elements gives back to where those came from.
// CHECK-LABEL: nn.func @pad
nn.func @pad(%x: tensor<4xf32>) -> (da: tensor<4xf32>, db: tensor<4xf32>) {
  // CHECK: nn.pad
  // CHECK-NOT: nn.concat
  // CHECK: %[[DA:.*]] = nn.slice %{{.*}} starts [1] ends [5] axes [0]
  // CHECK: nn.concat
  // CHECK-NOT: mode edge
  // CHECK: nn.return %[[DA]]
  %y = nn.pad %x pads [1, 2] : tensor<4xf32>
  %l = nn.reduce_sum %y : tensor<7xf32>
  %da = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)
  %z = nn.pad %x pads [1, 2] mode edge : tensor<4xf32>
  %m = nn.reduce_sum %z : tensor<7xf32>
  %db = train.gradient %m wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %da, %db : tensor<4xf32>, tensor<4xf32>
}
