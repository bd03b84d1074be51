// RUN: dlc-opt %s --dlc-attach-target --dlc-group-images --split-input-file | FileCheck %s

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#channel = affine_map<(n, c, h, w) -> (c)>
#image = affine_map<(n, c, h, w) -> (n, c)>
#nc = affine_map<(n, c) -> (n, c)>
#c = affine_map<(n, c) -> (c)>

// Normalisation, convolution and the sums of each image are one group; the sum over images must wait.
// CHECK-LABEL: func.func @forward
// CHECK: linalg.generic {{.*}} attrs = {dlc.image_group = 0 : i64}
// CHECK: kernel.conv {{.*}}dlc.image_group = 0 : i64
// CHECK: linalg.fill {dlc.image_group = 0 : i64}
// CHECK: linalg.generic {{.*}} attrs = {dlc.image_group = 0 : i64}
// CHECK-NOT: dlc.image_group
// CHECK: return
func.func @forward(%batch: index, %x: memref<?x4x8x8xf32>, %mean: memref<4xf32>, %w: memref<4x4x3x3xf32>, %y: memref<?x4x8x8xf32>, %s: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %normal = memref.alloc(%batch) : memref<?x4x8x8xf32>
  linalg.generic {indexing_maps = [#all, #channel, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%x, %mean : memref<?x4x8x8xf32>, memref<4xf32>) outs(%normal : memref<?x4x8x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %0 = arith.subf %a, %b : f32
    linalg.yield %0 : f32
  }
  kernel.conv ins(%normal, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%y : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  %part = memref.alloc(%batch) : memref<?x4xf32>
  linalg.fill ins(%zero : f32) outs(%part : memref<?x4xf32>)
  linalg.generic {indexing_maps = [#all, #image], iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
    ins(%y : memref<?x4x8x8xf32>) outs(%part : memref<?x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#nc, #c], iterator_types = ["reduction", "parallel"]} ins(%part : memref<?x4xf32>) outs(%s : memref<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  return
}

// -----
// A gradient of weights, which needs all images, is stepped over: what follows does not touch what it writes.
// A second loop reads what it writes, and stays behind it.

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#image = affine_map<(n, c, h, w) -> (n, c)>
#weights = affine_map<(n, c, h, w) -> (c, 0, 0, 0)>
// CHECK-LABEL: func.func @backward
// CHECK: kernel.conv {{.*}}dlc.image_group = 0
// CHECK: linalg.generic {{.*}}ins(%[[DX:.*]] : memref<?x4x8x8xf32>) outs(%{{.*}} : memref<?x4xf32>) attrs = {dlc.image_group = 0 : i64}
// CHECK: kernel.conv_backward_weights
// CHECK-NOT: dlc.image_group
// CHECK: return
func.func @backward(%batch: index, %x: memref<?x4x8x8xf32>, %dy: memref<?x4x8x8xf32>, %w: memref<4x4x3x3xf32>, %dw: memref<4x4x3x3xf32>, %dx: memref<?x4x8x8xf32>, %s: memref<?x4xf32>) {
  kernel.conv ins(%dy, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%dx : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, transposed}
  kernel.conv_backward_weights ins(%x, %dy : memref<?x4x8x8xf32>, memref<?x4x8x8xf32>) outs(%dw : memref<4x4x3x3xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  linalg.generic {indexing_maps = [#all, #image], iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
    ins(%dx : memref<?x4x8x8xf32>) outs(%s : memref<?x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#weights, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%dw : memref<4x4x3x3xf32>) outs(%dx : memref<?x4x8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// -----
// Images read in another order, one image of all, and loops without any convolution or pooling form no group.

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#transposed = affine_map<(n, c, h, w) -> (c, n, h, w)>
// CHECK-LABEL: func.func @no_group
// CHECK-NOT: dlc.image_group
// CHECK: return
func.func @no_group(%x: memref<4x4x8x8xf32>, %one: memref<1x4x8x8xf32>, %w: memref<4x4x3x3xf32>, %y: memref<4x4x8x8xf32>, %z: memref<1x4x8x8xf32>) {
  kernel.conv ins(%x, %w : memref<4x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%y : memref<4x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  linalg.generic {indexing_maps = [#transposed, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%y : memref<4x4x8x8xf32>) outs(%x : memref<4x4x8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  kernel.conv ins(%one, %w : memref<1x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%z : memref<1x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%z : memref<1x4x8x8xf32>) outs(%one : memref<1x4x8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// -----
// Weights of a group are bounded: those of the second convolution do not fit beside the first one's.
// CHECK-LABEL: func.func @large
// CHECK-NOT: dlc.image_group
// CHECK: return
func.func @large(%batch: index, %x: memref<?x128x8x8xf32>, %w: memref<128x128x3x3xf32>, %y: memref<?x128x8x8xf32>, %z: memref<?x128x8x8xf32>) {
  kernel.conv ins(%x, %w : memref<?x128x8x8xf32>, memref<128x128x3x3xf32>) outs(%y : memref<?x128x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  kernel.conv ins(%y, %w : memref<?x128x8x8xf32>, memref<128x128x3x3xf32>) outs(%z : memref<?x128x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  return
}

// -----

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>

// Two dynamic sizes, of which either may be the larger one: the loop over the batch is no part of the convolutions'.
// CHECK-LABEL: func.func @two_sizes
// CHECK: linalg.generic
// CHECK-NOT: dlc.image_group
// CHECK: kernel.conv {{.*}}dlc.image_group = 0 : i64
// CHECK: kernel.conv {{.*}}dlc.image_group = 0 : i64
func.func @two_sizes(%batch: index, %sequence: index {nn.name = "sequence"}, %u: memref<?x4x8x8xf32>, %v: memref<?x4x8x8xf32>,
                     %x: memref<?x4x8x8xf32> {nn.sizes = #nn.sizes<sequence>}, %w: memref<4x4x3x3xf32>,
                     %y: memref<?x4x8x8xf32> {nn.sizes = #nn.sizes<sequence>}) {
  linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%u : memref<?x4x8x8xf32>) outs(%v : memref<?x4x8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  %middle = memref.alloc(%sequence) : memref<?x4x8x8xf32>
  kernel.conv ins(%x, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%middle : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  kernel.conv ins(%middle, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%y : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  return
}

// -----

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#channel = affine_map<(n, c, h, w) -> (c)>
#c = affine_map<(c) -> (c)>

// What a member needs is computed in front of the group, if the group does not write what it is computed from.
// CHECK-LABEL: func.func @in_front
// CHECK: linalg.generic {{.*}} ins(%[[VARIANCE:.*]] : memref<4xf32>) outs(%[[SCALE:[a-z0-9_]*]] : memref<4xf32>) {
// CHECK: kernel.conv {{.*}}dlc.image_group = 0 : i64
// CHECK-NEXT: kernel.conv {{.*}} extras(%[[SCALE]] {{.*}}dlc.image_group = 0 : i64
func.func @in_front(%batch: index, %x: memref<?x4x8x8xf32>, %variance: memref<4xf32>, %w: memref<4x4x3x3xf32>, %y: memref<?x4x8x8xf32>, %z: memref<?x4x8x8xf32>) {
  kernel.conv ins(%x, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%y : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  %scale = memref.alloc() : memref<4xf32>
  linalg.generic {indexing_maps = [#c, #c], iterator_types = ["parallel"]} ins(%variance : memref<4xf32>) outs(%scale : memref<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = math.rsqrt %a : f32
    linalg.yield %0 : f32
  }
  kernel.conv ins(%y, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) extras(%scale : memref<4xf32>) outs(%z : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, epilogue_maps = [#channel]} epilogue {
  ^bb0(%sum: f32, %factor: f32):
    %0 = arith.mulf %sum, %factor : f32
    kernel.yield %0 : f32
  }
  return
}

// -----

#all = affine_map<(n, c, h, w) -> (n, c, h, w)>
#channel = affine_map<(n, c, h, w) -> (c)>
#sum = affine_map<(c, n, h, w) -> (c)>
#image = affine_map<(c, n, h, w) -> (n, c, h, w)>

// A sum over what the group writes cannot go in front, and who needs it is no member.
// CHECK-LABEL: func.func @behind
// CHECK-NOT: dlc.image_group
// CHECK: return
func.func @behind(%batch: index, %x: memref<?x4x8x8xf32>, %scale: memref<4xf32>, %w: memref<4x4x3x3xf32>, %y: memref<?x4x8x8xf32>, %z: memref<?x4x8x8xf32>) {
  kernel.conv ins(%x, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) outs(%y : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
  linalg.generic {indexing_maps = [#image, #sum], iterator_types = ["parallel", "reduction", "reduction", "reduction"]}
    ins(%y : memref<?x4x8x8xf32>) outs(%scale : memref<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  kernel.conv ins(%y, %w : memref<?x4x8x8xf32>, memref<4x4x3x3xf32>) extras(%scale : memref<4xf32>) outs(%z : memref<?x4x8x8xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, epilogue_maps = [#channel]} epilogue {
  ^bb0(%sum: f32, %factor: f32):
    %0 = arith.mulf %sum, %factor : f32
    kernel.yield %0 : f32
  }
  return
}
