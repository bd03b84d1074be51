// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op input must have rank 3, 4 or 5, got shape [?, 8]}}
  %0 = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<?x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op requires attribute 'kernel_shape'}}
  %0 = nn.max_pool %x strides [2, 2] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op kernel_shape must be 2 positive numbers, got [2]}}
  %0 = nn.max_pool %x kernel_shape [2] strides [2, 2] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op strides must be 2 positive numbers, got [2, 0]}}
  %0 = nn.max_pool %x kernel_shape [2, 2] strides [2, 0] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op pads must be 4 non-negative numbers, got [1, 1, 1]}}
  %0 = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] pads [1, 1, 1] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op pads must be smaller than the window: pads are [2, 0, 0, 2], kernel_shape is [3, 2], dilations are [1, 1]}}
  %0 = nn.max_pool %x kernel_shape [3, 2] strides [2, 2] pads [2, 0, 0, 2] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op output is empty: input has shape [?, 4, 8, 8], kernel_shape is [9, 2]}}
  %0 = nn.max_pool %x kernel_shape [9, 2] strides [1, 1] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op output is empty: input has shape [?, 4, 8, 8], kernel_shape is [9223372036854775807, 9223372036854775807]}}
  %0 = nn.max_pool %x kernel_shape [9223372036854775807, 9223372036854775807] strides [1, 1] pads [9223372036854775806, 9223372036854775806, 9223372036854775806, 9223372036854775806] : tensor<?x4x8x8xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %g: tensor<?x4x4x3xf32>) {
  // expected-error @+1 {{'nn.max_pool_backward' op max_pool of 'tensor<?x4x8x8xf32>' gives 'tensor<?x4x4x4xf32>', but grad has 'tensor<?x4x4x3xf32>'}}
  %0 = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [2, 2] : tensor<?x4x8x8xf32>, tensor<?x4x4x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %g: tensor<?x4x4x4xf32>) {
  // expected-error @+1 {{'nn.max_pool_backward' op strides must be 2 positive numbers, got [-1, 2]}}
  %0 = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [-1, 2] : tensor<?x4x8x8xf32>, tensor<?x4x4x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op dilations must be 2 positive numbers, got [0, 1]}}
  %0 = nn.max_pool %x kernel_shape [2, 2] dilations [0, 1] : tensor<?x4x8x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op pads are given twice: auto_pad is valid, pads are [1, 0, 0, 0]}}
  %0 = nn.max_pool %x kernel_shape [2, 2] pads [1, 0, 0, 0] auto_pad valid : tensor<?x4x8x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool_indices' op kernel_shape must be 2 positive numbers, got [2, 2, 2]}}
  %0 = nn.max_pool_indices %x kernel_shape [2, 2, 2] : tensor<?x4x8x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.average_pool' op kernel_shape must be 1 positive number, got [2, 2]}}
  %0 = nn.average_pool %x kernel_shape [2, 2] : tensor<?x4x8xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.average_pool' op output is empty: input has shape [?, 4, 8, 8], kernel_shape is [2, 9]}}
  %0 = nn.average_pool %x kernel_shape [2, 9] : tensor<?x4x8x8xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.max_pool' op output is empty: input has shape [?, 4, 8, 8], kernel_shape is [2, 9]}}
  %0 = nn.max_pool %x kernel_shape [2, 9] ceil_mode : tensor<?x4x8x8xf32>
}

// -----

// C4
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.lp_pool' op p must be at least 1, got 0}}
  %0 = nn.lp_pool %x kernel_shape [2, 2] p 0 : tensor<?x4x8x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.global_average_pool' op input must have rank 3 or more, got 'tensor<?x4xf32>'}}
  %0 = nn.global_average_pool %x : tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.global_max_pool' op input must have rank 3 or more, got 'tensor<?x4xf32>'}}
  %0 = nn.global_max_pool %x : tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.global_lp_pool' op input must have rank 3 or more, got 'tensor<?x4xf32>'}}
  %0 = nn.global_lp_pool %x : tensor<?x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.global_lp_pool' op p must be at least 1, got -1}}
  %0 = nn.global_lp_pool %x p -1 : tensor<?x4x8x8xf32>
}
