// Dimensions of size 0: nothing to compute, or sums and products over nothing. Losses are sums; a mean over nothing is NaN.
// RUN: %evaluate-gradients
// RUN: %compare-gradients

//===-- Elementwise -------------------------------------------------------------------------------------===//

// torch: torch.exp(x) * y
nn.func @broadcast(%x: tensor<2x0xf64>, %y: tensor<2x1xf64>) -> (z: tensor<2x0xf64>) {
  %e = nn.exp %x : tensor<2x0xf64>
  %z = nn.mul %e, %y : tensor<2x0xf64>, tensor<2x1xf64>
  nn.return %z : tensor<2x0xf64>
}
// torch: torch.where(x > y, x, y)
nn.func @where(%x: tensor<0x3xf64>, %y: tensor<0x3xf64>) -> (z: tensor<0x3xf64>) {
  %m = nn.compare gt %x, %y : tensor<0x3xf64>, tensor<0x3xf64>
  %z = nn.where %m, %x, %y : tensor<0x3xi1>, tensor<0x3xf64>, tensor<0x3xf64>
  nn.return %z : tensor<0x3xf64>
}
// torch: F.prelu(x, s)
nn.func @prelu(%x: tensor<0x3xf64>, %s: tensor<3xf64>) -> (y: tensor<0x3xf64>) {
  %y = nn.prelu %x, %s : tensor<0x3xf64>, tensor<3xf64>
  nn.return %y : tensor<0x3xf64>
}

//===-- Products ----------------------------------------------------------------------------------------===//

// torch: x @ y
nn.func @matmul_m(%x: tensor<0x2xf64>, %y: tensor<2x3xf64>) -> (z: tensor<0x3xf64>) {
  %z = nn.matmul %x, %y : tensor<0x2xf64>, tensor<2x3xf64>
  nn.return %z : tensor<0x3xf64>
}
// torch: x @ y
nn.func @matmul_n(%x: tensor<2x3xf64>, %y: tensor<3x0xf64>) -> (z: tensor<2x0xf64>) {
  %z = nn.matmul %x, %y : tensor<2x3xf64>, tensor<3x0xf64>
  nn.return %z : tensor<2x0xf64>
}
// torch: x @ y
nn.func @matmul_k(%x: tensor<2x0xf64>, %y: tensor<0x3xf64>) -> (z: tensor<2x3xf64>) {
  %z = nn.matmul %x, %y : tensor<2x0xf64>, tensor<0x3xf64>
  nn.return %z : tensor<2x3xf64>
}
// torch: x @ y
nn.func @matmul_batch(%x: tensor<0x2x3xf64>, %y: tensor<0x3x2xf64>) -> (z: tensor<0x2x2xf64>) {
  %z = nn.matmul %x, %y : tensor<0x2x3xf64>, tensor<0x3x2xf64>
  nn.return %z : tensor<0x2x2xf64>
}
// torch: x @ y + b
nn.func @gemm(%x: tensor<2x0xf64>, %y: tensor<0x3xf64>, %b: tensor<3xf64>) -> (z: tensor<2x3xf64>) {
  %z = nn.gemm %x, %y plus %b : tensor<2x0xf64>, tensor<0x3xf64>, tensor<3xf64>
  nn.return %z : tensor<2x3xf64>
}
// torch: torch.outer(x, y)
nn.func @outer(%x: tensor<0xf64>, %y: tensor<3xf64>) -> (z: tensor<0x3xf64>) {
  %z = nn.outer %x, %y : tensor<0xf64>, tensor<3xf64>
  nn.return %z : tensor<0x3xf64>
}

//===-- Windows -----------------------------------------------------------------------------------------===//

