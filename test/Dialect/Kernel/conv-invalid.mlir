// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op operands must be float tensors of rank 4 and of one element type, but one has type 'tensor<6x2x3xf32>'}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 0, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 0>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op needs 2 positive strides, 2 positive dilations and 4 non-negative pads}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, -1>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x?x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has unknown channels or weights}}
  %0 = kernel.conv ins(%x, %w : tensor<?x?x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op channels differ: input has 4, output 6, weights are 6 × 2 in 1 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op channels differ: input has 4, output 6, weights are 6 × 2 in 0 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 0 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x5x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op channels differ: input has 4, output 5, weights are 6 × 2 in 2 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x5x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x5x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<5x2x3x3xf32>, %y: tensor<?x5x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op channels differ: input has 4, output 5, weights are 5 × 2 in 2 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<5x2x3x3xf32>) outs(%y : tensor<?x5x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x5x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<2x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<3x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op batches differ: 2 and 3}}
  %0 = kernel.conv ins(%x, %w : tensor<2x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<3x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<3x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op output has size 6 in dimension 3, but input, window and pads give 4}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 2>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op output has size 7 in dimension 2, but input, window and pads give 8}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x7x6xf32>
  return
}

// -----

// C2: a window that does not fit
func.func @f(%x: tensor<?x4x2x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x6x1x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op output has size 1 in dimension 2, but input, window and pads give 0}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x2x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x6x1x6xf32>) {strides = array<i64: 2, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<?x6x1x6xf32>
  return
}

// -----

// C2, transposed
func.func @f(%x: tensor<?x6x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x4x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op weights of 6 channels do not fall into 4 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x6x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x4x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 4 : i64, transposed} -> tensor<?x4x7x6xf32>
  return
}

// -----

// C2, transposed
func.func @f(%x: tensor<?x6x9x8xf32>, %w: tensor<6x2x3x3xf32>, %y: tensor<?x5x7x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op channels differ: input has 6, output 5, weights are 4 × 3 in 2 groups}}
  %0 = kernel.conv ins(%x, %w : tensor<?x6x9x8xf32>, tensor<6x2x3x3xf32>) outs(%y : tensor<?x5x7x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64, transposed} -> tensor<?x5x7x6xf32>
  return
}

// -----

// C2, of the gradient
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<?x6x7x6xf32>, %y: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'kernel.conv_backward_weights' op channels differ: input has 4, output 6, weights are 6 × 4 in 2 groups}}
  %0 = kernel.conv_backward_weights ins(%x, %w : tensor<?x4x9x8xf32>, tensor<?x6x7x6xf32>) outs(%y : tensor<6x4x3x3xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<6x4x3x3xf32>
  return
}

// -----

// C2, of the gradient
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<?x6x7x6xf32>, %y: tensor<6x2x5x3xf32>) {
  // expected-error @+1 {{'kernel.conv_backward_weights' op output has size 7 in dimension 2, but input, window and pads give 5}}
  %0 = kernel.conv_backward_weights ins(%x, %w : tensor<?x4x9x8xf32>, tensor<?x6x7x6xf32>) outs(%y : tensor<6x2x5x3xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} -> tensor<6x2x5x3xf32>
  return
}

// -----

// C5
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<?x6x7x6xf32>, %y: tensor<6x2x3x3xf32>) {
  // expected-error @+1 {{'kernel.conv_backward_weights' op has an epilogue, which a sum over the batch cannot have}}
  %0 = kernel.conv_backward_weights ins(%x, %w : tensor<?x4x9x8xf32>, tensor<?x6x7x6xf32>) outs(%y : tensor<6x2x3x3xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64} epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  } -> tensor<6x2x3x3xf32>
  return
}

// -----

// C4
func.func @f(%x: tensor<?x4x9x8xf32>, %w: tensor<6x4x3x3xf32>, %y: tensor<?x6x4x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has `winograd_images`, but not a dense square window of one group that moves by 1 or 2 pixels and has 2 to 5 of them for each}}
  %0 = kernel.conv ins(%x, %w : tensor<?x4x9x8xf32>, tensor<6x4x3x3xf32>) outs(%y : tensor<?x6x4x6xf32>) {strides = array<i64: 2, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, winograd_images = 1 : i64} -> tensor<?x6x4x6xf32>
  return
}

// -----

// C5
func.func @f(%x: tensor<1x4x5x5xi8>, %w: tensor<2x4x3x3xi8>, %y: tensor<1x2x5x5xi32>) {
  // expected-error @+1 {{'kernel.conv' op of bytes is transposed, of Winograd, or has pads or images of unknown size: lhs is 'tensor<1x4x5x5xi8>'}}
  %0 = kernel.conv ins(%x, %w : tensor<1x4x5x5xi8>, tensor<2x4x3x3xi8>) outs(%y : tensor<1x2x5x5xi32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} -> tensor<1x2x5x5xi32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 3, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 2, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x3x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x3x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 2 : i64, transposed, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x?x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x?x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x13x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, with stride 1 and one channel for each group, of images of a known size and a window of 25 weights at most}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x4x3xf32>, tensor<6x1x13x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}

// -----

// C6
func.func @f(%g: tensor<?x6x3x3xf32>, %w: tensor<6x1x3x2xf32>, %y: tensor<?x6x9x6xf32>) {
  // expected-error @+1 {{'kernel.conv' op output has size 9 in dimension 2, but input, window and pads give 7}}
  %0 = kernel.conv ins(%g, %w : tensor<?x6x3x3xf32>, tensor<6x1x3x2xf32>) outs(%y : tensor<?x6x9x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 2, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, transposed, lhs_dilation = array<i64: 2, 2>} -> tensor<?x6x9x6xf32>
  return
}
