// Casts to 16 bits round once, on the way by f32 too, and fold to what they give when they are run.
// RUN: dlc run %s --seed 0 --batch 1 | FileCheck %s
// RUN: dlc run %s --seed 0 --batch 1 --cpu x86-64-v3 | FileCheck %s
// RUN: dlc run %s --seed 0 --batch 1 --cpu x86-64-v2 | FileCheck %s

nn.func @predict() -> (half: tensor<8xf16>, brain: tensor<6xbf16>, long: tensor<6xbf16>, int: tensor<3xbf16>, half_f: tensor<2xf16>, brain_f: tensor<2xbf16>,
    long_f: tensor<2xbf16>, whole_f: tensor<2xf32>, least_f: tensor<2xf32>, cut_f: tensor<2xi8>) {
  // 1 + 2^-11 + 2^-40 is above the middle of 1 and 1 + 2^-10, 65520 - 2^-30 below that of 65504 and what would be infinite; then two
  // that lie in the middle, and are even; too small; just above half of the least; too large.
  // CHECK: half  f16 [8]
  // CHECK-NEXT: {{^ +1.001 +65504 +-65504 +1 +1.002 +0 +-5.9605e-08 +inf$}}
  %d = nn.constant dense<[1.00048828125090949, 65519.999999999068, -65519.999999999068, 1.00048828125, 1.00146484375, 1.0e-300, -2.9802322387968e-8, 1.0e300]> : tensor<8xf64>
  %half = nn.cast %d : tensor<8xf64> to tensor<8xf16>
  // CHECK: brain  bf16 [6]
  // CHECK-NEXT: {{^ +1.0078 +-1.0078 +1 +1.0156 +3.3895e\+38 +inf$}}
  %b = nn.constant dense<[1.00390625000090949, -1.00390625000090949, 1.00390625, 1.01171875, 3.3961775292304e38, 3.3961775292305e38]> : tensor<6xf64>
  %brain = nn.cast %b : tensor<6xf64> to tensor<6xbf16>
  // 2^24 + 2^16 + 1; 2^62 + 2^54 + 1.
  // CHECK: long  bf16 [6]
  // CHECK-NEXT: {{^ +1.6908e\+07 +-1.6908e\+07 +4.6477e\+18 +-4.6477e\+18 +-9.2234e\+18 +7$}}
  %i = nn.constant dense<[16842753, -16842753, 4629700416936869889, -4629700416936869889, -9223372036854775808, 7]> : tensor<6xi64>
  %long = nn.cast %i : tensor<6xi64> to tensor<6xbf16>
  // CHECK: int  bf16 [3]
  // CHECK-NEXT: {{^ +1.6908e\+07 +-1.6908e\+07 +1.6777e\+07$}}
  %j = nn.constant dense<[16842753, -16842753, 16842752]> : tensor<3xi32>
  %int = nn.cast %j : tensor<3xi32> to tensor<3xbf16>

  // CHECK: half_f
  // CHECK-NEXT: {{^ +1.001 +1.001$}}
  // CHECK: brain_f
  // CHECK-NEXT: {{^ +1.0078 +1.0078$}}
  // CHECK: long_f
  // CHECK-NEXT: {{^ +1.6908e\+07 +1.6908e\+07$}}
  %d2 = nn.constant dense<1.00048828125090949> : tensor<2xf64>
  %half_f = nn.cast %d2 : tensor<2xf64> to tensor<2xf16>
  %b2 = nn.constant dense<1.00390625000090949> : tensor<2xf64>
  %brain_f = nn.cast %b2 : tensor<2xf64> to tensor<2xbf16>
  %i2 = nn.constant dense<16842753> : tensor<2xi64>
  %long_f = nn.cast %i2 : tensor<2xi64> to tensor<2xbf16>
  // More digits than a double has: 2^55 + 2^31 + 1 to f32.
  // CHECK: whole_f
  // CHECK-NEXT: {{^ +3.6029e\+16 +3.6029e\+16$}}
  // CHECK: least_f
  // CHECK-NEXT: {{^ +-9.2234e\+18 +-9.2234e\+18$}}
  // CHECK: cut_f
  // CHECK-NEXT: {{^ +-56 +-56$}}
  %w = nn.constant dense<36028799166447617> : tensor<2xi64>
  %whole_f = nn.cast %w : tensor<2xi64> to tensor<2xf32>
  %m = nn.constant dense<-9223372036854775808> : tensor<2xi64>
  %least_f = nn.cast %m : tensor<2xi64> to tensor<2xf32>
  %n = nn.constant dense<200> : tensor<2xi64>
  %cut_f = nn.cast %n : tensor<2xi64> to tensor<2xi8>
  nn.return %half, %brain, %long, %int, %half_f, %brain_f, %long_f, %whole_f, %least_f, %cut_f
      : tensor<8xf16>, tensor<6xbf16>, tensor<6xbf16>, tensor<3xbf16>, tensor<2xf16>, tensor<2xbf16>, tensor<2xbf16>, tensor<2xf32>, tensor<2xf32>, tensor<2xi8>
}
