// Losses: derivatives with respect to what is predicted; labels are indices.
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
