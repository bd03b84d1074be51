// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1
nn.func @f(%x: tensor<?xf32>, %l: tensor<?xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?xf32>', labels are 'tensor<?xi64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?xf32>, tensor<?xi64>
}

// -----

// C1
nn.func @f(%x: tensor<8x3xf32>, %l: tensor<7xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<8x3xf32>', labels are 'tensor<7xi64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<8x3xf32>, tensor<7xi64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<8xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?x4xf32>', labels are 'tensor<8xi64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<8xi64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?x1xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?x4xf32>', labels are 'tensor<?x1xi64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?x1xi64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?x4xf64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?x4xf32>', labels are 'tensor<?x4xf64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?x4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?xui8>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?x4xf32>', labels are 'tensor<?xui8>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?xui8>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?x4xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes, …], and labels indices [batch, …] or probabilities of the logits' type: logits are 'tensor<?x4xf32>', labels are 'tensor<?x4xi64>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?x4xi64>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?xi64>, %w: tensor<3xf32>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op weights must be 'tensor<4xf32>', one for each class, got 'tensor<3xf32>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %l weights %w : tensor<?x4xf32>, tensor<?xi64>, tensor<3xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op label_smoothing must be between 0 and 1, got 1.500000e+00}}
  %0 = nn.softmax_cross_entropy_loss %x, %l label_smoothing 1.5 : tensor<?x4xf32>, tensor<?xi64>
}

// -----

// C4
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op ignore_index 1 needs labels that are indices, got 'tensor<?x4xf32>'}}
  %0 = nn.softmax_cross_entropy_loss %x, %x ignore_index 1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?x4xi64>) {
  // expected-error @+1 {{'nn.negative_log_likelihood_loss' op input must be [batch, classes, …] and labels [batch, …]: input is 'tensor<?x4xf32>', labels are 'tensor<?x4xi64>'}}
  %0 = nn.negative_log_likelihood_loss %x, %l : tensor<?x4xf32>, tensor<?x4xi64>
}

// -----

// C2
nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?xi64>, %w: tensor<4xf64>) {
  // expected-error @+1 {{'nn.negative_log_likelihood_loss' op weights must be 'tensor<4xf32>', one for each class, got 'tensor<4xf64>'}}
  %0 = nn.negative_log_likelihood_loss %x, %l weights %w : tensor<?x4xf32>, tensor<?xi64>, tensor<4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x1xf32>) {
  // expected-error @+1 {{'nn.mse_loss' op input and target must have one type: input is 'tensor<?x4xf32>', target is 'tensor<?x1xf32>'}}
  %0 = nn.mse_loss %x, %t : tensor<?x4xf32>, tensor<?x1xf32>
}

// -----

// C2
nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.l1_loss' op a scalar has no batch to take the mean over}}
  %0 = nn.l1_loss %x, %x reduction batch_mean : tensor<f32>, tensor<f32>
}

// -----

// C3
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.huber_loss' op delta must be greater than 0, got 0.000000e+00}}
  %0 = nn.huber_loss %x, %x delta 0.0 : tensor<4xf32>, tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x1xf32>) {
  // expected-error @+1 {{'nn.cosine_similarity' op lhs and rhs must have one type: lhs is 'tensor<?x4xf32>', rhs is 'tensor<?x1xf32>'}}
  %0 = nn.cosine_similarity %x, %t : tensor<?x4xf32>, tensor<?x1xf32>
}

// -----

// C2
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.cosine_similarity' op axis out of range: axis is 1, lhs has rank 1}}
  %0 = nn.cosine_similarity %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

// C3
nn.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'nn.cosine_similarity' op epsilon must be greater than 0, got 0.000000e+00}}
  %0 = nn.cosine_similarity %x, %x axis 0 epsilon 0.0 : tensor<4xf32>, tensor<4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{'nn.cosine_embedding_loss' op needs lhs and rhs [batch, size] of one type and a target [batch]: lhs is 'tensor<?x4xf32>', rhs is 'tensor<?x4xf32>', target is 'tensor<?x4xf32>'}}
  %0 = nn.cosine_embedding_loss %x, %x, %x : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x4xf64>) {
  // expected-error @+1 {{'nn.hinge_loss' op input and target must have one type: input is 'tensor<?x4xf32>', target is 'tensor<?x4xf64>'}}
  %0 = nn.hinge_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x4xf64>) {
  // expected-error @+1 {{'nn.binary_cross_entropy_loss' op input and target must have one type: input is 'tensor<?x4xf32>', target is 'tensor<?x4xf64>'}}
  %0 = nn.binary_cross_entropy_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x4xf64>) {
  // expected-error @+1 {{'nn.binary_cross_entropy_with_logits_loss' op input and target must have one type: input is 'tensor<?x4xf32>', target is 'tensor<?x4xf64>'}}
  %0 = nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x4xf32>, %t: tensor<?x4xf64>) {
  // expected-error @+1 {{'nn.kl_divergence_loss' op input and target must have one type: input is 'tensor<?x4xf32>', target is 'tensor<?x4xf64>'}}
  %0 = nn.kl_divergence_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf64>
}

// -----

// C1
nn.func @f(%x: tensor<?x9x4xf32>, %l: tensor<?x3xi64>, %n: tensor<8xi64>) {
  // expected-error @+1 {{'nn.ctc_loss' op needs log-probabilities [batch, time, classes], labels [batch, length] and lengths [batch]: shapes are [?, 9, 4], [?, 3], [8] and [8]}}
  %0 = nn.ctc_loss %x, %l, %n, %n : tensor<?x9x4xf32>, tensor<?x3xi64>, tensor<8xi64>, tensor<8xi64>
}

// -----

// C2
nn.func @f(%x: tensor<?x9x4xf32>, %l: tensor<?x3xi64>, %n: tensor<?xi64>) {
  // expected-error @+1 {{'nn.ctc_loss' op blank must be one of the classes: it is 4, log-probabilities have shape [?, 9, 4]}}
  %0 = nn.ctc_loss %x, %l, %n, %n blank 4 : tensor<?x9x4xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>
}

// -----

// C3
nn.func @f(%x: tensor<?x0x4xf32>, %l: tensor<?x3xi64>, %n: tensor<?xi64>) {
  // expected-error @+1 {{'nn.ctc_loss' op needs a step in time: log-probabilities have shape [?, 0, 4]}}
  %0 = nn.ctc_loss %x, %l, %n, %n : tensor<?x0x4xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>
}
