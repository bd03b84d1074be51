// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?xi64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [?], result has [2, 5]}}
  %0 = nn.one_hot %x : tensor<?xi64> -> tensor<2x5xf32>
}

// -----

// C1: a result without dimensions has no axis.
nn.func @f(%x: tensor<i64>) {
  // expected-error @+1 {{'nn.one_hot' op axis out of range: axis is -1, the result has rank 0}}
  %0 = nn.one_hot %x : tensor<i64> -> tensor<f32>
}

// -----

nn.func @f(%x: tensor<i64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [], result has [?]}}
  %0 = nn.one_hot %x : tensor<i64> -> tensor<?xf32>
}

// -----

// C1
nn.func @f(%x: tensor<i64>) {
  // expected-error @+1 {{'nn.one_hot' op axis out of range: axis is 1, the result has rank 1}}
  %0 = nn.one_hot %x axis 1 : tensor<i64> -> tensor<4xf32>
}

// -----

// C2
nn.func @f(%x: tensor<3xi64>) {
  // expected-error @+1 {{'nn.one_hot' op result must have the labels' shape and one static dimension more: labels have shape [3], result has [3, 4]}}
  %0 = nn.one_hot %x axis 0 : tensor<3xi64> -> tensor<3x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{'nn.gather' op axis out of range: axis is 2, data has rank 2}}
  %0 = nn.gather %x, %i axis 2 : tensor<4x3xf32>, tensor<2xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>) {
  // expected-error @+1 {{'nn.gather_elements' op axis out of range: axis is -3, data has rank 2}}
  %0 = nn.gather_elements %x, %i axis -3 : tensor<4x3xf32>, tensor<4x2xi64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2x2xi64>) {
  // expected-error @+1 {{'nn.gather_elements' op indices must have the data's shape but for axis 1: data have shape [4, 3], indices have [2, 2]}}
  %0 = nn.gather_elements %x, %i axis 1 : tensor<4x3xf32>, tensor<2x2xi64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{'nn.gather_elements' op indices must have the data's shape but for axis 0: data have shape [4, 3], indices have [2]}}
  %0 = nn.gather_elements %x, %i : tensor<4x3xf32>, tensor<2xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>) {
  // expected-error @+1 {{'nn.gather_nd' op both operands must have more dimensions than batch_dims: batch_dims is 2, data have shape [4, 3], indices have [4, 2]}}
  %0 = nn.gather_nd %x, %i batch_dims 2 : tensor<4x3xf32>, tensor<4x2xi64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<5x3xi64>) {
  // expected-error @+1 {{'nn.gather_nd' op rows of the indices must have 1 to as many entries as there are dimensions to index: batch_dims is 0, data have shape [4, 3], indices have [5, 3]}}
  %0 = nn.gather_nd %x, %i : tensor<4x3xf32>, tensor<5x3xi64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<?xi64>) {
  // expected-error @+1 {{'nn.gather_nd' op rows of the indices must have 1 to as many entries as there are dimensions to index: batch_dims is 0, data have shape [4, 3], indices have [?]}}
  %0 = nn.gather_nd %x, %i : tensor<4x3xf32>, tensor<?xi64>
}

// -----

// C3
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<5x1xi64>) {
  // expected-error @+1 {{'nn.gather_nd' op common dimensions differ: batch_dims is 1, data have shape [4, 3], indices have [5, 1]}}
  %0 = nn.gather_nd %x, %i batch_dims 1 : tensor<4x3xf32>, tensor<5x1xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>) {
  // expected-error @+1 {{'nn.gather_nd' op both operands must have more dimensions than batch_dims: batch_dims is -1, data have shape [4, 3], indices have [4, 2]}}
  %0 = nn.gather_nd %x, %i batch_dims -1 : tensor<4x3xf32>, tensor<4x2xi64>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>, %u: tensor<4x2xf64>) {
  // expected-error @+1 {{'nn.scatter_elements' op element types differ: data have 'f32', updates have 'f64'}}
  %0 = nn.scatter_elements %x, %i, %u axis 1 : tensor<4x3xf32>, tensor<4x2xi64>, tensor<4x2xf64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>, %u: tensor<4x2xf32>) {
  // expected-error @+1 {{'nn.scatter_elements' op axis out of range: axis is 2, data has rank 2}}
  %0 = nn.scatter_elements %x, %i, %u axis 2 : tensor<4x3xf32>, tensor<4x2xi64>, tensor<4x2xf32>
}

