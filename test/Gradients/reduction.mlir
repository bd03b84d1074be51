// Reductions over some and all axes, counted from either end, with and without keepdims.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: x.sum().exp()
nn.func @reduce_sum_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_sum %x : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: x.sum((0, 1, 2), keepdim=True).exp()
nn.func @reduce_sum_all_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<1x1x1xf64>) {
  %r = nn.reduce_sum %x keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<1x1x1xf64>
  nn.return %y : tensor<1x1x1xf64>
}
// torch: x.sum(0).exp()
nn.func @reduce_sum_batch(%x: tensor<?x2x3xf64>) -> (y: tensor<2x3xf64>) {
  %r = nn.reduce_sum %x axes [0] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: x.sum(-1).exp()
nn.func @reduce_sum_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_sum %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: x.sum(1, keepdim=True).exp()
nn.func @reduce_sum_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_sum %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: x.sum((-1, 1)).exp()
nn.func @reduce_sum_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_sum %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.exp %r : tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: x.sum((2, 0), keepdim=True).exp()
nn.func @reduce_sum_ends_kept(%x: tensor<2x3x2xf64>) -> (y: tensor<1x3x1xf64>) {
  %r = nn.reduce_sum %x axes [2, 0] keepdims : tensor<2x3x2xf64>
  %y = nn.exp %r : tensor<1x3x1xf64>
  nn.return %y : tensor<1x3x1xf64>
}
// torch: x.sum(0).exp()
nn.func @reduce_sum_single(%x: tensor<1x3xf64>) -> (y: tensor<3xf64>) {
  %r = nn.reduce_sum %x axes [0] : tensor<1x3xf64>
  %y = nn.exp %r : tensor<3xf64>
  nn.return %y : tensor<3xf64>
}
// torch: x.mean().exp()
nn.func @reduce_mean_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_mean %x : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: x.mean((0, 1, 2), keepdim=True).exp()
nn.func @reduce_mean_all_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<1x1x1xf64>) {
  %r = nn.reduce_mean %x keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<1x1x1xf64>
  nn.return %y : tensor<1x1x1xf64>
}
// torch: x.mean(0).exp()
nn.func @reduce_mean_batch(%x: tensor<?x2x3xf64>) -> (y: tensor<2x3xf64>) {
  %r = nn.reduce_mean %x axes [0] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: x.mean(-1).exp()
nn.func @reduce_mean_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_mean %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: x.mean(1, keepdim=True).exp()
nn.func @reduce_mean_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_mean %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: x.mean((-1, 1)).exp()
nn.func @reduce_mean_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_mean %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.exp %r : tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: x.mean((2, 0), keepdim=True).exp()
nn.func @reduce_mean_ends_kept(%x: tensor<2x3x2xf64>) -> (y: tensor<1x3x1xf64>) {
  %r = nn.reduce_mean %x axes [2, 0] keepdims : tensor<2x3x2xf64>
  %y = nn.exp %r : tensor<1x3x1xf64>
  nn.return %y : tensor<1x3x1xf64>
}
// torch: x.mean(0).exp()
nn.func @reduce_mean_single(%x: tensor<1x3xf64>) -> (y: tensor<3xf64>) {
  %r = nn.reduce_mean %x axes [0] : tensor<1x3xf64>
  %y = nn.exp %r : tensor<3xf64>
  nn.return %y : tensor<3xf64>
}
// torch: x.amax().exp()
nn.func @reduce_max_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_max %x : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: x.amax((0, 1, 2), keepdim=True).exp()
nn.func @reduce_max_all_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<1x1x1xf64>) {
  %r = nn.reduce_max %x keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<1x1x1xf64>
  nn.return %y : tensor<1x1x1xf64>
}
// torch: x.amax(0).exp()
nn.func @reduce_max_batch(%x: tensor<?x2x3xf64>) -> (y: tensor<2x3xf64>) {
  %r = nn.reduce_max %x axes [0] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: x.amax(-1).exp()
nn.func @reduce_max_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_max %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: x.amax(1, keepdim=True).exp()
nn.func @reduce_max_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_max %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.exp %r : tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: x.amax((-1, 1)).exp()
nn.func @reduce_max_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_max %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.exp %r : tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: x.amax((2, 0), keepdim=True).exp()
nn.func @reduce_max_ends_kept(%x: tensor<2x3x2xf64>) -> (y: tensor<1x3x1xf64>) {
  %r = nn.reduce_max %x axes [2, 0] keepdims : tensor<2x3x2xf64>
  %y = nn.exp %r : tensor<1x3x1xf64>
  nn.return %y : tensor<1x3x1xf64>
}
// torch: x.amax(0).exp()
nn.func @reduce_max_single(%x: tensor<1x3xf64>) -> (y: tensor<3xf64>) {
  %r = nn.reduce_max %x axes [0] : tensor<1x3xf64>
  %y = nn.exp %r : tensor<3xf64>
  nn.return %y : tensor<3xf64>
}
// Those made of others, and the product.
// torch: (x.amin((0, 1, 2))) ** 2
nn.func @reduce_min_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_min %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: (x.amin(-1)) ** 2
nn.func @reduce_min_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_min %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: (x.amin(1, keepdim=True)) ** 2
nn.func @reduce_min_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_min %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: (x.amin((-1, 1))) ** 2
nn.func @reduce_min_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_min %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: (x.abs().sum((0, 1, 2))) ** 2
nn.func @reduce_l1_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_l1 %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: (x.abs().sum(-1)) ** 2
nn.func @reduce_l1_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_l1 %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: (x.abs().sum(1, keepdim=True)) ** 2
nn.func @reduce_l1_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_l1 %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: (x.abs().sum((-1, 1))) ** 2
nn.func @reduce_l1_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_l1 %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: (torch.linalg.vector_norm(x, 2, (0, 1, 2))) ** 2
nn.func @reduce_l2_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_l2 %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: (torch.linalg.vector_norm(x, 2, -1)) ** 2
nn.func @reduce_l2_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_l2 %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: (torch.linalg.vector_norm(x, 2, 1, keepdim=True)) ** 2
nn.func @reduce_l2_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_l2 %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: (torch.linalg.vector_norm(x, 2, (-1, 1))) ** 2
nn.func @reduce_l2_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_l2 %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: ((x * x).sum((0, 1, 2))) ** 2
nn.func @reduce_sum_square_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_sum_square %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// torch: ((x * x).sum(-1)) ** 2
nn.func @reduce_sum_square_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_sum_square %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: ((x * x).sum(1, keepdim=True)) ** 2
nn.func @reduce_sum_square_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_sum_square %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// torch: ((x * x).sum((-1, 1))) ** 2
nn.func @reduce_sum_square_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_sum_square %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %x: 0.5 to 2
// torch: (x.sum((0, 1, 2)).log()) ** 2
nn.func @reduce_log_sum_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_log_sum %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// range %x: 0.5 to 2
// torch: (x.sum(-1).log()) ** 2
nn.func @reduce_log_sum_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_log_sum %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// range %x: 0.5 to 2
// torch: (x.sum(1, keepdim=True).log()) ** 2
nn.func @reduce_log_sum_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_log_sum %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// range %x: 0.5 to 2
// torch: (x.sum((-1, 1)).log()) ** 2
nn.func @reduce_log_sum_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_log_sum %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %x: -3 to 3
// torch: (x.logsumexp((0, 1, 2))) ** 2
nn.func @reduce_log_sum_exp_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_log_sum_exp %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// range %x: -3 to 3
// torch: (x.logsumexp(-1)) ** 2
nn.func @reduce_log_sum_exp_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_log_sum_exp %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// range %x: -3 to 3
// torch: (x.logsumexp(1, keepdim=True)) ** 2
nn.func @reduce_log_sum_exp_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_log_sum_exp %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// range %x: -3 to 3
// torch: (x.logsumexp((-1, 1))) ** 2
nn.func @reduce_log_sum_exp_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_log_sum_exp %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// range %x: -1.5 to 1.5
// torch: (x.prod()) ** 2
nn.func @reduce_prod_all(%x: tensor<?x2x3xf64>) -> (y: tensor<f64>) {
  %r = nn.reduce_prod %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// range %x: -1.5 to 1.5
// torch: (x.prod(-1)) ** 2
nn.func @reduce_prod_last(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.reduce_prod %x axes [-1] : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// range %x: -1.5 to 1.5
// torch: (x.prod(1, keepdim=True)) ** 2
nn.func @reduce_prod_middle_kept(%x: tensor<?x2x3xf64>) -> (y: tensor<?x1x3xf64>) {
  %r = nn.reduce_prod %x axes [1] keepdims : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  nn.return %y : tensor<?x1x3xf64>
}
// range %x: -1.5 to 1.5
// torch: (x.permute(0, 2, 1, 3).flatten(2).prod(-1)) ** 2
nn.func @reduce_prod_two(%x: tensor<?x2x3x2xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.reduce_prod %x axes [-1, 1] : tensor<?x2x3x2xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// Exponentials alone would overflow.
// range %x: 990 to 1000
// torch: x.logsumexp(1)
nn.func @log_sum_exp_far(%x: tensor<2x3xf64>) -> (y: tensor<2xf64>) {
  %y = nn.reduce_log_sum_exp %x axes [1] : tensor<2x3xf64>
  nn.return %y : tensor<2xf64>
}
// torch: (x.cumsum(0)) ** 2
nn.func @cumsum_batch(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 0 : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.cumsum(0) - x) ** 2
nn.func @cumsum_batch_exclusive(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 0 exclusive : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(0).cumsum(0).flip(0)) ** 2
nn.func @cumsum_batch_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 0 reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(0).cumsum(0).flip(0) - x) ** 2
nn.func @cumsum_batch_exclusive_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 0 exclusive reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.cumsum(1)) ** 2
nn.func @cumsum_middle(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 1 : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.cumsum(1) - x) ** 2
nn.func @cumsum_middle_exclusive(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 1 exclusive : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(1).cumsum(1).flip(1)) ** 2
nn.func @cumsum_middle_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 1 reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(1).cumsum(1).flip(1) - x) ** 2
nn.func @cumsum_middle_exclusive_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis 1 exclusive reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.cumsum(-1)) ** 2
nn.func @cumsum_last(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis -1 : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.cumsum(-1) - x) ** 2
nn.func @cumsum_last_exclusive(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis -1 exclusive : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(-1).cumsum(-1).flip(-1)) ** 2
nn.func @cumsum_last_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis -1 reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// torch: (x.flip(-1).cumsum(-1).flip(-1) - x) ** 2
nn.func @cumsum_last_exclusive_reverse(%x: tensor<?x5x2xf64>) -> (y: tensor<?x5x2xf64>) {
  %c = nn.cumsum %x axis -1 exclusive reverse : tensor<?x5x2xf64>
  %y = nn.mul %c, %c : tensor<?x5x2xf64>, tensor<?x5x2xf64>
  nn.return %y : tensor<?x5x2xf64>
}
// Sorted and cut off; the indices are constants of the loss.
// torch: (x.sort(-1).values) ** 2 * torch.arange(1, 6, dtype=x.dtype)
nn.func @sort_last(%x: tensor<?x3x5xf64>) -> (y: tensor<?x3x5xf64>) {
  %s, %i = nn.sort %x axis -1 : tensor<?x3x5xf64>
  %w = nn.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf64>
  %q = nn.mul %s, %s : tensor<?x3x5xf64>, tensor<?x3x5xf64>
  %y = nn.mul %q, %w : tensor<?x3x5xf64>, tensor<5xf64>
  nn.return %y : tensor<?x3x5xf64>
}
// torch: (x.sort(1, descending=True).values) ** 2 * torch.arange(1, 6, dtype=x.dtype)
nn.func @sort_middle(%x: tensor<?x3x5xf64>) -> (y: tensor<?x3x5xf64>) {
  %s, %i = nn.sort %x axis 1 descending : tensor<?x3x5xf64>
  %w = nn.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf64>
  %q = nn.mul %s, %s : tensor<?x3x5xf64>, tensor<?x3x5xf64>
  %y = nn.mul %q, %w : tensor<?x3x5xf64>, tensor<5xf64>
  nn.return %y : tensor<?x3x5xf64>
}
// torch: v, i = x.topk(2)
// torch: v ** 2 * (i + 1)
nn.func @top_k_last(%x: tensor<?x3x5xf64>) -> (y: tensor<?x3x2xf64>) {
  %s, %i = nn.top_k %x k 2 : tensor<?x3x5xf64>
  %one = nn.constant dense<1> : tensor<i64>
  %j = nn.add %i, %one : tensor<?x3x2xi64>, tensor<i64>
  %w = nn.cast %j : tensor<?x3x2xi64> to tensor<?x3x2xf64>
  %q = nn.mul %s, %s : tensor<?x3x2xf64>, tensor<?x3x2xf64>
  %y = nn.mul %q, %w : tensor<?x3x2xf64>, tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// torch: v, i = x.topk(2, 1, largest=False)
// torch: v ** 2 * (i + 1)
nn.func @top_k_middle(%x: tensor<?x3x5xf64>) -> (y: tensor<?x2x5xf64>) {
  %s, %i = nn.top_k %x k 2 axis 1 smallest : tensor<?x3x5xf64>
  %one = nn.constant dense<1> : tensor<i64>
  %j = nn.add %i, %one : tensor<?x2x5xi64>, tensor<i64>
  %w = nn.cast %j : tensor<?x2x5xi64> to tensor<?x2x5xf64>
  %q = nn.mul %s, %s : tensor<?x2x5xf64>, tensor<?x2x5xf64>
  %y = nn.mul %q, %w : tensor<?x2x5xf64>, tensor<?x2x5xf64>
  nn.return %y : tensor<?x2x5xf64>
}
// torch: x * x
nn.func @reduce_none(%x: tensor<f64>) -> (y: tensor<f64>) {
  %s = nn.reduce_sum %x : tensor<f64>
  %m = nn.reduce_mean %x : tensor<f64>
  %y = nn.mul %s, %m : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// Which element is the largest or the least, and how many there are, changes at no point of a difference.
// torch: (F.one_hot(x.argmax(1), 4) - F.one_hot(x.argmin(1), 4)) * x / x.numel()
nn.func @indices(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %i = nn.arg_max %x axis 1 : tensor<?x4xf64>
  %j = nn.arg_min %x axis 1 : tensor<?x4xf64>
  %g = nn.one_hot %i : tensor<?xi64> -> tensor<?x4xf64>
  %l = nn.one_hot %j : tensor<?xi64> -> tensor<?x4xf64>
  %h = nn.sub %g, %l : tensor<?x4xf64>, tensor<?x4xf64>
  %n = nn.size %x : tensor<?x4xf64> -> tensor<f64>
  %p = nn.mul %h, %x : tensor<?x4xf64>, tensor<?x4xf64>
  %y = nn.div %p, %n : tensor<?x4xf64>, tensor<f64>
  nn.return %y : tensor<?x4xf64>
}
