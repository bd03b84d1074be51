// RUN: dlc-opt %s --nn-widen-narrow-floats | FileCheck %s

// Each op between casts; one cast for an operand that is there twice.
// CHECK-LABEL: nn.func @ops
// CHECK: %[[X:.*]] = nn.cast %x : tensor<?x4xbf16> to tensor<?x4xf32>
// CHECK-NEXT: %[[Y:.*]] = nn.mul %[[X]], %[[X]] : tensor<?x4xf32>, tensor<?x4xf32>
// CHECK-NEXT: %[[YB:.*]] = nn.cast %[[Y]] : tensor<?x4xf32> to tensor<?x4xbf16>
// CHECK-NEXT: %[[YF:.*]] = nn.cast %[[YB]] : tensor<?x4xbf16> to tensor<?x4xf32>
// CHECK-NEXT: %[[S:.*]] = nn.reduce_sum %[[YF]] axes [1] : tensor<?x4xf32>
// CHECK-NEXT: %[[SB:.*]] = nn.cast %[[S]] : tensor<?xf32> to tensor<?xbf16>
// CHECK: nn.return %[[YB]], %[[SB]]
nn.func @ops(%x: tensor<?x4xbf16>) -> (y: tensor<?x4xbf16>, s: tensor<?xbf16>) {
  %y = nn.mul %x, %x : tensor<?x4xbf16>, tensor<?x4xbf16>
  %s = nn.reduce_sum %y axes [1] : tensor<?x4xbf16>
  nn.return %y, %s : tensor<?x4xbf16>, tensor<?xbf16>
}

// Between two narrow types, and between one and anything but f32, the way is by f32.
// CHECK-LABEL: nn.func @casts
// CHECK: %[[F:.*]] = nn.cast %x : tensor<4xf16> to tensor<4xf32>
// CHECK-NEXT: %[[B:.*]] = nn.cast %[[F]] : tensor<4xf32> to tensor<4xf32>
// CHECK-NEXT: nn.cast %[[B]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: %[[F2:.*]] = nn.cast %x : tensor<4xf16> to tensor<4xf32>
// CHECK-NEXT: nn.cast %[[F2]] : tensor<4xf32> to tensor<4xi64>
// CHECK: nn.cast %x : tensor<4xf16> to tensor<4xf32>
nn.func @casts(%x: tensor<4xf16>) -> (b: tensor<4xbf16>, i: tensor<4xi64>, f: tensor<4xf32>) {
  %b = nn.cast %x : tensor<4xf16> to tensor<4xbf16>
  %i = nn.cast %x : tensor<4xf16> to tensor<4xi64>
  %f = nn.cast %x : tensor<4xf16> to tensor<4xf32>
  nn.return %b, %i, %f : tensor<4xbf16>, tensor<4xi64>, tensor<4xf32>
}

// Views, constants, and all that is wide, stay.
// CHECK-LABEL: nn.func @stay
// CHECK-NOT: nn.cast
nn.func @stay(%x: tensor<4x2xf16>, %w: tensor<2xf32>) -> (y: tensor<8xf16>, z: tensor<2xf32>, c: tensor<2xbf16>) {
  %y = nn.reshape %x : tensor<4x2xf16> to tensor<8xf16>
  %z = nn.add %w, %w : tensor<2xf32>, tensor<2xf32>
  %c = nn.constant dense<[1.0, 2.0]> : tensor<2xbf16>
  nn.return %y, %z, %c : tensor<8xf16>, tensor<2xf32>, tensor<2xbf16>
}

// Floats of 8 bits likewise; bits are taken as they are.
// CHECK-LABEL: nn.func @eight
// CHECK: %[[X:.*]] = nn.cast %x : tensor<4xf8E4M3FN> to tensor<4xf32>
// CHECK: %[[S:.*]] = nn.add %[[X]], %{{.*}} : tensor<4xf32>, tensor<4xf32>
// CHECK: nn.cast %[[S]] : tensor<4xf32> to tensor<4xf8E4M3FN>
// CHECK: nn.bitcast %x : tensor<4xf8E4M3FN> to tensor<4xui8>
nn.func @eight(%x: tensor<4xf8E4M3FN>) -> (y: tensor<4xf8E4M3FN>, b: tensor<4xui8>) {
  %y = nn.add %x, %x : tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>
  %b = nn.bitcast %x : tensor<4xf8E4M3FN> to tensor<4xui8>
  nn.return %y, %b : tensor<4xf8E4M3FN>, tensor<4xui8>
}
