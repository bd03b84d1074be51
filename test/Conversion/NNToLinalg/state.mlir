// RUN: not dlc-opt %s --convert-nn-to-linalg 2>&1 | FileCheck %s

// CHECK: 'nn.variable' op must be lifted to a value before lowering to linalg
nn.variable @w : tensor<4xf32> init #nn.zeros
nn.func @state(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  // CHECK: 'nn.read' op must be lifted to a value before lowering to linalg
  %w = nn.read @w : tensor<4xf32>
  // CHECK: 'nn.assign' op must be lifted to a value before lowering to linalg
  nn.assign @w, %x : tensor<4xf32>
  nn.return %w : tensor<4xf32>
}
