// RUN: dlc-opt %s -verify-diagnostics -split-input-file

nn.func @f(%x: tensor<?xf32>, %l: tensor<?xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes] and labels [batch]: logits have [?], labels have [?]}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?xf32>, tensor<?xi64>
}

// -----

nn.func @f(%x: tensor<8x3xf32>, %l: tensor<7xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes] and labels [batch]: logits have [8, 3], labels have [7]}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<8x3xf32>, tensor<7xi64>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %l: tensor<8xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes] and labels [batch]: logits have [?, 4], labels have [8]}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<8xi64>
}

// -----

nn.func @f(%x: tensor<?x4xf32>, %l: tensor<?x1xi64>) {
  // expected-error @+1 {{'nn.softmax_cross_entropy_loss' op logits must be [batch, classes] and labels [batch]: logits have [?, 4], labels have [?, 1]}}
  %0 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?x1xi64>
}
