module @k {
nn.func @predict() -> (v: tensor<5xf32>, i: tensor<5xi64>, w: tensor<5xui8>, j: tensor<5xi64>) {
  %r = nn.range : tensor<6000xi64>
  %q = nn.mul %r, %r : tensor<6000xi64>, tensor<6000xi64>
  %p = nn.constant dense<5003> : tensor<i64>
  %m = nn.mod %q, %p : tensor<6000xi64>, tensor<i64>
  %f = nn.cast %m : tensor<6000xi64> to tensor<6000xf32>
  %v, %i = nn.top_k %f k 5 : tensor<6000xf32>
  %b = nn.constant dense<250> : tensor<i64>
  %s = nn.min %m, %b : tensor<6000xi64>, tensor<i64>
  %u = nn.cast %s : tensor<6000xi64> to tensor<6000xui8>
  %w, %j = nn.top_k %u k 5 smallest : tensor<6000xui8>
  nn.return %v, %i, %w, %j : tensor<5xf32>, tensor<5xi64>, tensor<5xui8>, tensor<5xi64>
}
}
