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
