// Errors say where operands come from: while types are inferred, and in verifiers. Arguments are in sight anyway.
// RUN: dlc-opt %s --split-input-file --verify-diagnostics

nn.func @inferred(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>) {
  // expected-note @+1 {{an operand of type 'tensor<3x4xf32>' is made here}}
  %t = nn.transpose %w perm [1, 0] : tensor<4x3xf32>
  // expected-error @+1 {{'nn.matmul' op contracting dimensions differ: lhs has 4, rhs has 3}}
  %y = nn.matmul %x, %t : tensor<?x4xf32>, tensor<3x4xf32>
}

// -----

nn.func @verified(%x: tensor<2x3xf32>) {
  // expected-note @+1 {{an operand of type 'tensor<2x3xf32>' is made here}}
  %r = nn.relu %x : tensor<2x3xf32>
  // expected-error @+1 {{'nn.reshape' op}}
  %y = nn.reshape %r : tensor<2x3xf32> to tensor<5xf32>
}
