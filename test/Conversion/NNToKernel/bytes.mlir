// Products of what bytes are dequantized to become kernels of bytes, with unsigned ones on the left side.
// RUN: dlc-opt %s --convert-nn-to-kernel --canonicalize | FileCheck %s

// A quantized layer: scales are multiplied behind the sums, and the zero point is taken off the sums of the weights.
// CHECK-LABEL: nn.func @layer
// CHECK-DAG: %[[X:.*]] = nn.cast %x : tensor<?x8xui8> to tensor<?x8xi8>
// CHECK: %[[SUMS:.*]] = kernel.matmul ins(%[[X]], %w : tensor<?x8xi8>, tensor<8x4xi8>) outs(%{{.*}} : tensor<?x4xi32>)
// CHECK: %[[WIDE:.*]] = nn.cast %w : tensor<8x4xi8> to tensor<8x4xi32>
// CHECK: nn.reduce_sum %[[WIDE]]{{.*}} : tensor<8x4xi32>
// CHECK: nn.sub %[[SUMS]]
// CHECK: nn.cast %{{.*}} : tensor<?x4xi32> to tensor<?x4xf32>
// CHECK: nn.mul %{{.*}}, %scale
nn.func @layer(%x: tensor<?x8xui8>, %w: tensor<8x4xi8>, %scale: tensor<4xf32>) -> (y: tensor<?x4xf32>) {
  %zero = nn.constant dense<113.0> : tensor<f32>
  %0 = nn.cast %x : tensor<?x8xui8> to tensor<?x8xf32>
  %1 = nn.sub %0, %zero : tensor<?x8xf32>, tensor<f32>
  %2 = nn.cast %w : tensor<8x4xi8> to tensor<8x4xf32>
  %3 = nn.mul %2, %scale : tensor<8x4xf32>, tensor<4xf32>
  %y = nn.matmul %1, %3 : tensor<?x8xf32>, tensor<8x4xf32>
  nn.return %y : tensor<?x4xf32>
}

// Who wants whole numbers takes the sums; weights of zero point 128 are signed bytes without one.
// CHECK-LABEL: nn.func @whole
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[\[}}-128, 127], [0, -127]]> : tensor<2x2xi8>
// CHECK: %[[SUMS:.*]] = kernel.matmul ins(%{{.*}}, %[[W]] : tensor<3x2xi8>, tensor<2x2xi8>)
// CHECK-NEXT: nn.return %[[SUMS]]
nn.func @whole(%x: tensor<3x2xui8>) -> (y: tensor<3x2xi32>) {
  %w = nn.constant dense<[[0, 255], [128, 1]]> : tensor<2x2xui8>
  %zero = nn.constant dense<128> : tensor<ui8>
  %0 = nn.cast %x : tensor<3x2xui8> to tensor<3x2xf64>
  %1 = nn.cast %w : tensor<2x2xui8> to tensor<2x2xf64>
  %2 = nn.cast %zero : tensor<ui8> to tensor<f64>
  %3 = nn.sub %1, %2 : tensor<2x2xf64>, tensor<f64>
  %4 = nn.matmul %0, %3 : tensor<3x2xf64>, tensor<2x2xf64>
  %y = nn.cast %4 : tensor<3x2xf64> to tensor<3x2xi32>
  nn.return %y : tensor<3x2xi32>
}

