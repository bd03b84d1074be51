// A function that takes derivatives is compiled once for all that call it; what differentiates it again has it in its own code.
// slope is 3 w x² + 12, with w = 2, and curvature the derivative of that, 6 w x.
// RUN: dlc run %s --seed 1 --entry slope --input 'x=[1, 2]' | FileCheck %s --check-prefix=SLOPE
// RUN: dlc run %s --seed 1 --entry minus --input 'x=[1, 2]' | FileCheck %s --check-prefix=MINUS
// RUN: dlc run %s --seed 1 --entry curvature --input 'x=[1, 2]' | FileCheck %s --check-prefix=CURVATURE
// RUN: dlc run %s --seed 1 --entry beside --input 'x=[1, 2]' | FileCheck %s --check-prefix=BESIDE
// RUN: dlc run %s --seed 1 --entry by_variable --input 'x=[1, 2]' | FileCheck %s --check-prefix=VARIABLE
// RUN: dlc compile %s --stop-after parallelize | FileCheck %s --check-prefix=CODE
// CODE: func.func private @share_derivatives.slope.shared(
// CODE-LABEL: func.func @share_derivatives.minus(
// CODE: call @share_derivatives.slope.shared(
// CODE-LABEL: func.func @share_derivatives.curvature(
// CODE-NOT: call @share_derivatives.slope.shared(
// CODE: return

!t = tensor<2xf32>
nn.variable @w : tensor<1xf32> init #nn.constant<2.0>

// SLOPE: y  f32 [2]
// SLOPE-NEXT: 18 36
nn.func @slope(%x: !t) -> (y: !t) {
  %w = nn.read @w : tensor<1xf32>
  %x2 = nn.mul %x, %x : !t, !t
  %x3 = nn.mul %x2, %x : !t, !t
  %s0 = nn.mul %x3, %w : !t, tensor<1xf32>
  %s1 = nn.add %s0, %x : !t, !t
  %s2 = nn.add %s1, %x : !t, !t
  %s3 = nn.add %s2, %x : !t, !t
  %s4 = nn.add %s3, %x : !t, !t
  %s5 = nn.add %s4, %x : !t, !t
  %s6 = nn.add %s5, %x : !t, !t
  %s7 = nn.add %s6, %x : !t, !t
  %s8 = nn.add %s7, %x : !t, !t
  %s9 = nn.add %s8, %x : !t, !t
  %s10 = nn.add %s9, %x : !t, !t
  %s11 = nn.add %s10, %x : !t, !t
  %s12 = nn.add %s11, %x : !t, !t
  %s = nn.reduce_sum %s12 : !t
  %y = train.gradient %s wrt (%x) : tensor<f32>, (!t)
  nn.return %y : !t
}

// MINUS: y  f32 [2]
// MINUS-NEXT: -18 -36
nn.func @minus(%x: !t) -> (y: !t) {
  %c = nn.call @slope(%x) : (!t) -> !t
  %y = nn.neg %c : !t
  nn.return %y : !t
}

nn.func @twice(%x: !t) -> (y: !t) {
  %c = nn.call @slope(%x) : (!t) -> !t
  %y = nn.add %c, %c : !t, !t
  nn.return %y : !t
}

nn.func @halved(%x: !t) -> (y: !t) {
  %half = nn.constant dense<0.5> : tensor<f32>
  %c = nn.call @slope(%x) : (!t) -> !t
  %y = nn.mul %c, %half : !t, tensor<f32>
  nn.return %y : !t
}

// CURVATURE: y  f32 [2]
// CURVATURE-NEXT: 12 24
nn.func @curvature(%x: !t) -> (y: !t) {
  %c = nn.call @slope(%x) : (!t) -> !t
  %s = nn.reduce_sum %c : !t
  %y = train.gradient %s wrt (%x) : tensor<f32>, (!t)
  nn.return %y : !t
}

// The derivative of c² by c is 2 c, and slope is called for it and with it, 3 · 2 · 36² + 12 and 3 · 2 · 72² + 12.
// BESIDE: y  f32 [2]
// BESIDE-NEXT: 7788 31116
nn.func @beside(%x: !t) -> (y: !t) {
  %c = nn.call @slope(%x) : (!t) -> !t
  %square = nn.mul %c, %c : !t, !t
  %s = nn.reduce_sum %square : !t
  %g = train.gradient %s wrt (%c) : tensor<f32>, (!t)
  %y = nn.call @slope(%g) : (!t) -> !t
  nn.return %y : !t
}

// The derivative of Σ w slope by this w is Σ slope: the function reads the variable itself, with a derivative that is not asked for.
// VARIABLE: g  f32 [1]
// VARIABLE-NEXT: 54
nn.func @by_variable(%x: !t) -> (g: tensor<1xf32>) {
  %w = nn.read @w : tensor<1xf32>
  %c = nn.call @slope(%x) : (!t) -> !t
  %p = nn.mul %c, %w : !t, tensor<1xf32>
  %s = nn.reduce_sum %p : !t
  %g = train.gradient %s wrt (%w) : tensor<f32>, (tensor<1xf32>)
  nn.return %g : tensor<1xf32>
}
