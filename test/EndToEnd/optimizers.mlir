// Two steps of each optimizer, with the gradients (1, -2) and (3, 1), against numbers computed by hand. The lines MAIN
// call the functions as they are after their state became arguments and results.
// RUN: dlc-opt %s --nn-lift-state --train-differentiate --convert-train-to-nn --canonicalize --cse | sed -e '/nn.variable/d' \
// RUN:   | dlc-opt --nn-legalize --convert-nn-to-linalg | sed -e '/^}/d' > %t.mlir
// RUN: sed -n 's,^// MAIN:,,p' %s >> %t.mlir
// RUN: cat %t.mlir | %execute | FileCheck %s

nn.variable @w : tensor<2xf32> init #nn.zeros

nn.func @sgd(%x: tensor<2xf32>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<2xf32>
  %p = nn.mul %w, %x : tensor<2xf32>, tensor<2xf32>
  %loss = nn.reduce_sum %p : tensor<2xf32>
  train.minimize %loss, %lr using #train.sgd
}
nn.func @momentum(%x: tensor<2xf32>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<2xf32>
  %p = nn.mul %w, %x : tensor<2xf32>, tensor<2xf32>
  %loss = nn.reduce_sum %p : tensor<2xf32>
  train.minimize %loss, %lr using #train.momentum
}
nn.func @adam(%x: tensor<2xf32>, %lr: tensor<f32>) {
  %w = nn.read @w : tensor<2xf32>
  %p = nn.mul %w, %x : tensor<2xf32>, tensor<2xf32>
  %loss = nn.reduce_sum %p : tensor<2xf32>
  train.minimize %loss, %lr using #train.adam
}

// MAIN:func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
// MAIN:func.func @main() {
// MAIN:  %lr = nn.constant dense<0.1> : tensor<f32>
// MAIN:  %w = nn.constant dense<1.0> : tensor<2xf32>
// MAIN:  %zero = nn.constant dense<0.0> : tensor<2xf32>
// MAIN:  %g1 = nn.constant dense<[1.0, -2.0]> : tensor<2xf32>
// MAIN:  %g2 = nn.constant dense<[3.0, 1.0]> : tensor<2xf32>

// w = 1 - 0.1 g1 - 0.1 g2
// MAIN:  %a1 = call @sgd(%g1, %lr, %w) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
// MAIN:  %a2 = call @sgd(%g2, %lr, %a1) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
// MAIN:  %p0 = tensor.cast %a2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p0) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.6,{{ *}}1.1]

// v = g1, then 0.9 g1 + g2 = (3.9, -0.8); w = (0.9, 1.2) - 0.1 v
// MAIN:  %b1, %v1 = call @momentum(%g1, %lr, %w, %zero) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
// MAIN:  %b2, %v2 = call @momentum(%g2, %lr, %b1, %v1) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
// MAIN:  %p1 = tensor.cast %b2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p1) : (tensor<*xf32>) -> ()
// MAIN:  %p2 = tensor.cast %v2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p2) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.51,{{ *}}1.28]
// CHECK: sizes = [2]
// CHECK-NEXT: [3.9,{{ *}}-0.8]

// The first step of Adam is lr · sign(g), to one part in 10^8: w = (0.9, 1.1).
// MAIN:  %t0 = nn.constant dense<0> : tensor<i64>
// MAIN:  %c1, %m1, %s1, %t1 = call @adam(%g1, %lr, %w, %zero, %zero, %t0) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>)
// MAIN:  %p3 = tensor.cast %c1 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p3) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.9,{{ *}}1.1]
// m = (0.39, -0.08), v = (0.009999, 0.004996); over 0.19 and 0.001999: (2.0526316, -0.4210526), (5.0020010, 2.4992496);
// quotient by the root: (0.9177812, -0.2663371); w = (0.9, 1.1) - 0.1 · that.
// MAIN:  %c2, %m2, %s2, %t2 = call @adam(%g2, %lr, %c1, %m1, %s1, %t1) : (tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>)
// MAIN:  %p4 = tensor.cast %m2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p4) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.39,{{ *}}-0.08]
// MAIN:  %p5 = tensor.cast %s2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p5) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.009999,{{ *}}0.004996]
// MAIN:  %p6 = tensor.cast %c2 : tensor<2xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p6) : (tensor<*xf32>) -> ()
// CHECK: sizes = [2]
// CHECK-NEXT: [0.808222,{{ *}}1.12663]
// MAIN:  %count = nn.cast %t2 : tensor<i64> to tensor<f32>
// MAIN:  %p7 = tensor.cast %count : tensor<f32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p7) : (tensor<*xf32>) -> ()
// CHECK: rank = 0
// CHECK-NEXT: [2]
// MAIN:  return
// MAIN:}
// MAIN:}