// The border is of the zero point, and no part of the kernel. Signed values are unsigned ones, 128 more.
// CHECK-LABEL: nn.func @border
// CHECK: nn.pad %{{.*}} pads [0, 0, 1, 1, 0, 0, 1, 1] value 1.310000e+02 : tensor<1x4x5x5xui8>
// CHECK: kernel.conv ins(%{{.*}}, %w : tensor<1x4x7x7xi8>, tensor<2x4x3x3xi8>) outs(%{{.*}} : tensor<1x2x5x5xi32>)
// CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
nn.func @border(%x: tensor<1x4x5x5xi8>, %w: tensor<2x4x3x3xi8>) -> (y: tensor<1x2x5x5xf32>) {
  %zero = nn.constant dense<3.0> : tensor<f32>
  %0 = nn.cast %x : tensor<1x4x5x5xi8> to tensor<1x4x5x5xf32>
  %1 = nn.sub %0, %zero : tensor<1x4x5x5xf32>, tensor<f32>
  %2 = nn.cast %w : tensor<2x4x3x3xi8> to tensor<2x4x3x3xf32>
  %y = nn.conv %1, %2 pads [1, 1, 1, 1] : tensor<1x4x5x5xf32>, tensor<2x4x3x3xf32>
  nn.return %y : tensor<1x2x5x5xf32>
}

// Few channels stay floats, of which f32 holds the sums of few products.
// CHECK-LABEL: nn.func @narrow
// CHECK: kernel.conv ins(%{{.*}} : tensor<1x2x5x5xf32>, tensor<2x1x3x3xf32>)
nn.func @narrow(%x: tensor<1x2x5x5xui8>, %w: tensor<2x1x3x3xi8>) -> (y: tensor<1x2x3x3xf64>) {
  %0 = nn.cast %x : tensor<1x2x5x5xui8> to tensor<1x2x5x5xf64>
  %1 = nn.cast %w : tensor<2x1x3x3xi8> to tensor<2x1x3x3xf64>
  %y = nn.conv %0, %1 group 2 : tensor<1x2x5x5xf64>, tensor<2x1x3x3xf64>
  nn.return %y : tensor<1x2x3x3xf64>
}

// What is not whole is no zero point, and i32 need not hold a sum of 40000 products.
// CHECK-LABEL: nn.func @floats
// CHECK: kernel.matmul ins({{.*}} : tensor<3x2xf32>, tensor<2x2xf32>)
// CHECK: kernel.matmul ins({{.*}} : tensor<1x40000xf64>, tensor<40000x2xf64>)
nn.func @floats(%x: tensor<3x2xui8>, %w: tensor<2x2xi8>, %a: tensor<1x40000xui8>, %b: tensor<40000x2xi8>) -> (y: tensor<3x2xf32>, z: tensor<1x2xf64>) {
  %zero = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.cast %x : tensor<3x2xui8> to tensor<3x2xf32>
  %1 = nn.sub %0, %zero : tensor<3x2xf32>, tensor<f32>
  %2 = nn.cast %w : tensor<2x2xi8> to tensor<2x2xf32>
  %y = nn.matmul %1, %2 : tensor<3x2xf32>, tensor<2x2xf32>
  %3 = nn.cast %a : tensor<1x40000xui8> to tensor<1x40000xf64>
  %4 = nn.cast %b : tensor<40000x2xi8> to tensor<40000x2xf64>
  %z = nn.matmul %3, %4 : tensor<1x40000xf64>, tensor<40000x2xf64>
  nn.return %y, %z : tensor<3x2xf32>, tensor<1x2xf64>
}

// Who wants unsigned numbers does not take the signed sums as they are.
// CHECK-LABEL: nn.func @unsigned_sums
// CHECK: %[[SUMS:.*]] = kernel.matmul
// CHECK: nn.cast %{{.*}} : tensor<?x4xf32> to tensor<?x4xui32>
nn.func @unsigned_sums(%x: tensor<?x8xui8>, %w: tensor<8x4xi8>) -> (y: tensor<?x4xui32>) {
  %0 = nn.cast %x : tensor<?x8xui8> to tensor<?x8xf32>
  %1 = nn.cast %w : tensor<8x4xi8> to tensor<8x4xf32>
  %2 = nn.matmul %0, %1 : tensor<?x8xf32>, tensor<8x4xf32>
  %y = nn.cast %2 : tensor<?x4xf32> to tensor<?x4xui32>
  nn.return %y : tensor<?x4xui32>
}
