// Products: of matrices in each transposition, of many matrices, by Einstein's convention.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: a @ b
nn.func @plain(%a: tensor<?x4xf64>, %b: tensor<4x2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.matmul %a, %b : tensor<?x4xf64>, tensor<4x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: a.T @ b
nn.func @left(%a: tensor<?x4xf64>, %b: tensor<?x2xf64>) -> (y: tensor<4x2xf64>) {
  %y = nn.matmul %a, %b transpose_lhs : tensor<?x4xf64>, tensor<?x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// torch: a @ b.T
nn.func @right(%a: tensor<?x4xf64>, %b: tensor<2x4xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.matmul %a, %b transpose_rhs : tensor<?x4xf64>, tensor<2x4xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: a.T @ b.T
nn.func @both(%a: tensor<4x3xf64>, %b: tensor<2x4xf64>) -> (y: tensor<3x2xf64>) {
  %y = nn.matmul %a, %b transpose_lhs transpose_rhs : tensor<4x3xf64>, tensor<2x4xf64>
  nn.return %y : tensor<3x2xf64>
}
// One value in both places.
// torch: a @ a.T
nn.func @square(%a: tensor<3x3xf64>) -> (y: tensor<3x3xf64>) {
  %y = nn.matmul %a, %a transpose_rhs : tensor<3x3xf64>, tensor<3x3xf64>
  nn.return %y : tensor<3x3xf64>
}
// torch: a @ b
nn.func @batched(%a: tensor<?x2x3xf64>, %b: tensor<?x3x2xf64>) -> (y: tensor<?x2x2xf64>) {
  %y = nn.matmul %a, %b : tensor<?x2x3xf64>, tensor<?x3x2xf64>
  nn.return %y : tensor<?x2x2xf64>
}
// torch: a.mT @ b.mT
nn.func @batched_both(%a: tensor<2x3x2xf64>, %b: tensor<2x4x3xf64>) -> (y: tensor<2x2x4xf64>) {
  %y = nn.matmul %a, %b transpose_lhs transpose_rhs : tensor<2x3x2xf64>, tensor<2x4x3xf64>
  nn.return %y : tensor<2x2x4xf64>
}
// torch: a @ b
nn.func @layer_of_steps(%a: tensor<?x4x3xf64>, %b: tensor<3x2xf64>) -> (y: tensor<?x4x2xf64>) {
  %y = nn.matmul %a, %b : tensor<?x4x3xf64>, tensor<3x2xf64>
  nn.return %y : tensor<?x4x2xf64>
}
// torch: a.mT @ b
nn.func @broadcast_left(%a: tensor<3x2xf64>, %b: tensor<?x3x2xf64>) -> (y: tensor<?x2x2xf64>) {
  %y = nn.matmul %a, %b transpose_lhs : tensor<3x2xf64>, tensor<?x3x2xf64>
  nn.return %y : tensor<?x2x2xf64>
}
// torch: a @ b.mT
nn.func @broadcast_ones(%a: tensor<2x1x2x3xf64>, %b: tensor<3x2x3xf64>) -> (y: tensor<2x3x2x2xf64>) {
  %y = nn.matmul %a, %b transpose_rhs : tensor<2x1x2x3xf64>, tensor<3x2x3xf64>
  nn.return %y : tensor<2x3x2x2xf64>
}
// torch: torch.einsum("bthd,bshd->bhts", q, keys)
nn.func @einsum_scores(%q: tensor<?x3x2x2xf64>, %keys: tensor<?x2x2x2xf64>) -> (y: tensor<?x2x3x2xf64>) {
  %y = nn.einsum "bthd,bshd->bhts" %q, %keys : tensor<?x3x2x2xf64>, tensor<?x2x2x2xf64>
  nn.return %y : tensor<?x2x3x2xf64>
}
// torch: torch.einsum("btc,ca->ab", x, w).T
nn.func @einsum_lone_letter(%x: tensor<?x3x2xf64>, %w: tensor<2x4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.einsum "btc,ca->ba" %x, %w : tensor<?x3x2xf64>, tensor<2x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// torch: torch.einsum("bi,bj->ij", a, b)
nn.func @einsum_over_batch(%a: tensor<?x3xf64>, %b: tensor<?x2xf64>) -> (y: tensor<3x2xf64>) {
  %y = nn.einsum "bi,bj->ij" %a, %b : tensor<?x3xf64>, tensor<?x2xf64>
  nn.return %y : tensor<3x2xf64>
}
// torch: torch.einsum("i,bij,j->b", u, m, v)
nn.func @einsum_three(%u: tensor<3xf64>, %m: tensor<?x3x2xf64>, %v: tensor<2xf64>) -> (y: tensor<?xf64>) {
  %y = nn.einsum "i,bij,j->b" %u, %m, %v : tensor<3xf64>, tensor<?x3x2xf64>, tensor<2xf64>
  nn.return %y : tensor<?xf64>
}
// torch: torch.einsum("bij->jb", x).T ** 2
nn.func @einsum_one(%x: tensor<?x3x2xf64>) -> (y: tensor<?x2xf64>) {
  %s = nn.einsum "bij->bj" %x : tensor<?x3x2xf64>
  %y = nn.mul %s, %s : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: torch.einsum("iji,jk->kj", x, y)
nn.func @einsum_diagonal(%x: tensor<3x2x3xf64>, %y: tensor<2x2xf64>) -> (z: tensor<2x2xf64>) {
  %z = nn.einsum "iji,jk->kj" %x, %y : tensor<3x2x3xf64>, tensor<2x2xf64>
  nn.return %z : tensor<2x2xf64>
}
// torch: 0.5 * (a @ b.T) + 2 * c
nn.func @gemm(%a: tensor<?x3xf64>, %b: tensor<2x3xf64>, %c: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.gemm %a, %b plus %c transpose_rhs alpha 0.5 beta 2.0 : tensor<?x3xf64>, tensor<2x3xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: a.T @ b
nn.func @gemm_plain(%a: tensor<3x2xf64>, %b: tensor<3x2xf64>) -> (y: tensor<2x2xf64>) {
  %y = nn.gemm %a, %b transpose_lhs : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<2x2xf64>
}
// torch: torch.outer(a, b)
nn.func @outer(%a: tensor<?xf64>, %b: tensor<4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.outer %a, %b : tensor<?xf64>, tensor<4xf64>
  nn.return %y : tensor<?x4xf64>
}
