// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op input and weight must have rank 4: input has shape [?, 4, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf64>) {
  // expected-error @+1 {{'nn.conv' op element types differ: input has 'f32', weight has 'f64'}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf64>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<?x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op only the batch may be dynamic: input has shape [?, 4, 8, 8], weight has [?, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<?x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x?x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op only the batch may be dynamic: input has shape [?, 4, ?, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x?x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op strides must be 2 positive numbers, got [0, 1]}}
  %0 = nn.conv %x, %w strides [0, 1] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op strides must be 2 positive numbers, got []}}
  %0 = nn.conv %x, %w strides [] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op dilations must be 2 positive numbers, got [1]}}
  %0 = nn.conv %x, %w dilations [1] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op pads must be 4 non-negative numbers, got [1, 1]}}
  %0 = nn.conv %x, %w pads [1, 1] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op pads must be 4 non-negative numbers, got [0, 0, -1, 0]}}
  %0 = nn.conv %x, %w pads [0, 0, -1, 0] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op group must be at least 1, got 0}}
  %0 = nn.conv %x, %w group 0 : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x3x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op input channels differ: input has 4, weight expects 3 in each of 1 groups}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<6x3x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x1x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op input channels differ: input has 4, weight expects 1 in each of 3 groups}}
  %0 = nn.conv %x, %w group 3 : tensor<?x4x8x8xf32>, tensor<6x1x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<5x2x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output channels must be a multiple of group: weight has 5, group is 2}}
  %0 = nn.conv %x, %w group 2 : tensor<?x4x8x8xf32>, tensor<5x2x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.conv' op bias must be 'tensor<6xf32>', got 'tensor<4xf32>'}}
  %0 = nn.conv %x, %w bias %b : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf64>) {
  // expected-error @+1 {{'nn.conv' op bias must be 'tensor<6xf32>', got 'tensor<6xf64>'}}
  %0 = nn.conv %x, %w bias %b : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf64>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x9x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output is empty: input has shape [?, 4, 8, 8], weight has [6, 4, 9, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<6x4x9x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x0x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output is empty: input has shape [?, 4, 8, 8], weight has [6, 4, 0, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<6x4x0x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<0x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output is empty: input has shape [?, 4, 8, 8], weight has [0, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<0x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output is empty: input has shape [?, 4, 8, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv %x, %w dilations [9223372036854775807, 1] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op output is empty: input has shape [?, 4, 8, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv %x, %w pads [9223372036854775807, 0, 9223372036854775807, 0] : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%g: tensor<?x6x6x6xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_backward_data' op convolution of 'tensor<?x4x9x8xf32>' with 'tensor<6x4x3x3xf32>' gives 'tensor<?x6x7x6xf32>', but grad has 'tensor<?x6x6x6xf32>'}}
  %0 = nn.conv_backward_data %g, %w : tensor<?x6x6x6xf32>, tensor<6x4x3x3xf32> -> tensor<?x4x9x8xf32>
}

// -----

nn.func @f(%g: tensor<?x6x6x6xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_backward_data' op input channels differ: input has 5, weight expects 4 in each of 1 groups}}
  %0 = nn.conv_backward_data %g, %w : tensor<?x6x6x6xf32>, tensor<6x4x3x3xf32> -> tensor<?x5x8x8xf32>
}

// -----

nn.func @f(%g: tensor<?x6x6x6xf32>, %x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.conv_backward_weights' op convolution of 'tensor<?x4x8x8xf32>' with 'tensor<6x4x2x3xf32>' gives 'tensor<?x6x7x6xf32>', but grad has 'tensor<?x6x6x6xf32>'}}
  %0 = nn.conv_backward_weights %x, %g : tensor<?x4x8x8xf32>, tensor<?x6x6x6xf32> -> tensor<6x4x2x3xf32>
}

// -----

nn.func @f(%g: tensor<?x6x6x6xf32>, %x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.conv_backward_weights' op strides must be 2 positive numbers, got [1]}}
  %0 = nn.conv_backward_weights %x, %g strides [1] : tensor<?x4x8x8xf32>, tensor<?x6x6x6xf32> -> tensor<6x4x3x3xf32>
}
