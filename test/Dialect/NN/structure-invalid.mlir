// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{'nn.variable' op must have a static type, but has 'tensor<?x3xf32>'}}
nn.variable @w : tensor<?x3xf32> init #nn.zeros

// -----

// expected-error @+1 {{'nn.variable' op with initialiser #nn.he_normal must have rank 2 or more, but is 'tensor<3xf32>'}}
nn.variable @w : tensor<3xf32> init #nn.he_normal

// -----

// expected-error @+1 {{'nn.variable' op with initialiser #nn.random_state must be tensor<2xi64>, but is 'tensor<3xi64>'}}
nn.variable @w : tensor<3xi64> init #nn.random_state

// -----

// expected-error @+1 {{'nn.variable' op with initialiser #nn.normal<0.000000e+00 : f32, 1.000000e+00 : f32> must be a tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2, but is 'tensor<3xi64>'}}
nn.variable @w : tensor<3xi64> init #nn.normal<0.0 : f32, 1.0 : f32>

// -----

// expected-error @+1 {{'nn.variable' op has 7 : i64 for an initialiser; expected one of #nn.zeros}}
nn.variable @w : tensor<3xi64> init 7

// -----

// expected-error @+1 {{expected parameter, buffer or optimizer, got 'weights'}}
nn.variable weights @w : tensor<3xf32> init #nn.zeros

// -----

// expected-error @+1 {{'nn.func' op has two results named 'y'}}
nn.func @f(%x: tensor<4xf32>) -> (y: tensor<4xf32>, y: tensor<4xf32>) {
  nn.return %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xf32>) -> (y: tensor<4xf32>, z: tensor<4xf32>) {
  // expected-error @+1 {{'nn.return' op gives 1 values, but '@f' has 2 results}}
  nn.return %x : tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xf32>) -> (y: tensor<5xf32>) {
  // expected-error @+1 {{'nn.return' op gives 'tensor<4xf32>' for result 'y' of '@f', which is 'tensor<5xf32>'}}
  nn.return %x : tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.call' op calls '@g', which is no nn.func of this module}}
  nn.call @g(%x) : (tensor<4xf32>) -> ()
}

// -----

// expected-note @+1 {{the function is here}}
nn.func @g(%x: tensor<5xf32>) {
}
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.call' op operand types are ('tensor<4xf32>'), but '@g' has ('tensor<5xf32>')}}
  nn.call @g(%x) : (tensor<4xf32>) -> ()
}

// -----

nn.func @f() {
  // expected-error @+1 {{'nn.read' op names '@w', which is no nn.variable of this module}}
  %w = nn.read @w : tensor<4xf32>
}

// -----

// expected-note @+1 {{the variable is here}}
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.assign' op has type 'tensor<4xf32>', but '@w' is 'tensor<3xf32>'}}
  nn.assign @w, %x : tensor<4xf32>
}

// -----

// C3
// expected-error @+1 {{'nn.variable' op with initialiser #nn.uniform<1.000000e+00 : f64, -1.000000e+00 : f64> must have low < high}}
nn.variable @w : tensor<3xf32> init #nn.uniform<1.0, -1.0>

// -----

// C3
// expected-error @+1 {{'nn.variable' op with initialiser #nn.normal<0.000000e+00 : f64, 0.000000e+00 : f64> must have a standard deviation > 0}}
nn.variable @w : tensor<3xf32> init #nn.normal<0.0, 0.0>

// -----

// C3
// expected-error @+1 {{'nn.variable' op with initialiser #nn.truncated_normal<0.000000e+00 : f64, -1.000000e+00 : f64> must have a standard deviation > 0}}
nn.variable @w : tensor<3xf32> init #nn.truncated_normal<0.0, -1.0>

// -----

// C3
// expected-error @+1 {{'nn.variable' op with initialiser #nn.orthogonal<0.000000e+00 : f64> must have a gain > 0}}
nn.variable @w : tensor<3x3xf32> init #nn.orthogonal<0.0>

// -----

// C2
// expected-error @+1 {{'nn.variable' op with initialiser #nn.orthogonal must have rank 2 or more, but is 'tensor<3xf32>'}}
nn.variable @w : tensor<3xf32> init #nn.orthogonal

// -----

// C2
// expected-error @+1 {{'nn.variable' op with initialiser #nn.identity must have rank 2 or more, but is 'tensor<3xf32>'}}
nn.variable @w : tensor<3xf32> init #nn.identity

// -----

// C2
// expected-error @+1 {{'nn.variable' op with initialiser #nn.lecun_normal must have rank 2 or more, but is 'tensor<3xf32>'}}
nn.variable @w : tensor<3xf32> init #nn.lecun_normal

// -----

// expected-error@+1 {{'nn.variable' op begins with elements of 'tensor<3xf32>', but is 'tensor<2xf32>'}}
nn.variable @w : tensor<2xf32> init dense<1.0> : tensor<3xf32>
