// What initialisers promise of their numbers, measured. The lines MAIN call @init as it is after state became values.
// RUN: dlc-opt %s --nn-make-entry-points --nn-lift-state --canonicalize --cse | sed -e '/nn.variable/d' | dlc-opt --nn-legalize --convert-nn-to-linalg | sed -e '/^}/d' > %t.mlir
// RUN: sed -n 's,^// MAIN:,,p' %s >> %t.mlir
// RUN: cat %t.mlir | %execute | FileCheck %s

nn.variable @truncated : tensor<200x100xf32> init #nn.truncated_normal<3.0, 0.5>
nn.variable @lecun : tensor<100x50x2x2xf64> init #nn.lecun_normal
nn.variable @tall : tensor<40x16xf32> init #nn.orthogonal
nn.variable @wide : tensor<8x3x3x3xf64> init #nn.orthogonal<2.0>
nn.variable @square : tensor<32x32xf64> init #nn.orthogonal
nn.variable @identity : tensor<3x4xf32> init #nn.identity
nn.variable @dirac : tensor<3x2x2x3xf32> init #nn.identity
nn.func @predict(%x: tensor<?x2xf32>) {
}

// MAIN:func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
// MAIN:func.func @show(%x: tensor<f64>) {
// MAIN:  %y = tensor.expand_shape %x [] output_shape [1] : tensor<f64> into tensor<1xf64>
// MAIN:  %p = tensor.cast %y : tensor<1xf64> to tensor<*xf64>
// MAIN:  call @printMemrefF64(%p) : (tensor<*xf64>) -> ()
// MAIN:  return
// MAIN:}
// MAIN:func.func @show_all(%x: tensor<36xf64>) {
// MAIN:  %p = tensor.cast %x : tensor<36xf64> to tensor<*xf64>
// MAIN:  call @printMemrefF64(%p) : (tensor<*xf64>) -> ()
// MAIN:  return
// MAIN:}
// MAIN:func.func @main() {
// MAIN:  %seed = nn.constant dense<7> : tensor<i64>
// MAIN:  %a0 = nn.constant dense<0.0> : tensor<200x100xf32>
// MAIN:  %b0 = nn.constant dense<0.0> : tensor<100x50x2x2xf64>
// MAIN:  %c0 = nn.constant dense<0.0> : tensor<40x16xf32>
// MAIN:  %d0 = nn.constant dense<0.0> : tensor<8x3x3x3xf64>
// MAIN:  %e0 = nn.constant dense<0.0> : tensor<32x32xf64>
// MAIN:  %f0 = nn.constant dense<0.0> : tensor<3x4xf32>
// MAIN:  %g0 = nn.constant dense<0.0> : tensor<3x2x2x3xf32>
// MAIN:  %truncated, %lecun, %tall, %wide, %square, %identity, %dirac = call @init(%seed, %a0, %b0, %c0, %d0, %e0, %f0, %g0) : (tensor<i64>, tensor<200x100xf32>, tensor<100x50x2x2xf64>, tensor<40x16xf32>, tensor<8x3x3x3xf64>, tensor<32x32xf64>, tensor<3x4xf32>, tensor<3x2x2x3xf32>) -> (tensor<200x100xf32>, tensor<100x50x2x2xf64>, tensor<40x16xf32>, tensor<8x3x3x3xf64>, tensor<32x32xf64>, tensor<3x4xf32>, tensor<3x2x2x3xf32>)

// Within two standard deviations of the mean, and near the ends, since there are 20000.
// MAIN:  %t = nn.cast %truncated : tensor<200x100xf32> to tensor<200x100xf64>
// MAIN:  %mean = nn.constant dense<3.0> : tensor<f64>
// MAIN:  %off = nn.sub %t, %mean : tensor<200x100xf64>, tensor<f64>
// MAIN:  %highest = nn.reduce_max %off : tensor<200x100xf64>
// MAIN:  call @show(%highest) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[{{0.99[0-9]+|1(\.0000[0-9]*)?}}]
// MAIN:  %minus = nn.neg %off : tensor<200x100xf64>
// MAIN:  %lowest = nn.reduce_max %minus : tensor<200x100xf64>
// MAIN:  call @show(%lowest) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[{{0.99[0-9]+|1(\.0000[0-9]*)?}}]
// The moments are those of the cut distribution: 0.25 · 0.7737 = 0.1934 and 0.0625 · 1.4162 = 0.0885. A uniform one of that
// variance has a fourth moment of 0.0673.
// MAIN:  %square2 = nn.mul %off, %off : tensor<200x100xf64>, tensor<200x100xf64>
// MAIN:  %variance = nn.reduce_mean %square2 : tensor<200x100xf64>
// MAIN:  call @show(%variance) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.19{{[1-5]}}
// MAIN:  %square4 = nn.mul %square2, %square2 : tensor<200x100xf64>, tensor<200x100xf64>
// MAIN:  %moment = nn.reduce_mean %square4 : tensor<200x100xf64>
// MAIN:  call @show(%moment) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.0{{8[6-9]|90}}

