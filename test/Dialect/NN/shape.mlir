// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @shapes
nn.func @shapes(%x: tensor<?x4x2x3xf32>) {
  // CHECK: nn.flatten %x : tensor<?x4x2x3xf32>
  %a = nn.flatten %x : tensor<?x4x2x3xf32>
  // CHECK: nn.reshape %{{.*}} : tensor<?x24xf32> to tensor<?x3x8xf32>
  %b = nn.reshape %a : tensor<?x24xf32> to tensor<?x3x8xf32>
  // CHECK: nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  %c = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  // CHECK: nn.expand %{{.*}} : tensor<f32> to tensor<?x3xf32>
  %s = nn.constant dense<1.0> : tensor<f32>
  %d = nn.expand %s : tensor<f32> to tensor<?x3xf32>
}

// CHECK-LABEL: nn.func @pieces
nn.func @pieces(%x: tensor<?x4x2x3xf32>, %y: tensor<2x1x5xf32>) {
  // CHECK: nn.flatten %y axis 2 : tensor<2x1x5xf32>
  %0 = nn.flatten %y axis 2 : tensor<2x1x5xf32>
  // CHECK: nn.squeeze %y axes [1] : tensor<2x1x5xf32>
  %1 = nn.squeeze %y axes [1] : tensor<2x1x5xf32>
  // CHECK: nn.unsqueeze %x axes [1, -1] : tensor<?x4x2x3xf32>
  %2 = nn.unsqueeze %x axes [1, -1] : tensor<?x4x2x3xf32>
  // CHECK: nn.flip %x axes [3, 1] : tensor<?x4x2x3xf32>
  %3 = nn.flip %x axes [3, 1] : tensor<?x4x2x3xf32>
  // CHECK: nn.tile %x repeats [1, 2, 1, 3] : tensor<?x4x2x3xf32>
  %4 = nn.tile %x repeats [1, 2, 1, 3] : tensor<?x4x2x3xf32>
  // CHECK: nn.concat %x, %x axis 2 : tensor<?x4x2x3xf32>, tensor<?x4x2x3xf32>
  %5 = nn.concat %x, %x axis 2 : tensor<?x4x2x3xf32>, tensor<?x4x2x3xf32>
  // CHECK: nn.split %x axis 1 split [1, 3] : tensor<?x4x2x3xf32>
  %p, %q = nn.split %x axis 1 split [1, 3] : tensor<?x4x2x3xf32>
  // CHECK: nn.slice %x starts [1] ends [3] axes [1] : tensor<?x4x2x3xf32>
  %7 = nn.slice %x starts [1] ends [3] axes [1] : tensor<?x4x2x3xf32>
  // CHECK: nn.slice %y starts [0, 0, -1] ends [2, 1, -6] steps [1, 1, -2] : tensor<2x1x5xf32>
  %8 = nn.slice %y starts [0, 0, -1] ends [2, 1, -6] steps [1, 1, -2] : tensor<2x1x5xf32>
  // CHECK: nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] : tensor<?x4x2x3xf32>
  %9 = nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] : tensor<?x4x2x3xf32>
  // CHECK: nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] mode reflect : tensor<?x4x2x3xf32>
  %10 = nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] mode reflect : tensor<?x4x2x3xf32>
  // CHECK: nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] value 1.500000e+00 : tensor<?x4x2x3xf32>
  %11 = nn.pad %x pads [0, 1, 0, 0, 0, 0, 0, 2] value 1.500000e+00 : tensor<?x4x2x3xf32>
  // The inferred types.
  // CHECK: nn.neg %{{.*}} : tensor<2x5xf32>
  %a = nn.neg %0 : tensor<2x5xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x1x4x2x3x1xf32>
  %b = nn.neg %2 : tensor<?x1x4x2x3x1xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x8x2x9xf32>
  %c = nn.neg %4 : tensor<?x8x2x9xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x4x4x3xf32>
  %d = nn.neg %5 : tensor<?x4x4x3xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x3x2x3xf32>
  %e = nn.neg %q : tensor<?x3x2x3xf32>
  // CHECK: nn.neg %{{.*}} : tensor<2x1x3xf32>
  %f = nn.neg %8 : tensor<2x1x3xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?x5x2x5xf32>
  %g = nn.neg %9 : tensor<?x5x2x5xf32>
}

// FOLD-LABEL: nn.func @identities
// FOLD-NEXT: nn.return %x, %x
nn.func @identities(%x: tensor<?x4x2x3xf32>) -> (a: tensor<?x4x2x3xf32>, b: tensor<?x4x2x3xf32>) {
  %0 = nn.reshape %x : tensor<?x4x2x3xf32> to tensor<?x24xf32>
  %1 = nn.reshape %0 : tensor<?x24xf32> to tensor<?x4x2x3xf32>
  %2 = nn.expand %1 : tensor<?x4x2x3xf32> to tensor<?x4x2x3xf32>
  %3 = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x2x3xf32>
  %4 = nn.transpose %3 perm [0, 3, 1, 2] : tensor<?x2x3x4xf32>
  nn.return %2, %4 : tensor<?x4x2x3xf32>, tensor<?x4x2x3xf32>
}

// FOLD-LABEL: nn.func @whole
// FOLD-NEXT: nn.return %x, %x, %x, %x, %x
nn.func @whole(%x: tensor<?x4xf32>) -> (a: tensor<?x4xf32>, b: tensor<?x4xf32>, c: tensor<?x4xf32>, d: tensor<?x4xf32>, e: tensor<?x4xf32>) {
  %0 = nn.concat %x axis 1 : tensor<?x4xf32>
  %1 = nn.slice %x starts [0] ends [9] axes [1] : tensor<?x4xf32>
  %2 = nn.pad %x pads [0, 0, 0, 0] : tensor<?x4xf32>
  %3 = nn.flip %x axes [] : tensor<?x4xf32>
  %4 = nn.flip %x axes [1] : tensor<?x4xf32>
  %5 = nn.flip %4 axes [-1] : tensor<?x4xf32>
  nn.return %0, %1, %2, %3, %5 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// Backwards, all elements are taken, but in another order.
// FOLD-LABEL: nn.func @backwards
// FOLD: nn.slice
nn.func @backwards(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  %0 = nn.slice %x starts [-1] ends [-9] axes [1] steps [-1] : tensor<?x4xf32>
  nn.return %0 : tensor<?x4xf32>
}
