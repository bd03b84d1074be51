// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op element types differ: input has 'f32', result has 'f64'}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<?x4xf64>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op both shapes or neither must have a batch: input has [?, 4], result has [2, 4]}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<2x4xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.reshape' op numbers of elements differ: input [2, 3] has 6, result [4] has 4}}
  %0 = nn.reshape %x : tensor<2x3xf32> to tensor<4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.reshape' op numbers of elements differ: input [?, 4] has 4 * batch, result [?, 5] has 5 * batch}}
  %0 = nn.reshape %x : tensor<?x4xf32> to tensor<?x5xf32>
}

// -----

nn.func @f(%x: tensor<8589934592x8589934592xf32>) {
  // expected-error @+1 {{'nn.reshape' op too many elements: input has shape [8589934592, 8589934592], result has [1]}}
  %0 = nn.reshape %x : tensor<8589934592x8589934592xf32> to tensor<1xf32>
}

// -----

nn.func @f(%x: tensor<1x8589934592x8589934592xf32>) {
  // expected-error @+1 {{'nn.flatten' op too many elements: input has shape [1, 8589934592, 8589934592]}}
  %0 = nn.flatten %x : tensor<1x8589934592x8589934592xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [0, 0], input has rank 2}}
  %0 = nn.transpose %x perm [0, 0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [0], input has rank 2}}
  %0 = nn.transpose %x perm [0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.transpose' op perm must be a permutation of the dimensions: perm is [1, -2], input has rank 2}}
  %0 = nn.transpose %x perm [1, -2] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.transpose' op requires a ranked tensor and attribute 'perm'}}
  %0 = nn.transpose %x : tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.expand' op element types differ: input has 'f32', result has 'f64'}}
  %0 = nn.expand %x : tensor<?x4xf32> to tensor<?x4xf64>
}

// -----

nn.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [3], result has [?, 4]}}
  %0 = nn.expand %x : tensor<3xf32> to tensor<?x4xf32>
}

// -----

nn.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [2, 4], result has [1, 4]}}
  %0 = nn.expand %x : tensor<2x4xf32> to tensor<1x4xf32>
}

// -----

nn.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'nn.expand' op input does not broadcast to the result: input has shape [2, 4], result has [4]}}
  %0 = nn.expand %x : tensor<2x4xf32> to tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.flatten' op needs a tensor of rank 1 or more: axis is 1, input is 'tensor<f32>'}}
  %0 = nn.flatten %x : tensor<f32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.flatten' op needs a tensor of rank 3 or more: axis is 3, input is 'tensor<2x3xf32>'}}
  %0 = nn.flatten %x axis 3 : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{'nn.squeeze' op axes must be distinct and in range: axes are [1, -1], input has rank 2}}
  %0 = nn.squeeze %x axes [1, -1] : tensor<2x1xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{'nn.squeeze' op can drop dimensions of 1 only: axes are [0], input has shape [2, 1]}}
  %0 = nn.squeeze %x axes [0] : tensor<2x1xf32>
}

// -----

nn.func @f(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{'nn.squeeze' op requires a ranked tensor and attribute 'axes'}}
  %0 = nn.squeeze %x : tensor<2x1xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{'nn.unsqueeze' op axes must be distinct and in range: axes are [3], the result has rank 3}}
  %0 = nn.unsqueeze %x axes [3] : tensor<2x1xf32>
}

// -----

nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.unsqueeze' op requires a ranked tensor and attribute 'axes'}}
  %0 = nn.unsqueeze %x : tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{'nn.flip' op axes must be distinct and in range: axes are [2], input has rank 2}}
  %0 = nn.flip %x axes [2] : tensor<2x1xf32>
}

// -----

