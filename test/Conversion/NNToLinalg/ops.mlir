// RUN: dlc-opt %s --convert-nn-to-linalg | FileCheck %s

// CHECK-DAG: #[[FIRST:.*]] = affine_map<(d0, d1) -> (d0)>
// The loops read the input at stride · output + dilation · kernel; the adjoint writes there.
// CHECK-DAG: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d5, d3 * 2 + d6, d4 * 2 + d7)>

// CHECK-LABEL: func.func @names
// CHECK-SAME: %{{.*}}: tensor<?x4xf32> {nn.name = "image"}) -> (tensor<?x4xf32> {nn.name = "logits"})
nn.func @names(%image: tensor<?x4xf32>) -> (logits: tensor<?x4xf32>) {
  // CHECK: %[[N:.*]] = tensor.dim
  // CHECK: tensor.empty(%[[N]])
  // CHECK: linalg.generic
  // CHECK: arith.maximumf
  %0 = nn.relu %image : tensor<?x4xf32>
  // CHECK: return
  nn.return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @broadcast
nn.func @broadcast(%a: tensor<3x4xf32>, %b: tensor<3x1xf32>) -> (y: tensor<3x4xf32>) {
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[FIRST]], #{{.*}}]
  %0 = nn.add %a, %b : tensor<3x4xf32>, tensor<3x1xf32>
  nn.return %0 : tensor<3x4xf32>
}

// The batch comes from an argument where no operand has it.
// CHECK-LABEL: func.func @expand
// CHECK-SAME: %{{.*}}: tensor<f32>{{.*}}, %[[X:.*]]: tensor<?x4xf32>
nn.func @expand(%a: tensor<f32>, %x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  // CHECK: tensor.dim %[[X]]
  %0 = nn.expand %a : tensor<f32> to tensor<?x4xf32>
  nn.return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @adjoint
nn.func @adjoint(%dy: tensor<?x2x2x2xf32>, %w: tensor<2x3x3x3xf32>) -> (dx: tensor<?x3x5x5xf32>) {
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #{{.*}}, #[[WINDOW]]], iterator_types = ["parallel", "parallel", "reduction", "reduction", "reduction", "parallel", "reduction", "reduction"]}
  %0 = nn.conv_backward_data %dy, %w strides [2, 2] : tensor<?x2x2x2xf32>, tensor<2x3x3x3xf32> -> tensor<?x3x5x5xf32>
  nn.return %0 : tensor<?x3x5x5xf32>
}

// CHECK-LABEL: func.func @reshape
nn.func @reshape(%x: tensor<?x2x6xf32>) -> (y: tensor<?x3x4xf32>) {
  // CHECK: tensor.collapse_shape %{{.*}} {{\[}}[0], [1, 2]]
  // CHECK: tensor.expand_shape %{{.*}} {{\[}}[0], [1, 2]]
  %0 = nn.reshape %x : tensor<?x2x6xf32> to tensor<?x3x4xf32>
  nn.return %0 : tensor<?x3x4xf32>
}

// CHECK-LABEL: func.func @call
nn.func @call(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  // CHECK: call @names
  %0 = nn.call @names(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  nn.return %0 : tensor<?x4xf32>
}

// Unsigned integers lose their sign in types alone; a decision that was made is made by the op.
// CHECK-LABEL: func.func @unsigned
// CHECK-SAME: %{{.*}}: tensor<?x4xi8> {nn.name = "image"}) -> (tensor<?x4xf32> {nn.name = "scaled"}, tensor<?x4xi8> {nn.name = "bounded"})
nn.func @unsigned(%image: tensor<?x4xui8>) -> (scaled: tensor<?x4xf32>, bounded: tensor<?x4xui8>) {
  // CHECK: arith.constant dense<-56> : tensor<i8>
  %bound = nn.constant dense<200> : tensor<ui8>
  // CHECK: arith.uitofp %{{.*}} : i8 to f32
  %0 = nn.cast %image : tensor<?x4xui8> to tensor<?x4xf32>
  // CHECK: arith.minui
  %1 = nn.min %image, %bound : tensor<?x4xui8>, tensor<ui8>
  nn.return %0, %1 : tensor<?x4xf32>, tensor<?x4xui8>
}

// CHECK-LABEL: func.func @unsigned_call
nn.func @unsigned_call(%x: tensor<?x4xui8>) -> (y: tensor<?x4xf32>) {
  // CHECK: call @unsigned(%{{.*}}) : (tensor<?x4xi8>) -> (tensor<?x4xf32>, tensor<?x4xi8>)
  %0, %1 = nn.call @unsigned(%x) : (tensor<?x4xui8>) -> (tensor<?x4xf32>, tensor<?x4xui8>)
  nn.return %0 : tensor<?x4xf32>
}

// A reshape without elements is no view: two dynamic sizes and the 0 would have to become one dimension.
// CHECK-LABEL: func.func @empty_reshape
// CHECK-NOT: collapse_shape
// CHECK: tensor.empty({{.*}}) : tensor<?x0xf32>
// CHECK: return
nn.func @empty_reshape(%x: tensor<?x?x0xf32, #nn.sizes<batch, sequence>>) -> (y: tensor<?x0xf32>) {
  %y = nn.reshape %x : tensor<?x?x0xf32, #nn.sizes<batch, sequence>> to tensor<?x0xf32>
  nn.return %y : tensor<?x0xf32>
}

// Of floats of 8 bits there are the bits.
// CHECK-LABEL: func.func @float8
// CHECK-SAME: tensor<4xi8> {nn.name = "x"}) -> (tensor<4xi8> {{.*}}, tensor<4xf32>
// CHECK: arith.extui %{{.*}} : i8 to i32
// CHECK: arith.mulf
// CHECK-NOT: f8E
nn.func @float8(%x: tensor<4xf8E5M2>) -> (b: tensor<4xui8>, y: tensor<4xf32>) {
  %b = nn.bitcast %x : tensor<4xf8E5M2> to tensor<4xui8>
  %y = nn.cast %x : tensor<4xf8E5M2> to tensor<4xf32>
  nn.return %b, %y : tensor<4xui8>, tensor<4xf32>
}
