// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{#nn.sizes names 1 dynamic size, the shape has 2}}
nn.func @f(%x: tensor<?x?xf32, #nn.sizes<batch>>) {
  nn.return
}

// -----

// expected-error @+1 {{the only dynamic size is the batch if nothing is said: leave out #nn.sizes<batch>}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<batch>>) {
  nn.return
}

// -----

// expected-error @+1 {{a dynamic size is no number: write 3 in the shape instead}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<sequence - sequence + 3>>) {
  nn.return
}

// -----

// expected-error @+1 {{a size is divided by a positive number, got 0}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<sequence floordiv 0>>) {
  nn.return
}

// -----

// expected-error @+1 {{'floordiv' stands behind a size}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<floordiv>>) {
  nn.return
}

// -----

// expected-error @+1 {{a number in a size exceeds 64 bits, or it has too many terms}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<9223372036854775807 * sequence * 2>>) {
  nn.return
}

// -----

// expected-error @+1 {{a number in a size exceeds 64 bits, or it has too many terms}}
nn.func @f(%x: tensor<?x4xf32, #nn.sizes<(a + b + c + d + e + f + g + h) * (a + b + c + d + e + f + g + h) * (a + b + c + d + e + f + g + h) * (a + b + c + d + e + f + g + h)>>) {
  nn.return
}

// -----

// expected-error @+1 {{the number of elements exceeds 64 bits, or has too many terms}}
nn.func @f(%x: tensor<?x?x?xf32, #nn.sizes<(a + b + c + d + e) * (a + b + c + d + e), (f + g + h + i + j) * (f + g + h + i + j), (k + l + m + n) * (k + l + m + n)>>) {
  nn.return
}

// -----

// expected-error @+1 {{the number of elements exceeds 64 bits, or has too many terms}}
nn.func @f(%x: tensor<?x4611686018427387904xf32, #nn.sizes<4 * sequence>>) {
  nn.return
}

// -----

nn.func @f() {
  nn.return
}
// expected-error @+1 {{'nn.variable' op must have a static type, but has}}
nn.variable @w : tensor<?x?xf32, #nn.sizes<batch, sequence>> init #nn.zeros

// -----

// expected-error @+1 {{'nn.func' op argument 'x' must be a ranked tensor of f32, f64, bf16, f16, f8E4M3FN, f8E5M2, i64, i32, i8, i16, ui8, ui16, ui32, ui64 or i1, whose dynamic sizes but a batch have names in #nn.sizes<…>, but is 'tensor<?x?xf32>'}}
nn.func @f(%x: tensor<?x?xf32>) {
  nn.return
}

// -----

nn.func @f(%x: tensor<?xf32>, %y: tensor<?xf32, #nn.sizes<sequence>>) {
  // expected-error @+1 {{shapes do not broadcast together: [?] and [sequence]}}
  %0 = nn.add %x, %y : tensor<?xf32>, tensor<?xf32, #nn.sizes<sequence>>
  nn.return
}

// -----

nn.func @f(%x: tensor<?x?xf32, #nn.sizes<batch, sequence>>) {
  // expected-error @+1 {{numbers of elements differ: input [batch, sequence] has batch * sequence, result [?, 4] has 4 * batch}}
  %0 = nn.reshape %x : tensor<?x?xf32, #nn.sizes<batch, sequence>> to tensor<?x4xf32>
  nn.return
}

// -----

nn.func @f(%x: tensor<?x3x?xf32, #nn.sizes<batch, width>>, %w: tensor<4x3x3xf32>) {
  // expected-error @+1 {{with strides, auto_pad and ceil_mode need a static size, got width: give pads instead}}
  %0 = nn.conv %x, %w strides [2] auto_pad same_upper : tensor<?x3x?xf32, #nn.sizes<batch, width>>, tensor<4x3x3xf32>
  nn.return
}

// -----

nn.func @f(%x: tensor<?x3x?xf32, #nn.sizes<batch, width>>) {
  // expected-error @+1 {{along a dynamic size counts its pads or has none: input has shape [batch, 3, width], pads are [1, 1]; say count_include_pad}}
  %0 = nn.average_pool %x kernel_shape [3] strides [1] pads [1, 1] : tensor<?x3x?xf32, #nn.sizes<batch, width>>
  nn.return
}

// -----

nn.func @f(%x: tensor<?x?xf32, #nn.sizes<batch, width>>) {
  // expected-error @+1 {{a dynamic size can be repeated a whole number of times in mode nearest, or kept: input has shape [batch, width], result has [?, 8]}}
  %0 = nn.resize %x : tensor<?x?xf32, #nn.sizes<batch, width>> -> tensor<?x8xf32>
  nn.return
}
