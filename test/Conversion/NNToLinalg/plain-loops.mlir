// Contractions for which there is no kernel are remarked upon, because they are slow.
// RUN: dlc-opt %s --nn-legalize --convert-nn-to-kernel --convert-nn-to-linalg --verify-diagnostics -o /dev/null

nn.func @three_dimensions(%x: tensor<?x1x4x4x4xf32>, %w: tensor<1x1x2x2x2xf32>) -> (y: tensor<?x1x3x3x3xf32>) {
  // expected-remark@+1 {{'nn.conv' is computed by plain loops, not by a kernel: kernels have windows of two dimensions}}
  %y = nn.conv %x, %w : tensor<?x1x4x4x4xf32>, tensor<1x1x2x2x2xf32>
  nn.return %y : tensor<?x1x3x3x3xf32>
}

nn.func @matrix_vector(%x: tensor<4x5xf32>, %v: tensor<5xf32>) -> (y: tensor<4xf32>) {
  // expected-remark@+1 {{'nn.einsum' is computed by plain loops, not by a kernel: its dimensions make no product of matrices, even if they are moved}}
  %y = nn.einsum "ij,j->i" %x, %v : tensor<4x5xf32>, tensor<5xf32>
  nn.return %y : tensor<4xf32>
}

// An outer product sums nothing, and an empty one costs nothing.
nn.func @silent(%x: tensor<4xf32>, %v: tensor<5xf32>, %e: tensor<0x3xf32>, %w: tensor<3x2xf32>) -> (y: tensor<4x5xf32>, z: tensor<0x2xf32>) {
  %y = nn.einsum "i,j->ij" %x, %v : tensor<4xf32>, tensor<5xf32>
  %z = nn.matmul %e, %w : tensor<0x3xf32>, tensor<3x2xf32>
  nn.return %y, %z : tensor<4x5xf32>, tensor<0x2xf32>
}
