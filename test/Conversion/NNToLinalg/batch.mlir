// RUN: not dlc-opt %s --convert-nn-to-linalg 2>&1 | FileCheck %s

// CHECK: 'nn.expand' op has a dynamic size that neither its operands nor the function's arguments tell
nn.func @unknown(%a: tensor<f32>) -> (y: tensor<?x4xf32>) {
  %0 = nn.expand %a : tensor<f32> to tensor<?x4xf32>
  nn.return %0 : tensor<?x4xf32>
}
