// A value that is returned, and from which another result starts in place. The input counts: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f4' 2,3
// RUN: dlc run %s --entry sums --input x=x.npy | FileCheck %s --check-prefix=SUMS
// RUN: dlc run %s --entry scanned --input x=x.npy | FileCheck %s --check-prefix=SCANNED
// RUN: dlc run %s --entry scattered --input x=x.npy | FileCheck %s --check-prefix=SCATTERED
// RUN: dlc run %s --entry unused --input x=x.npy --input y=x.npy | FileCheck %s --check-prefix=UNUSED

// SUMS: c  f32 [2, 3]
// SUMS-NEXT: 0 1 5
// SUMS-NEXT: 9 25 50
// SUMS-NEXT: h  f32 [2, 3]
// SUMS-NEXT: 0 1 4
// SUMS-NEXT: 9 16 25
nn.func @sums(%x: tensor<2x3xf32>) -> (c: tensor<2x3xf32>, h: tensor<2x3xf32>) {
  %h = nn.mul %x, %x : tensor<2x3xf32>, tensor<2x3xf32>
  %c = nn.cumsum %h axis 1 : tensor<2x3xf32>
  nn.return %c, %h : tensor<2x3xf32>, tensor<2x3xf32>
}

// SCANNED: c  f32 [2]
// SCANNED-NEXT: 4 37
// SCANNED-NEXT: h  f32 [2]
// SCANNED-NEXT: 1 25
// SCANNED-NEXT: part  f32 [2, 2]
// SCANNED-NEXT: 0 1
// SCANNED-NEXT: 9 16
nn.func @scanned(%x: tensor<?x3xf32>) -> (c: tensor<?xf32>, h: tensor<?xf32>, part: tensor<?x2xf32>) {
  %squares = nn.mul %x, %x : tensor<?x3xf32>, tensor<?x3xf32>
  %part = nn.slice %squares starts [0] ends [2] axes [1] : tensor<?x3xf32>
  %h = nn.reduce_sum %part axes [1] : tensor<?x2xf32>
  %c = nn.scan axis 1 carry(%s = %h : tensor<?xf32>) over(%e = %x : tensor<?x3xf32>) {
    %n = nn.add %s, %e : tensor<?xf32>, tensor<?xf32>
    nn.yield %n : tensor<?xf32>
  }
  nn.return %c, %h, %part : tensor<?xf32>, tensor<?xf32>, tensor<?x2xf32>
}

// SCATTERED: c  f32 [2, 3]
// SCATTERED-NEXT: 0 7 4
// SCATTERED-NEXT: 9 16 7
// SCATTERED-NEXT: h  f32 [2, 3]
// SCATTERED-NEXT: 0 1 4
// SCATTERED-NEXT: 9 16 25
nn.func @scattered(%x: tensor<2x3xf32>) -> (c: tensor<2x3xf32>, h: tensor<2x3xf32>) {
  %i = nn.constant dense<[[1], [2]]> : tensor<2x1xi64>
  %u = nn.constant dense<7.0> : tensor<2x1xf32>
  %h = nn.mul %x, %x : tensor<2x3xf32>, tensor<2x3xf32>
  %c = nn.scatter_elements %h, %i, %u axis 1 : tensor<2x3xf32>, tensor<2x1xi64>, tensor<2x1xf32>
  nn.return %c, %h : tensor<2x3xf32>, tensor<2x3xf32>
}

// The derivative of an argument that is not used is zero, not that of another.
// UNUSED: gx  f32 [2, 3]
// UNUSED-NEXT: 0 0 2
// UNUSED-NEXT: 0 0 2
// UNUSED-NEXT: gy  f32 [2, 3]
// UNUSED-NEXT: 0 0 0
// UNUSED-NEXT: 0 0 0
nn.func @unused(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>) -> (gx: tensor<?x3xf32>, gy: tensor<?x3xf32>) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %values, %indices = nn.top_k %x k 1 axis 1 : tensor<?x3xf32>
  %doubled = nn.mul %values, %two : tensor<?x1xf32>, tensor<f32>
  %loss = nn.reduce_sum %doubled : tensor<?x1xf32>
  %gx, %gy = train.gradient %loss wrt (%x, %y) : tensor<f32>, (tensor<?x3xf32>, tensor<?x3xf32>)
  nn.return %gx, %gy : tensor<?x3xf32>, tensor<?x3xf32>
}
