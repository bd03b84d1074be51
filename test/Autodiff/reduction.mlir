// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// A dimension that went from the inside comes back as 1, then is repeated.
// CHECK-LABEL: nn.func @sum
nn.func @sum(%x: tensor<?x3xf32>, %w: tensor<?xf32>) -> (dx: tensor<?x3xf32>) {
  // CHECK: %[[E:.*]] = nn.expand
  // CHECK: %[[G:.*]] = nn.mul %[[E]], %w
  // CHECK: %[[K:.*]] = nn.reshape %[[G]] : tensor<?xf32> to tensor<?x1xf32>
  // CHECK: nn.expand %[[K]] : tensor<?x1xf32> to tensor<?x3xf32>
  %s = nn.reduce_sum %x axes [-1] : tensor<?x3xf32>
  %p = nn.mul %s, %w : tensor<?xf32>, tensor<?xf32>
  %l = nn.reduce_sum %p : tensor<?xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %dx : tensor<?x3xf32>
}

// -----

// g over the number of elements, which with a batch is known when the function runs.
// CHECK-LABEL: nn.func @mean
nn.func @mean(%x: tensor<?x3xf32>) -> (dx: tensor<?x3xf32>) {
  // CHECK: %[[N:.*]] = nn.size %x : tensor<?x3xf32> -> tensor<f32>
  // CHECK: %[[D:.*]] = nn.div %{{.*}}, %[[N]]
  // CHECK: nn.expand %[[D]] : tensor<f32> to tensor<?x3xf32>
  %l = nn.reduce_mean %x : tensor<?x3xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %dx : tensor<?x3xf32>
}

// -----

// Maxima that tie share.
// CHECK-LABEL: nn.func @max
nn.func @max(%x: tensor<4x3xf32>) -> (dx: tensor<4x3xf32>) {
  // CHECK: %[[Y:.*]] = nn.reduce_max %x
  // CHECK: %[[K:.*]] = nn.reshape %[[Y]] : tensor<4xf32> to tensor<4x1xf32>
  // CHECK: %[[C:.*]] = nn.compare eq %x, %[[K]]
  // CHECK: %[[M:.*]] = nn.cast %[[C]]
  // CHECK: %[[N:.*]] = nn.reduce_sum %[[M]] axes [1]
  // CHECK: nn.div %{{.*}}, %[[N]]
  // CHECK: nn.mul %[[M]]
  %y = nn.reduce_max %x axes [1] : tensor<4x3xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4x3xf32>)
  nn.return %dx : tensor<4x3xf32>
}

// -----

// A size depends on the shape alone.
// CHECK-LABEL: nn.func @size
nn.func @size(%x: tensor<?x3xf32>) -> (dx: tensor<?x3xf32>) {
  // CHECK: nn.expand %{{.*}} : tensor<f32> to tensor<?x3xf32>
  // CHECK-NEXT: nn.return
  %l = nn.size %x : tensor<?x3xf32> -> tensor<f32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<?x3xf32>)
  nn.return %dx : tensor<?x3xf32>
}

// -----

// The sums of a reversed order, exclusive where the op is.
// CHECK-LABEL: nn.func @cumsum
nn.func @cumsum(%x: tensor<4xf32>) -> (dx: tensor<4xf32>) {
  // CHECK: nn.cumsum %{{.*}} axis 0 exclusive reverse : tensor<4xf32>
  %y = nn.cumsum %x axis 0 exclusive : tensor<4xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %dx : tensor<4xf32>
}

// -----

// The adjoints of the values go back to where they were.
// CHECK-LABEL: nn.func @top_k
nn.func @top_k(%x: tensor<5xf32>) -> (dx: tensor<5xf32>) {
  // CHECK: %{{.*}}, %[[I:.*]] = nn.sort %x axis 0 descending
  // CHECK: %[[G:.*]] = nn.pad %{{.*}} pads [0, 3]
  // CHECK: nn.scatter_elements %{{.*}}, %[[I]], %[[G]] :
  %v, %i = nn.top_k %x k 2 : tensor<5xf32>
  %l = nn.reduce_sum %v : tensor<2xf32>
  %dx = train.gradient %l wrt (%x) : tensor<f32>, (tensor<5xf32>)
  nn.return %dx : tensor<5xf32>
}
