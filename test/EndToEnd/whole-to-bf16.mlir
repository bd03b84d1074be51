// Integers that become bf16 by way of f32, which canonicalization leaves out.
// RUN: rm -rf %t && mkdir %t && cd %t && %files count i.npy '<i8' 4
// RUN: dlc run %s --input i=i.npy | FileCheck %s
// RUN: dlc run %s --input i=i.npy --cpu x86-64 | FileCheck %s

// CHECK: diagonal  bf16 [2, 3]
// CHECK-NEXT: 0 1 0
// CHECK-NEXT: 0 0 1
// CHECK-NEXT: mask  bf16 [4]
// CHECK-NEXT: 0 0 1 1
// CHECK-NEXT: long  bf16 [4]
// CHECK-NEXT: {{^ +-1 +0 +1 +2$}}
// CHECK-NEXT: byte  bf16 [4]
// CHECK-NEXT: {{^ +255 +0 +1 +2$}}
nn.func @predict(%i: tensor<4xi64>) -> (diagonal: tensor<2x3xbf16>, mask: tensor<4xbf16>, long: tensor<4xbf16>, byte: tensor<4xbf16>) {
  %diagonal = nn.eye k 1 : tensor<2x3xbf16>
  %one = nn.constant dense<1> : tensor<i64>
  %less = nn.compare gt %i, %one : tensor<4xi64>, tensor<i64>
  %wide_mask = nn.cast %less : tensor<4xi1> to tensor<4xf32>
  %mask = nn.cast %wide_mask : tensor<4xf32> to tensor<4xbf16>
  %before = nn.sub %i, %one : tensor<4xi64>, tensor<i64>
  %wide = nn.cast %before : tensor<4xi64> to tensor<4xf32>
  %long = nn.cast %wide : tensor<4xf32> to tensor<4xbf16>
  %byte_before = nn.cast %before : tensor<4xi64> to tensor<4xui8>
  %wide_byte = nn.cast %byte_before : tensor<4xui8> to tensor<4xf32>
  %byte = nn.cast %wide_byte : tensor<4xf32> to tensor<4xbf16>
  nn.return %diagonal, %mask, %long, %byte : tensor<2x3xbf16>, tensor<4xbf16>, tensor<4xbf16>, tensor<4xbf16>
}
