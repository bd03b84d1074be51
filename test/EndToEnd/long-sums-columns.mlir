// Sums over a batch, in bf16, of columns behind a dimension that is kept: the totals' memory lies in front of all loops.
// The input counts: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f4' 2,2,1,1,2
// RUN: dlc run %s --input x=x.npy | FileCheck %s
// CHECK: r  bf16 [2, 2]
// CHECK-NEXT: 2 3
// CHECK-NEXT: 4 5
nn.func @predict(%x: tensor<?x2x1x1x2xbf16>) -> (r: tensor<2x2xbf16>) {
  %r = nn.reduce_mean %x axes [0, 2, 3] : tensor<?x2x1x1x2xbf16>
  nn.return %r : tensor<2x2xbf16>
}