// -----

// C3
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<5x2xi64>, %u: tensor<5x2xf32>) {
  // expected-error @+1 {{'nn.scatter_elements' op indices must have the data's shape but for axis 1: data have shape [4, 3], indices have [5, 2]}}
  %0 = nn.scatter_elements %x, %i, %u axis 1 : tensor<4x3xf32>, tensor<5x2xi64>, tensor<5x2xf32>
}

// -----

// C3
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>, %u: tensor<4x1xf32>) {
  // expected-error @+1 {{'nn.scatter_elements' op there must be an update for each index: indices have shape [4, 2], updates have [4, 1]}}
  %0 = nn.scatter_elements %x, %i, %u axis 1 : tensor<4x3xf32>, tensor<4x2xi64>, tensor<4x1xf32>
}

// -----

// C1
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf64>) {
  // expected-error @+1 {{'nn.scatter_nd' op element types differ: data have 'f32', updates have 'f64'}}
  %0 = nn.scatter_nd %x, %i, %u : tensor<4x3xf32>, tensor<2x1xi64>, tensor<2x3xf64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x4xf32>) {
  // expected-error @+1 {{'nn.scatter_nd' op updates must have the shape of the slices that the indices name: updates have shape [2, 4], slices have [2, 3]}}
  %0 = nn.scatter_nd %x, %i, %u : tensor<4x3xf32>, tensor<2x1xi64>, tensor<2x4xf32>
}

// -----

// C2: C2 of gather_nd
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2x3xi64>, %u: tensor<2xf32>) {
  // expected-error @+1 {{'nn.scatter_nd' op rows of the indices must have 1 to as many entries as there are dimensions to index: batch_dims is 0, data have shape [4, 3], indices have [2, 3]}}
  %0 = nn.scatter_nd %x, %i, %u : tensor<4x3xf32>, tensor<2x3xi64>, tensor<2xf32>
}

// -----

// C1
nn.func @f(%x: tensor<4xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{'nn.embedding' op table must have rank 2, got shape [4]}}
  %0 = nn.embedding %x, %i : tensor<4xf32>, tensor<2xi64>
}

// -----

// C2
nn.func @f(%x: tensor<4x3xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{'nn.embedding' op padding_idx must be a row of the table: it is 4, the table has shape [4, 3]}}
  %0 = nn.embedding %x, %i padding_idx 4 : tensor<4x3xf32>, tensor<2xi64>
}

// -----

// C1
nn.func @f() {
  // expected-error @+1 {{'nn.range' op result must have rank 1, got shape [2, 3]}}
  %0 = nn.range : tensor<2x3xf32>
}

// -----

// C2
nn.func @f() {
  // expected-error @+1 {{'nn.range' op delta is 5.000000e-01, which is not whole}}
  %0 = nn.range delta 0.5 : tensor<3xi32>
}

// -----

// C2
nn.func @f() {
  // expected-error @+1 {{'nn.range' op start is -1.000000e+00, but ui8 holds 0 to 255}}
  %0 = nn.range start -1.0 : tensor<3xui8>
}

// -----

// C2: it would count on from the other end.
nn.func @f() {
  // expected-error @+1 {{'nn.range' op the last element is 1.280000e+02, but i8 holds -128 to 127}}
  %0 = nn.range : tensor<129xi8>
}

// -----

// C1
nn.func @f() {
  // expected-error @+1 {{'nn.eye' op result must have rank 2, got shape [3]}}
  %0 = nn.eye : tensor<3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.trilu' op input must have rank 2 or more, got shape [3]}}
  %0 = nn.trilu %x : tensor<3xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.non_zero' op input must have rank 1 or more and static sizes, got shape [?, 4]}}
  %0, %1 = nn.non_zero %x : tensor<?x4xf32> -> tensor<6x2xi64>, tensor<i64>
}

// -----

// C2
nn.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+1 {{'nn.non_zero' op indices must have shape [bound, rank of the input], the count rank 0: input has shape [3, 4], indices have [6, 3], the count has []}}
  %0, %1 = nn.non_zero %x : tensor<3x4xf32> -> tensor<6x3xi64>, tensor<i64>
}
