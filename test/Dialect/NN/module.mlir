// RUN: dlc-opt %s --split-input-file | dlc-opt --split-input-file | FileCheck %s

// CHECK: module @net attributes {nn.class_names = ["cat", "dog"], nn.mean = [5.000000e-01 : f32], nn.stddev = [2.500000e-01 : f32]}
module @net attributes {nn.class_names = ["cat", "dog"], nn.mean = [0.5 : f32], nn.stddev = [0.25 : f32]} {
}

// -----

// CHECK: nn.func private @half(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
nn.func private @half(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  nn.return %x : tensor<4xf32>
}
// CHECK: nn.func @whole(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
nn.func @whole(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  nn.return %x : tensor<4xf32>
}
