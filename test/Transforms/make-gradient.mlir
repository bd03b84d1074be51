// A function with its derivatives behind its results: with respect to all inputs of floats and all parameters, or to those named.
// RUN: dlc-opt %s --nn-make-gradient="function=score" | FileCheck %s
// RUN: dlc-opt %s --nn-make-gradient="function=score of=all wrt=w*" | FileCheck %s --check-prefix=NAMED
// RUN: dlc-opt %s --nn-make-gradient="function=score nodes" | FileCheck %s --check-prefix=NODES
// RUN: not dlc-opt %s --nn-make-gradient="function=score wrt=v" 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not dlc-opt %s --nn-make-gradient="function=score of=index" 2>&1 | FileCheck %s --check-prefix=INTEGER
// RUN: not dlc-opt %s --nn-make-gradient="function=score of=none" 2>&1 | FileCheck %s --check-prefix=RESULT
// RUN: not dlc-opt %s --nn-make-gradient="function=step" 2>&1 | FileCheck %s --check-prefix=UPDATES
// RUN: not dlc-opt %s --nn-make-gradient="function=nothing" 2>&1 | FileCheck %s --check-prefix=NOTHING

nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable buffer @seen : tensor<3xf32> init #nn.zeros
nn.variable @other : tensor<3xf32> init #nn.zeros

// NONE: is computed from no float input or variable 'v'; it is from 'x', 'w', 'seen'
// INTEGER: has the result 'index' of 'tensor<3xi64>', but derivatives are those of floats
// RESULT: has no result 'none'; it has 'index', 'sum', 'all'
// NOTHING: has no nn.func '@nothing' to differentiate; it has @score, @step

// CHECK-NOT: @step
// CHECK: nn.func @gradient(%x: tensor<3xf32>, %index: tensor<3xi64>) -> (index: tensor<3xi64>, sum: tensor<f32>, all: tensor<3xf32>, x.gradient: tensor<3xf32>, w.gradient: tensor<3xf32>)
// CHECK: %[[W:.*]] = nn.read @w
// CHECK: %[[SUM:.*]] = nn.reduce_sum
// CHECK-NOT: nn.assign
// CHECK: %[[G:.*]]:2 = train.gradient %[[SUM]] wrt (%x, %[[W]])
// CHECK: nn.return {{.*}}, %[[G]]#0, %[[G]]#1
// CHECK: nn.func @init
// NAMED: nn.func @gradient({{.*}}) -> ({{.*}}, w.gradient: tensor<3xf32>)
// NAMED: nn.reduce_sum %[[ALL:.*]] :
// NAMED-NEXT: %[[TOTAL:.*]] = nn.reduce_sum %[[ALL]] :
// NAMED-NEXT: train.gradient %[[TOTAL]] wrt (
// NODES: nn.func @gradient({{.*}}) -> (index: tensor<3xi64>, sum: tensor<f32>, all: tensor<3xf32>, x.gradient: tensor<3xf32>, w.gradient: tensor<3xf32>, "%1 = mul(x, w).gradient": tensor<3xf32>, "all = add(%1, seen).gradient": tensor<3xf32>, "sum = reduce_sum(all).gradient": tensor<f32>, "%1 = mul(x, w)": tensor<3xf32>, "all = add(%1, seen)": tensor<3xf32>, "sum = reduce_sum(all)": tensor<f32>)
// NODES: %[[XW:.*]] = nn.mul
// NODES-NEXT: %[[ALL:.*]] = nn.add %[[XW]]
// NODES: %[[SUM:.*]] = nn.reduce_sum %[[ALL]]
// NODES: train.gradient %[[SUM]] wrt (%x, %{{.*}}, %[[XW]], %[[ALL]], %[[SUM]])
nn.func private @score(%x: tensor<3xf32>, %index: tensor<3xi64>) -> (index: tensor<3xi64>, sum: tensor<f32>, all: tensor<3xf32>) {
  %w = nn.read @w : tensor<3xf32>
  %seen = nn.read @seen : tensor<3xf32>
  %xw = nn.mul %x, %w : tensor<3xf32>, tensor<3xf32>
  %all = nn.add %xw, %seen : tensor<3xf32>, tensor<3xf32>
  nn.assign @seen, %all : tensor<3xf32>
  %sum = nn.reduce_sum %all : tensor<3xf32>
  nn.return %index, %sum, %all : tensor<3xi64>, tensor<f32>, tensor<3xf32>
}
nn.func @step(%g: tensor<3xf32>, %rate: tensor<f32>) {
  // UPDATES: 'train.update' op updates variables in '@step', but derivatives are those of a function that changes nothing
  train.update @w, %g, %rate : tensor<3xf32> using #train.sgd
}
