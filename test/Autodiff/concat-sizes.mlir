// The derivative of parts side by side along a size that has a name.
// RUN: dlc-opt %s --split-input-file --dlc-differentiate --verify-diagnostics | FileCheck %s

!x = tensor<?x?xf32, #nn.sizes<batch, sequence>>
!y = tensor<?x?xf32, #nn.sizes<batch, 2 * sequence>>

// Equal parts: no slice begins at a size.
// CHECK-LABEL: nn.func @equal
// CHECK: %[[PARTS:.*]] = nn.reshape %{{.*}} : tensor<?x?xf32, #nn.sizes<batch, 2 * sequence>> to tensor<?x2x?xf32, #nn.sizes<batch, sequence>>
// CHECK: nn.slice %[[PARTS]] starts [0] ends [1] axes [1]
// CHECK: nn.slice %[[PARTS]] starts [1] ends [2] axes [1]
nn.func @equal(%x: !x, %g: !y) -> (dx: !x) {
  %0 = nn.concat %x, %x axis 1 : !x, !x
  %1 = nn.mul %0, %g : !y, !y
  %2 = nn.reduce_sum %1 : !y
  %3 = train.gradient %2 wrt (%x) : tensor<f32>, (!x)
  nn.return %3 : !x
}

// -----

!x = tensor<?x?xf32, #nn.sizes<batch, sequence>>
!y = tensor<?x?xf32, #nn.sizes<batch, past>>
!z = tensor<?x?xf32, #nn.sizes<batch, 2 * past + sequence>>

nn.func @unequal(%x: !x, %y: !y, %g: !z) -> (dx: !x) {
  // expected-error @+1 {{'nn.concat' op has no derivative with respect to input 1, which lies from past to past + sequence of 2 * past + sequence: a part must be a number of elements from an end, or all must be equal}}
  %0 = nn.concat %y, %x, %y axis 1 : !y, !x, !y
  %1 = nn.mul %0, %g : !z, !z
  %2 = nn.reduce_sum %1 : !z
  %3 = train.gradient %2 wrt (%x) : tensor<f32>, (!x)
  nn.return %3 : !x
}
