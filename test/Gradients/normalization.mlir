// Batch norm in inference and in training, where the statistics are results that may be used; softmax.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %variance: 0.5 to 2
// torch: (x - mean[:, None, None]) * (variance[:, None, None] + 0.1).rsqrt() * scale[:, None, None] + bias[:, None, None]
nn.func @inference_rank4(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>, %mean: tensor<2xf64>, %variance: tensor<2xf64>) -> (y: tensor<?x2x2x3xf64>) {
  %y = nn.batch_norm %x scale %scale bias %bias mean %mean variance %variance {epsilon = 0.1 : f64} : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// torch: F.batch_norm(x, None, None, scale, bias, training=True, eps=0.1)
nn.func @training_rank4(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (y: tensor<?x2x2x3xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias {epsilon = 0.1 : f64} : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// Through the result, the mean and the variance together.
// torch: F.batch_norm(x, None, None, scale, bias, training=True), x.mean((0, 2, 3)) ** 2, x.var((0, 2, 3), unbiased=False).exp()
nn.func @training_all_rank4(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (y: tensor<?x2x2x3xf64>, mean: tensor<2xf64>, variance: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
  %m = nn.mul %mean, %mean : tensor<2xf64>, tensor<2xf64>
  %v = nn.exp %variance : tensor<2xf64>
  nn.return %y, %m, %v : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
}
// torch: x.mean((0, 2, 3))
nn.func @mean_rank4(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (mean: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %mean : tensor<2xf64>
}
// torch: x.var((0, 2, 3), unbiased=False)
nn.func @variance_rank4(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (variance: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %variance : tensor<2xf64>
}
// range %variance: 0.5 to 2
// torch: (x - mean) * (variance + 0.1).rsqrt() * scale + bias
nn.func @inference_rank2(%x: tensor<?x2xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>, %mean: tensor<2xf64>, %variance: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.batch_norm %x scale %scale bias %bias mean %mean variance %variance {epsilon = 0.1 : f64} : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: F.batch_norm(x, None, None, scale, bias, training=True, eps=0.1)
nn.func @training_rank2(%x: tensor<?x2xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias {epsilon = 0.1 : f64} : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2xf64>
}
// Through the result, the mean and the variance together.
// torch: F.batch_norm(x, None, None, scale, bias, training=True), x.mean((0,)) ** 2, x.var((0,), unbiased=False).exp()
nn.func @training_all_rank2(%x: tensor<?x2xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (y: tensor<?x2xf64>, mean: tensor<2xf64>, variance: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>
  %m = nn.mul %mean, %mean : tensor<2xf64>, tensor<2xf64>
  %v = nn.exp %variance : tensor<2xf64>
  nn.return %y, %m, %v : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>
}
// torch: x.mean((0,))
nn.func @mean_rank2(%x: tensor<?x2xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (mean: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %mean : tensor<2xf64>
}
// torch: x.var((0,), unbiased=False)
nn.func @variance_rank2(%x: tensor<?x2xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (variance: tensor<2xf64>) {
  %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %variance : tensor<2xf64>
}
// range %x: -3 to 3
// torch: x.softmax(-1)
nn.func @softmax_last(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.softmax %x : tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// range %x: -3 to 3
// torch: x.softmax(0)
nn.func @softmax_first(%x: tensor<3x4xf64>) -> (y: tensor<3x4xf64>) {
  %y = nn.softmax %x axis 0 : tensor<3x4xf64>
  nn.return %y : tensor<3x4xf64>
}
// range %x: -3 to 3
// torch: x.softmax(-2)
nn.func @softmax_middle(%x: tensor<?x3x2xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.softmax %x axis -2 : tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// range %x: -3 to 3
// torch: x.log_softmax(-1)
nn.func @log_softmax_last(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.log_softmax %x : tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// range %x: -3 to 3
// torch: x.log_softmax(0)
nn.func @log_softmax_first(%x: tensor<3x4xf64>) -> (y: tensor<3x4xf64>) {
  %y = nn.log_softmax %x axis 0 : tensor<3x4xf64>
  nn.return %y : tensor<3x4xf64>
}
// range %x: -3 to 3
// torch: x.log_softmax(-2)
nn.func @log_softmax_middle(%x: tensor<?x3x2xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.log_softmax %x axis -2 : tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// Exponentials alone would overflow.
// range %x: 990 to 1000
// torch: x.log_softmax(-1)
nn.func @log_softmax_far(%x: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.log_softmax %x : tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: F.layer_norm(x, (4,), scale, bias, 0.1)
nn.func @layer(%x: tensor<?x3x4xf64>, %scale: tensor<4xf64>, %bias: tensor<4xf64>) -> (y: tensor<?x3x4xf64>) {
  %y = nn.layer_norm %x scale %scale bias %bias epsilon 0.1 : tensor<?x3x4xf64>, tensor<4xf64>, tensor<4xf64>
  nn.return %y : tensor<?x3x4xf64>
}
// torch: F.layer_norm(x, (3, 4), scale, None, 1e-5)
nn.func @layer_axis(%x: tensor<?x3x4xf64>, %scale: tensor<3x4xf64>) -> (y: tensor<?x3x4xf64>) {
  %y = nn.layer_norm %x scale %scale axis 1 : tensor<?x3x4xf64>, tensor<3x4xf64>
  nn.return %y : tensor<?x3x4xf64>
}
// torch: F.layer_norm(x, (2, 3), None, None, 0.5)
nn.func @layer_plain(%x: tensor<2x3xf64>) -> (y: tensor<2x3xf64>) {
  %y = nn.layer_norm %x axis -2 epsilon 0.5 : tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: F.group_norm(x, 2, scale, bias, 0.1)
nn.func @group(%x: tensor<?x4x3xf64>, %scale: tensor<4xf64>, %bias: tensor<4xf64>) -> (y: tensor<?x4x3xf64>) {
  %y = nn.group_norm %x scale %scale bias %bias num_groups 2 epsilon 0.1 : tensor<?x4x3xf64>, tensor<4xf64>, tensor<4xf64>
  nn.return %y : tensor<?x4x3xf64>
}
// torch: F.group_norm(x, 1)
nn.func @group_plain(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.group_norm %x num_groups 1 : tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// torch: F.instance_norm(x, weight=scale, bias=bias, eps=0.1)
nn.func @instance(%x: tensor<?x2x2x3xf64>, %scale: tensor<2xf64>, %bias: tensor<2xf64>) -> (y: tensor<?x2x2x3xf64>) {
  %y = nn.instance_norm %x scale %scale bias %bias epsilon 0.1 : tensor<?x2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2x2x3xf64>
}
// torch: F.rms_norm(x, (4,), scale, 0.1)
nn.func @rms(%x: tensor<?x3x4xf64>, %scale: tensor<4xf64>) -> (y: tensor<?x3x4xf64>) {
  %y = nn.rms_norm %x scale %scale epsilon 0.1 : tensor<?x3x4xf64>, tensor<4xf64>
  nn.return %y : tensor<?x3x4xf64>
}
// torch: F.rms_norm(x, (3, 2), None, 1e-5)
nn.func @rms_axis(%x: tensor<?x3x2xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.rms_norm %x axis 1 : tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// torch: F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=1.5)
nn.func @local_response(%x: tensor<?x4x2x2xf64>) -> (y: tensor<?x4x2x2xf64>) {
  %y = nn.lrn %x size 3 alpha 0.5 beta 0.6 bias 1.5 : tensor<?x4x2x2xf64>
  nn.return %y : tensor<?x4x2x2xf64>
}
// Of an even size, the channel more is the next one; PyTorch takes the one before.
// torch: F.local_response_norm(x.flip(1), 2, alpha=0.5).flip(1)
nn.func @local_response_even(%x: tensor<?x3x2xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.lrn %x size 2 alpha 0.5 : tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// torch: F.normalize(x, p=2, dim=-1)
nn.func @lp2(%x: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %y = nn.lp_normalization %x : tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
// torch: F.normalize(x, p=1, dim=1)
nn.func @lp1(%x: tensor<?x3x2xf64>) -> (y: tensor<?x3x2xf64>) {
  %y = nn.lp_normalization %x axis 1 p 1 : tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
