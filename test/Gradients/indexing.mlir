// Reading and writing at places that are data: repeated, negative, and out of range, where nothing is read and written.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %i: -4 to 3
// torch: (x[i]) ** 2
nn.func @gather_rows(%x: tensor<4x3xf64>, %i: tensor<?x2xi64>) -> (y: tensor<?x2x3xf64>) {
  %r = nn.gather %x, %i : tensor<4x3xf64>, tensor<?x2xi64>
  %y = nn.mul %r, %r : tensor<?x2x3xf64>, tensor<?x2x3xf64>
  nn.return %y : tensor<?x2x3xf64>
}
// range %i: 0 to 3
// torch: (x[:, i.long()]) ** 2
nn.func @gather_middle(%x: tensor<?x4x3xf64>, %i: tensor<2x2xi32>) -> (y: tensor<?x2x2x3xf64>) {
  %r = nn.gather %x, %i axis 1 : tensor<?x4x3xf64>, tensor<2x2xi32>
  %y = nn.mul %r, %r : tensor<?x2x2x3xf64>, tensor<?x2x2x3xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// range %i: -3 to 2
// torch: (x[:, :, i]) ** 2
nn.func @gather_last(%x: tensor<?x4x3xf64>, %i: tensor<5xi64>) -> (y: tensor<?x4x5xf64>) {
  %r = nn.gather %x, %i axis -1 : tensor<?x4x3xf64>, tensor<5xi64>
  %y = nn.mul %r, %r : tensor<?x4x5xf64>, tensor<?x4x5xf64>
  nn.return %y : tensor<?x4x5xf64>
}
// range %i: 2 to 2
// torch: (x[i]) ** 2
nn.func @gather_scalar(%x: tensor<4x3xf64>, %i: tensor<i64>) -> (y: tensor<3xf64>) {
  %r = nn.gather %x, %i : tensor<4x3xf64>, tensor<i64>
  %y = nn.mul %r, %r : tensor<3xf64>, tensor<3xf64>
  nn.return %y : tensor<3xf64>
}
// range %i: 0 to 2
// torch: (x[i]) ** 2
nn.func @gather_batch(%x: tensor<?x3xf64>, %i: tensor<2xi64>) -> (y: tensor<2x3xf64>) {
  %r = nn.gather %x, %i : tensor<?x3xf64>, tensor<2xi64>
  %y = nn.mul %r, %r : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// at %i: 4, -4, -5, 3, 1000
// torch: rows = torch.cat((x, torch.zeros(1, 3, dtype=x.dtype)))
// torch: (rows[[4, 0, 4, 3, 4]]) ** 2
nn.func @gather_outside(%x: tensor<4x3xf64>, %i: tensor<5xi64>) -> (y: tensor<5x3xf64>) {
  %r = nn.gather %x, %i : tensor<4x3xf64>, tensor<5xi64>
  %y = nn.mul %r, %r : tensor<5x3xf64>, tensor<5x3xf64>
  nn.return %y : tensor<5x3xf64>
}
// range %i: 0 to 3
// torch: (x.gather(1, i)) ** 2
nn.func @gather_elements(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>) -> (y: tensor<?x3xf64>) {
  %r = nn.gather_elements %x, %i axis 1 : tensor<?x4xf64>, tensor<?x3xi64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %i: -4 to 3
// torch: (x.gather(0, i.long() % 4)) ** 2
nn.func @gather_elements_first(%x: tensor<4x3xf64>, %i: tensor<2x3xi32>) -> (y: tensor<2x3xf64>) {
  %r = nn.gather_elements %x, %i : tensor<4x3xf64>, tensor<2x3xi32>
  %y = nn.mul %r, %r : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// range %i: -3 to 2
// torch: (x[i[:, 0], i[:, 1]]) ** 2
nn.func @gather_nd(%x: tensor<4x3x2xf64>, %i: tensor<?x2xi64>) -> (y: tensor<?x2xf64>) {
  %r = nn.gather_nd %x, %i : tensor<4x3x2xf64>, tensor<?x2xi64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// range %i: 0 to 2
// torch: (x[i[:, 0], i[:, 1]]) ** 2
nn.func @gather_nd_elements(%x: tensor<4x3xf64>, %i: tensor<5x2xi64>) -> (y: tensor<5xf64>) {
  %r = nn.gather_nd %x, %i : tensor<4x3xf64>, tensor<5x2xi64>
  %y = nn.mul %r, %r : tensor<5xf64>, tensor<5xf64>
  nn.return %y : tensor<5xf64>
}
// range %i: 0 to 3
// torch: (x.gather(1, i.expand(3, 3, 2))) ** 2
nn.func @gather_nd_batch(%x: tensor<?x4x2xf64>, %i: tensor<?x3x1xi64>) -> (y: tensor<?x3x2xf64>) {
  %r = nn.gather_nd %x, %i batch_dims 1 : tensor<?x4x2xf64>, tensor<?x3x1xi64>
  %y = nn.mul %r, %r : tensor<?x3x2xf64>, tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// at %i: 3, 0, 1, 1, 3, 2, 0, 2, 1
// torch: (x.scatter(1, i, u)) ** 2
nn.func @scatter_elements_none(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>, %u: tensor<?x3xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 : tensor<?x4xf64>, tensor<?x3xi64>, tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// at %i: 3, 0, 1
// torch: (x.index_put((i[:, 0],), u)) ** 2
nn.func @scatter_nd_none(%x: tensor<4x2xf64>, %i: tensor<3x1xi64>, %u: tensor<3x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u : tensor<4x2xf64>, tensor<3x1xi64>, tensor<3x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// Of several updates with one index the last one stays; the derivative of the others is 0. PyTorch leaves it open.
// at %i: 3, -1, 3, 0, 0, 2, 2, 2, 2, 1, 0, 1
nn.func @scatter_elements_again(%x: tensor<?x4xf64>, %i: tensor<?x4xi64>, %u: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 : tensor<?x4xf64>, tensor<?x4xi64>, tensor<?x4xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// The batch among the updates.
// at %i: 1, 0, 1, 1, -2, 0
nn.func @scatter_elements_batch_again(%x: tensor<3x2xf64>, %i: tensor<?x2xi64>, %u: tensor<?x2xf64>) -> (y: tensor<3x2xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 0 : tensor<3x2xf64>, tensor<?x2xi64>, tensor<?x2xf64>
  %y = nn.mul %r, %r : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<3x2xf64>
}
// at %i: 3, 1, -1, 7, 1, 3
nn.func @scatter_nd_batch_again(%x: tensor<4x2xf64>, %i: tensor<?x2x1xi64>, %u: tensor<?x2x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u : tensor<4x2xf64>, tensor<?x2x1xi64>, tensor<?x2x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// at %i: 0, 1, -2, 1, 0, 1, 1, 1
nn.func @scatter_nd_again(%x: tensor<2x2x2xf64>, %i: tensor<2x2x2xi64>, %u: tensor<2x2x2xf64>) -> (y: tensor<2x2x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u : tensor<2x2x2xf64>, tensor<2x2x2xi64>, tensor<2x2x2xf64>
  %y = nn.mul %r, %r : tensor<2x2x2xf64>, tensor<2x2x2xf64>
  nn.return %y : tensor<2x2x2xf64>
}
// range %i: 0 to 3
// torch: (x.scatter_add(1, i, u)) ** 2
nn.func @scatter_elements_add(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>, %u: tensor<?x3xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 reduction add : tensor<?x4xf64>, tensor<?x3xi64>, tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// at %i: 3, 0, 3
// torch: (x.index_add(0, i[:, 0], u)) ** 2
nn.func @scatter_nd_add(%x: tensor<4x2xf64>, %i: tensor<3x1xi64>, %u: tensor<3x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u reduction add : tensor<4x2xf64>, tensor<3x1xi64>, tensor<3x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// range %i: 0 to 3
// range %x: 0.5 to 2
// range %u: 0.4 to 2.1
// torch: (x.scatter_reduce(1, i, u, "prod")) ** 2
nn.func @scatter_elements_mul(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>, %u: tensor<?x3xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 reduction mul : tensor<?x4xf64>, tensor<?x3xi64>, tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// at %i: 3, 0, 3
// range %x: 0.5 to 2
// range %u: 0.4 to 2.1
// torch: (x.index_reduce(0, i[:, 0], u, "prod")) ** 2
nn.func @scatter_nd_mul(%x: tensor<4x2xf64>, %i: tensor<3x1xi64>, %u: tensor<3x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u reduction mul : tensor<4x2xf64>, tensor<3x1xi64>, tensor<3x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// range %i: 0 to 3
// torch: (x.scatter_reduce(1, i, u, "amax")) ** 2
nn.func @scatter_elements_max(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>, %u: tensor<?x3xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 reduction max : tensor<?x4xf64>, tensor<?x3xi64>, tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// at %i: 3, 0, 3
// torch: (x.index_reduce(0, i[:, 0], u, "amax")) ** 2
nn.func @scatter_nd_max(%x: tensor<4x2xf64>, %i: tensor<3x1xi64>, %u: tensor<3x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u reduction max : tensor<4x2xf64>, tensor<3x1xi64>, tensor<3x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// range %i: 0 to 3
// torch: (x.scatter_reduce(1, i, u, "amin")) ** 2
nn.func @scatter_elements_min(%x: tensor<?x4xf64>, %i: tensor<?x3xi64>, %u: tensor<?x3xf64>) -> (y: tensor<?x4xf64>) {
  %r = nn.scatter_elements %x, %i, %u axis 1 reduction min : tensor<?x4xf64>, tensor<?x3xi64>, tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// at %i: 3, 0, 3
// torch: (x.index_reduce(0, i[:, 0], u, "amin")) ** 2
nn.func @scatter_nd_min(%x: tensor<4x2xf64>, %i: tensor<3x1xi64>, %u: tensor<3x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u reduction min : tensor<4x2xf64>, tensor<3x1xi64>, tensor<3x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// range %i: 0 to 3
// torch: (x.scatter_add(1, i.expand(3, 3, 2), u)) ** 2
nn.func @scatter_nd_batch(%x: tensor<?x4x2xf64>, %i: tensor<?x3x1xi64>, %u: tensor<?x3x2xf64>) -> (y: tensor<?x4x2xf64>) {
  %r = nn.scatter_nd %x, %i, %u batch_dims 1 reduction add : tensor<?x4x2xf64>, tensor<?x3x1xi64>, tensor<?x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x4x2xf64>, tensor<?x4x2xf64>
  nn.return %y : tensor<?x4x2xf64>
}
// at %i: -1, -1, 4, 0, 0, -4, 1, 0
// torch: (x.index_put((torch.tensor([3, 1]), torch.tensor([2, 0])), u[[0, 3]], accumulate=True)) ** 2
nn.func @scatter_nd_outside(%x: tensor<4x3xf64>, %i: tensor<4x2xi64>, %u: tensor<4xf64>) -> (y: tensor<4x3xf64>) {
  %r = nn.scatter_nd %x, %i, %u reduction add : tensor<4x3xf64>, tensor<4x2xi64>, tensor<4xf64>
  %y = nn.mul %r, %r : tensor<4x3xf64>, tensor<4x3xf64>
  nn.return %y : tensor<4x3xf64>
}
// range %i: -4 to 3
// torch: (x.scatter_add(0, i.long() % 4, u)) ** 2
nn.func @scatter_elements_first(%x: tensor<4x2xf64>, %i: tensor<2x2xi32>, %u: tensor<2x2xf64>) -> (y: tensor<4x2xf64>) {
  %r = nn.scatter_elements %x, %i, %u reduction add : tensor<4x2xf64>, tensor<2x2xi32>, tensor<2x2xf64>
  %y = nn.mul %r, %r : tensor<4x2xf64>, tensor<4x2xf64>
  nn.return %y : tensor<4x2xf64>
}
// range %i: 0 to 4
// torch: (F.embedding(i, t)) ** 2
nn.func @embedding_rows(%t: tensor<5x3xf64>, %i: tensor<?x4xi64>) -> (y: tensor<?x4x3xf64>) {
  %r = nn.embedding %t, %i : tensor<5x3xf64>, tensor<?x4xi64>
  %y = nn.mul %r, %r : tensor<?x4x3xf64>, tensor<?x4x3xf64>
  nn.return %y : tensor<?x4x3xf64>
}
// What a difference sees of the row of the padding is no derivative here.
// no differences: the padding has none
// at %i: 0, 2, 1, 2, 0, 4
// torch: F.embedding(i, t, padding_idx=2)
nn.func @embedding_padding(%t: tensor<5x3xf64>, %i: tensor<2x3xi64>) -> (y: tensor<2x3x3xf64>) {
  %y = nn.embedding %t, %i padding_idx 2 : tensor<5x3xf64>, tensor<2x3xi64>
  nn.return %y : tensor<2x3x3xf64>
}
// range %labels: 0 to 3
// torch: F.one_hot(labels, 4) * x * x
nn.func @one_hot(%labels: tensor<?xi64>, %x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %h = nn.one_hot %labels : tensor<?xi64> -> tensor<?x4xf64>
  %p = nn.mul %h, %x : tensor<?x4xf64>, tensor<?x4xf64>
  %y = nn.mul %p, %x : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// range %labels: 0 to 3
// torch: F.one_hot(labels, 4).permute(0, 2, 1) * x
nn.func @one_hot_middle(%labels: tensor<?x2xi64>, %x: tensor<?x4x2xf64>) -> (y: tensor<?x4x2xf64>) {
  %h = nn.one_hot %labels axis 1 : tensor<?x2xi64> -> tensor<?x4x2xf64>
  %y = nn.mul %h, %x : tensor<?x4x2xf64>, tensor<?x4x2xf64>
  nn.return %y : tensor<?x4x2xf64>
}
// torch: (x.tril()) ** 2
nn.func @trilu_lower(%x: tensor<?x4x5xf64>) -> (y: tensor<?x4x5xf64>) {
  %r = nn.trilu %x : tensor<?x4x5xf64>
  %y = nn.mul %r, %r : tensor<?x4x5xf64>, tensor<?x4x5xf64>
  nn.return %y : tensor<?x4x5xf64>
}
// torch: (x.triu()) ** 2
nn.func @trilu_upper(%x: tensor<?x4x5xf64>) -> (y: tensor<?x4x5xf64>) {
  %r = nn.trilu %x upper : tensor<?x4x5xf64>
  %y = nn.mul %r, %r : tensor<?x4x5xf64>, tensor<?x4x5xf64>
  nn.return %y : tensor<?x4x5xf64>
}
// torch: (x.tril(-1)) ** 2
nn.func @trilu_below(%x: tensor<?x4x5xf64>) -> (y: tensor<?x4x5xf64>) {
  %r = nn.trilu %x k -1 : tensor<?x4x5xf64>
  %y = nn.mul %r, %r : tensor<?x4x5xf64>, tensor<?x4x5xf64>
  nn.return %y : tensor<?x4x5xf64>
}
// torch: (x.triu(2)) ** 2
nn.func @trilu_above(%x: tensor<?x4x5xf64>) -> (y: tensor<?x4x5xf64>) {
  %r = nn.trilu %x upper k 2 : tensor<?x4x5xf64>
  %y = nn.mul %r, %r : tensor<?x4x5xf64>, tensor<?x4x5xf64>
  nn.return %y : tensor<?x4x5xf64>
}
// torch: torch.eye(3, dtype=x.dtype) @ x + torch.diag(torch.ones(2, dtype=x.dtype), 1) @ x + torch.arange(0.5, 2.9, 0.75, dtype=x.dtype)[:3] * x
nn.func @made_of_indices(%x: tensor<3x3xf64>) -> (y: tensor<3x3xf64>) {
  %eye = nn.eye : tensor<3x3xf64>
  %next = nn.eye k 1 : tensor<3x3xf64>
  %range = nn.range start 0.5 delta 0.75 : tensor<3xf64>
  %a = nn.matmul %eye, %x : tensor<3x3xf64>, tensor<3x3xf64>
  %b = nn.matmul %next, %x : tensor<3x3xf64>, tensor<3x3xf64>
  %c = nn.mul %range, %x : tensor<3xf64>, tensor<3x3xf64>
  %s = nn.add %a, %b : tensor<3x3xf64>, tensor<3x3xf64>
  %y = nn.add %s, %c : tensor<3x3xf64>, tensor<3x3xf64>
  nn.return %y : tensor<3x3xf64>
}
