// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// Per-channel values are reshaped so that they broadcast; sums run over all dimensions but the channels.
// CHECK-LABEL: nn.func @batch_norm
nn.func @batch_norm(%x: tensor<?x3x2x2xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>)
    -> (dx: tensor<?x3x2x2xf32>, ds: tensor<3xf32>, db: tensor<3xf32>, dm: tensor<3xf32>, dv: tensor<3xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: %[[R:.*]] = nn.rsqrt
  // CHECK: %[[SR:.*]] = nn.mul %s, %[[R]]
  // CHECK: %[[SR4:.*]] = nn.reshape %[[SR]] : tensor<3xf32> to tensor<1x3x1x1xf32>
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[SR4]]
  // CHECK: %[[C:.*]] = nn.sub %x
  // CHECK: %[[GC:.*]] = nn.mul %[[G]], %[[C]]
  // CHECK: %[[SUM:.*]] = nn.reduce_sum %[[GC]] axes [0, 2, 3]
  // CHECK: %[[DS:.*]] = nn.mul %[[SUM]], %[[R]]
  // CHECK: nn.constant dense<-5.000000e-01>
  // CHECK: %[[DV:.*]] = nn.mul
  // CHECK: %[[DB:.*]] = nn.reduce_sum %[[G]] axes [0, 2, 3]
  // CHECK: %[[DM:.*]] = nn.neg
  // CHECK: nn.return %[[DX]], %[[DS]], %[[DB]], %[[DM]], %{{.*}}
  %y = nn.batch_norm %x scale %s bias %b mean %m variance %v : tensor<?x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %y : tensor<?x3x2x2xf32>
  %dx, %ds, %db, %dm, %dv = train.gradient %l wrt (%x, %s, %b, %m, %v) : tensor<f32>, (tensor<?x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  nn.return %dx, %ds, %db, %dm, %dv : tensor<?x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// -----

// The statistics are not constants: the means of g and of g times the normal values are taken off.
// CHECK-LABEL: nn.func @training
nn.func @training(%x: tensor<?x3xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>) -> (dx: tensor<?x3xf32>, ds: tensor<3xf32>, db: tensor<3xf32>) {
  // CHECK: %[[Y:.*]], %[[MEAN:.*]], %[[VARIANCE:.*]] = nn.batch_norm_training
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.reshape %[[MEAN]] : tensor<3xf32> to tensor<1x3xf32>
  // CHECK: nn.reduce_mean %[[G]] axes [0] keepdims
  // CHECK: nn.reduce_mean %{{.*}} axes [0] keepdims
  // CHECK: %[[DS:.*]] = nn.reduce_sum %{{.*}} axes [0]
  // CHECK: %[[DB:.*]] = nn.reduce_sum %[[G]] axes [0]
  // CHECK-NOT: nn.size
  // CHECK: nn.return %{{.*}}, %[[DS]], %[[DB]]
  %y, %m, %v = nn.batch_norm_training %x scale %s bias %b : tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %y : tensor<?x3xf32>
  %dx, %ds, %db = train.gradient %l wrt (%x, %s, %b) : tensor<f32>, (tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>)
  nn.return %dx, %ds, %db : tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>
}

// -----

// Adjoints of the statistics alone: those of the result are null and cost nothing.
// CHECK-LABEL: nn.func @statistics
nn.func @statistics(%x: tensor<?x3xf32>, %s: tensor<3xf32>) -> (dx: tensor<?x3xf32>) {
  // CHECK-NOT: nn.rsqrt
  // CHECK: nn.size %x axes [0] : tensor<?x3xf32> -> tensor<f32>
  // CHECK: nn.expand %{{.*}} : tensor<1x3xf32> to tensor<?x3xf32>
  // CHECK: nn.constant dense<2.000000e+00>
  // CHECK: %[[DX:.*]] = nn.add
  // CHECK: nn.return %[[DX]]
  %y, %m, %v = nn.batch_norm_training %x scale %s bias %s : tensor<?x3xf32>, tensor<3xf32>, tensor<3xf32>
  %mv = nn.mul %m, %v : tensor<3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %mv : tensor<3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %dx : tensor<?x3xf32>
}

// -----

// CHECK-LABEL: nn.func @softmax
nn.func @softmax(%x: tensor<?x3xf32>, %w: tensor<?x3xf32>) -> (dx: tensor<?x3xf32>) {
  // CHECK: %[[Y:.*]] = nn.softmax %x
  // CHECK: %[[E:.*]] = nn.expand
  // CHECK: %[[G:.*]] = nn.mul %[[E]], %w
  // CHECK: %[[GY:.*]] = nn.mul %[[G]], %[[Y]]
  // CHECK: %[[SUM:.*]] = nn.reduce_sum %[[GY]] axes [1] keepdims
  // CHECK: %[[D:.*]] = nn.sub %[[G]], %[[SUM]]
  // CHECK: nn.mul %[[Y]], %[[D]]
  %y = nn.softmax %x : tensor<?x3xf32>
  %p = nn.mul %y, %w : tensor<?x3xf32>, tensor<?x3xf32>
  %l = nn.reduce_sum %p : tensor<?x3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %dx : tensor<?x3xf32>
}

// -----

// CHECK-LABEL: nn.func @log_softmax
nn.func @log_softmax(%x: tensor<2x3xf32>) -> (dx: tensor<2x3xf32>) {
  // CHECK: %[[Y:.*]] = nn.log_softmax %x
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: %[[SUM:.*]] = nn.reduce_sum %[[G]] axes [0] keepdims
  // CHECK: %[[E:.*]] = nn.exp %[[Y]]
  // CHECK: %[[P:.*]] = nn.mul %[[E]], %[[SUM]]
  // CHECK: nn.sub %[[G]], %[[P]]
  %y = nn.log_softmax %x axis 0 : tensor<2x3xf32>
  %l = nn.reduce_sum %y : tensor<2x3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<2x3xf32>)
  nn.return %dx : tensor<2x3xf32>
}

// The op stays; its statistics are written again, as its decomposition writes them. Of the bias alone, nothing of them is needed.
// CHECK-LABEL: nn.func @layer_norm
nn.func @layer_norm(%x: tensor<?x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>) -> (dx: tensor<?x4xf32>, db: tensor<4xf32>) {
  // CHECK: %[[Y:.*]] = nn.layer_norm %x scale %s bias %b
  // CHECK: nn.reduce_mean %x axes [1] keepdims
  // CHECK: nn.rsqrt %{{.*}} : tensor<?x1xf32>
  // CHECK-COUNT-2: nn.reduce_mean %{{.*}} axes [1] keepdims : tensor<?x4xf32>
  // CHECK: nn.reduce_sum %{{.*}} axes [0] : tensor<?x4xf32>
  %y = nn.layer_norm %x scale %s bias %b : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>
  %q = nn.mul %y, %y : tensor<?x4xf32>, tensor<?x4xf32>
  %l = nn.reduce_sum %q : tensor<?x4xf32>
  %dx, %db = train.gradient %l wrt (%x, %b) : tensor<f32>, (tensor<?x4xf32>, tensor<4xf32>)
  nn.return %dx, %db : tensor<?x4xf32>, tensor<4xf32>
}
