// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --mlir-print-op-generic | dlc-opt | FileCheck %s

// Named sizes, and what types are inferred from them.

// One way to write each size: terms by length and name, numbers last.
// CHECK-LABEL: nn.func @forms
// CHECK-SAME: tensor<?x?x?x?xf32, #nn.sizes<batch * sequence, 2 * sequence - 1, (height + 1) floordiv 2, height floordiv 4 + 3>>
nn.func @forms(%x: tensor<?x?x?x?xf32, #nn.sizes<sequence * batch, sequence + (sequence - 1), height ceildiv 2, (height floordiv 2 + 6) floordiv 2>>) {
  nn.return
}

// The only dynamic size of a type is the batch, wherever it stands.
// CHECK-LABEL: nn.func @batch
nn.func @batch(%x: tensor<4x?xf32>) -> (y: tensor<?x4xf32>) {
  %0 = nn.transpose %x perm [1, 0] : tensor<4x?xf32>
  nn.return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: nn.func @products
!x = tensor<?x?x8xf32, #nn.sizes<batch, sequence>>
nn.func @products(%x: !x, %w: tensor<8x5xf32>) -> (y: tensor<?x?x5xf32, #nn.sizes<batch, sequence>>, scores: tensor<?x?x?xf32, #nn.sizes<batch, sequence, sequence>>, sums: tensor<?x?x8xf32, #nn.sizes<sequence, batch>>) {
  %0 = nn.matmul %x, %w : !x, tensor<8x5xf32>
  %1 = nn.matmul %x, %x transpose_rhs : !x, !x
  %2 = nn.einsum "bsd->sbd" %x : !x
  nn.return %0, %1, %2 : tensor<?x?x5xf32, #nn.sizes<batch, sequence>>, tensor<?x?x?xf32, #nn.sizes<batch, sequence, sequence>>, tensor<?x?x8xf32, #nn.sizes<sequence, batch>>
}

// CHECK-LABEL: nn.func @shapes
nn.func @shapes(%x: !x) -> (a: tensor<?x8xf32, #nn.sizes<batch * sequence>>, b: tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>, c: tensor<?x?x8xf32, #nn.sizes<batch, 2 * sequence>>, d: tensor<?x?x8xf32, #nn.sizes<batch, sequence + 3>>, e: tensor<?x1x8xf32>, f: tensor<?x?x8xf32, #nn.sizes<batch, sequence - 1>>) {
  %0 = nn.reshape %x : !x to tensor<?x8xf32, #nn.sizes<batch * sequence>>
  %1 = nn.flatten %x : !x
  %2 = nn.concat %x, %x axis 1 : !x, !x
  %3 = nn.pad %x pads [0, 1, 0, 0, 2, 0] : !x
  %4 = nn.slice %x starts [-1] ends [9223372036854775807] axes [1] : !x
  %5 = nn.slice %x starts [1] ends [9223372036854775807] axes [1] : !x
  nn.return %0, %1, %2, %3, %4, %5 : tensor<?x8xf32, #nn.sizes<batch * sequence>>, tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>, tensor<?x?x8xf32, #nn.sizes<batch, 2 * sequence>>, tensor<?x?x8xf32, #nn.sizes<batch, sequence + 3>>, tensor<?x1x8xf32>, tensor<?x?x8xf32, #nn.sizes<batch, sequence - 1>>
}

// Parts of an axis, in steps and backwards, and its order.
// CHECK-LABEL: nn.func @order
nn.func @order(%x: !x) -> (a: !x, b: tensor<?x?x8xf32, #nn.sizes<batch, (sequence + 1) floordiv 2>>, c: tensor<?x?x8xf32, #nn.sizes<batch, sequence - 2>>, d: tensor<?x3x8xf32>, e: !x, f: tensor<?x5x8xi64>) {
  // CHECK: nn.slice %x starts [2147483647] ends [-2147483648] axes [1] steps [-1]
  %0 = nn.slice %x starts [2147483647] ends [-2147483648] axes [1] steps [-1] : !x
  %1 = nn.slice %x starts [0] ends [2147483647] axes [1] steps [2] : !x
  %2 = nn.slice %x starts [-1] ends [1] axes [1] steps [-1] : !x
  %3 = nn.slice %x starts [2] ends [11] axes [1] steps [3] : !x
  %4 = nn.flip %x axes [1] : !x
  %5, %6 = nn.sort %4 axis 1 : !x
  %7, %8 = nn.top_k %5 k 5 axis 1 : !x
  nn.return %0, %1, %2, %3, %5, %8 : !x, tensor<?x?x8xf32, #nn.sizes<batch, (sequence + 1) floordiv 2>>, tensor<?x?x8xf32, #nn.sizes<batch, sequence - 2>>, tensor<?x3x8xf32>, !x, tensor<?x5x8xi64>
}

// Windows: pads that keep a size, strides that divide it, transposed windows that multiply it.
// CHECK-LABEL: nn.func @windows
!image = tensor<?x3x?x?xf32, #nn.sizes<batch, height, width>>
!half = tensor<?x4x?x?xf32, #nn.sizes<batch, (height + 1) floordiv 2, (width + 1) floordiv 2>>
nn.func @windows(%x: !image, %w: tensor<4x3x3x3xf32>, %back: tensor<4x3x2x2xf32>) -> (half: !half, pooled: tensor<?x3x?x?xf32, #nn.sizes<batch, height floordiv 2, width floordiv 2>>, twice: tensor<?x3x?x?xf32, #nn.sizes<batch, 2 * ((height + 1) floordiv 2), 2 * ((width + 1) floordiv 2)>>, larger: tensor<?x3x?x?xf32, #nn.sizes<batch, 2 * height, 2 * width>>) {
  %0 = nn.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] : !image, tensor<4x3x3x3xf32>
  %1 = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : !image
  %2 = nn.conv_transpose %0, %back strides [2, 2] : !half, tensor<4x3x2x2xf32>
  %3 = nn.resize %x : !image -> tensor<?x3x?x?xf32, #nn.sizes<batch, 2 * height, 2 * width>>
  nn.return %0, %1, %2, %3 : !half, tensor<?x3x?x?xf32, #nn.sizes<batch, height floordiv 2, width floordiv 2>>, tensor<?x3x?x?xf32, #nn.sizes<batch, 2 * ((height + 1) floordiv 2), 2 * ((width + 1) floordiv 2)>>, tensor<?x3x?x?xf32, #nn.sizes<batch, 2 * height, 2 * width>>
}
