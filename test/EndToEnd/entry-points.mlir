// The functions that are made from a module's variables and its loss, run: initial values, training with batch norm,
// evaluation. The lines MAIN call them as they are after their state became arguments and results.
// RUN: dlc-opt %s --nn-inline-calls --nn-make-entry-points="mode=train optimizer=sgd" --nn-lift-state --train-differentiate --convert-train-to-nn --canonicalize --cse \
// RUN:   | sed -e '/nn.variable/d' | dlc-opt --nn-legalize --convert-nn-to-linalg | sed -e '/^}/d' > %t.mlir
// RUN: sed -n 's,^// MAIN:,,p' %s >> %t.mlir
// RUN: cat %t.mlir | %execute | FileCheck %s

nn.variable @scale : tensor<1xf32> init #nn.constant<1.0>
nn.variable @bias : tensor<1xf32> init #nn.zeros
nn.variable buffer @mean : tensor<1xf32> init #nn.zeros
nn.variable buffer @variance : tensor<1xf32> init #nn.constant<1.0>
nn.variable buffer @he : tensor<200x100xf32> init #nn.he_normal
nn.variable buffer @also_he : tensor<200x100xf32> init #nn.he_normal
nn.func @predict(%x: tensor<?x1xf32>) -> (y: tensor<?x1xf32>) {
  %s = nn.read @scale : tensor<1xf32>
  %b = nn.read @bias : tensor<1xf32>
  %m = nn.read @mean : tensor<1xf32>
  %v = nn.read @variance : tensor<1xf32>
  %y = nn.batch_norm %x scale %s bias %b mean %m variance %v : tensor<?x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>
  nn.return %y : tensor<?x1xf32>
}
nn.func @loss(%x: tensor<?x1xf32>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x1xf32>) -> tensor<?x1xf32>
  %l = nn.reduce_mean %y : tensor<?x1xf32>
  nn.return %l : tensor<f32>
}

// MAIN:func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
// MAIN:func.func @show(%x: tensor<1xf32>) {
// MAIN:  %p = tensor.cast %x : tensor<1xf32> to tensor<*xf32>
// MAIN:  call @printMemrefF32(%p) : (tensor<*xf32>) -> ()
// MAIN:  return
// MAIN:}
// MAIN:func.func @show_scalar(%x: tensor<f32>) {
// MAIN:  %y = tensor.expand_shape %x [] output_shape [1] : tensor<f32> into tensor<1xf32>
// MAIN:  call @show(%y) : (tensor<1xf32>) -> ()
// MAIN:  return
// MAIN:}
// MAIN:func.func @main() {
// MAIN:  %seed = nn.constant dense<7> : tensor<i64>
// MAIN:  %any = nn.constant dense<5.0> : tensor<1xf32>
// MAIN:  %anyhe = nn.constant dense<5.0> : tensor<200x100xf32>
// MAIN:  %scale, %bias, %mean, %variance, %he, %also = call @init(%seed, %any, %any, %any, %any, %anyhe, %anyhe) : (tensor<i64>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<200x100xf32>, tensor<200x100xf32>) -> (tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<200x100xf32>, tensor<200x100xf32>)

// The initial values: constants, and numbers of variance 2 / 200 that differ from variable to variable.
// MAIN:  call @show(%scale) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1]
// MAIN:  call @show(%bias) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0]
// MAIN:  %square = nn.mul %he, %he : tensor<200x100xf32>, tensor<200x100xf32>
// MAIN:  %power = nn.reduce_mean %square : tensor<200x100xf32>
// MAIN:  call @show_scalar(%power) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.0{{09[6-9]|10[0-4]}}
// MAIN:  %product = nn.mul %he, %also : tensor<200x100xf32>, tensor<200x100xf32>
// MAIN:  %common = nn.reduce_mean %product : tensor<200x100xf32>
// MAIN:  %bound = nn.constant dense<0.0004> : tensor<f32>
// MAIN:  %size = nn.abs %common : tensor<f32>
// MAIN:  %least = nn.max %size, %bound : tensor<f32>, tensor<f32>
// MAIN:  call @show_scalar(%least) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.0004]
// The same seed gives the same numbers.
// MAIN:  %again:6 = call @init(%seed, %any, %any, %any, %any, %anyhe, %anyhe) : (tensor<i64>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<200x100xf32>, tensor<200x100xf32>) -> (tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<200x100xf32>, tensor<200x100xf32>)
// MAIN:  %difference = nn.sub %he, %again#4 : tensor<200x100xf32>, tensor<200x100xf32>
// MAIN:  %distance = nn.abs %difference : tensor<200x100xf32>
// MAIN:  %farthest = nn.reduce_max %distance : tensor<200x100xf32>
// MAIN:  call @show_scalar(%farthest) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0]

// A batch of 1 and 3: mean 2, variance 1, unbiased 2. The loss is the mean of (-1, 1) · scale + bias: 0, with the gradient 1
// with respect to the bias and 0 with respect to the scale.
// MAIN:  %batch = nn.constant dense<[[1.0], [3.0]]> : tensor<2x1xf32>
// MAIN:  %x = tensor.cast %batch : tensor<2x1xf32> to tensor<?x1xf32>
// MAIN:  %lr = nn.constant dense<0.5> : tensor<f32>
// MAIN:  %loss1, %scale1, %bias1, %mean1, %variance1 = call @train_step(%x, %lr, %scale, %bias, %mean, %variance) : (tensor<?x1xf32>, tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> (tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>)
// MAIN:  call @show_scalar(%loss1) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0]
// MAIN:  call @show(%scale1) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1]
// MAIN:  call @show(%bias1) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[-0.5]
// 0.9 · 0 + 0.1 · 2 and 0.9 · 1 + 0.1 · 2
// MAIN:  call @show(%mean1) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.2]
// MAIN:  call @show(%variance1) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1.1]
// MAIN:  %loss2, %scale2, %bias2, %mean2, %variance2 = call @train_step(%x, %lr, %scale1, %bias1, %mean1, %variance1) : (tensor<?x1xf32>, tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> (tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>)
// MAIN:  call @show_scalar(%loss2) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[-0.5]

// A batch of one has no unbiased variance: its 0 is taken as it is. 0.9 · 1.1 + 0.1 · 0
// MAIN:  %single = nn.constant dense<[[4.0]]> : tensor<1x1xf32>
// MAIN:  %x1 = tensor.cast %single : tensor<1x1xf32> to tensor<?x1xf32>
// MAIN:  %loss3, %scale3, %bias3, %mean3, %variance3 = call @train_step(%x1, %lr, %scale1, %bias1, %mean1, %variance1) : (tensor<?x1xf32>, tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> (tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>)
// MAIN:  call @show(%variance3) : (tensor<1xf32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[0.99]

// Evaluation uses the running statistics: (2 - 0.2) / √1.1 - 0.5.
// MAIN:  %loss4 = call @evaluate(%x, %scale1, %bias1, %mean1, %variance1) : (tensor<?x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<f32>
// MAIN:  call @show_scalar(%loss4) : (tensor<f32>) -> ()
// CHECK: sizes = [1]
// CHECK-NEXT: {{^}}[1.2162{{[0-9]*}}]
// MAIN:  return
// MAIN:}
// MAIN:}
