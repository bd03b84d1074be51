// What many functions call is compiled once, as a function with memory of its caller. The shared one adds 10 to all that it
// gets, takes the five greatest of each column, and counts its calls in a variable.
// RUN: dlc run %s --seed 1 --entry plain --input 'x=[[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]]' | FileCheck %s --check-prefix=PLAIN
// RUN: dlc run %s --seed 1 --entry together --input 'x=[[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]]' | FileCheck %s --check-prefix=TOGETHER
// RUN: dlc run %s --seed 1 --entry columns --input 'x=[[[1, 0, 2], [3, 0, 4], [5, 0, 6], [7, 0, 8], [9, 0, 10]]]' | FileCheck %s --check-prefix=PLAIN5
// RUN: dlc run %s --seed 1 --entry counted --input 'x=[[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]]' | FileCheck %s --check-prefix=COUNTED
// RUN: dlc run %s --seed 1 --entry derived --input 'x=[[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]]' | FileCheck %s --check-prefix=DERIVED
// RUN: not dlc run %s --seed 1 --entry together --input 'x=[[[1, 2], [3, 4], [5, 6]]]' 2>&1 | FileCheck %s --check-prefix=SHORT

// Five bodies call it; a derivative has it in its own.
// RUN: dlc compile %s --stop-after parallelize | FileCheck %s --check-prefix=CODE
// CODE-NOT: func.func private @share_functions.greatest.shared_0
// CODE: func.func private @share_functions.greatest.shared(
// CODE-LABEL: func.func @share_functions.greatest(
// CODE: call @share_functions.greatest.shared(
// CODE-LABEL: func.func @share_functions.plain(
// CODE: call @share_functions.greatest.shared(
// CODE-LABEL: func.func @share_functions.derived(
// CODE-NOT: call @share_functions.greatest.shared(
// CODE: return

// A profile has all ops of the entry point itself.
// RUN: dlc bench %s --entry plain --size batch=1 --size length=6 --profile | FileCheck %s --check-prefix=PROFILE
// PROFILE: sort

!x = tensor<?x?x2xf32, #nn.sizes<batch, length>>
!wide = tensor<?x?x3xf32, #nn.sizes<batch, length>>
!y = tensor<?x5x2xf32>

nn.variable buffer @calls : tensor<1xf32> init #nn.zeros
nn.variable @w : tensor<2xf32> init #nn.constant<1.0>

nn.func @greatest(%x: !x) -> (y: !y) {
  %n = nn.read @calls : tensor<1xf32>
  %one = nn.constant dense<1.0> : tensor<1xf32>
  %more = nn.add %n, %one : tensor<1xf32>, tensor<1xf32>
  nn.assign @calls, %more : tensor<1xf32>
  %w = nn.read @w : tensor<2xf32>
  %a0 = nn.add %x, %w : !x, tensor<2xf32>
  %a1 = nn.add %a0, %w : !x, tensor<2xf32>
  %a2 = nn.add %a1, %w : !x, tensor<2xf32>
  %a3 = nn.add %a2, %w : !x, tensor<2xf32>
  %a4 = nn.add %a3, %w : !x, tensor<2xf32>
  %a5 = nn.add %a4, %w : !x, tensor<2xf32>
  %a6 = nn.add %a5, %w : !x, tensor<2xf32>
  %a7 = nn.add %a6, %w : !x, tensor<2xf32>
  %a8 = nn.add %a7, %w : !x, tensor<2xf32>
  %a9 = nn.add %a8, %w : !x, tensor<2xf32>
  %y, %i = nn.top_k %a9 k 5 axis 1 : !x
  nn.return %y : !y
}

// PLAIN: y  f32 [1, 5, 2]
// PLAIN-NEXT: 21 22
// PLAIN-NEXT: 19 20
// PLAIN-NEXT: 17 18
// PLAIN-NEXT: 15 16
// PLAIN-NEXT: 13 14
nn.func @plain(%x: !x) -> (y: !y) {
  %y = nn.call @greatest(%x) : (!x) -> !y
  nn.return %y : !y
}

// Both results are parts of a larger one, and one is a result besides.
// TOGETHER: both  f32 [1, 5, 4]
// TOGETHER-NEXT: 19 20 19 20
// TOGETHER-NEXT: 17 18 17 18
// TOGETHER-NEXT: 15 16 15 16
// TOGETHER-NEXT: 13 14 13 14
// TOGETHER-NEXT: 11 12 11 12
// TOGETHER: one  f32 [1, 5, 2]
// TOGETHER-NEXT: 19 20
// TOGETHER: calls  f32 [1]
// TOGETHER-NEXT: 2
// SHORT: length - 5
nn.func @together(%x: !x) -> (both: tensor<?x5x4xf32>, one: !y, calls: tensor<1xf32>) {
  %a = nn.call @greatest(%x) : (!x) -> !y
  %b = nn.call @greatest(%x) : (!x) -> !y
  %both = nn.concat %a, %b axis 2 : !y, !y
  %n = nn.read @calls : tensor<1xf32>
  nn.return %both, %a, %n : tensor<?x5x4xf32>, !y, tensor<1xf32>
}

// What it gets does not lie side by side.
// PLAIN5: y  f32 [1, 5, 2]
// PLAIN5-NEXT: 19 20
// PLAIN5-NEXT: 17 18
// PLAIN5-NEXT: 15 16
// PLAIN5-NEXT: 13 14
// PLAIN5-NEXT: 11 12
nn.func @columns(%x: !wide) -> (y: !y) {
  %c = nn.slice %x starts [0] ends [3] axes [2] steps [2] : !wide
  %y = nn.call @greatest(%c) : (!x) -> !y
  nn.return %y : !y
}

// A variable that the function assigns too, before and behind it.
// COUNTED: sum  f32 [] {{ *}}155
// COUNTED: calls  f32 [1]
// COUNTED-NEXT: 41
nn.func @counted(%x: !x) -> (sum: tensor<f32>, calls: tensor<1xf32>) {
  %forty = nn.constant dense<40.0> : tensor<1xf32>
  nn.assign @calls, %forty : tensor<1xf32>
  %y = nn.call @greatest(%x) : (!x) -> !y
  %n = nn.read @calls : tensor<1xf32>
  %sum = nn.reduce_sum %y : !y
  nn.return %sum, %n : tensor<f32>, tensor<1xf32>
}

// DERIVED: g  f32 [1, 6, 2]
// DERIVED-NEXT: 0 0
// DERIVED-NEXT: 1 1
nn.func @derived(%x: !x) -> (g: !x) {
  %y = nn.call @greatest(%x) : (!x) -> !y
  %sum = nn.reduce_sum %y : !y
  %g = train.gradient %sum wrt (%x) : tensor<f32>, (!x)
  nn.return %g : !x
}
