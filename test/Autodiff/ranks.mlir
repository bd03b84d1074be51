// What all ranks get from a rank's value, they give back to it: the derivative of a mean over ranks is one.
// RUN: dlc-opt %s --train-differentiate | FileCheck %s

// CHECK-LABEL: nn.func @mean
// CHECK: %[[M:.*]] = train.rank_mean %x
// CHECK: %[[N:.*]] = train.rank_sum %n
// CHECK: %[[G:.*]] = nn.mul %{{.*}}, %{{.*}}
// CHECK: %[[BACK:.*]] = train.rank_mean %{{.*}} : tensor<3xf32>
// CHECK: nn.return %[[BACK]], %{{.*}}
nn.func @mean(%x: tensor<3xf32>, %n: tensor<3xf32>) -> (dx: tensor<3xf32>, dn: tensor<3xf32>) {
  %m = train.rank_mean %x : tensor<3xf32>
  %all = train.rank_sum %n : tensor<3xf32>
  %s = nn.mul %m, %all : tensor<3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %s : tensor<3xf32>
  %dx, %dn = train.gradient %l wrt (%x, %n) : tensor<f32>, (tensor<3xf32>, tensor<3xf32>)
  nn.return %dx, %dn : tensor<3xf32>, tensor<3xf32>
}
