// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op element types differ: input has 'f32', result has 'f64'}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<?x4xf64>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op both shapes or neither must have a batch: input has [?, 4], result has [2, 4]}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<2x4xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reshape' op numbers of elements differ: input [2, 3] has 6, result [4] has 4}}
  %0 = nn.reshape %x : tensor<2x3xf32> to tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op numbers of elements differ: input [?, 4] has 4, result [?, 5] has 5}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<?x5xf32>
}

// -----

nn.func @f(%x: tensor<8589934592x8589934592xf32>) {
  // expected-error @+1 {{'nn.reshape' op too many elements: input has shape [8589934592, 8589934592], result has [1]}}
  %0 = nn.reshape %x : tensor<8589934592x8589934592xf32> to tensor<1xf32>
}

// -----

nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.flatten' op input must have rank 1 or more, got 'tensor<f32>'}}
  %0 = nn.flatten %x : tensor<f32>
}

// -----

nn.func @f(%x: tensor<2x?xf32>) {
  // expected-error @+1 {{'nn.flatten' op only the batch may be dynamic: input has shape [2, ?]}}
  %0 = nn.flatten %x : tensor<2x?xf32>
}

// -----

nn.func @f(%x: tensor<1x8589934592x8589934592xf32>) {
  // expected-error @+1 {{'nn.flatten' op too many elements: input has shape [1, 8589934592, 8589934592]}}
  %0 = nn.flatten %x : tensor<1x8589934592x8589934592xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [0, 0], input has rank 2}}
  %0 = nn.transpose %x perm [0, 0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [0], input has rank 2}}
  %0 = nn.transpose %x perm [0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [1, -2], input has rank 2}}
  %0 = nn.transpose %x perm [1, -2] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.transpose' op result would have shape [4, ?], but only the leading dimension may be dynamic}}
  %0 = nn.transpose %x perm [1, 0] : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.transpose' op requires a ranked tensor and attribute 'perm'}}
  %0 = nn.transpose %x : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.expand' op element types differ: input has 'f32', result has 'f64'}}
  %0 = nn.expand %x : tensor<?x4xf32> to tensor<?x4xf64>
}

// -----

nn.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [3], result has [?, 4]}}
  %0 = nn.expand %x : tensor<3xf32> to tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [2, 4], result has [1, 4]}}
  %0 = nn.expand %x : tensor<2x4xf32> to tensor<1x4xf32>
}

// -----

nn.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [2, 4], result has [4]}}
  %0 = nn.expand %x : tensor<2x4xf32> to tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?xi64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [?], result has [2, 5]}}
  %0 = nn.one_hot %x : tensor<?xi64> -> tensor<2x5xf32>
}

// -----

nn.func @f(%x: tensor<i64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [], result has []}}
  %0 = nn.one_hot %x : tensor<i64> -> tensor<f32>
}

// -----

nn.func @f(%x: tensor<i64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [], result has [?]}}
  %0 = nn.one_hot %x : tensor<i64> -> tensor<?xf32>
}
