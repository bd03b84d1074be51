// RUN: dlc-opt %s --nn-fold-batch-norm --split-input-file | FileCheck %s

// Weights that are no constants stay as they are: a factor and a summand per channel stand behind the product.
// CHECK-LABEL: nn.func @conv
nn.func @conv(%x: tensor<?x4x5x5xf32>, %w: tensor<6x2x3x3xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>, %m: tensor<6xf32>, %v: tensor<6xf32>) -> (y: tensor<?x6x3x3xf32>) {
  // CHECK: %[[EPSILON:.*]] = nn.constant dense<1.000000e-03> : tensor<f32>
  // CHECK: %[[SHIFTED:.*]] = nn.add %v, %[[EPSILON]]
  // CHECK: %[[INVERSE:.*]] = nn.rsqrt %[[SHIFTED]]
  // CHECK: %[[FACTOR:.*]] = nn.mul %s, %[[INVERSE]]
  // CHECK-DAG: %[[C:.*]] = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<?x4x5x5xf32>, tensor<6x2x3x3xf32>
  // CHECK-DAG: %[[F:.*]] = nn.reshape %[[FACTOR]] : tensor<6xf32> to tensor<6x1x1xf32>
  // CHECK-DAG: %[[P:.*]] = nn.mul %[[C]], %[[F]]
  // CHECK-DAG: %[[SCALED:.*]] = nn.mul %m, %[[FACTOR]]
  // CHECK-DAG: %[[B:.*]] = nn.sub %b, %[[SCALED]]
  // CHECK-DAG: %[[SUMMAND:.*]] = nn.reshape %[[B]] : tensor<6xf32> to tensor<6x1x1xf32>
  // CHECK: %[[Y:.*]] = nn.add %[[P]], %[[SUMMAND]]
  // CHECK-NEXT: nn.return %[[Y]] : tensor<?x6x3x3xf32>
  %c = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<?x4x5x5xf32>, tensor<6x2x3x3xf32>
  %y = nn.batch_norm %c scale %s bias %b mean %m variance %v {epsilon = 1.0e-3 : f64} : tensor<?x6x3x3xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>
  nn.return %y : tensor<?x6x3x3xf32>
}

// -----

// Constant weights are scaled: that is done once, when they are folded. A convolution without a bias gets one. Output
// channels are dimension 0 of the weights; the attributes, which the type of the result follows from, stay.
// CHECK-LABEL: nn.func @constant_conv
nn.func @constant_conv(%x: tensor<?x4x5x5xf32>, %s: tensor<6xf32>, %b: tensor<6xf32>, %m: tensor<6xf32>, %v: tensor<6xf32>) -> (y: tensor<?x6x3x3xf32>) {
  // CHECK-DAG: %[[WEIGHT:.*]] = nn.constant dense<5.000000e-01> : tensor<6x2x3x3xf32>
  // CHECK: %[[FACTOR:.*]] = nn.mul %s
  // CHECK-DAG: %[[SPREAD:.*]] = nn.reshape %[[FACTOR]] : tensor<6xf32> to tensor<6x1x1x1xf32>
  // CHECK-DAG: %[[W:.*]] = nn.mul %[[WEIGHT]], %[[SPREAD]] : tensor<6x2x3x3xf32>, tensor<6x1x1x1xf32>
  // CHECK-DAG: %[[SCALED:.*]] = nn.mul %m, %[[FACTOR]]
  // CHECK-DAG: %[[B:.*]] = nn.sub %b, %[[SCALED]]
  // CHECK: %[[Y:.*]] = nn.conv %x, %[[W]] bias %[[B]] {{.*}} : tensor<?x4x5x5xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>
  // CHECK-NEXT: nn.return %[[Y]] : tensor<?x6x3x3xf32>
  %w = nn.constant dense<0.5> : tensor<6x2x3x3xf32>
  %c = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] group 2 : tensor<?x4x5x5xf32>, tensor<6x2x3x3xf32>
  %y = nn.batch_norm %c scale %s bias %b mean %m variance %v {epsilon = 1.0e-3 : f64} : tensor<?x6x3x3xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>
  nn.return %y : tensor<?x6x3x3xf32>
}