// 1 / (50 · 2 · 2)
// MAIN:  %l2 = nn.mul %lecun, %lecun : tensor<100x50x2x2xf64>, tensor<100x50x2x2xf64>
// MAIN:  %power = nn.reduce_mean %l2 : tensor<100x50x2x2xf64>
// MAIN:  call @show(%power) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.00{{49|50|51}}

// Products of columns, of rows, of either: gain² · identity.
// MAIN:  %numbers16 = nn.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : tensor<16xi64>
// MAIN:  %one16 = nn.one_hot %numbers16 : tensor<16xi64> -> tensor<16x16xf32>
// MAIN:  %columns = nn.matmul %tall, %tall transpose_lhs : tensor<40x16xf32>, tensor<40x16xf32>
// MAIN:  %off16 = nn.sub %columns, %one16 : tensor<16x16xf32>, tensor<16x16xf32>
// MAIN:  %abs16 = nn.abs %off16 : tensor<16x16xf32>
// MAIN:  %worst16 = nn.reduce_max %abs16 : tensor<16x16xf32>
// MAIN:  %bound16 = nn.constant dense<1.0e-06> : tensor<f32>
// MAIN:  %least16 = nn.max %worst16, %bound16 : tensor<f32>, tensor<f32>
// MAIN:  %wide16 = nn.cast %least16 : tensor<f32> to tensor<f64>
// MAIN:  call @show(%wide16) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[{{1|9.99[0-9]+}}e-0{{[67]}}]
// MAIN:  %numbers8 = nn.constant dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi64>
// MAIN:  %one8 = nn.one_hot %numbers8 : tensor<8xi64> -> tensor<8x8xf64>
// MAIN:  %four = nn.constant dense<4.0> : tensor<f64>
// MAIN:  %four8 = nn.mul %one8, %four : tensor<8x8xf64>, tensor<f64>
// MAIN:  %matrix = nn.reshape %wide : tensor<8x3x3x3xf64> to tensor<8x27xf64>
// MAIN:  %rows = nn.matmul %matrix, %matrix transpose_rhs : tensor<8x27xf64>, tensor<8x27xf64>
// MAIN:  %off8 = nn.sub %rows, %four8 : tensor<8x8xf64>, tensor<8x8xf64>
// MAIN:  %abs8 = nn.abs %off8 : tensor<8x8xf64>
// MAIN:  %worst8 = nn.reduce_max %abs8 : tensor<8x8xf64>
// MAIN:  %bound8 = nn.constant dense<1.0e-12> : tensor<f64>
// MAIN:  %least8 = nn.max %worst8, %bound8 : tensor<f64>, tensor<f64>
// MAIN:  call @show(%least8) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1e-12]
// MAIN:  %squared = nn.matmul %square, %square transpose_rhs : tensor<32x32xf64>, tensor<32x32xf64>
// MAIN:  %again = nn.matmul %squared, %squared : tensor<32x32xf64>, tensor<32x32xf64>
// MAIN:  %off32 = nn.sub %again, %squared : tensor<32x32xf64>, tensor<32x32xf64>
// MAIN:  %abs32 = nn.abs %off32 : tensor<32x32xf64>
// MAIN:  %worst32 = nn.reduce_max %abs32 : tensor<32x32xf64>
// MAIN:  %least32 = nn.max %worst32, %bound8 : tensor<f64>, tensor<f64>
// MAIN:  call @show(%least32) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1e-12]
// A matrix that equals its square may also be small; this one has all 32 singular values.
// MAIN:  %trace = nn.mul %square, %square : tensor<32x32xf64>, tensor<32x32xf64>
// MAIN:  %rank = nn.reduce_sum %trace : tensor<32x32xf64>
// MAIN:  call @show(%rank) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[32]

// Three ones on the diagonal; in the window of 2 × 3 at [1, 1], for the two inputs that there are.
// MAIN:  %sum = nn.reduce_sum %identity : tensor<3x4xf32>
// MAIN:  %weights = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]> : tensor<3x4xf32>
// MAIN:  %diagonal = nn.mul %identity, %weights : tensor<3x4xf32>, tensor<3x4xf32>
// MAIN:  %ones = nn.reduce_sum %diagonal : tensor<3x4xf32>
// MAIN:  %both = nn.mul %sum, %ones : tensor<f32>, tensor<f32>
// MAIN:  %wide_both = nn.cast %both : tensor<f32> to tensor<f64>
// MAIN:  call @show(%wide_both) : (tensor<f64>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[9]
// MAIN:  %flat = nn.reshape %dirac : tensor<3x2x2x3xf32> to tensor<36xf32>
// MAIN:  %wide_flat = nn.cast %flat : tensor<36xf32> to tensor<36xf64>
// MAIN:  call @show_all(%wide_flat) : (tensor<36xf64>) -> ()
// CHECK: sizes = [36]
// CHECK-NEXT: {{^}}[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
// MAIN:  return
// MAIN:}
// MAIN:}
