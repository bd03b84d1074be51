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
// torch: x * x
nn.func @reduce_none(%x: tensor<f64>) -> (y: tensor<f64>) {
  %s = nn.reduce_sum %x : tensor<f64>
  %m = nn.reduce_mean %x : tensor<f64>
  %y = nn.mul %s, %m : tensor<f64>, tensor<f64>
  nn.return %y : tensor<f64>
}
// Which element is the largest, and how many there are, changes at no point of a difference.
// torch: F.one_hot(x.argmax(1), 4) * x / x.numel()
nn.func @indices(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %i = nn.arg_max %x axis 1 : tensor<?x4xf64>
  %h = nn.one_hot %i : tensor<?xi64> -> tensor<?x4xf64>
  %n = nn.size %x : tensor<?x4xf64> -> tensor<f64>
  %p = nn.mul %h, %x : tensor<?x4xf64>, tensor<?x4xf64>
  %y = nn.div %p, %n : tensor<?x4xf64>, tensor<f64>
  nn.return %y : tensor<?x4xf64>
}
