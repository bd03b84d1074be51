// RUN: dlc-opt %s --train-differentiate | FileCheck %s

// CHECK-LABEL: nn.func @softmax_cross_entropy
nn.func @softmax_cross_entropy(%x: tensor<?x10xf32>, %labels: tensor<?xi64>) -> (dx: tensor<?x10xf32>) {
  // CHECK: %[[P:.*]] = nn.softmax %x
  // CHECK: %[[T:.*]] = nn.one_hot %labels : tensor<?xi64> -> tensor<?x10xf32>
  // CHECK: %[[N:.*]] = nn.size %labels : tensor<?xi64> -> tensor<f32>
  // CHECK: %[[S:.*]] = nn.div %{{.*}}, %[[N]]
  // CHECK: %[[D:.*]] = nn.sub %[[P]], %[[T]]
  // CHECK: nn.mul %[[D]], %[[S]]
  %l = nn.softmax_cross_entropy_loss %x, %labels : tensor<?x10xf32>, tensor<?xi64>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x10xf32>)
  nn.return %dx : tensor<?x10xf32>
}