// torch: F.conv2d(x, w, b)
nn.func @conv(%x: tensor<0x2x4x4xf64>, %w: tensor<3x2x2x2xf64>, %b: tensor<3xf64>) -> (y: tensor<0x3x3x3xf64>) {
  %y = nn.conv %x, %w bias %b : tensor<0x2x4x4xf64>, tensor<3x2x2x2xf64>, tensor<3xf64>
  nn.return %y : tensor<0x3x3x3xf64>
}
// torch: F.conv2d(x, w, padding=1, stride=2, groups=2)
nn.func @conv_groups(%x: tensor<0x4x5x5xf64>, %w: tensor<4x2x3x3xf64>) -> (y: tensor<0x4x3x3xf64>) {
  %y = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<0x4x5x5xf64>, tensor<4x2x3x3xf64>
  nn.return %y : tensor<0x4x3x3xf64>
}
// PyTorch's own has a result without channels.
// torch: torch.einsum("bcij,oc->boij", F.pad(x, (0, -1, 0, -1)), w.sum((2, 3)))
nn.func @conv_channels(%x: tensor<2x0x4x4xf64>, %w: tensor<3x0x2x2xf64>) -> (y: tensor<2x3x3x3xf64>) {
  %y = nn.conv %x, %w : tensor<2x0x4x4xf64>, tensor<3x0x2x2xf64>
  nn.return %y : tensor<2x3x3x3xf64>
}
// torch: F.conv1d(x, w)
nn.func @conv1d(%x: tensor<0x2x4xf64>, %w: tensor<3x2x2xf64>) -> (y: tensor<0x3x3xf64>) {
  %y = nn.conv %x, %w : tensor<0x2x4xf64>, tensor<3x2x2xf64>
  nn.return %y : tensor<0x3x3xf64>
}
// torch: F.conv_transpose2d(x, w)
nn.func @conv_transpose(%x: tensor<0x2x3x3xf64>, %w: tensor<2x3x2x2xf64>) -> (y: tensor<0x3x4x4xf64>) {
  %y = nn.conv_transpose %x, %w : tensor<0x2x3x3xf64>, tensor<2x3x2x2xf64>
  nn.return %y : tensor<0x3x4x4xf64>
}
// torch: F.max_pool2d(x, 2)
nn.func @max_pool(%x: tensor<0x2x4x4xf64>) -> (y: tensor<0x2x2x2xf64>) {
  %y = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<0x2x4x4xf64>
  nn.return %y : tensor<0x2x2x2xf64>
}
// torch: F.avg_pool2d(x, 2)
nn.func @average_pool(%x: tensor<0x2x4x4xf64>) -> (y: tensor<0x2x2x2xf64>) {
  %y = nn.average_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<0x2x4x4xf64>
  nn.return %y : tensor<0x2x2x2xf64>
}
// torch: x.mean((2, 3), keepdim=True)
nn.func @global_average_pool(%x: tensor<0x2x3x4xf64>) -> (y: tensor<0x2x1x1xf64>) {
  %y = nn.global_average_pool %x : tensor<0x2x3x4xf64>
  nn.return %y : tensor<0x2x1x1xf64>
}
// torch: F.fold(x, (2, 4), (2, 2))
nn.func @col2im(%x: tensor<0x8x3xf64>) -> (y: tensor<0x2x2x4xf64>) {
  %y = nn.col2im %x image_shape [2, 4] block_shape [2, 2] : tensor<0x8x3xf64>
  nn.return %y : tensor<0x2x2x4xf64>
}

//===-- Reductions --------------------------------------------------------------------------------------===//

