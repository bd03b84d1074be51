// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK: nn.variable @a : tensor<4x3xf32> init #nn.orthogonal{{$}}
// CHECK: nn.variable @b : tensor<4x3xf32> init #nn.orthogonal<1.400000e+00 : f64>
// CHECK: nn.variable @c : tensor<4x3xf32> init #nn.identity
// CHECK: nn.variable @d : tensor<4x3xf32> init #nn.truncated_normal<0.000000e+00 : f64, 2.000000e-02 : f64>
// CHECK: nn.variable @e : tensor<4x3xf32> init #nn.lecun_normal
// CHECK: nn.variable @fc.weight : tensor<4x3xf32> init #nn.lecun_uniform
nn.variable @a : tensor<4x3xf32> init #nn.orthogonal
nn.variable @b : tensor<4x3xf32> init #nn.orthogonal<1.4>
nn.variable @c : tensor<4x3xf32> init #nn.identity
nn.variable @d : tensor<4x3xf32> init #nn.truncated_normal<0.0, 0.02>
nn.variable @e : tensor<4x3xf32> init #nn.lecun_normal
nn.variable @fc.weight : tensor<4x3xf32> init #nn.lecun_uniform
// CHECK: nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
// CHECK: nn.variable optimizer @fc.weight.m : tensor<4x3xf32> init #nn.zeros
nn.variable optimizer @fc.weight.m : tensor<4x3xf32> init #nn.zeros
// CHECK: nn.variable @scale : tensor<3xf32> init #nn.constant<1.000000e+00 : f32>
nn.variable @scale : tensor<3xf32> init #nn.constant<1.0 : f32>
// CHECK: nn.variable @shift : tensor<3xf32> init #nn.uniform<-5.000000e-01 : f32, 5.000000e-01 : f32>
nn.variable @shift : tensor<3xf32> init #nn.uniform<-0.5 : f32, 0.5 : f32>

// CHECK-LABEL: nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>)
nn.func @predict(%image: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
  // CHECK: nn.read @fc.weight : tensor<4x3xf32>
  %w = nn.read @fc.weight : tensor<4x3xf32>
  %y = nn.matmul %image, %w : tensor<?x4xf32>, tensor<4x3xf32>
  nn.return %y : tensor<?x3xf32>
}

// CHECK-LABEL: nn.func @twice(%image: tensor<?x4xf32>) -> (first: tensor<?x3xf32>, "2nd": tensor<?x3xf32>)
nn.func @twice(%image: tensor<?x4xf32>) -> (first: tensor<?x3xf32>, "2nd": tensor<?x3xf32>) {
  // CHECK: nn.call @predict(%image) : (tensor<?x4xf32>) -> tensor<?x3xf32>
  %y = nn.call @predict(%image) : (tensor<?x4xf32>) -> tensor<?x3xf32>
  nn.return %y, %y : tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: nn.func @reset()
// CHECK-NOT: nn.return
nn.func @reset() {
  // CHECK: nn.constant dense<0.000000e+00> : tensor<3xf32>
  %zero = nn.constant dense<0.0> : tensor<3xf32>
  // CHECK: nn.assign @shift, %{{.*}} : tensor<3xf32>
  nn.assign @shift, %zero : tensor<3xf32>
}

// CHECK-LABEL: nn.func @same
nn.func @same(%x: tensor<?x3xi64>) -> (y: tensor<?x3xi64>) {
  // CHECK: %{{.*}} = nn.barrier %x : tensor<?x3xi64>
  %y = nn.barrier %x : tensor<?x3xi64>
  nn.return %y : tensor<?x3xi64>
}
