// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.random_uniform' op low must be less than high: low is 1.000000e+00, high is 1.000000e+00}}
  %0, %1 = nn.random_uniform %s low 1.0 : tensor<3xf32>
}

// -----

nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.random_normal' op stddev must be greater than 0, got 0.000000e+00}}
  %0, %1 = nn.random_normal %s stddev 0.0 : tensor<3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x3xf32>, %s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.categorical' op axis out of range: axis is 2, logits has rank 2}}
  %0, %1 = nn.categorical %x, %s axis 2 : tensor<?x3xf32>
}

// -----

// C1
nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.permutation' op result must have rank 1 and a static size, got shape [?]}}
  %0, %1 = nn.permutation %s : tensor<?xi64>
}

// -----

// C1
nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.dropout_mask' op ratio must be at least 0 and less than 1, got 1.000000e+00}}
  %0, %1 = nn.dropout_mask %s ratio 1.0 : tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x3xf32>, %s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.dropout' op ratio must be at least 0 and less than 1, got -5.000000e-01}}
  %0 = nn.dropout %x, %s ratio -0.5 : tensor<?x3xf32>
}
