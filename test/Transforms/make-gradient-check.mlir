// RUN: dlc-opt %s --nn-make-gradient-check | FileCheck %s
// RUN: dlc-opt %s --nn-make-gradient-check=function=predict | FileCheck %s --check-prefix=SUM

nn.variable @w : tensor<4x3xf64> init #nn.he_normal
nn.variable @b : tensor<3xf64> init #nn.zeros
nn.variable buffer @mean : tensor<3xf64> init #nn.zeros
nn.variable buffer @variance : tensor<3xf64> init #nn.constant<1.0>
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state

// Of the loss its first result is taken, in training mode and without its assignments; the statistics of a batch norm in
// training are read by nobody.
// CHECK-NOT: @predict
// CHECK: nn.func @check.value(%x: tensor<?x4xf64>, %label: tensor<?xi64>) -> (check.value: tensor<f64>)
// CHECK-NOT: nn.assign
// CHECK: nn.batch_norm_training
// CHECK: nn.return %{{.*}} : tensor<f64>
// CHECK: nn.func @check.gradient(%x: tensor<?x4xf64>, %label: tensor<?xi64>) -> (check.value: tensor<f64>, x.gradient: tensor<?x4xf64>, w.gradient: tensor<4x3xf64>, b.gradient: tensor<3xf64>)
// CHECK-DAG: %[[W:.*]] = nn.read @w
// CHECK-DAG: %[[B:.*]] = nn.read @b
// CHECK: train.gradient %{{.*}} wrt (%x, %[[W]], %[[B]])
// CHECK: nn.func @init

// All that is returned counts, each element with a weight of its own; buffers that are read as they are count too.
// SUM-NOT: @loss
// SUM: nn.func @check.value(%x: tensor<?x4xf64>, %check.weight.y: tensor<?x3xf64>, %check.weight.size: tensor<f64>) -> (check.value: tensor<f64>)
// SUM: nn.batch_norm %
// SUM: %[[Y:.*]] = nn.mul %{{.*}}, %check.weight.y
// SUM: nn.reduce_sum %[[Y]] : tensor<?x3xf64>
// SUM: nn.func @check.gradient
// SUM-SAME: -> (check.value: tensor<f64>, x.gradient: tensor<?x4xf64>, w.gradient: tensor<4x3xf64>, mean.gradient: tensor<3xf64>, variance.gradient: tensor<3xf64>)
nn.func @predict(%x: tensor<?x4xf64>) -> (y: tensor<?x3xf64>, class: tensor<?xi64>, size: tensor<f64>) {
  %w = nn.read @w : tensor<4x3xf64>
  %mean = nn.read @mean : tensor<3xf64>
  %variance = nn.read @variance : tensor<3xf64>
  %one = nn.constant dense<1.0> : tensor<3xf64>
  %p = nn.matmul %x, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %y = nn.batch_norm %p scale %one bias %one mean %mean variance %variance : tensor<?x3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
  %class = nn.arg_max %y axis 1 : tensor<?x3xf64>
  %squares = nn.mul %y, %y : tensor<?x3xf64>, tensor<?x3xf64>
  %size = nn.reduce_sum %squares : tensor<?x3xf64>
  nn.return %y, %class, %size : tensor<?x3xf64>, tensor<?xi64>, tensor<f64>
}
nn.func @loss(%x: tensor<?x4xf64>, %label: tensor<?xi64>) -> (loss: tensor<f64>, other: tensor<f64>) {
  %noise = nn.read @noise : tensor<2xi64>
  %draws, %next = nn.random_normal %noise : tensor<3xf64>
  nn.assign @noise, %next : tensor<2xi64>
  %w = nn.read @w : tensor<4x3xf64>
  %b = nn.read @b : tensor<3xf64>
  %mean = nn.read @mean : tensor<3xf64>
  %variance = nn.read @variance : tensor<3xf64>
  %p = nn.matmul %x, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %y = nn.batch_norm %p scale %draws bias %b mean %mean variance %variance : tensor<?x3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
  %loss = nn.softmax_cross_entropy_loss %y, %label : tensor<?x3xf64>, tensor<?xi64>
  nn.return %loss, %loss : tensor<f64>, tensor<f64>
}

// A derivative that the function asks for: what it differentiates is computed once more from values that have moved, by a
// variable that is 0, along an argument. What comes behind the request does not move.
// RUN: dlc-opt %s --nn-make-gradient-check=function=slope | FileCheck %s --check-prefix=SLOPE
// SLOPE: nn.variable optimizer @train.gradient.1 : tensor<f64> init #nn.zeros
// SLOPE: nn.func @check.value(%x: tensor<?x4xf64>, %check.factor.train.gradient.1.0: tensor<?x4xf64>) -> (check.value: tensor<f64>)
// SLOPE: %[[T:.*]] = nn.tanh %x
// SLOPE: %[[L:.*]] = nn.reduce_sum %[[T]]
// SLOPE: train.gradient %[[L]] wrt (%[[T]])
// SLOPE: %[[STEP:.*]] = nn.read @train.gradient.1
// SLOPE: %[[T2:.*]] = nn.tanh %x
// SLOPE: %[[WAY:.*]] = nn.mul %check.factor.train.gradient.1.0, %[[STEP]]
// SLOPE: %[[MOVED:.*]] = nn.add %[[T2]], %[[WAY]]
// SLOPE: %[[L2:.*]] = nn.reduce_sum %[[MOVED]]
// SLOPE: %[[CHANGE:.*]] = nn.sub %[[L2]], %[[L]]
// SLOPE: %[[V:.*]] = nn.add %{{.*}}, %[[CHANGE]]
// SLOPE: nn.return %[[V]]
// SLOPE: nn.func @check.gradient
// SLOPE-SAME: -> (check.value: tensor<f64>, x.gradient: tensor<?x4xf64>, train.gradient.1.gradient: tensor<f64>)
nn.func @slope(%x: tensor<?x4xf64>) -> (y: tensor<f64>) {
  %t = nn.tanh %x : tensor<?x4xf64>
  %l = nn.reduce_sum %t : tensor<?x4xf64>
  %g = train.gradient %l wrt (%t) : tensor<f64>, (tensor<?x4xf64>)
  %y = nn.reduce_sum %g : tensor<?x4xf64>
  nn.return %y : tensor<f64>
}
