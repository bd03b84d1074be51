// Random draws are constants of the loss: the reparametrised sample of a variational autoencoder.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %state: 7 to 7
nn.func @sample(%state: tensor<2xi64>, %mean: tensor<2x3xf64>, %log_variance: tensor<2x3xf64>) -> (sample: tensor<2x3xf64>) {
  %half = nn.constant dense<0.5> : tensor<f64>
  %h = nn.mul %log_variance, %half : tensor<2x3xf64>, tensor<f64>
  %deviation = nn.exp %h : tensor<2x3xf64>
  %noise, %next = nn.random_normal %state : tensor<2x3xf64>
  %mask, %last = nn.random_uniform %next {low = 0.5 : f64} : tensor<2x3xf64>
  %p = nn.mul %deviation, %noise : tensor<2x3xf64>, tensor<2x3xf64>
  %s = nn.add %mean, %p : tensor<2x3xf64>, tensor<2x3xf64>
  %sample = nn.mul %s, %mask : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %sample : tensor<2x3xf64>
}
