// A convolution in f16 is rounded once, behind its bias, also where in wider floats it is a product of matrices: 49 · 40 · 36 - 10016 = 60544,
// of which the sum of products, 70560, is beyond what f16 holds. A window that is the image, and one that moves by its own size.
// RUN: dlc run %s | FileCheck %s
nn.func @predict() -> (whole: tensor<1x1xf16>, patches: tensor<1x2xf16>) {
  %x = nn.constant dense<40.0> : tensor<1x1x7x7xf16>
  %z = nn.constant dense<40.0> : tensor<1x1x7x14xf16>
  %w = nn.constant dense<36.0> : tensor<1x1x7x7xf16>
  %b = nn.constant dense<-10016.0> : tensor<1xf16>
  // CHECK: whole
  // CHECK-NEXT: {{^ *6054[0-9.e+]*$}}
  %whole4 = nn.conv %x, %w bias %b strides [7, 7] : tensor<1x1x7x7xf16>, tensor<1x1x7x7xf16>, tensor<1xf16>
  %whole = nn.flatten %whole4 : tensor<1x1x1x1xf16>
  // CHECK: patches
  // CHECK-NEXT: {{^ *6054[0-9.e+]* +6054[0-9.e+]*$}}
  %patches4 = nn.conv %z, %w bias %b strides [7, 7] : tensor<1x1x7x14xf16>, tensor<1x1x7x7xf16>, tensor<1xf16>
  %patches = nn.flatten %patches4 : tensor<1x1x1x2xf16>
  nn.return %whole, %patches : tensor<1x1xf16>, tensor<1x2xf16>
}
