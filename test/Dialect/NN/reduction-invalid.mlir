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
