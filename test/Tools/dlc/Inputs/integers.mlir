// Whole numbers that no float is equal to, and truth values.
nn.func @predict() -> (counts: tensor<2xi64>, large: tensor<2xi1>) {
  %counts = nn.constant dense<[9007199254740993, -3]> : tensor<2xi64>
  %zero = nn.constant dense<0> : tensor<i64>
  %large = nn.compare gt %counts, %zero : tensor<2xi64>, tensor<i64>
  nn.return %counts, %large : tensor<2xi64>, tensor<2xi1>
}
