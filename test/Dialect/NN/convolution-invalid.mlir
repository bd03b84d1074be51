// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op input and weight must have one rank, 3, 4 or 5: input has shape [?, 4, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8xf32>, tensor<6x4x3x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf64>) {
  // expected-error @+1 {{'nn.conv' op element types differ: input has 'f32', weight has 'f64'}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf64>
}

// -----

nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<?x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op channels and weights cannot be dynamic: input has shape [?, 4, 8, 8], weight has [?, 4, 3, 3]}}
  %0 = nn.conv %x, %w : tensor<?x4x8x8xf32>, tensor<?x4x3x3xf32>
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

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %w: tensor<6x4xf32>) {
  // expected-error @+1 {{'nn.conv' op input and weight must have one rank, 3, 4 or 5: input has shape [?, 4], weight has [6, 4]}}
  %0 = nn.conv %x, %w : tensor<?x4xf32>, tensor<6x4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>, %w: tensor<6x4x3xf32>) {
  // expected-error @+1 {{'nn.conv' op strides must be 1 positive number, got [1, 1]}}
  %0 = nn.conv %x, %w strides [1, 1] : tensor<?x4x8xf32>, tensor<6x4x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv' op pads are given twice: auto_pad is same_upper, pads are [1, 1, 1, 1]}}
  %0 = nn.conv %x, %w pads [1, 1, 1, 1] auto_pad same_upper : tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// nn.conv_transpose, C1
nn.func @f(%x: tensor<?x6x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op input and weight must have one rank, 3, 4 or 5: input has shape [?, 6, 8], weight has [6, 4, 3, 3]}}
  %0 = nn.conv_transpose %x, %w : tensor<?x6x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf64>) {
  // expected-error @+1 {{'nn.conv_transpose' op element types differ: input has 'f32', weight has 'f64'}}
  %0 = nn.conv_transpose %x, %w : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf64>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op strides must be 2 positive numbers, got [0, 1]}}
  %0 = nn.conv_transpose %x, %w strides [0, 1] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output_padding must be 2 non-negative numbers, got [1]}}
  %0 = nn.conv_transpose %x, %w output_padding [1] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output_shape must be 2 positive numbers, got [0, 9]}}
  %0 = nn.conv_transpose %x, %w output_shape [0, 9] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op pads follow from output_shape: pads are [0, 0, 0, 0], output_shape is [9, 9]}}
  %0 = nn.conv_transpose %x, %w pads [0, 0, 0, 0] output_shape [9, 9] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op group must be at least 1, got 0}}
  %0 = nn.conv_transpose %x, %w group 0 : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x5x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op input channels differ: input has 5, weight expects 6}}
  %0 = nn.conv_transpose %x, %w : tensor<?x5x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op input channels must be a multiple of group: input has 6, group is 4}}
  %0 = nn.conv_transpose %x, %w group 4 : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C4
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op bias must be 'tensor<8xf32>', got 'tensor<4xf32>'}}
  %0 = nn.conv_transpose %x, %w bias %b group 2 : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>, tensor<4xf32>
}

// -----

// C5
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output_padding must be less than the stride or the dilation: it is [0, 2], strides are [2, 2], dilations are [1, 1]}}
  %0 = nn.conv_transpose %x, %w strides [2, 2] output_padding [0, 2] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C6
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output is too large: 4611686018427387904 is wanted in spatial dimension 1}}
  %0 = nn.conv_transpose %x, %w output_shape [9, 4611686018427387904] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C6
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output is empty: without pads it has 10 in spatial dimension 0, pads are [5, 0, 5, 0]}}
  %0 = nn.conv_transpose %x, %w pads [5, 0, 5, 0] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C6
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output is empty or too large: input has spatial shape [8, 8], weight has [3, 3]}}
  %0 = nn.conv_transpose %x, %w strides [9223372036854775807, 1] : tensor<?x6x8x8xf32>, tensor<6x4x3x3xf32>
}

// -----

// C6
nn.func @f(%x: tensor<?x6x8x8xf32>, %w: tensor<6x0x3x3xf32>) {
  // expected-error @+1 {{'nn.conv_transpose' op output is empty: weight has shape [6, 0, 3, 3]}}
  %0 = nn.conv_transpose %x, %w : tensor<?x6x8x8xf32>, tensor<6x0x3x3xf32>
}

// -----

// nn.col2im, C1
nn.func @f(%x: tensor<?x8x3x3xf32>) {
  // expected-error @+1 {{'nn.col2im' op input must have rank 3, of which only the batch may be dynamic, got shape [?, 8, 3, 3]}}
  %0 = nn.col2im %x image_shape [4, 4] block_shape [2, 2] : tensor<?x8x3x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op requires a ranked tensor and attributes 'image_shape' and 'block_shape'}}
  %0 = nn.col2im %x block_shape [2, 2] : tensor<?x8x9xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op image_shape must be 1, 2 or 3 positive numbers, got [4, 0]}}
  %0 = nn.col2im %x image_shape [4, 0] block_shape [2, 2] : tensor<?x8x9xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op block_shape must be 2 positive numbers, got [2]}}
  %0 = nn.col2im %x image_shape [4, 4] block_shape [2] : tensor<?x8x9xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op pads must be 4 non-negative numbers, got [1, 1]}}
  %0 = nn.col2im %x image_shape [4, 4] block_shape [2, 2] pads [1, 1] : tensor<?x8x9xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op a column must hold a block of each channel: columns have 8 elements, block_shape is [3, 2]}}
  %0 = nn.col2im %x image_shape [4, 4] block_shape [3, 2] : tensor<?x8x9xf32>
}

// -----

// C4
nn.func @f(%x: tensor<?x8x9xf32>) {
  // expected-error @+1 {{'nn.col2im' op there must be a column for each block: input has 9, the image has blocks [4, 3]}}
  %0 = nn.col2im %x image_shape [5, 4] block_shape [2, 2] : tensor<?x8x9xf32>
}