// -----

// A bias is centred by the mean and scaled as the product is.
// CHECK-LABEL: nn.func @conv_bias
nn.func @conv_bias(%x: tensor<?x1x5x5xf32>, %cb: tensor<2xf32>, %s: tensor<2xf32>, %b: tensor<2xf32>, %m: tensor<2xf32>, %v: tensor<2xf32>) -> (y: tensor<?x2x3x3xf32>) {
  // CHECK: %[[FACTOR:.*]] = nn.mul %s
  // CHECK-DAG: %[[CENTRE:.*]] = nn.sub %cb, %m
  // CHECK-DAG: %[[SCALED:.*]] = nn.mul %[[CENTRE]], %[[FACTOR]]
  // CHECK-DAG: %[[B:.*]] = nn.add %b, %[[SCALED]]
  // CHECK: nn.conv %x, %{{.*}} bias %[[B]] :
  // CHECK-NOT: nn.batch_norm
  %w = nn.constant dense<0.5> : tensor<2x1x3x3xf32>
  %c = nn.conv %x, %w bias %cb : tensor<?x1x5x5xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>
  %y = nn.batch_norm %c scale %s bias %b mean %m variance %v : tensor<?x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %y : tensor<?x2x3x3xf32>
}

// -----

// Of matrix products, channels are the columns. Constant ones are scaled; there the channels are columns of the right
// factor, or rows where it is transposed.
// CHECK-LABEL: nn.func @matmul
nn.func @matmul(%x: tensor<?x3xf64>, %w: tensor<3x2xf64>, %s: tensor<2xf64>, %b: tensor<2xf64>, %m: tensor<2xf64>, %v: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  // CHECK: %[[FACTOR:.*]] = nn.mul %s
  // CHECK: %[[P:.*]] = nn.matmul %x, %w : tensor<?x3xf64>, tensor<3x2xf64>
  // CHECK: %[[Q:.*]] = nn.mul %[[P]], %[[FACTOR]] : tensor<?x2xf64>, tensor<2xf64>
  // CHECK: %[[B:.*]] = nn.sub %b
  // CHECK: %[[Y:.*]] = nn.add %[[Q]], %[[B]] : tensor<?x2xf64>, tensor<2xf64>
  %p = nn.matmul %x, %w : tensor<?x3xf64>, tensor<3x2xf64>
  %n = nn.batch_norm %p scale %s bias %b mean %m variance %v : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
  // CHECK: %[[WT:.*]] = nn.constant dense<5.000000e-01> : tensor<2x2xf64>
  // CHECK: %[[ROWS:.*]] = nn.reshape %{{.*}} : tensor<2xf64> to tensor<2x1xf64>
  // CHECK: %[[SCALED:.*]] = nn.mul %[[WT]], %[[ROWS]]
  // CHECK: nn.matmul %[[Y]], %[[SCALED]] {{.*}}transpose_rhs
  // CHECK-NOT: nn.batch_norm
  %wt = nn.constant dense<0.5> : tensor<2x2xf64>
  %q = nn.matmul %n, %wt transpose_rhs : tensor<?x2xf64>, tensor<2x2xf64>
  %y = nn.batch_norm %q scale %s bias %b mean %m variance %v : tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
  nn.return %y : tensor<?x2xf64>
}

// -----