// torch: x.sum(1)
nn.func @sum(%x: tensor<2x0xf64>) -> (y: tensor<2xf64>) {
  %y = nn.reduce_sum %x axes [1] : tensor<2x0xf64>
  nn.return %y : tensor<2xf64>
}
// torch: x.sum()
nn.func @sum_all(%x: tensor<2x0xf64>) -> (y: tensor<f64>) {
  %y = nn.reduce_sum %x : tensor<2x0xf64>
  nn.return %y : tensor<f64>
}
// torch: x.prod(1)
nn.func @prod(%x: tensor<2x0xf64>) -> (y: tensor<2xf64>) {
  %y = nn.reduce_prod %x axes [1] : tensor<2x0xf64>
  nn.return %y : tensor<2xf64>
}
// Of no rows, not along one.
// torch: torch.cat([x.mean(1), x.amax(1), torch.logsumexp(x, 1), x.norm(dim=1)])
nn.func @rows(%x: tensor<0x3xf64>) -> (y: tensor<0xf64>) {
  %a = nn.reduce_mean %x axes [1] : tensor<0x3xf64>
  %b = nn.reduce_max %x axes [1] : tensor<0x3xf64>
  %c = nn.reduce_log_sum_exp %x axes [1] : tensor<0x3xf64>
  %d = nn.reduce_l2 %x axes [1] : tensor<0x3xf64>
  %y = nn.concat %a, %b, %c, %d axis 0 : tensor<0xf64>, tensor<0xf64>, tensor<0xf64>, tensor<0xf64>
  nn.return %y : tensor<0xf64>
}
// no differences: a mean of nothing is NaN
// torch: (x.mean(1), torch.logsumexp(x, 1))
nn.func @mean(%x: tensor<2x0xf64>) -> (m: tensor<2xf64>, l: tensor<2xf64>) {
  %m = nn.reduce_mean %x axes [1] : tensor<2x0xf64>
  %l = nn.reduce_log_sum_exp %x axes [1] : tensor<2x0xf64>
  nn.return %m, %l : tensor<2xf64>, tensor<2xf64>
}
// torch: x.cumsum(1)
nn.func @cumsum(%x: tensor<2x0xf64>) -> (y: tensor<2x0xf64>) {
  %y = nn.cumsum %x axis 1 : tensor<2x0xf64>
  nn.return %y : tensor<2x0xf64>
}

//===-- Shapes ------------------------------------------------------------------------------------------===//

