// RUN: dlc-opt %s --split-input-file --verify-diagnostics

// C1
nn.func @no_value(%x: tensor<3xf32>) {
  // expected-error @+1 {{'train.jvp' op needs at least one value and one that moves, but has 0 and 1}}
  "train.jvp"(%x, %x) {operandSegmentSizes = array<i32: 0, 1, 1>} : (tensor<3xf32>, tensor<3xf32>) -> ()
}

// -----

// C1
nn.func @integer_value(%n: tensor<3xi64>, %x: tensor<3xf32>) {
  // expected-error @+1 {{value #0 must be a float tensor, but has type 'tensor<3xi64>'}}
  %d = train.jvp (%n) wrt (%x) along (%x) : (tensor<3xi64>), (tensor<3xf32>)
}

// -----

// C1
nn.func @integer_mover(%n: tensor<3xi64>, %x: tensor<3xf32>) {
  // expected-error @+1 {{wrt value #0 must be a float tensor, but has type 'tensor<3xi64>'}}
  %d = train.jvp (%x) wrt (%n) along (%n) : (tensor<3xf32>), (tensor<3xi64>)
}

// -----

// C2
nn.func @too_few(%x: tensor<3xf32>, %w: tensor<2xf32>) {
  // expected-error @+1 {{needs a direction for each of the 2 values that move, but has 1}}
  %d = "train.jvp"(%x, %x, %w, %x) {operandSegmentSizes = array<i32: 1, 2, 1>} : (tensor<3xf32>, tensor<3xf32>, tensor<2xf32>, tensor<3xf32>) -> tensor<3xf32>
}

// -----

// C2
nn.func @other_type(%x: tensor<3xf32>, %v: tensor<2xf32>) {
  // expected-error @+1 {{direction #0 has type 'tensor<2xf32>', but its wrt value has 'tensor<3xf32>'}}
  %d = "train.jvp"(%x, %x, %v) {operandSegmentSizes = array<i32: 1, 1, 1>} : (tensor<3xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>
}
