// Scans and loops of one step, and their derivatives. The input counts: 0, 1, 2 …
// RUN: rm -rf %t && mkdir %t && cd %t && %files count x.npy '<f4' 2,3 && %files count s.npy '<f4' 2,1,3
// RUN: dlc run %s --entry scan --input x=x.npy --input s=s.npy | FileCheck %s --check-prefix=SCAN
// RUN: dlc run %s --entry loop --input x=x.npy | FileCheck %s --check-prefix=LOOP
// RUN: dlc run %s --entry gru --input x=s.npy --input h=s.npy | FileCheck %s --check-prefix=GRU

// SCAN: f  f32 [2, 3]
// SCAN-NEXT: 0 1 4
// SCAN-NEXT: 9 16 25
// SCAN-NEXT: stacked  f32 [2, 1, 3]
// SCAN-NEXT: 0 1 2
// SCAN-NEXT: 3 4 5
// SCAN-NEXT: g  f32 [2, 1, 3]
// SCAN-NEXT: 0 1 2
// SCAN-NEXT: 3 4 5
nn.func @scan(%x: tensor<2x3xf32>, %s: tensor<2x1x3xf32>) -> (f: tensor<2x3xf32>, stacked: tensor<2x1x3xf32>, g: tensor<2x1x3xf32>) {
  %f, %stacked = nn.scan axis 1 carry(%c = %x : tensor<2x3xf32>) over(%e = %s : tensor<2x1x3xf32>) {
    %n = nn.mul %c, %e : tensor<2x3xf32>, tensor<2x3xf32>
    nn.yield %n, %c : tensor<2x3xf32>, tensor<2x3xf32>
  }
  %l = nn.reduce_sum %f : tensor<2x3xf32>
  %g = train.gradient %l wrt (%s) : tensor<f32>, (tensor<2x1x3xf32>)
  nn.return %f, %stacked, %g : tensor<2x3xf32>, tensor<2x1x3xf32>, tensor<2x1x3xf32>
}

// LOOP: y  f32 [2, 3]
// LOOP-NEXT: 0 1 4
// LOOP-NEXT: 9 16 25
// LOOP: g  f32 [2, 3]
// LOOP-NEXT: 0 2 4
// LOOP-NEXT: 6 8 10
nn.func @loop(%x: tensor<2x3xf32>) -> (y: tensor<2x3xf32>, g: tensor<2x3xf32>) {
  %y = nn.loop %i to 1 carry(%c = %x : tensor<2x3xf32>) {
    %n = nn.mul %c, %c : tensor<2x3xf32>, tensor<2x3xf32>
    nn.yield %n : tensor<2x3xf32>
  }
  %l = nn.reduce_sum %y : tensor<2x3xf32>
  %g = train.gradient %l wrt (%x) : tensor<f32>, (tensor<2x3xf32>)
  nn.return %y, %g : tensor<2x3xf32>, tensor<2x3xf32>
}

// With weights of zero, half of the state stays.
// GRU: y  f32 [2, 1, 1, 3]
// GRU-NEXT: 0 0.5 1
// GRU-NEXT: 1.5 2 2.5
// GRU: g  f32 [2, 1, 3]
// GRU-NEXT: 0.5 0.5 0.5
// GRU-NEXT: 0.5 0.5 0.5
nn.func @gru(%x: tensor<?x1x3xf32>, %h: tensor<?x1x3xf32>) -> (y: tensor<?x1x1x3xf32>, g: tensor<?x1x3xf32>) {
  %w = nn.constant dense<0.0> : tensor<1x9x3xf32>
  %y, %n = nn.gru %x, %w, %w initial_h(%h : tensor<?x1x3xf32>) : tensor<?x1x3xf32>, tensor<1x9x3xf32>, tensor<1x9x3xf32>
  %l = nn.reduce_sum %n : tensor<?x1x3xf32>
  %g = train.gradient %l wrt (%h) : tensor<f32>, (tensor<?x1x3xf32>)
  nn.return %y, %g : tensor<?x1x1x3xf32>, tensor<?x1x3xf32>
}
