// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.random_uniform' op low must be less than high: low is 1.000000e+00, high is 1.000000e+00}}
  %0, %1 = nn.random_uniform %s {low = 1.0 : f64} : tensor<3xf32>
}

// -----

nn.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'nn.random_normal' op stddev must be greater than 0, got 0.000000e+00}}
  %0, %1 = nn.random_normal %s {stddev = 0.0 : f64} : tensor<3xf32>
}
