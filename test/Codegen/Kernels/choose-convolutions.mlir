// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --kernel-choose-convolutions | FileCheck %s --check-prefixes=CHECK,AUTO
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --kernel-choose-convolutions="form=winograd" | FileCheck %s --check-prefixes=CHECK,ALWAYS
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --kernel-choose-convolutions="form=direct" | FileCheck %s --check-prefix=DIRECT
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --kernel-choose-convolutions="form=winograd" --kernel-expand --canonicalize | FileCheck %s --check-prefix=EXPAND
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --kernel-choose-convolutions --kernel-expand --canonicalize | FileCheck %s --check-prefix=BRANCH

// DIRECT-NOT: winograd_images

// Large images: always. The transformed weights are [36, panels, C, width], inputs [36, tiles, C and what keeps tiles off a
// power of two]; products are [tiles, width] for each of the 36.
// CHECK-LABEL: func.func @large
// AUTO: winograd_images = 1
// ALWAYS: winograd_images = 1
// EXPAND-LABEL: func.func @large
// EXPAND: memref.alloc() {alignment = 64 : i64} : memref<72x64x32xf32>
// EXPAND: memref.alloc() {{.*}} : memref<36x{{[0-9]+}}x80xf32>
// EXPAND: scf.parallel
// EXPAND: scf.for
// EXPAND: scf.parallel
// EXPAND: scf.parallel
// EXPAND: memref.alloca() {{.*}} : memref<36x42x32xf32>
// EXPAND: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<14x64xf32, strided<[80, 1], offset: ?>>, memref<64x32xf32, strided<[32, 1], offset: ?>>) outs
// BRANCH-LABEL: func.func @large
// BRANCH-NOT: scf.if %{{.*}} else
func.func @large(%x: memref<?x64x56x56xf32>, %w: memref<64x64x3x3xf32>, %y: memref<?x64x56x56xf32>) {
  kernel.conv ins(%x, %w : memref<?x64x56x56xf32>, memref<64x64x3x3xf32>) outs(%y : memref<?x64x56x56xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  return
}

// Small images and many weights: only for a number of images over which their transform pays, which is known when the code runs.
// CHECK-LABEL: func.func @small
// AUTO: winograd_images = [[LEAST:[0-9]+]]
// ALWAYS: winograd_images = 1
// BRANCH-LABEL: func.func @small
// BRANCH: %[[IMAGES:.*]] = memref.dim %{{.*}}, %c0
// BRANCH: %[[PAYS:.*]] = arith.cmpi uge, %[[IMAGES]]
// BRANCH: scf.if %[[PAYS]]
// BRANCH: kernel.brgemm
// BRANCH: } else {
// BRANCH: vector.fma
func.func @small(%x: memref<?x512x7x7xf32>, %w: memref<512x512x3x3xf32>, %y: memref<?x512x7x7xf32>) {
  kernel.conv ins(%x, %w : memref<?x512x7x7xf32>, memref<512x512x3x3xf32>) outs(%y : memref<?x512x7x7xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  return
}

// Gradients of weights: sums for each of the 36 products, to which every block of tiles is added; k is its tiles.
// CHECK-LABEL: func.func @weights
// AUTO: winograd_images = 1
// EXPAND-LABEL: func.func @weights
// EXPAND: memref.alloc() {alignment = 64 : i64} : memref<36x64x64xf32>
// EXPAND: scf.for
// EXPAND: scf.parallel
// EXPAND: scf.parallel
// EXPAND: scf.parallel
// EXPAND: kernel.brgemm ins(%{{.*}}, %{{.*}} : memref<11x?xf32, strided<[1, 80], offset: ?>>, memref<?x32xf32, strided<[80, 1], offset: ?>>) outs(%{{.*}} : memref<11x32xf32, {{.*}}>) {accumulate}
func.func @weights(%x: memref<?x64x56x56xf32>, %g: memref<?x64x56x56xf32>, %w: memref<64x64x3x3xf32>) {
  kernel.conv_backward_weights ins(%x, %g : memref<?x64x56x56xf32>, memref<?x64x56x56xf32>) outs(%w : memref<64x64x3x3xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  return
}

// A window of 4 × 4 that moves by 2 is four of 2 × 2, each of which sees every other pixel: 25 products of 4 · 64 channels. A phase of
// a transposed convolution has every other weight of a window, and is read where it is.
// CHECK-LABEL: func.func @phases
// AUTO: winograd_images = 1
// AUTO: winograd_images = 1
// EXPAND-LABEL: func.func @phases
// EXPAND: memref.alloc() {alignment = 64 : i64} : memref<100x256x32xf32>
// EXPAND: memref.alloc() {{.*}} : memref<25x{{[0-9]+}}x272xf32>
// EXPAND: vector.shuffle {{.*}}[0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]
// EXPAND: memref.alloc() {alignment = 64 : i64} : memref<100x128x32xf32>
// EXPAND: memref.reinterpret_cast {{.*}} to offset: [5], sizes: [128, 128, 11], strides: [2048, 16, 1]
func.func @phases(%x: memref<?x64x64x64xf32>, %w: memref<128x64x4x4xf32>, %y: memref<?x128x32x32xf32>,
                  %v: memref<128x128x2x2xf32, strided<[2048, 16, 8, 2], offset: 5>>, %z: memref<?x128x33x33xf32>) {
  kernel.conv ins(%x, %w : memref<?x64x64x64xf32>, memref<128x64x4x4xf32>) outs(%y : memref<?x128x32x32xf32>)
      {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  kernel.conv ins(%y, %v : memref<?x128x32x32xf32>, memref<128x128x2x2xf32, strided<[2048, 16, 8, 2], offset: 5>>) outs(%z : memref<?x128x33x33xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  return
}

// Never: strides that differ, channels that do not fill vectors, other elements than f32.
// CHECK-LABEL: func.func @never
// CHECK-NOT: winograd_images
func.func @never(%x: memref<?x64x56x56xf32>, %w: memref<64x64x3x3xf32>, %y: memref<?x64x28x56xf32>,
                 %v: memref<20x64x3x3xf32>, %z: memref<?x20x56x56xf32>,
                 %a: memref<?x64x56x56xf64>, %b: memref<64x64x3x3xf64>, %c: memref<?x64x56x56xf64>) {
  kernel.conv ins(%x, %w : memref<?x64x56x56xf32>, memref<64x64x3x3xf32>) outs(%y : memref<?x64x28x56xf32>)
      {strides = array<i64: 2, 1>, pads = array<i64: 1, 1, 0, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  kernel.conv ins(%x, %v : memref<?x64x56x56xf32>, memref<20x64x3x3xf32>) outs(%z : memref<?x20x56x56xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  kernel.conv ins(%a, %b : memref<?x64x56x56xf64>, memref<64x64x3x3xf64>) outs(%c : memref<?x64x56x56xf64>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64}
  return
}
