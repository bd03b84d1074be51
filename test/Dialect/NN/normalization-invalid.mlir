// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?xf32>, %c: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm' op input must have rank 2 or more, got shape [?]}}
  %0 = nn.batch_norm %x scale %c bias %b mean %c variance %c : tensor<?xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<3xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{'nn.batch_norm' op scale must be 'tensor<4xf32>', as the input's channels, got 'tensor<3xf32>'}}
  %0 = nn.batch_norm %x scale %c bias %b mean %c variance %c : tensor<?x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error @+1 {{'nn.batch_norm' op bias must be 'tensor<4xf32>', as the input's channels, got 'tensor<4xf64>'}}
  %0 = nn.batch_norm %x scale %c bias %b mean %c variance %c : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf64>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm' op epsilon must be greater than 0, got 0.000000e+00}}
  %0 = nn.batch_norm %x scale %c bias %b mean %c variance %c {epsilon = 0.0 : f64} : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm' op momentum must be between 0 and 1, got 1.500000e+00}}
  %0 = nn.batch_norm %x scale %c bias %b mean %c variance %c {momentum = 1.5 : f64} : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<f32>, %c: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm_training' op input must have rank 2 or more, got shape []}}
  %0, %1, %2 = nn.batch_norm_training %x scale %c bias %c : tensor<f32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<2x?xf32>, %c: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm_training' op only the batch may be dynamic: input has shape [2, ?]}}
  %0, %1, %2 = nn.batch_norm_training %x scale %c bias %c : tensor<2x?xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<1x4xf32>) {
  // expected-error @+1 {{'nn.batch_norm_training' op scale must be 'tensor<4xf32>', as the input's channels, got 'tensor<1x4xf32>'}}
  %0, %1, %2 = nn.batch_norm_training %x scale %c bias %c : tensor<?x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %c: tensor<4xf32>) {
  // expected-error @+1 {{'nn.batch_norm_training' op epsilon must be greater than 0, got -1.000000e+00}}
  %0, %1, %2 = nn.batch_norm_training %x scale %c bias %c {epsilon = -1.0 : f64} : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.softmax' op axis out of range: axis is 2, input has rank 2}}
  %0 = nn.softmax %x axis 2 : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.softmax' op axis out of range: axis is -1, input has rank 0}}
  %0 = nn.softmax %x : tensor<f32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.log_softmax' op axis out of range: axis is -3, input has rank 2}}
  %0 = nn.log_softmax %x axis -3 : tensor<?x4xf32>
}

// -----

// nn.layer_norm, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.layer_norm' op axis out of range: axis is 3, input has rank 3}}
  %0 = nn.layer_norm %x axis 3 : tensor<?x4x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.layer_norm' op cannot normalize over the batch: axis is 0, input has shape [?, 4, 8]}}
  %0 = nn.layer_norm %x axis 0 : tensor<?x4x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %s: tensor<8xf32>) {
  // expected-error @+1 {{'nn.layer_norm' op scale must be 'tensor<4x8xf32>', as the input from axis on, got 'tensor<8xf32>'}}
  %0 = nn.layer_norm %x scale %s axis 1 : tensor<?x4x8xf32>, tensor<8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %s: tensor<8xf32>, %b: tensor<8xf64>) {
  // expected-error @+1 {{'nn.layer_norm' op bias must be 'tensor<8xf32>', as the input from axis on, got 'tensor<8xf64>'}}
  %0 = nn.layer_norm %x scale %s bias %b : tensor<?x4x8xf32>, tensor<8xf32>, tensor<8xf64>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %b: tensor<8xf32>) {
  // expected-error @+1 {{'nn.layer_norm' op a bias needs a scale}}
  %0 = "nn.layer_norm"(%x, %b) <{operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<?x4x8xf32>, tensor<8xf32>) -> tensor<?x4x8xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.layer_norm' op epsilon must be greater than 0, got 0.000000e+00}}
  %0 = nn.layer_norm %x epsilon 0.0 : tensor<?x4x8xf32>
}

// -----

// nn.rms_norm, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.rms_norm' op axis out of range: axis is -4, input has rank 3}}
  %0 = nn.rms_norm %x axis -4 : tensor<?x4x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %s: tensor<4xf32>) {
  // expected-error @+1 {{'nn.rms_norm' op scale must be 'tensor<8xf32>', as the input from axis on, got 'tensor<4xf32>'}}
  %0 = nn.rms_norm %x scale %s : tensor<?x4x8xf32>, tensor<4xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.rms_norm' op epsilon must be greater than 0, got -1.000000e+00}}
  %0 = nn.rms_norm %x epsilon -1.0 : tensor<?x4x8xf32>
}

// -----

// nn.group_norm, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.group_norm' op num_groups must divide the channels: num_groups is 3, input has 4 channels}}
  %0 = nn.group_norm %x num_groups 3 : tensor<?x4x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?xf32>) {
  // expected-error @+1 {{'nn.group_norm' op input must have rank 2 or more, got shape [?]}}
  %0 = nn.group_norm %x num_groups 1 : tensor<?xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %s: tensor<8xf32>) {
  // expected-error @+1 {{'nn.group_norm' op scale must be 'tensor<4xf32>', as the input's channels, got 'tensor<8xf32>'}}
  %0 = nn.group_norm %x scale %s num_groups 2 : tensor<?x4x8xf32>, tensor<8xf32>
}

// -----

// nn.instance_norm, C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.instance_norm' op input must have rank 3 or more, got shape [?, 4]}}
  %0 = nn.instance_norm %x : tensor<?x4xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.instance_norm' op epsilon must be greater than 0, got 0.000000e+00}}
  %0 = nn.instance_norm %x epsilon 0.0 : tensor<?x4x8xf32>
}

// -----

// nn.lrn, C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.lrn' op input must have rank 3 or more, got shape [?, 4]}}
  %0 = nn.lrn %x size 3 : tensor<?x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.lrn' op size must be at least 1, got 0}}
  %0 = nn.lrn %x size 0 : tensor<?x4x8xf32>
}

// -----

// nn.lp_normalization, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.lp_normalization' op axis out of range: axis is 3, input has rank 3}}
  %0 = nn.lp_normalization %x axis 3 : tensor<?x4x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.lp_normalization' op p must be 1 or 2, got 3}}
  %0 = nn.lp_normalization %x p 3 : tensor<?x4x8xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.lp_normalization' op epsilon must be greater than 0, got 0.000000e+00}}
  %0 = nn.lp_normalization %x epsilon 0.0 : tensor<?x4x8xf32>
}
