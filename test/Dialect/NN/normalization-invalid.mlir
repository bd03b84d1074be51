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
