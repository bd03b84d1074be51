// Losses: derivatives with respect to what is predicted, and to targets that are numbers; labels are indices.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// batch: 5
// range %labels: 0 to 3
// range %logits: -3 to 3
// torch: F.cross_entropy(logits, labels)
nn.func @softmax_cross_entropy_loss(%logits: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %logits, %labels : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// The batch is known, labels are i32, and a label comes twice.
// range %labels: 1 to 1
// torch: F.cross_entropy(logits, labels.long()) ** 2
nn.func @static_batch(%logits: tensor<2x3xf64>, %labels: tensor<2xi32>) -> (loss: tensor<f64>) {
  %l = nn.softmax_cross_entropy_loss %logits, %labels : tensor<2x3xf64>, tensor<2xi32>
  %loss = nn.mul %l, %l : tensor<f64>, tensor<f64>
  nn.return %loss : tensor<f64>
}
// torch: (F.mse_loss(x, t, reduction="none")).mean()
nn.func @mse_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.mse_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// torch: (F.mse_loss(x, t, reduction="none")).sum()
nn.func @mse_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.mse_loss %x, %t reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// torch: F.mse_loss(x, t, reduction="none")
nn.func @mse_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.mse_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// torch: (F.mse_loss(x, t, reduction="none")).sum() / 3
nn.func @mse_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.mse_loss %x, %t reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// torch: (F.l1_loss(x, t, reduction="none")).mean()
nn.func @l1_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.l1_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// torch: (F.l1_loss(x, t, reduction="none")).sum()
nn.func @l1_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.l1_loss %x, %t reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// torch: F.l1_loss(x, t, reduction="none")
nn.func @l1_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.l1_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// torch: (F.l1_loss(x, t, reduction="none")).sum() / 3
nn.func @l1_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.l1_loss %x, %t reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -2 to 2
// torch: (F.huber_loss(x, t, reduction="none")).mean()
nn.func @huber_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.huber_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -2 to 2
// torch: F.huber_loss(x, t, reduction="none", delta=0.5)
nn.func @huber_half_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.huber_loss %x, %t delta 0.5 reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// range %x: -3.3 to 3.1
// at %t: 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1
// torch: (F.relu(1 - t * x)).mean()
nn.func @hinge_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.hinge_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3.3 to 3.1
// at %t: 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1
// torch: F.relu(1 - t * x)
nn.func @hinge_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.hinge_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// range %x: -3.3 to 3.1
// at %t: 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1
// torch: (F.relu(2 - t * x)).sum()
nn.func @hinge_wide_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.hinge_loss %x, %t margin 2.0 reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: 0.1 to 0.9
// range %t: 0.05 to 0.95
// torch: (F.binary_cross_entropy(x, t, reduction="none")).mean()
nn.func @bce_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: 0.1 to 0.9
// range %t: 0.05 to 0.95
// torch: (F.binary_cross_entropy(x, t, reduction="none")).sum()
nn.func @bce_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_loss %x, %t reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: 0.1 to 0.9
// range %t: 0.05 to 0.95
// torch: F.binary_cross_entropy(x, t, reduction="none")
nn.func @bce_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.binary_cross_entropy_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// range %x: 0.1 to 0.9
// range %t: 0.05 to 0.95
// torch: (F.binary_cross_entropy(x, t, reduction="none")).sum() / 3
nn.func @bce_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_loss %x, %t reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -4 to 4
// range %t: 0 to 1
// torch: (F.binary_cross_entropy_with_logits(x, t, reduction="none")).mean()
nn.func @bce_logits_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -4 to 4
// range %t: 0 to 1
// torch: (F.binary_cross_entropy_with_logits(x, t, reduction="none")).sum()
nn.func @bce_logits_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -4 to 4
// range %t: 0 to 1
// torch: F.binary_cross_entropy_with_logits(x, t, reduction="none")
nn.func @bce_logits_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// range %x: -4 to 4
// range %t: 0 to 1
// torch: (F.binary_cross_entropy_with_logits(x, t, reduction="none")).sum() / 3
nn.func @bce_logits_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3 to -0.1
// range %t: 0.05 to 0.95
// torch: (F.kl_div(x, t, reduction="none")).mean()
nn.func @kl_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.kl_divergence_loss %x, %t : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3 to -0.1
// range %t: 0.05 to 0.95
// torch: (F.kl_div(x, t, reduction="none")).sum()
nn.func @kl_sum(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.kl_divergence_loss %x, %t reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3 to -0.1
// range %t: 0.05 to 0.95
// torch: F.kl_div(x, t, reduction="none")
nn.func @kl_none(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<?x4xf64>) {
  %loss = nn.kl_divergence_loss %x, %t reduction none : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<?x4xf64>
}
// range %x: -3 to -0.1
// range %t: 0.05 to 0.95
// torch: (F.kl_div(x, t, reduction="none")).sum() / 3
nn.func @kl_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.kl_divergence_loss %x, %t reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3 to -0.1
// range %t: -3 to -0.2
// torch: (F.kl_div(x, t, reduction="none", log_target=True)).mean()
nn.func @kl_log_mean(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.kl_divergence_loss %x, %t log_target : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// range %x: -3 to -0.1
// range %t: -3 to -0.2
// torch: (F.kl_div(x, t, reduction="none", log_target=True)).sum() / 3
nn.func @kl_log_batch(%x: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.kl_divergence_loss %x, %t log_target reduction batch_mean : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// Far out, where exponentials overflow and differences cancel.
// range %x: -800 to 800
// range %t: 0 to 1
// torch: F.binary_cross_entropy_with_logits(x, t)
nn.func @bce_logits_far(%x: tensor<3x4xf64>, %t: tensor<3x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<3x4xf64>, tensor<3x4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, reduction="sum")
nn.func @ce_sum(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels reduction sum : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, reduction="none")
nn.func @ce_none(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<?xf64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels reduction none : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<?xf64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// range %w: 0.5 to 2
// torch: (F.nll_loss(x.log_softmax(1), labels, reduction="none") * w[labels]).sum() / w[labels].sum()
nn.func @ce_weights(%x: tensor<?x4xf64>, %labels: tensor<?xi64>, %w: tensor<4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels weights %w : tensor<?x4xf64>, tensor<?xi64>, tensor<4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// range %w: 0.5 to 2
// torch: F.nll_loss(x.log_softmax(1), labels, reduction="none") * w[labels]
nn.func @ce_weights_none(%x: tensor<?x4xf64>, %labels: tensor<?xi64>, %w: tensor<4xf64>) -> (loss: tensor<?xf64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels weights %w reduction none : tensor<?x4xf64>, tensor<?xi64>, tensor<4xf64>
  nn.return %loss : tensor<?xf64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, ignore_index=2)
nn.func @ce_ignore(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels ignore_index 2 : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// at %labels: 0, -100, 3, 1, -100
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, ignore_index=-100, reduction="none")
nn.func @ce_ignore_none(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<?xf64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels ignore_index -100 reduction none : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<?xf64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, label_smoothing=0.1)
nn.func @ce_smooth(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels label_smoothing 0.1 : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, label_smoothing=0.3, reduction="none")
nn.func @ce_smooth_none(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<?xf64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels label_smoothing 0.3 reduction none : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<?xf64>
}
// batch: 5
// range %labels: 0 to 1
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels)
nn.func @ce_soft(%x: tensor<?x4xf64>, %labels: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 1
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels, label_smoothing=0.2, reduction="sum")
nn.func @ce_soft_smooth(%x: tensor<?x4xf64>, %labels: tensor<?x4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels label_smoothing 0.2 reduction sum : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 1
// range %x: -3 to 3
// range %w: 0.5 to 2
// torch: -(x.log_softmax(1) * labels * w).sum(1)
nn.func @ce_soft_weights(%x: tensor<?x4xf64>, %labels: tensor<?x4xf64>, %w: tensor<4xf64>) -> (loss: tensor<?xf64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels weights %w reduction none : tensor<?x4xf64>, tensor<?x4xf64>, tensor<4xf64>
  nn.return %loss : tensor<?xf64>
}
// range %labels: 0 to 3
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels)
nn.func @ce_pixels(%x: tensor<?x4x2x3xf64>, %labels: tensor<?x2x3xi64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels : tensor<?x4x2x3xf64>, tensor<?x2x3xi64>
  nn.return %loss : tensor<f64>
}
// range %labels: 0 to 1
// range %x: -3 to 3
// torch: F.cross_entropy(x, labels)
nn.func @ce_pixels_soft(%x: tensor<?x4x2x3xf64>, %labels: tensor<?x4x2x3xf64>) -> (loss: tensor<f64>) {
  %loss = nn.softmax_cross_entropy_loss %x, %labels reduction mean : tensor<?x4x2x3xf64>, tensor<?x4x2x3xf64>
  nn.return %loss : tensor<f64>
}
// All at once, with PyTorch's own meaning of it; it has no derivative of the weights.
// batch: 5
// range %x: -3 to 3
// at %labels: 0, 3, 1, 3, 2
// torch: F.cross_entropy(x, labels, torch.tensor([0.5, 1.5, 2.0, 0.25], dtype=x.dtype), ignore_index=3, label_smoothing=0.1)
nn.func @ce_everything(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %w = nn.constant dense<[0.5, 1.5, 2.0, 0.25]> : tensor<4xf64>
  %loss = nn.softmax_cross_entropy_loss %x, %labels weights %w ignore_index 3 label_smoothing 0.1 : tensor<?x4xf64>, tensor<?xi64>, tensor<4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %x: -3 to 3
// range %labels: 0 to 3
// torch: F.cross_entropy(x, labels, torch.tensor([0.5, 1.5, 2.0, 0.25], dtype=x.dtype), reduction="sum", label_smoothing=0.1)
nn.func @ce_everything_sum(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %w = nn.constant dense<[0.5, 1.5, 2.0, 0.25]> : tensor<4xf64>
  %loss = nn.softmax_cross_entropy_loss %x, %labels weights %w label_smoothing 0.1 reduction sum : tensor<?x4xf64>, tensor<?xi64>, tensor<4xf64>
  nn.return %loss : tensor<f64>
}
// A class that is impossible elsewhere leaves the loss of the others finite; a batch_mean is over the examples.
// batch: 2
// range %labels: 0 to 2
// torch: y = torch.cat((x, torch.full((2, 1), -inf, dtype=x.dtype)), 1)
// torch: F.cross_entropy(y, labels, reduction="sum") / 2
nn.func @ce_masked(%x: tensor<?x3xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %y = nn.pad %x pads [0, 0, 0, 1] value 0xFFF0000000000000 : tensor<?x3xf64>
  %loss = nn.softmax_cross_entropy_loss %y, %labels reduction batch_mean : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to -0.1
// torch: F.nll_loss(x, labels)
nn.func @nll(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.negative_log_likelihood_loss %x, %labels : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to -0.1
// torch: F.nll_loss(x, labels, reduction="none")
nn.func @nll_none(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<?xf64>) {
  %loss = nn.negative_log_likelihood_loss %x, %labels reduction none : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<?xf64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to -0.1
// range %w: 0.5 to 2
// torch: (F.nll_loss(x, labels, reduction="none") * w[labels]).sum() / w[labels].sum()
nn.func @nll_weights(%x: tensor<?x4xf64>, %labels: tensor<?xi64>, %w: tensor<4xf64>) -> (loss: tensor<f64>) {
  %loss = nn.negative_log_likelihood_loss %x, %labels weights %w : tensor<?x4xf64>, tensor<?xi64>, tensor<4xf64>
  nn.return %loss : tensor<f64>
}
// batch: 5
// range %labels: 0 to 3
// range %x: -3 to -0.1
// torch: F.nll_loss(x, labels, ignore_index=1)
nn.func @nll_ignore(%x: tensor<?x4xf64>, %labels: tensor<?xi64>) -> (loss: tensor<f64>) {
  %loss = nn.negative_log_likelihood_loss %x, %labels ignore_index 1 : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// range %labels: 0 to 3
// range %x: -3 to -0.1
// torch: F.nll_loss(x, labels, ignore_index=0, reduction="sum")
nn.func @nll_pixels(%x: tensor<?x4x2xf64>, %labels: tensor<?x2xi64>) -> (loss: tensor<f64>) {
  %loss = nn.negative_log_likelihood_loss %x, %labels ignore_index 0 reduction sum : tensor<?x4x2xf64>, tensor<?x2xi64>
  nn.return %loss : tensor<f64>
}
// torch: F.cosine_similarity(a, b)
nn.func @cosine(%a: tensor<?x4xf64>, %b: tensor<?x4xf64>) -> (y: tensor<?xf64>) {
  %y = nn.cosine_similarity %a, %b : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?xf64>
}
// Vectors shorter than epsilon. PyTorch's own function leaves that bound out of its derivative, which is then none of what it
// computes.
// torch: length = lambda v: v.norm(dim=-2).clamp_min(2.5)
// torch: (a * b).sum(-2) / (length(a) * length(b))
nn.func @cosine_short(%a: tensor<?x4x2xf64>, %b: tensor<?x4x2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.cosine_similarity %a, %b axis -2 epsilon 2.5 : tensor<?x4x2xf64>, tensor<?x4x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// The target chooses, and no derivative goes to it.
// no differences: a choice
// at %t: 1, -1, 1
// torch: F.cosine_embedding_loss(a, b, t)
nn.func @cosine_embedding(%a: tensor<?x4xf64>, %b: tensor<?x4xf64>, %t: tensor<?xf64>) -> (loss: tensor<f64>) {
  %loss = nn.cosine_embedding_loss %a, %b, %t : tensor<?x4xf64>, tensor<?x4xf64>, tensor<?xf64>
  nn.return %loss : tensor<f64>
}
// torch: t = torch.tensor([1.0, -1.0, -1.0], dtype=a.dtype)
// torch: F.cosine_embedding_loss(a, b, t, margin=-0.9, reduction="sum")
nn.func @cosine_embedding_sum(%a: tensor<3x4xf64>, %b: tensor<3x4xf64>) -> (loss: tensor<f64>) {
  %t = nn.constant dense<[1.0, -1.0, -1.0]> : tensor<3xf64>
  %loss = nn.cosine_embedding_loss %a, %b, %t margin -0.9 reduction sum : tensor<3x4xf64>, tensor<3x4xf64>, tensor<3xf64>
  nn.return %loss : tensor<f64>
}
// torch: t = torch.tensor([1.0, -1.0, -1.0], dtype=a.dtype)
// torch: F.cosine_embedding_loss(a, b, t, margin=-0.9, reduction="none")
nn.func @cosine_embedding_none(%a: tensor<3x4xf64>, %b: tensor<3x4xf64>) -> (loss: tensor<3xf64>) {
  %t = nn.constant dense<[1.0, -1.0, -1.0]> : tensor<3xf64>
  %loss = nn.cosine_embedding_loss %a, %b, %t margin -0.9 reduction none : tensor<3x4xf64>, tensor<3x4xf64>, tensor<3xf64>
  nn.return %loss : tensor<3xf64>
}
// Repeated labels, which a blank must part; inputs and labels of several lengths.
// range %x: -2 to 2
// at %l: 1, 1, 2, 2, 1, 3, 3, 0, 0
// at %n: 6, 5, 4
// at %m: 3, 3, 1
// torch: p = x.log_softmax(2).transpose(0, 1)
// torch: F.ctc_loss(p, l, n, m)
nn.func @ctc(%x: tensor<?x6x4xf64>, %l: tensor<?x3xi64>, %n: tensor<?xi64>, %m: tensor<?xi64>) -> (loss: tensor<f64>) {
  %p = nn.log_softmax %x axis 2 : tensor<?x6x4xf64>
  %loss = nn.ctc_loss %p, %l, %n, %m : tensor<?x6x4xf64>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}
// No label at all; another blank.
// range %x: -2 to 2
// at %l: 1, 0, 0, 0, 1, 3
// at %n: 4, 4, 3
// at %m: 2, 0, 1
// torch: p = x.log_softmax(2).transpose(0, 1)
// torch: F.ctc_loss(p, l, n, m, blank=2, reduction="none")
nn.func @ctc_none(%x: tensor<?x4x4xf64>, %l: tensor<?x2xi32>, %n: tensor<?xi32>, %m: tensor<?xi32>) -> (loss: tensor<?xf64>) {
  %p = nn.log_softmax %x axis 2 : tensor<?x4x4xf64>
  %loss = nn.ctc_loss %p, %l, %n, %m blank 2 reduction none : tensor<?x4x4xf64>, tensor<?x2xi32>, tensor<?xi32>, tensor<?xi32>
  nn.return %loss : tensor<?xf64>
}
// range %x: -2 to 2
// at %l: 1, 1, 2, 3
// at %n: 3, 4
// at %m: 2, 2
// batch: 2
// torch: p = x.log_softmax(2).transpose(0, 1)
// torch: F.ctc_loss(p, l, n, m, reduction="sum"), F.ctc_loss(p, l, n, m, reduction="sum") / 2
nn.func @ctc_sum(%x: tensor<?x4x4xf64>, %l: tensor<?x2xi64>, %n: tensor<?xi64>, %m: tensor<?xi64>) -> (sum: tensor<f64>, mean: tensor<f64>) {
  %p = nn.log_softmax %x axis 2 : tensor<?x4x4xf64>
  %sum = nn.ctc_loss %p, %l, %n, %m reduction sum : tensor<?x4x4xf64>, tensor<?x2xi64>, tensor<?xi64>, tensor<?xi64>
  %mean = nn.ctc_loss %p, %l, %n, %m reduction batch_mean : tensor<?x4x4xf64>, tensor<?x2xi64>, tensor<?xi64>, tensor<?xi64>
  nn.return %sum, %mean : tensor<f64>, tensor<f64>
}