// torch: x.reshape(0, 5).T
nn.func @reshape(%x: tensor<2x0xf64>) -> (y: tensor<5x0xf64>) {
  %r = nn.reshape %x : tensor<2x0xf64> to tensor<0x5xf64>
  %y = nn.transpose %r perm [1, 0] : tensor<0x5xf64>
  nn.return %y : tensor<5x0xf64>
}
// torch: x.expand(0, 1)
nn.func @expand(%x: tensor<1xf64>) -> (y: tensor<0x1xf64>) {
  %y = nn.expand %x : tensor<1xf64> to tensor<0x1xf64>
  nn.return %y : tensor<0x1xf64>
}
// torch: torch.cat([x, y, x], 1)
nn.func @concat(%x: tensor<2x0xf64>, %y: tensor<2x3xf64>) -> (z: tensor<2x3xf64>) {
  %z = nn.concat %x, %y, %x axis 1 : tensor<2x0xf64>, tensor<2x3xf64>, tensor<2x0xf64>
  nn.return %z : tensor<2x3xf64>
}
// torch: x.split([0, 3], 1)
nn.func @split(%x: tensor<2x3xf64>) -> (y: tensor<2x0xf64>, z: tensor<2x3xf64>) {
  %y, %z = nn.split %x axis 1 split [0, 3] : tensor<2x3xf64>
  nn.return %y, %z : tensor<2x0xf64>, tensor<2x3xf64>
}
// torch: x[:, 2:1]
nn.func @slice(%x: tensor<2x3xf64>) -> (y: tensor<2x0xf64>) {
  %y = nn.slice %x starts [2] ends [1] axes [1] : tensor<2x3xf64>
  nn.return %y : tensor<2x0xf64>
}
// torch: F.pad(x, (1, 2), value=5.0)
nn.func @pad(%x: tensor<2x0xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.pad %x pads [0, 1, 0, 2] value 5.0 : tensor<2x0xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: torch.flip(x, [1]).repeat(2, 1)
nn.func @tile(%x: tensor<2x0xf64>) -> (y: tensor<4x0xf64>) {
  %f = nn.flip %x axes [1] : tensor<2x0xf64>
  %y = nn.tile %f repeats [2, 1] : tensor<2x0xf64>
  nn.return %y : tensor<4x0xf64>
}
// torch: x.reshape(0, 1, 4, 4)
nn.func @depth_to_space(%x: tensor<0x4x2x2xf64>) -> (y: tensor<0x1x4x4xf64>) {
  %y = nn.depth_to_space %x blocksize 2 mode crd : tensor<0x4x2x2xf64>
  nn.return %y : tensor<0x1x4x4xf64>
}

//===-- Places ------------------------------------------------------------------------------------------===//

// range %i: 0 to 2
// torch: x[i]
nn.func @gather(%x: tensor<3x2xf64>, %i: tensor<0xi64>) -> (y: tensor<0x2xf64>) {
  %y = nn.gather %x, %i : tensor<3x2xf64>, tensor<0xi64>
  nn.return %y : tensor<0x2xf64>
}
// range %i: 0 to 2
// torch: x.gather(0, i)
nn.func @gather_elements(%x: tensor<3x2xf64>, %i: tensor<0x2xi64>) -> (y: tensor<0x2xf64>) {
  %y = nn.gather_elements %x, %i : tensor<3x2xf64>, tensor<0x2xi64>
  nn.return %y : tensor<0x2xf64>
}
// range %i: 0 to 2
// torch: x[i[:, 0]]
nn.func @gather_nd(%x: tensor<3x2xf64>, %i: tensor<0x1xi64>) -> (y: tensor<0x2xf64>) {
  %y = nn.gather_nd %x, %i : tensor<3x2xf64>, tensor<0x1xi64>
  nn.return %y : tensor<0x2xf64>
}
// range %i: 0 to 2
// torch: F.embedding(i, x)
nn.func @embedding(%x: tensor<3x2xf64>, %i: tensor<0xi64>) -> (y: tensor<0x2xf64>) {
  %y = nn.embedding %x, %i : tensor<3x2xf64>, tensor<0xi64>
  nn.return %y : tensor<0x2xf64>
}
// range %i: 0 to 2
// torch: (x.scatter(0, i, u), x.scatter_add(0, i, u), x.scatter_reduce(0, i, u, "amax"), x.scatter_reduce(0, i, u, "prod"))
nn.func @scatter_elements(%x: tensor<3x2xf64>, %i: tensor<0x2xi64>, %u: tensor<0x2xf64>) -> (a: tensor<3x2xf64>, b: tensor<3x2xf64>, c: tensor<3x2xf64>, d: tensor<3x2xf64>) {
  %a = nn.scatter_elements %x, %i, %u : tensor<3x2xf64>, tensor<0x2xi64>, tensor<0x2xf64>
  %b = nn.scatter_elements %x, %i, %u reduction add : tensor<3x2xf64>, tensor<0x2xi64>, tensor<0x2xf64>
  %c = nn.scatter_elements %x, %i, %u reduction max : tensor<3x2xf64>, tensor<0x2xi64>, tensor<0x2xf64>
  %d = nn.scatter_elements %x, %i, %u reduction mul : tensor<3x2xf64>, tensor<0x2xi64>, tensor<0x2xf64>
  nn.return %a, %b, %c, %d : tensor<3x2xf64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3x2xf64>
}
// range %i: 0 to 2
// torch: x.index_put((i[:, 0],), u, accumulate=True)
nn.func @scatter_nd(%x: tensor<3x2xf64>, %i: tensor<0x1xi64>, %u: tensor<0x2xf64>) -> (y: tensor<3x2xf64>) {
  %y = nn.scatter_nd %x, %i, %u reduction add : tensor<3x2xf64>, tensor<0x1xi64>, tensor<0x2xf64>
  nn.return %y : tensor<3x2xf64>
}
// torch: (x.sort(1).values, y.sort(1).values)
nn.func @sort(%x: tensor<0x3xf64>, %y: tensor<2x0xf64>) -> (a: tensor<0x3xf64>, b: tensor<2x0xf64>) {
  %a, %i = nn.sort %x axis 1 : tensor<0x3xf64>
  %b, %j = nn.sort %y axis 1 : tensor<2x0xf64>
  nn.return %a, %b : tensor<0x3xf64>, tensor<2x0xf64>
}
// torch: (x.topk(0).values, y.topk(2).values)
nn.func @top_k(%x: tensor<2x3xf64>, %y: tensor<0x3xf64>) -> (a: tensor<2x0xf64>, b: tensor<0x2xf64>) {
  %a, %i = nn.top_k %x k 0 : tensor<2x3xf64>
  %b, %j = nn.top_k %y k 2 : tensor<0x3xf64>
  nn.return %a, %b : tensor<2x0xf64>, tensor<0x2xf64>
}

//===-- Normalisation -----------------------------------------------------------------------------------===//

// torch: (F.softmax(x, 1), F.log_softmax(y, 1))
nn.func @softmax(%x: tensor<2x0xf64>, %y: tensor<0x3xf64>) -> (a: tensor<2x0xf64>, b: tensor<0x3xf64>) {
  %a = nn.softmax %x : tensor<2x0xf64>
  %b = nn.log_softmax %y : tensor<0x3xf64>
  nn.return %a, %b : tensor<2x0xf64>, tensor<0x3xf64>
}
// torch: F.layer_norm(x, [3], s, b)
nn.func @layer_norm(%x: tensor<0x3xf64>, %s: tensor<3xf64>, %b: tensor<3xf64>) -> (y: tensor<0x3xf64>) {
  %y = nn.layer_norm %x scale %s bias %b : tensor<0x3xf64>, tensor<3xf64>, tensor<3xf64>
  nn.return %y : tensor<0x3xf64>
}
// torch: x
nn.func @layer_norm_nothing(%x: tensor<2x0xf64>, %s: tensor<0xf64>, %b: tensor<0xf64>) -> (y: tensor<2x0xf64>) {
  %y = nn.layer_norm %x scale %s bias %b : tensor<2x0xf64>, tensor<0xf64>, tensor<0xf64>
  nn.return %y : tensor<2x0xf64>
}
// torch: x
nn.func @group_norm(%x: tensor<0x4x3xf64>) -> (y: tensor<0x4x3xf64>) {
  %y = nn.group_norm %x num_groups 2 : tensor<0x4x3xf64>
  nn.return %y : tensor<0x4x3xf64>
}
// torch: x
nn.func @lrn(%x: tensor<0x4x3xf64>) -> (y: tensor<0x4x3xf64>) {
  %y = nn.lrn %x size 3 : tensor<0x4x3xf64>
  nn.return %y : tensor<0x4x3xf64>
}
// torch: x
nn.func @batch_norm(%x: tensor<0x3xf64>, %s: tensor<3xf64>, %b: tensor<3xf64>, %m: tensor<3xf64>) -> (y: tensor<0x3xf64>) {
  %v = nn.mul %m, %m : tensor<3xf64>, tensor<3xf64>
  %y = nn.batch_norm %x scale %s bias %b mean %m variance %v : tensor<0x3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
  nn.return %y : tensor<0x3xf64>
}

//===-- Losses ------------------------------------------------------------------------------------------===//

// torch: (F.mse_loss(x, y, reduction="sum"), F.l1_loss(x, y, reduction="sum"), F.huber_loss(x, y, reduction="sum"))
nn.func @losses(%x: tensor<0x3xf64>, %y: tensor<0x3xf64>) -> (a: tensor<f64>, b: tensor<f64>, c: tensor<f64>) {
  %a = nn.mse_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  %b = nn.l1_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  %c = nn.huber_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  nn.return %a, %b, %c : tensor<f64>, tensor<f64>, tensor<f64>
}
// torch: x.sum()
nn.func @binary_losses(%x: tensor<0x3xf64>, %y: tensor<0x3xf64>) -> (l: tensor<f64>) {
  %a = nn.binary_cross_entropy_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  %b = nn.binary_cross_entropy_with_logits_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  %c = nn.kl_divergence_loss %x, %y reduction sum : tensor<0x3xf64>, tensor<0x3xf64>
  %d = nn.add %a, %b : tensor<f64>, tensor<f64>
  %l = nn.add %c, %d : tensor<f64>, tensor<f64>
  nn.return %l : tensor<f64>
}
// range %i: 0 to 2
// torch: F.cross_entropy(x, i, reduction="sum")
nn.func @cross_entropy(%x: tensor<0x3xf64>, %i: tensor<0xi64>) -> (l: tensor<f64>) {
  %l = nn.softmax_cross_entropy_loss %x, %i reduction sum : tensor<0x3xf64>, tensor<0xi64>
  nn.return %l : tensor<f64>
}
// range %i: 0 to 2
// torch: F.nll_loss(x, i, reduction="sum")
nn.func @likelihood(%x: tensor<0x3xf64>, %i: tensor<0xi64>) -> (l: tensor<f64>) {
  %l = nn.negative_log_likelihood_loss %x, %i reduction sum : tensor<0x3xf64>, tensor<0xi64>
  nn.return %l : tensor<f64>
}
// no differences: a mean of nothing is NaN
// range %i: 0 to 2
// torch: (F.mse_loss(x, y), F.cross_entropy(x, i))
nn.func @mean_losses(%x: tensor<0x3xf64>, %y: tensor<0x3xf64>, %i: tensor<0xi64>) -> (a: tensor<f64>, b: tensor<f64>) {
  %a = nn.mse_loss %x, %y : tensor<0x3xf64>, tensor<0x3xf64>
  %b = nn.softmax_cross_entropy_loss %x, %i : tensor<0x3xf64>, tensor<0xi64>
  nn.return %a, %b : tensor<f64>, tensor<f64>
}
// No batch: the size of a sequence and of its labels stay.
// range %i: 1 to 2
// range %n: 1 to 2
// range %m: 1 to 2
// torch: x.sum()
nn.func @ctc(%x: tensor<0x3x4xf64>, %i: tensor<0x2xi64>, %n: tensor<0xi64>, %m: tensor<0xi64>) -> (l: tensor<f64>) {
  %l = nn.ctc_loss %x, %i, %n, %m reduction sum : tensor<0x3x4xf64>, tensor<0x2xi64>, tensor<0xi64>, tensor<0xi64>
  nn.return %l : tensor<f64>
}

//===-- Sequences ---------------------------------------------------------------------------------------===//

// torch: x
nn.func @rotary(%x: tensor<0x2x3x4xf64>, %c: tensor<3x2xf64>, %s: tensor<3x2xf64>) -> (y: tensor<0x2x3x4xf64>) {
  %y = nn.rotary_embedding %x cos %c sin %s : tensor<0x2x3x4xf64>, tensor<3x2xf64>
  nn.return %y : tensor<0x2x3x4xf64>
}
// torch: F.scaled_dot_product_attention(a, b, c)
nn.func @attention(%a: tensor<0x2x3x4xf64>, %b: tensor<0x2x3x4xf64>, %c: tensor<0x2x3x4xf64>) -> (y: tensor<0x2x3x4xf64>) {
  %y = nn.attention %a, %b, %c : tensor<0x2x3x4xf64>, tensor<0x2x3x4xf64>, tensor<0x2x3x4xf64>
  nn.return %y : tensor<0x2x3x4xf64>
}
// torch: (x, h)
nn.func @scan(%h: tensor<3xf64>, %x: tensor<0x3xf64>) -> (y: tensor<0x3xf64>, n: tensor<3xf64>) {
  %n, %y = nn.scan axis 0 carry(%s = %h : tensor<3xf64>) over(%e = %x : tensor<0x3xf64>) {
    %p = nn.mul %e, %s : tensor<3xf64>, tensor<3xf64>
    nn.yield %p, %p : tensor<3xf64>, tensor<3xf64>
  }
  nn.return %y, %n : tensor<0x3xf64>, tensor<3xf64>
}
