// RUN: dlc-opt %s --train-differentiate | FileCheck %s

// CHECK-LABEL: nn.func @softmax_cross_entropy
nn.func @softmax_cross_entropy(%x: tensor<?x10xf32>, %labels: tensor<?xi64>) -> (dx: tensor<?x10xf32>) {
  // CHECK: %[[P:.*]] = nn.softmax %x
  // CHECK: %[[NEGATIVE:.*]] = nn.compare lt %labels
  // CHECK: %[[CHECKED:.*]] = nn.where %[[NEGATIVE]], %{{.*}}, %labels
  // CHECK: %[[T:.*]] = nn.one_hot %[[CHECKED]] : tensor<?xi64> -> tensor<?x10xf32>
  // CHECK: %[[N:.*]] = nn.size %labels : tensor<?xi64> -> tensor<f32>
  // CHECK: %[[S:.*]] = nn.div %{{.*}}, %[[N]]
  // CHECK: %[[D:.*]] = nn.sub %[[P]], %[[T]]
  // CHECK: nn.mul %[[D]], %[[S]]
  %l = nn.softmax_cross_entropy_loss %x, %labels : tensor<?x10xf32>, tensor<?xi64>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x10xf32>)
  nn.return %dx : tensor<?x10xf32>
}

// With more than labels it has no rule, and is made of log_softmax.
// CHECK-LABEL: nn.func @smooth
nn.func @smooth(%x: tensor<?x10xf32>, %labels: tensor<?xi64>) -> (dx: tensor<?x10xf32>) {
  // CHECK-NOT: nn.softmax_cross_entropy_loss
  // CHECK: nn.log_softmax %x axis 1
  // CHECK: nn.return
  %l = nn.softmax_cross_entropy_loss %x, %labels label_smoothing 0.1 : tensor<?x10xf32>, tensor<?xi64>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x10xf32>)
  nn.return %dx : tensor<?x10xf32>
}

// sigmoid(x) - target, although max(x, 0) and |x| have kinks.
// CHECK-LABEL: nn.func @with_logits
nn.func @with_logits(%x: tensor<4xf32>, %t: tensor<4xf32>) -> (dx: tensor<4xf32>) {
  // CHECK: nn.binary_cross_entropy_with_logits_loss
  // CHECK: %[[S:.*]] = nn.sigmoid %x
  // CHECK: nn.sub %[[S]], %t
  %l = nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<4xf32>, tensor<4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %dx : tensor<4xf32>
}