// The bias of a dense layer, on either side of the sum.
// CHECK-LABEL: nn.func @dense
nn.func @dense(%x: tensor<?x2xf32>, %w: tensor<2x2xf32>, %db: tensor<2xf32>, %s: tensor<2xf32>, %b: tensor<2xf32>, %m: tensor<2xf32>, %v: tensor<2xf32>) -> (y: tensor<?x2xf32>) {
  // CHECK: nn.sub %db, %m
  // CHECK: nn.sub %db, %m
  // CHECK-NOT: nn.batch_norm
  %p = nn.matmul %x, %w : tensor<?x2xf32>, tensor<2x2xf32>
  %d = nn.add %p, %db : tensor<?x2xf32>, tensor<2xf32>
  %n = nn.batch_norm %d scale %s bias %b mean %m variance %v : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %q = nn.matmul %n, %w : tensor<?x2xf32>, tensor<2x2xf32>
  %e = nn.add %db, %q : tensor<2xf32>, tensor<?x2xf32>
  %y = nn.batch_norm %e scale %s bias %b mean %m variance %v : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %y : tensor<?x2xf32>
}

// -----

// Whose product is used elsewhere, stays: the one of the convolution, of the matrix product, or its sum with the bias.
// CHECK-LABEL: nn.func @other_use
nn.func @other_use(%x: tensor<?x2x1x1xf32>, %k: tensor<2x2x1x1xf32>, %h: tensor<?x2xf32>, %w: tensor<2x2xf32>, %s: tensor<2xf32>) -> (a: tensor<?x2x1x1xf32>, b: tensor<?x2x1x1xf32>, c: tensor<?x2xf32>, d: tensor<?x2xf32>, e: tensor<?x2xf32>, f: tensor<?x2xf32>) {
  // CHECK-COUNT-3: nn.batch_norm
  %c = nn.conv %x, %k : tensor<?x2x1x1xf32>, tensor<2x2x1x1xf32>
  %n = nn.batch_norm %c scale %s bias %s mean %s variance %s : tensor<?x2x1x1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %p = nn.matmul %h, %w : tensor<?x2xf32>, tensor<2x2xf32>
  %a = nn.add %p, %s : tensor<?x2xf32>, tensor<2xf32>
  %o = nn.batch_norm %a scale %s bias %s mean %s variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %q = nn.matmul %h, %w transpose_rhs : tensor<?x2xf32>, tensor<2x2xf32>
  %b = nn.add %q, %s : tensor<?x2xf32>, tensor<2xf32>
  %r = nn.batch_norm %b scale %s bias %s mean %s variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %c, %n, %p, %o, %b, %r : tensor<?x2x1x1xf32>, tensor<?x2x1x1xf32>, tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}

// -----

// What is added is no bias per channel: another activation, or one value for all channels.
// CHECK-LABEL: nn.func @no_bias
nn.func @no_bias(%h: tensor<?x2xf32>, %one: tensor<1xf32>, %w: tensor<2x2xf32>, %s: tensor<2xf32>) -> (a: tensor<?x2xf32>, b: tensor<?x2xf32>) {
  // CHECK-COUNT-2: nn.batch_norm
  %p = nn.matmul %h, %w : tensor<?x2xf32>, tensor<2x2xf32>
  %a = nn.add %p, %h : tensor<?x2xf32>, tensor<?x2xf32>
  %n = nn.batch_norm %a scale %s bias %s mean %s variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %q = nn.matmul %h, %w : tensor<?x2xf32>, tensor<2x2xf32>
  %b = nn.add %q, %one : tensor<?x2xf32>, tensor<1xf32>
  %o = nn.batch_norm %b scale %s bias %s mean %s variance %s : tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %n, %o : tensor<?x2xf32>, tensor<?x2xf32>
}

// -----

