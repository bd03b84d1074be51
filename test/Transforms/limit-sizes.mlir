// RUN: dlc-opt %s --nn-limit-sizes | FileCheck %s

!sequence = tensor<?x?x4xf32, #nn.sizes<batch, length>>
!image = tensor<?x3x?x?xf32, #nn.sizes<batch, height, width>>
!first = tensor<?x3x?x?xf32, #nn.sizes<batch, height - 2, width - 2>>
!second = tensor<?x3x?x?xf32, #nn.sizes<batch, height - 4, width - 4>>

// The second window needs more than the first; what is seen in a result is checked anyway.
// CHECK: nn.func @windows
// CHECK-SAME: attributes {nn.limits = #nn.sizes<height - 4>}
nn.func @windows(%x: !image, %w: tensor<3x3x3x3xf32>) -> (sums: tensor<?x3x?xf32, #nn.sizes<batch, width - 4>>) {
  %0 = nn.conv %x, %w : !image, tensor<3x3x3x3xf32>
  %1 = nn.conv %0, %w : !first, tensor<3x3x3x3xf32>
  %2 = nn.reduce_sum %1 axes [2] : !second
  nn.return %2 : tensor<?x3x?xf32, #nn.sizes<batch, width - 4>>
}

// Elements that an op reads beyond what its types say.
// CHECK: nn.func @top
// CHECK-SAME: attributes {nn.limits = #nn.sizes<length - 5>}
nn.func @top(%x: !sequence) -> (y: tensor<?x5x4xf32>) {
  %y, %i = nn.top_k %x k 5 axis 1 : !sequence
  nn.return %y : tensor<?x5x4xf32>
}

// CHECK: nn.func @slices
// CHECK-SAME: attributes {nn.limits = #nn.sizes<length - 7>}
nn.func @slices(%x: !sequence) -> (a: tensor<?x2x4xf32>, b: tensor<?x3x4xf32>) {
  %0 = nn.slice %x starts [4] ends [6] axes [1] : !sequence
  %1 = nn.slice %x starts [6] ends [3] axes [1] steps [-1] : !sequence
  nn.return %0, %1 : tensor<?x2x4xf32>, tensor<?x3x4xf32>
}

// CHECK: nn.func @borders
// CHECK-SAME: attributes {nn.limits = #nn.sizes<length - 3>}
nn.func @borders(%x: !sequence) -> (a: tensor<?x?x4xf32, #nn.sizes<batch, length + 3>>) {
  %0 = nn.pad %x pads [0, 1, 0, 0, 2, 0] mode reflect : !sequence
  nn.return %0 : tensor<?x?x4xf32, #nn.sizes<batch, length + 3>>
}

// In a body, too.
// CHECK: nn.func @body
// CHECK-SAME: attributes {nn.limits = #nn.sizes<length - 2>}
nn.func @body(%x: !sequence) -> (y: !sequence) {
  %y = nn.scan length 3 axis 0 carry(%c = %x : !sequence) {
    %top, %i = nn.top_k %c k 2 axis 1 : !sequence
    %sum = nn.reduce_sum %top axes [1] keepdims : tensor<?x2x4xf32>
    %next = nn.add %c, %sum : !sequence, tensor<?x1x4xf32>
    nn.yield %next : !sequence
  }
  nn.return %y : !sequence
}

// Every size of 1 or more suits these.
// CHECK: nn.func @none(
// CHECK-NOT: nn.limits
nn.func @none(%x: !sequence) -> (y: tensor<?x4xf32>) {
  %0 = nn.slice %x starts [1] ends [9223372036854775807] axes [1] : !sequence
  %1 = nn.slice %x starts [-1] ends [9223372036854775807] axes [1] : !sequence
  %2 = nn.concat %0, %1 axis 1 : tensor<?x?x4xf32, #nn.sizes<batch, length - 1>>, tensor<?x1x4xf32>
  %3 = nn.reduce_sum %2 axes [1] : !sequence
  nn.return %3 : tensor<?x4xf32>
}