nn.func @f(%x: tensor<?x1xf32>) {
  // expected-error @+1 {{'nn.flip' op requires a ranked tensor and attribute 'axes'}}
  %0 = nn.flip %x : tensor<?x1xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.tile' op needs a positive entry for each dimension: repeats are [2], input has shape [2, 3]}}
  %0 = nn.tile %x repeats [2] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.tile' op needs a positive entry for each dimension: repeats are [2, 0], input has shape [2, 3]}}
  %0 = nn.tile %x repeats [2, 0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x8589934592xf32>) {
  // expected-error @+1 {{'nn.tile' op too many elements: repeats are [1, 8589934592], input has shape [2, 8589934592]}}
  %0 = nn.tile %x repeats [1, 8589934592] : tensor<2x8589934592xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.tile' op requires a ranked tensor and attribute 'repeats'}}
  %0 = nn.tile %x : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>, %y: tensor<2x3xf64>) {
  // expected-error @+1 {{'nn.concat' op inputs must have one rank and element type: one is 'tensor<2x3xf32>', another is 'tensor<2x3xf64>'}}
  %0 = nn.concat %x, %y axis 1 : tensor<2x3xf32>, tensor<2x3xf64>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // expected-error @+1 {{'nn.concat' op inputs must have one rank and element type: one is 'tensor<2x3xf32>', another is 'tensor<2xf32>'}}
  %0 = nn.concat %x, %y axis 1 : tensor<2x3xf32>, tensor<2xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.concat' op axis out of range: axis is 2, input has rank 2}}
  %0 = nn.concat %x, %x axis 2 : tensor<2x3xf32>, tensor<2x3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<2x3xf32>, %y: tensor<4x3xf32>) {
  // expected-error @+1 {{'nn.concat' op sizes differ outside of axis 1: one input has shape [2, 3], another [4, 3]}}
  %0 = nn.concat %x, %y axis 1 : tensor<2x3xf32>, tensor<4x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.concat' op requires an input and attribute 'axis'}}
  %0 = nn.concat %x : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.split' op axis out of range: axis is 2, input has rank 2}}
  %0 = nn.split %x axis 2 split [3] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x3xf32>) {
  // expected-error @+1 {{'nn.split' op cannot split a dynamic size into parts of numbers: axis is 0, input has shape [?, 3]}}
  %0 = nn.split %x axis 0 split [3] : tensor<?x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.split' op parts must add up to the size: split is [1, 3], axis 1 of the input has size 3}}
  %0, %1 = nn.split %x axis 1 split [1, 3] : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.split' op parts must add up to the size: split is [-1, 4], axis 1 of the input has size 3}}
  %0, %1 = nn.split %x axis 1 split [-1, 4] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.split' op requires a ranked tensor and attributes 'axis' and 'split'}}
  %0 = nn.split %x axis 1 : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.slice' op starts, ends, axes and steps must have equally many entries, have 1, 2, 1 and 1}}
  %0 = nn.slice %x starts [0] ends [1, 2] : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.slice' op axes must be distinct and in range: axes are [1, 1], input has rank 2}}
  %0 = nn.slice %x starts [0, 0] ends [1, 1] axes [1, 1] : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.slice' op axes must be distinct and in range: axes are [0, 1, 2], input has rank 2}}
  %0 = nn.slice %x starts [0, 0, 0] ends [1, 1, 1] : tensor<2x3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.slice' op step must not be 0: steps are [0]}}
  %0 = nn.slice %x starts [0] ends [1] steps [0] : tensor<2x3xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.slice' op requires a ranked tensor and attributes 'starts' and 'ends'}}
  %0 = nn.slice %x starts [0] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.pad' op needs two entries of 0 or more for each dimension: pads are [1, 1], input has shape [2, 3]}}
  %0 = nn.pad %x pads [1, 1] : tensor<2x3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.pad' op needs two entries of 0 or more for each dimension: pads are [0, -1, 0, 0], input has shape [2, 3]}}
  %0 = nn.pad %x pads [0, -1, 0, 0] : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.pad' op mirrored elements must be there: each pad must be less than the size: pads are [0, 0, 0, 3], input has shape [2, 3]}}
  %0 = nn.pad %x pads [0, 0, 0, 3] mode reflect : tensor<2x3xf32>
}

// -----

// C2
nn.func @f(%x: tensor<2x0xf32>) {
  // expected-error @+1 {{'nn.pad' op has no edge to repeat: pads are [0, 0, 0, 3], input has shape [2, 0]}}
  %0 = nn.pad %x pads [0, 0, 0, 3] mode edge : tensor<2x0xf32>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.pad' op too many elements: pads are [0, 4611686018427387904, 0, 0], input has shape [2, 3]}}
  %0 = nn.pad %x pads [0, 4611686018427387904, 0, 0] : tensor<2x3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<2x3xi8>) {
  // expected-error @+1 {{'nn.pad' op value is 5.000000e-01, which is not whole}}
  %0 = nn.pad %x pads [0, 1, 0, 0] value 0.5 : tensor<2x3xi8>
}

// -----

// C3
nn.func @f(%x: tensor<2x3xi8>) {
  // expected-error @+1 {{'nn.pad' op value is 3.000000e+02, but i8 holds -128 to 127}}
  %0 = nn.pad %x pads [0, 1, 0, 0] value 300.0 : tensor<2x3xi8>
}

// -----

// C3
nn.func @f(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{'nn.pad' op value is -1.000000e+00, but i1 holds 0 to 1}}
  %0 = nn.pad %x pads [0, 1, 0, 0] value -1.0 : tensor<2x3xi1>
}

// -----

nn.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nn.pad' op requires a ranked tensor and attribute 'pads'}}
  %0 = nn.pad %x : tensor<2x3xf32>
}