// Something else lies between, nothing lies in front, and the statistics of a training step are of the batch.
// CHECK-LABEL: nn.func @no_product
nn.func @no_product(%x: tensor<?x2x1x1xf32>, %k: tensor<2x2x1x1xf32>, %s: tensor<2xf32>) -> (a: tensor<?x2x1x1xf32>, b: tensor<?x2x1x1xf32>, c: tensor<?x2x1x1xf32>) {
  // CHECK-COUNT-2: nn.batch_norm %
  // CHECK: nn.batch_norm_training
  %c = nn.conv %x, %k : tensor<?x2x1x1xf32>, tensor<2x2x1x1xf32>
  %r = nn.relu %c : tensor<?x2x1x1xf32>
  %n = nn.batch_norm %r scale %s bias %s mean %s variance %s : tensor<?x2x1x1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %o = nn.batch_norm %x scale %s bias %s mean %s variance %s : tensor<?x2x1x1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  %d = nn.conv %x, %k : tensor<?x2x1x1xf32>, tensor<2x2x1x1xf32>
  %t, %mean, %variance = nn.batch_norm_training %d scale %s bias %s : tensor<?x2x1x1xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %n, %o, %t : tensor<?x2x1x1xf32>, tensor<?x2x1x1xf32>, tensor<?x2x1x1xf32>
}

// -----

// Of a product for each step of a sequence, dimension 1 are the steps.
// CHECK-LABEL: nn.func @many_products
nn.func @many_products(%x: tensor<?x2x2xf32>, %w: tensor<2x2xf32>, %s: tensor<2xf32>) -> (y: tensor<?x2x2xf32>) {
  // CHECK: nn.batch_norm
  %p = nn.matmul %x, %w : tensor<?x2x2xf32>, tensor<2x2xf32>
  %y = nn.batch_norm %p scale %s bias %s mean %s variance %s : tensor<?x2x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %y : tensor<?x2x2xf32>
}

// -----

// Whatever the dimensions, and padding that follows from the shape.
// CHECK-LABEL: nn.func @conv_line
nn.func @conv_line(%x: tensor<?x1x5xf32>, %w: tensor<2x1x3xf32>, %s: tensor<2xf32>, %b: tensor<2xf32>, %m: tensor<2xf32>, %v: tensor<2xf32>) -> (y: tensor<?x2x5xf32>) {
  // CHECK: nn.conv %x, %w auto_pad same_lower : tensor<?x1x5xf32>, tensor<2x1x3xf32>
  // CHECK: nn.mul {{.*}} : tensor<?x2x5xf32>, tensor<2x1xf32>
  // CHECK-NOT: nn.batch_norm
  %c = nn.conv %x, %w auto_pad same_lower : tensor<?x1x5xf32>, tensor<2x1x3xf32>
  %y = nn.batch_norm %c scale %s bias %b mean %m variance %v : tensor<?x2x5xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  nn.return %y : tensor<?x2x5xf32>
}

// -----

// Of narrow floats the factor is computed in f32, in which an epsilon is not 0, and weights are rounded once.
// CHECK-LABEL: nn.func @narrow
// CHECK: nn.constant dense<9.99999993E-9> : tensor<f32>
// CHECK: nn.rsqrt {{.*}} : tensor<2xf32>
// CHECK: %[[PRODUCT:.*]] = nn.mul {{.*}} : tensor<2x1x3x3xf32>, tensor<2x1x1x1xf32>
// CHECK: %[[W:.*]] = nn.cast %[[PRODUCT]] : tensor<2x1x3x3xf32> to tensor<2x1x3x3xf16>
// CHECK: nn.conv %x, %[[W]] bias %{{.*}} : tensor<?x1x5x5xf16>, tensor<2x1x3x3xf16>, tensor<2xf16>
nn.func @narrow(%x: tensor<?x1x5x5xf16>, %w: tensor<2x1x3x3xf16>, %s: tensor<2xf16>, %b: tensor<2xf16>, %m: tensor<2xf16>, %v: tensor<2xf16>) -> (y: tensor<?x2x3x3xf16>) {
  %c = nn.conv %x, %w : tensor<?x1x5x5xf16>, tensor<2x1x3x3xf16>
  %y = nn.batch_norm %c scale %s bias %b mean %m variance %v {epsilon = 1.0e-8 : f64} : tensor<?x2x3x3xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xf16>
  nn.return %y : tensor<?x2x3x3xf16>
}
