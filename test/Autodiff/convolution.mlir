// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// CHECK-LABEL: nn.func @conv
nn.func @conv(%x: tensor<?x2x8x8xf32>, %w: tensor<4x2x3x3xf32>, %b: tensor<4xf32>) -> (dx: tensor<?x2x8x8xf32>, dw: tensor<4x2x3x3xf32>, db: tensor<4xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: %[[DX:.*]] = nn.conv_backward_data %[[G]], %w strides [2, 2] pads [1, 1, 1, 1]
  // CHECK: %[[DW:.*]] = nn.conv_backward_weights %x, %[[G]] strides [2, 2] pads [1, 1, 1, 1]
  // CHECK: %[[DB:.*]] = nn.reduce_sum %[[G]] axes [0, 2, 3]
  // CHECK: nn.return %[[DX]], %[[DW]], %[[DB]]
  %y = nn.conv %x, %w bias %b strides [2, 2] pads [1, 1, 1, 1] : tensor<?x2x8x8xf32>, tensor<4x2x3x3xf32>, tensor<4xf32>
  %l = nn.reduce_sum %y : tensor<?x4x4x4xf32>
  %dx, %dw, %db = train.gradient %l wrt (%x, %w, %b) : tensor<f32>, (tensor<?x2x8x8xf32>, tensor<4x2x3x3xf32>, tensor<4xf32>)
  nn.return %dx, %dw, %db : tensor<?x2x8x8xf32>, tensor<4x2x3x3xf32>, tensor<4xf32>
}

// -----

// Nothing is written for an input that is not asked for.
// CHECK-LABEL: nn.func @first_layer
nn.func @first_layer(%x: tensor<1x2x8x8xf32>, %w: tensor<4x2x3x3xf32>) -> (dw: tensor<4x2x3x3xf32>) {
  // CHECK-NOT: nn.conv_backward_data
  // CHECK: nn.conv_backward_weights
  %y = nn.conv %x, %w : tensor<1x2x8x8xf32>, tensor<4x2x3x3xf32>
  %l = nn.reduce_sum %y : tensor<1x4x6x6xf32>
  %dw = train.gradient %l wrt (%w) : tensor<f32>, (tensor<4x2x3x3xf32>)
  nn.return %dw : tensor<4x2x3x3xf32>
}

// -----

// CHECK-LABEL: nn.func @data
nn.func @data(%g: tensor<1x4x6x6xf32>, %w: tensor<4x2x3x3xf32>) -> (dg: tensor<1x4x6x6xf32>, dw: tensor<4x2x3x3xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.conv %[[G]], %w
  // CHECK: nn.conv_backward_weights %[[G]], %g
  %y = nn.conv_backward_data %g, %w : tensor<1x4x6x6xf32>, tensor<4x2x3x3xf32> -> tensor<1x2x8x8xf32>
  %l = nn.reduce_sum %y : tensor<1x2x8x8xf32>
  %dg, %dw = train.gradient %l wrt (%g, %w) : tensor<f32>, (tensor<1x4x6x6xf32>, tensor<4x2x3x3xf32>)
  nn.return %dg, %dw : tensor<1x4x6x6xf32>, tensor<4x2x3x3xf32>
}

// -----

// CHECK-LABEL: nn.func @weights
nn.func @weights(%x: tensor<1x2x8x8xf32>, %g: tensor<1x4x6x6xf32>) -> (dx: tensor<1x2x8x8xf32>, dg: tensor<1x4x6x6xf32>) {
  // CHECK: %[[G:.*]] = nn.expand
  // CHECK: nn.conv_backward_data %g, %[[G]]
  // CHECK: nn.conv %x, %[[G]]
  %y = nn.conv_backward_weights %x, %g : tensor<1x2x8x8xf32>, tensor<1x4x6x6xf32> -> tensor<4x2x3x3xf32>
  %l = nn.reduce_sum %y : tensor<4x2x3x3xf32>
  %dx, %dg = train.gradient %l wrt (%x, %g) : tensor<f32>, (tensor<1x2x8x8xf32>, tensor<1x4x6x6xf32>)
  nn.return %dx, %dg : tensor<1x2x8x8xf32>, tensor<1x4x6x6xf32>
}

// One dimension, whose padding follows from the shape: the gradients have it as pads. The bias is summed over all but the channels.
// CHECK-LABEL: nn.func @line
nn.func @line(%x: tensor<?x2x6xf32>, %w: tensor<3x2x3xf32>, %b: tensor<3xf32>) -> (dx: tensor<?x2x6xf32>, dw: tensor<3x2x3xf32>, db: tensor<3xf32>) {
  // CHECK-DAG: nn.conv_backward_data %{{.*}}, %w strides [2] pads [0, 1] : tensor<?x3x3xf32>, tensor<3x2x3xf32> -> tensor<?x2x6xf32>
  // CHECK-DAG: nn.conv_backward_weights %x, %{{.*}} strides [2] pads [0, 1] : tensor<?x2x6xf32>, tensor<?x3x3xf32> -> tensor<3x2x3xf32>
  // CHECK-DAG: nn.reduce_sum %{{.*}} axes [0, 2] : tensor<?x3x3xf32>
  %y = nn.conv %x, %w bias %b strides [2] auto_pad same_upper : tensor<?x2x6xf32>, tensor<3x2x3xf32>, tensor<3xf32>
  %l = nn.reduce_sum %y : tensor<?x3x3xf32>
  %dx, %dw, %db = train.gradient %l wrt (%x, %w, %b) : tensor<f32>, (tensor<?x2x6xf32>, tensor<3x2x3xf32>, tensor<3xf32>)
  nn.return %dx, %dw, %db : tensor<?x2x6xf32>, tensor<3x2x3xf32>, tensor<3xf32>
}
