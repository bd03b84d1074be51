// Functions of f64 whose digits lie in a small argument: of x = 1e-9, expm1(x) / x is 1 + x / 2 and log1p(x) / x is 1 - x / 2, where
// exp(x) - 1 and log(1 + x) are wrong from the 8th digit on. Then the ends of what is defined.
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f8' 1
// RUN: dlc run %s --input zero=x.npy | FileCheck %s
nn.func @predict(%zero: tensor<1xf64>) -> (of_expm1: tensor<1xf64>, of_log1p: tensor<1xf64>, expm1: tensor<6xf64>, log1p: tensor<6xf64>) {
  // CHECK: of_expm1
  // CHECK-NEXT: {{^ +0\.5$}}
  // CHECK: of_log1p
  // CHECK-NEXT: {{^ +-0\.5$}}
  // CHECK: expm1
  // CHECK-NEXT: {{^ +0 +-1 +inf +-0\.63212 +1\.7183 +1\.0142e\+304$}}
  // CHECK: log1p
  // CHECK-NEXT: {{^ +0 +-?nan +inf +-inf +0\.69315 +6\.5525$}}
  %tiny = nn.constant dense<1.0e-9> : tensor<f64>
  %one = nn.constant dense<1.0> : tensor<f64>
  %billion = nn.constant dense<1.0e9> : tensor<f64>
  %ends = nn.constant dense<[0.0, 0xFFF0000000000000, 0x7FF0000000000000, -1.0, 1.0, 700.0]> : tensor<6xf64>
  %x = nn.add %zero, %tiny : tensor<1xf64>, tensor<f64>
  %e = nn.expm1 %x : tensor<1xf64>
  %l = nn.log1p %x : tensor<1xf64>
  %e1 = nn.div %e, %x : tensor<1xf64>, tensor<1xf64>
  %l1 = nn.div %l, %x : tensor<1xf64>, tensor<1xf64>
  %e2 = nn.sub %e1, %one : tensor<1xf64>, tensor<f64>
  %l2 = nn.sub %l1, %one : tensor<1xf64>, tensor<f64>
  %e3 = nn.mul %e2, %billion : tensor<1xf64>, tensor<f64>
  %l3 = nn.mul %l2, %billion : tensor<1xf64>, tensor<f64>
  %all = nn.add %ends, %zero : tensor<6xf64>, tensor<1xf64>
  %expm1 = nn.expm1 %all : tensor<6xf64>
  %log1p = nn.log1p %all : tensor<6xf64>
  nn.return %e3, %l3, %expm1, %log1p : tensor<1xf64>, tensor<1xf64>, tensor<6xf64>, tensor<6xf64>
}
