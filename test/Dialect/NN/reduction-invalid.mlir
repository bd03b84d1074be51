// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reduce_sum' op axes must be distinct and in range: axes are [0, 2], input has rank 2}}
  %0 = nn.reduce_sum %x axes [0, 2] : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reduce_mean' op axes must be distinct and in range: axes are [1, -1], input has rank 2}}
  %0 = nn.reduce_mean %x axes [1, -1] : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reduce_max' op axes must be distinct and in range: axes are [-3], input has rank 2}}
  %0 = nn.reduce_max %x axes [-3] : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.size' op axes must be distinct and in range: axes are [5], input has rank 2}}
  %0 = nn.size %x axes [5] : tensor<?x4xf32> -> tensor<i64>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.arg_max' op axis out of range: axis is 2, input has rank 2}}
  %0 = nn.arg_max %x axis 2 : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.arg_max' op requires a ranked tensor and attribute 'axis'}}
  %0 = nn.arg_max %x : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.size' op result must have rank 0, got shape [1]}}
  %0 = nn.size %x : tensor<?x4xf32> -> tensor<1xi64>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_log_sum_exp' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_log_sum_exp %x axes [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_prod' op axes must be distinct and in range: axes are [1, -1], input has rank 2}}
  %0 = nn.reduce_prod %x axes [1, -1] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.arg_min' op axis out of range: axis is -3, input has rank 2}}
  %0 = nn.arg_min %x axis -3 : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.arg_min' op requires a ranked tensor and attribute 'axis'}}
  %0 = nn.arg_min %x : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.cumsum' op axis out of range: axis is 2, input has rank 2}}
  %0 = nn.cumsum %x axis 2 : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.sort' op axis out of range: axis is 2, input has rank 2}}
  %0, %1 = nn.sort %x axis 2 : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x3xf32>) {
  // expected-error @+1 {{'nn.top_k' op has fewer elements than it is asked for: k is 4, axis 1 of the input has size 3}}
  %0, %1 = nn.top_k %x k 4 : tensor<?x3xf32>
}

// -----

nn.func @f(%x: tensor<?x3xf32>) {
  // expected-error @+1 {{'nn.top_k' op requires a ranked tensor and attribute 'k'}}
  %0, %1 = nn.top_k %x : tensor<?x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_min' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_min %x axes [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_l1' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_l1 %x axes [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_l2' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_l2 %x axes [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_log_sum' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_log_sum %x axes [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reduce_sum_square' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.reduce_sum_square %x axes [2] : tensor<2x3xf32>
}

// -----

// nn.histogram, C1
nn.func @f(%x: tensor<8xf32>, %a: tensor<f32>) {
  // expected-error @+1 {{'nn.histogram' op result must have rank 1 and a static size of at least 1, got shape [0]}}
  %0 = nn.histogram %x from %a to %a : tensor<8xf32> -> tensor<0xi64>
}

// -----

// C2
nn.func @f(%x: tensor<8xf32>, %a: tensor<f32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{'nn.histogram' op failed to verify that upper bound is a number of the input's element type}}
  %0 = "nn.histogram"(%x, %a, %b) : (tensor<8xf32>, tensor<f32>, tensor<2xf32>) -> tensor<4xi64>
}
