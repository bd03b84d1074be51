// Random draws are constants of the loss: the reparametrised sample of a variational autoencoder.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %state: 7 to 7
nn.func @sample(%state: tensor<2xi64>, %mean: tensor<2x3xf64>, %log_variance: tensor<2x3xf64>) -> (sample: tensor<2x3xf64>) {
  %half = nn.constant dense<0.5> : tensor<f64>
  %h = nn.mul %log_variance, %half : tensor<2x3xf64>, tensor<f64>
  %deviation = nn.exp %h : tensor<2x3xf64>
  %noise, %next = nn.random_normal %state : tensor<2x3xf64>
  %mask, %last = nn.random_uniform %next low 0.5 : tensor<2x3xf64>
  %p = nn.mul %deviation, %noise : tensor<2x3xf64>, tensor<2x3xf64>
  %s = nn.add %mean, %p : tensor<2x3xf64>, tensor<2x3xf64>
  %sample = nn.mul %s, %mask : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %sample : tensor<2x3xf64>
}
// What is drawn from a uniform number has no derivative either; dropout, outside of a training step, is its input.
// range %state: 7 to 7
nn.func @masks(%state: tensor<2xi64>, %x: tensor<?x4xf64>, %p: tensor<?x4xf64>) -> (y: tensor<?x4xf64>) {
  %drawn, %s = nn.bernoulli %p, %state : tensor<?x4xf64>
  %mask, %t = nn.dropout_mask %s ratio 0.25 : tensor<?x4xf64>
  %d = nn.dropout %x, %t : tensor<?x4xf64>
  %square = nn.mul %d, %x : tensor<?x4xf64>, tensor<?x4xf64>
  %a = nn.mul %square, %drawn : tensor<?x4xf64>, tensor<?x4xf64>
  %b = nn.mul %square, %mask : tensor<?x4xf64>, tensor<?x4xf64>
  %y = nn.add %a, %b : tensor<?x4xf64>, tensor<?x4xf64>
  nn.return %y : tensor<?x4xf64>
}
