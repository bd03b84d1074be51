// RUN: dlc-opt %s --nn-instantiate-calls | FileCheck %s

!any = tensor<?x8xf32>
!two = tensor<?x?xf32, #nn.sizes<batch, length>>

// CHECK: nn.func private @inner(%x: tensor<?x8xf32>)
nn.func private @inner(%x: !any) -> (y: !any) {
  %0 = nn.tanh %x : !any
  nn.return %0 : !any
}
// CHECK: nn.func private @inner.batch_4(%x: tensor<4x8xf32>) -> (y: tensor<4x8xf32>)
// CHECK-NEXT: nn.tanh %x : tensor<4x8xf32>

// What a copy calls is copied, too.
// CHECK: nn.func private @layer.batch_4(%x: tensor<4x8xf32>)
// CHECK-NEXT: nn.call @inner.batch_4(%x) : (tensor<4x8xf32>) -> tensor<4x8xf32>
nn.func private @layer(%x: !any) -> (y: !any) {
  %0 = nn.call @inner(%x) : (!any) -> !any
  nn.return %0 : !any
}

nn.func private @sums(%x: !two) -> (y: tensor<?xf32>) {
  %0 = nn.reduce_sum %x axes [1] : !two
  nn.return %0 : tensor<?xf32>
}

// One copy for all calls with the same sizes.
// CHECK-LABEL: nn.func @numbers
// CHECK-NEXT: nn.call @layer.batch_4
// CHECK-NEXT: nn.call @layer.batch_4
nn.func @numbers(%x: tensor<4x8xf32>) -> (y: tensor<4x8xf32>) {
  %0 = nn.call @layer(%x) : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = nn.call @layer(%0) : (tensor<4x8xf32>) -> tensor<4x8xf32>
  nn.return %1 : tensor<4x8xf32>
}

// The same types need none; other names and expressions do.
// CHECK-LABEL: nn.func @names
// CHECK: nn.call @layer(%x)
// CHECK: nn.call @sums.batch_batch.length_2___batch
nn.func @names(%x: !any, %z: tensor<?x?xf32, #nn.sizes<batch, 2 * batch>>) -> (y: !any, s: tensor<?xf32>) {
  %0 = nn.call @layer(%x) : (!any) -> !any
  %1 = nn.call @sums(%z) : (tensor<?x?xf32, #nn.sizes<batch, 2 * batch>>) -> tensor<?xf32>
  nn.return %0, %1 : !any, tensor<?xf32>
}

// A copy is of what was written: what its callee called with other sizes of its own is called with those of the copy.
nn.func private @twice(%x: !any) -> (y: tensor<?x8xf32, #nn.sizes<2 * batch>>) {
  %0 = nn.concat %x, %x axis 0 : !any, !any
  %1 = nn.call @inner(%0) : (tensor<?x8xf32, #nn.sizes<2 * batch>>) -> tensor<?x8xf32, #nn.sizes<2 * batch>>
  nn.return %1 : tensor<?x8xf32, #nn.sizes<2 * batch>>
}
// CHECK: nn.func private @twice.batch_3(%x: tensor<3x8xf32>) -> (y: tensor<6x8xf32>)
// CHECK: nn.call @inner.batch_6
// CHECK-LABEL: nn.func @three
nn.func @three(%x: tensor<3x8xf32>) -> (y: tensor<6x8xf32>) {
  %0 = nn.call @twice(%x) : (tensor<3x8xf32>) -> tensor<6x8xf32>
  nn.return %0 : tensor<6x8xf32>
}

// A function that is called as a copy of another one would be stays itself.
nn.func private @first(%x: !two) -> (y: !two) {
  %0 = nn.tanh %x : !two
  nn.return %0 : !two
}
// CHECK: nn.func private @[[TANH:first.batch_2.length_5[_0-9]*]](%x: tensor<2x5xf32>)
// CHECK-NEXT: nn.tanh
nn.func private @first.batch_2(%x: tensor<?xf32, #nn.sizes<length>>) -> (y: tensor<?xf32, #nn.sizes<length>>) {
  %0 = nn.exp %x : tensor<?xf32, #nn.sizes<length>>
  nn.return %0 : tensor<?xf32, #nn.sizes<length>>
}
// CHECK: nn.func private @[[EXP:first.batch_2.length_5[_0-9]*]](%x: tensor<5xf32>)
// CHECK-NEXT: nn.exp
// CHECK-LABEL: nn.func @alike
// CHECK-NEXT: nn.call @[[TANH]](
// CHECK-NEXT: nn.call @[[EXP]](
nn.func @alike(%x: tensor<2x5xf32>, %y: tensor<5xf32>) -> (z: tensor<2x5xf32>, w: tensor<5xf32>) {
  %0 = nn.call @first(%x) : (tensor<2x5xf32>) -> tensor<2x5xf32>
  %1 = nn.call @first.batch_2(%y) : (tensor<5xf32>) -> tensor<5xf32>
  nn.return %0, %1 : tensor<2x5xf32>, tensor<5xf32>
}
