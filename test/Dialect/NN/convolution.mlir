// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @conv
nn.func @conv(%x: tensor<?x4x9x7xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>) {
  // CHECK: %[[Y:.*]] = nn.conv %x, %w bias %b strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>
  %y = nn.conv %x, %w bias %b strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>
  // CHECK: nn.conv_backward_data %[[Y]], %w {{.*}} : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32> -> tensor<?x4x9x7xf32>
  %dx = nn.conv_backward_data %y, %w strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32> -> tensor<?x4x9x7xf32>
  // CHECK: nn.conv_backward_weights %x, %[[Y]] {{.*}} : tensor<?x4x9x7xf32>, tensor<?x6x5x7xf32> -> tensor<6x2x3x3xf32>
  %dw = nn.conv_backward_weights %x, %y strides [2, 1] pads [1, 0, 1, 2] group 2 : tensor<?x4x9x7xf32>, tensor<?x6x5x7xf32> -> tensor<6x2x3x3xf32>
  // CHECK: nn.conv %x, %{{.*}} dilations [3, 2] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>
  %z = nn.conv %x, %dw dilations [3, 2] group 2 : tensor<?x4x9x7xf32>, tensor<6x2x3x3xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x6x3x3xf32>
  %r = nn.relu %z : tensor<?x6x3x3xf32>
}

// One and three dimensions; pads that follow from the shape.
// CHECK-LABEL: nn.func @dimensions
nn.func @dimensions(%x: tensor<?x4x9xf32>, %w: tensor<6x4x3xf32>, %v: tensor<?x2x4x5x6xf32>, %u: tensor<3x2x2x2x2xf32>) {
  // CHECK: nn.conv %x, %w strides [2] pads [1, 0] dilations [2] : tensor<?x4x9xf32>, tensor<6x4x3xf32>
  %line = nn.conv %x, %w strides [2] pads [1, 0] dilations [2] : tensor<?x4x9xf32>, tensor<6x4x3xf32>
  // CHECK: nn.conv %v, %u auto_pad same_lower : tensor<?x2x4x5x6xf32>, tensor<3x2x2x2x2xf32>
  %volume = nn.conv %v, %u auto_pad same_lower : tensor<?x2x4x5x6xf32>, tensor<3x2x2x2x2xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x6x3xf32>
  %r = nn.relu %line : tensor<?x6x3xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x3x4x5x6xf32>
  %s = nn.relu %volume : tensor<?x3x4x5x6xf32>
}

// CHECK-LABEL: nn.func @transposed
nn.func @transposed(%x: tensor<?x6x5x7xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<4xf32>, %c: tensor<?x8x9xf32>) {
  // CHECK: nn.conv_transpose %x, %w bias %b strides [2, 2] pads [1, 1, 1, 1] group 2 output_padding [1, 1] : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32>, tensor<4xf32>
  %y = nn.conv_transpose %x, %w bias %b strides [2, 2] pads [1, 1, 1, 1] group 2 output_padding [1, 1] : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32>, tensor<4xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x4x10x14xf32>
  %r = nn.relu %y : tensor<?x4x10x14xf32>
  // CHECK: nn.conv_transpose %x, %w strides [2, 2] output_shape [10, 13] auto_pad same_upper : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32>
  %z = nn.conv_transpose %x, %w strides [2, 2] output_shape [10, 13] auto_pad same_upper : tensor<?x6x5x7xf32>, tensor<6x2x3x3xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x2x10x13xf32>
  %s = nn.relu %z : tensor<?x2x10x13xf32>
  // CHECK: nn.col2im %c image_shape [4, 4] block_shape [2, 2] : tensor<?x8x9xf32>
  %i = nn.col2im %c image_shape [4, 4] block_shape [2, 2] : tensor<?x8x9xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x2x4x4xf32>
  %t = nn.relu %i : tensor<?x2x4x4xf32>
}
