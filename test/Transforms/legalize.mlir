// RUN: dlc-opt %s --nn-legalize | FileCheck %s
// RUN: dlc-opt %s --nn-legalize=ops=nn.silu | FileCheck %s
// RUN: not dlc-opt %s --nn-legalize=ops=nn.silu,nn.relu 2>&1 | FileCheck %s --check-prefix=PRIMITIVE
// RUN: not dlc-opt %s --nn-legalize=ops=nn.silly 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// PRIMITIVE: nn-legalize: 'nn.relu' is no op with a decomposition
// UNKNOWN: nn-legalize: 'nn.silly' is no op with a decomposition

// CHECK-LABEL: nn.func @silu
nn.func @silu(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  // CHECK-NEXT: %[[S:.*]] = nn.sigmoid %x
  // CHECK-NEXT: %[[Y:.*]] = nn.mul %x, %[[S]]
  // CHECK-NEXT: %[[R:.*]] = nn.relu %[[Y]]
  // CHECK-NEXT: nn.return %[[R]]
  %0 = nn.silu %x : tensor<?x4xf32>
  %1 = nn.relu %0 : tensor<?x4xf32>
  nn.return %1 : tensor<?x4xf32>
}

// RUN: dlc-opt %s --nn-legalize | FileCheck %s --check-prefix=ALL

// What the decomposition holds is decomposed, too.
// ALL-LABEL: nn.func @deep
nn.func @deep(%x: tensor<4x3xf32>, %ones: tensor<4xf32>) -> (y: tensor<f32>) {
  // ALL-NOT: nn.cosine_similarity
  // ALL-NOT: nn.reduce_l2
  // ALL: nn.return
  %y = nn.cosine_embedding_loss %x, %x, %ones : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4xf32>
  nn.return %y : tensor<f32>
}

// Windows of one dimension are windows of two, of which the first has size 1.
// ALL-LABEL: nn.func @one_dimension
nn.func @one_dimension(%x: tensor<?x4x9xf32>, %w: tensor<6x4x3xf32>, %v: tensor<?x1x4x4x4xf32>, %u: tensor<1x1x2x2x2xf32>)
    -> (y: tensor<?x6x5xf32>, dw: tensor<6x4x3xf32>, z: tensor<?x1x3x3x3xf32>, p: tensor<?x4x4xf32>) {
  // ALL-DAG: %[[X:.*]] = nn.reshape %x : tensor<?x4x9xf32> to tensor<?x4x1x9xf32>
  // ALL-DAG: %[[W:.*]] = nn.reshape %w : tensor<6x4x3xf32> to tensor<6x4x1x3xf32>
  // ALL: %[[Y:.*]] = nn.conv %[[X]], %[[W]] strides [1, 2] pads [0, 1, 0, 1]
  // ALL: nn.reshape %[[Y]] : tensor<?x6x1x5xf32> to tensor<?x6x5xf32>
  %y = nn.conv %x, %w strides [2] auto_pad same_upper : tensor<?x4x9xf32>, tensor<6x4x3xf32>
  // ALL: nn.conv_backward_weights {{.*}} -> tensor<6x4x1x3xf32>
  %dw = nn.conv_backward_weights %x, %y strides [2] pads [1, 1] : tensor<?x4x9xf32>, tensor<?x6x5xf32> -> tensor<6x4x3xf32>
  // ALL: nn.conv %v, %u
  %z = nn.conv %v, %u : tensor<?x1x4x4x4xf32>, tensor<1x1x2x2x2xf32>
  // ALL: nn.max_pool {{.*}} kernel_shape [1, 2] strides [1, 2]
  %p = nn.max_pool %x kernel_shape [2] strides [2] : tensor<?x4x9xf32>
  nn.return %y, %dw, %z, %p : tensor<?x6x5xf32>, tensor<6x4x3xf32>, tensor<?x1x3x3x3xf32>, tensor<?x4x4xf32>
}

// Rows 0, 2, 4 … of the gradient are made of row 1 of the window, rows 1, 3, 5 … of its rows 0 and 2.
// ALL-LABEL: nn.func @strided
nn.func @strided(%g: tensor<?x6x4x5xf32>, %w: tensor<6x2x3x1xf32>) -> (dx: tensor<?x2x8x5xf32>) {
  // ALL: %[[ONE:.*]] = nn.slice %w starts [1, 0] ends [2, 1] axes [2, 3] steps [2, 1]
  // ALL: %[[EVEN:.*]] = nn.conv_backward_data %g, %[[ONE]] strides [1, 1] pads [0, 0, 0, 0] dilations [1, 1] {{.*}} -> tensor<?x2x4x5xf32>
  // ALL: %[[TWO:.*]] = nn.slice %w starts [0, 0] ends [3, 1] axes [2, 3] steps [2, 1]
  // ALL: %[[ODD:.*]] = nn.conv_backward_data %g, %[[TWO]] strides [1, 1] pads [1, 0, 0, 0]
  // ALL: nn.concat
  // ALL-SAME: axis 3
  %dx = nn.conv_backward_data %g, %w strides [2, 1] pads [1, 0, 1, 0] : tensor<?x6x4x5xf32>, tensor<6x2x3x1xf32> -> tensor<?x2x8x5xf32>
  nn.return %dx : tensor<?x2x8x5xf32>
}

// Pads beyond the output's gradient leave nothing of it for a row of the window, and zeros are written.
// ALL-LABEL: nn.func @beyond
nn.func @beyond(%g: tensor<?x2x1x1xf32>, %w: tensor<2x2x2x1xf32>) -> (dx: tensor<?x2x1x1xf32>) {
  // ALL: nn.return
  %dx = nn.conv_backward_data %g, %w strides [2, 1] pads [3, 0, 0, 0] dilations [3, 1] : tensor<?x2x1x1xf32>, tensor<2x2x2x1xf32> -> tensor<?x2x1x1xf32>
  nn.return %dx : tensor<?x2x1x1xf32>
}

// Of one channel a group there is a kernel.
// ALL-LABEL: nn.func @strided_by_channel
nn.func @strided_by_channel(%g: tensor<?x6x4x3xf32>, %w: tensor<6x1x3x2xf32>) -> (dx: tensor<?x6x8x6xf32>) {
  // ALL-NEXT: nn.conv_backward_data %g, %w strides [2, 2] pads [1, 0, 1, 0] group 6
  // ALL-NEXT: nn.return
  %dx = nn.conv_backward_data %g, %w strides [2, 2] pads [1, 0, 1, 0] group 6 : tensor<?x6x4x3xf32>, tensor<6x1x3x2xf32> -> tensor<?x6x8x6xf32>
  nn.return %dx : tensor<?x6x8x6xf32>
}

// A transposed convolution is such a gradient.
// ALL-LABEL: nn.func @transposed
nn.func @transposed(%x: tensor<?x6x4x4xf32>, %w: tensor<6x2x4x4xf32>) -> (y: tensor<?x2x8x8xf32>) {
  // ALL-COUNT-4: nn.conv_backward_data {{.*}} strides [1, 1]
  // ALL-NOT: nn.conv_backward_data
  // ALL: nn.return
  %y = nn.conv_transpose %x, %w strides [2, 2] pads [1, 1, 1, 1] : tensor<?x6x4x4xf32>, tensor<6x2x4x4xf32>
  nn.return %y : tensor<?x2x8x8xf32>
}

// A pad wider than the window: three rows of the gradient's front meet nothing but zeros.
// ALL-LABEL: nn.func @wide_pad
nn.func @wide_pad(%g: tensor<?x6x10xf32>, %w: tensor<6x2x2xf32>) -> (dx: tensor<?x2x7xf32>) {
  // ALL: nn.slice {{.*}} starts [3] ends [10]
  // ALL: nn.conv_backward_data {{.*}} pads [0, 1, 0, 0]
  %dx = nn.conv_backward_data %g, %w pads [4, 0] : tensor<?x6x10xf32>, tensor<6x2x2xf32> -> tensor<?x2x7xf32>
  nn.return %dx : tensor<?x2x7xf32>
}

// A matrix that is repeated is expanded; one matrix for all rows stays one.
// ALL-LABEL: nn.func @repeated
nn.func @repeated(%q: tensor<?x4x6x8xf32>, %k: tensor<?x1x8x5xf32>, %one: tensor<1x1x8x5xf32>)
    -> (y: tensor<?x4x6x5xf32>, z: tensor<?x4x6x5xf32>) {
  // ALL: %[[K:.*]] = nn.expand %k {{.*}} tensor<?x4x8x5xf32>
  // ALL: nn.matmul %q, %[[K]]
  %y = nn.matmul %q, %k : tensor<?x4x6x8xf32>, tensor<?x1x8x5xf32>
  // ALL: %[[ONE:.*]] = nn.reshape %one : tensor<1x1x8x5xf32> to tensor<8x5xf32>
  // ALL: nn.matmul %q, %[[ONE]]
  %z = nn.matmul %q, %one : tensor<?x4x6x8xf32>, tensor<1x1x8x5xf32>
  nn.return %y, %z : tensor<?x4x6x5xf32>, tensor<?x4x6x5xf32>
}

// Many transposed matrices by one: their rows are made rows of one product.
// ALL-LABEL: nn.func @transposed_rows
nn.func @transposed_rows(%x: tensor<?x5x3xf32>, %w: tensor<2x5xf32>) -> (y: tensor<?x3x2xf32>) {
  // ALL: %[[X:.*]] = nn.transpose %x perm [0, 2, 1]
  // ALL: nn.matmul %[[X]], %w transpose_rhs : tensor<?x3x5xf32>, tensor<2x5xf32>
  %y = nn.matmul %x, %w transpose_lhs transpose_rhs : tensor<?x5x3xf32>, tensor<2x5xf32>
  nn.return %y : tensor<?x3x2xf32>
}

// Dimensions move so that rows, columns and sums lie side by side.
// ALL-LABEL: nn.func @moved
nn.func @moved(%x: tensor<?x5x3xf32>, %u: tensor<2x5xf32>) -> (y: tensor<?x2x3xf32>) {
  // ALL-DAG: %[[X:.*]] = nn.transpose %x perm [0, 2, 1]
  // ALL-DAG: %[[U:.*]] = nn.transpose %u perm [1, 0]
  // ALL: %[[Y:.*]] = nn.einsum "bkt,tn->bkn" %[[X]], %[[U]]
  // ALL: nn.transpose %[[Y]] perm [0, 2, 1]
  %y = nn.einsum "btk,nt->bnk" %x, %u : tensor<?x5x3xf32>, tensor<2x5xf32>
  nn.return %y : tensor<?x2x3xf32>
}

// Windows count different numbers of elements along a size that is known, and equal ones along one that has a name.
// ALL-LABEL: nn.func @uneven
nn.func @uneven(%x: tensor<1x4x2x?xf32, #nn.sizes<width>>) -> (y: tensor<1x4x3x?xf32, #nn.sizes<width - 4>>) {
  // ALL-DAG: nn.constant dense<{{\[\[}}2.000000e-01], [1.000000e-01], [2.000000e-01]]> : tensor<3x1xf32>
  // ALL-DAG: nn.conv
  %y = nn.average_pool %x kernel_shape [2, 5] pads [1, 0, 1, 0] : tensor<1x4x2x?xf32, #nn.sizes<width>>
  nn.return %y : tensor<1x4x3x?xf32, #nn.sizes<width - 4>>
}

// What lies side by side between zeros is joined, with zeros where nothing lies; a sum of more, or of what meets, stays.
// ALL-LABEL: nn.func @parts
nn.func @parts(%a: tensor<?x2xf32>, %b: tensor<?x3xf32>, %c: tensor<?x1xf32>)
    -> (y: tensor<?x6xf32>, z: tensor<?x6xf32>, u: tensor<?x6xf32>) {
  // ALL: %[[ALL:.*]] = nn.concat %b, %c, %a axis 1
  // ALL: %[[ZERO:.*]] = nn.expand {{.*}} to tensor<?x1xf32>
  // ALL: %[[GAP:.*]] = nn.concat %b, %[[ZERO]], %a axis 1
  // ALL: %[[MET:.*]] = nn.add
  // ALL: nn.return %[[ALL]], %[[GAP]], %[[MET]]
  %first = nn.pad %a pads [0, 4, 0, 0] : tensor<?x2xf32>
  %second = nn.pad %b pads [0, 0, 0, 3] : tensor<?x3xf32>
  %third = nn.pad %c pads [0, 3, 0, 2] : tensor<?x1xf32>
  %x = nn.add %first, %second : tensor<?x6xf32>, tensor<?x6xf32>
  %y = nn.add %x, %third : tensor<?x6xf32>, tensor<?x6xf32>
  %z = nn.add %first, %second : tensor<?x6xf32>, tensor<?x6xf32>
  %meets = nn.pad %c pads [0, 2, 0, 3] : tensor<?x1xf32>
  %u = nn.add %second, %meets : tensor<?x6xf32>, tensor<?x6xf32>
  nn.return %y, %z, %u : tensor<?x6xf32>, tensor<?x6xf32>, tensor<?x6xf32>
}

// A window that is the whole image is a product of matrices, forward and in both directions backward.
// ALL-LABEL: nn.func @whole_images
nn.func @whole_images(%x: tensor<?x4x3x5xf32>, %w: tensor<6x4x3x5xf32>, %b: tensor<6xf32>, %g: tensor<?x6x1x1xf32>)
    -> (y: tensor<?x6x1x1xf32>, dx: tensor<?x4x3x5xf32>, dw: tensor<6x4x3x5xf32>) {
  // ALL: %[[X:.*]] = nn.reshape %x : tensor<?x4x3x5xf32> to tensor<?x60xf32>
  // ALL: %[[W:.*]] = nn.reshape %w : tensor<6x4x3x5xf32> to tensor<6x60xf32>
  // ALL: %[[P:.*]] = nn.matmul %[[X]], %[[W]] transpose_rhs
  // ALL: %[[R:.*]] = nn.reshape %[[P]] : tensor<?x6xf32> to tensor<?x6x1x1xf32>
  // ALL: nn.add %[[R]], %{{.*}}
  // ALL: nn.matmul %{{.*}} : tensor<?x6xf32>, tensor<6x60xf32>
  // ALL: nn.reshape %{{.*}} : tensor<?x60xf32> to tensor<?x4x3x5xf32>
  // ALL: nn.matmul %{{.*}} transpose_lhs : tensor<?x6xf32>, tensor<?x60xf32>
  // ALL: nn.reshape %{{.*}} : tensor<6x60xf32> to tensor<6x4x3x5xf32>
  // ALL-NOT: nn.conv
  %y = nn.conv %x, %w bias %b strides [2, 2] : tensor<?x4x3x5xf32>, tensor<6x4x3x5xf32>, tensor<6xf32>
  %dx = nn.conv_backward_data %g, %w strides [1, 1] : tensor<?x6x1x1xf32>, tensor<6x4x3x5xf32> -> tensor<?x4x3x5xf32>
  %dw = nn.conv_backward_weights %x, %g strides [1, 1] : tensor<?x4x3x5xf32>, tensor<?x6x1x1xf32> -> tensor<6x4x3x5xf32>
  nn.return %y, %dx, %dw : tensor<?x6x1x1xf32>, tensor<?x4x3x5xf32>, tensor<6x4x3x5xf32>
}

// So is one of a small image with weights that are spread over the places of the window, at each without what lies in the border;
// forward and backward share them.
// ALL-LABEL: nn.func @small_images
nn.func @small_images(%x: tensor<?x4x2x2xf32>, %w: tensor<6x4x3x3xf32>, %g: tensor<?x6x2x2xf32>)
    -> (y: tensor<?x6x2x2xf32>, dx: tensor<?x4x2x2xf32>, dw: tensor<6x4x3x3xf32>) {
  // ALL: nn.slice %w starts [1, 1] ends [3, 3] axes [2, 3]
  // ALL: nn.slice %w starts [1, 0] ends [3, 2] axes [2, 3]
  // ALL: nn.slice %w starts [0, 1] ends [2, 3] axes [2, 3]
  // ALL: nn.slice %w starts [0, 0] ends [2, 2] axes [2, 3]
  // ALL: nn.concat %{{.*}} axis 1 : tensor<6x1x16xf32>
  // ALL: nn.matmul %{{.*}} transpose_rhs : tensor<?x16xf32>, tensor<24x16xf32>
  // ALL: nn.matmul %{{.*}} : tensor<?x24xf32>, tensor<24x16xf32>
  // ALL: nn.matmul %{{.*}} transpose_lhs : tensor<?x24xf32>, tensor<?x16xf32>
  // ALL-COUNT-3: nn.add
  // ALL-NOT: nn.conv
  %y = nn.conv %x, %w pads [1, 1, 1, 1] : tensor<?x4x2x2xf32>, tensor<6x4x3x3xf32>
  %dx = nn.conv_backward_data %g, %w pads [1, 1, 1, 1] : tensor<?x6x2x2xf32>, tensor<6x4x3x3xf32> -> tensor<?x4x2x2xf32>
  %dw = nn.conv_backward_weights %x, %g pads [1, 1, 1, 1] : tensor<?x4x2x2xf32>, tensor<?x6x2x2xf32> -> tensor<6x4x3x3xf32>
  nn.return %y, %dx, %dw : tensor<?x6x2x2xf32>, tensor<?x4x2x2xf32>, tensor<6x4x3x3xf32>
}

// Too few examples, a larger image, dilations, too many output positions: convolutions stay.
// ALL-LABEL: nn.func @larger_images
nn.func @larger_images(%a: tensor<7x4x2x2xf32>, %b: tensor<?x4x3x2xf32>, %c: tensor<?x4x2x2xf32>, %w: tensor<6x4x3x3xf32>,
                          %d: tensor<?x4x4x4xf32>, %v: tensor<6x4x9x9xf32>)
    -> (x: tensor<7x6x2x2xf32>, y: tensor<?x6x3x2xf32>, z: tensor<?x6x2x2xf32>, u: tensor<?x6x4x4xf32>) {
  // ALL-COUNT-4: nn.conv
  %x = nn.conv %a, %w pads [1, 1, 1, 1] : tensor<7x4x2x2xf32>, tensor<6x4x3x3xf32>
  %y = nn.conv %b, %w pads [1, 1, 1, 1] : tensor<?x4x3x2xf32>, tensor<6x4x3x3xf32>
  %z = nn.conv %c, %w pads [2, 2, 2, 2] dilations [2, 2] : tensor<?x4x2x2xf32>, tensor<6x4x3x3xf32>
  %u = nn.conv %d, %v pads [4, 4, 4, 4] : tensor<?x4x4x4xf32>, tensor<6x4x9x9xf32>
  nn.return %x, %y, %z, %u : tensor<7x6x2x2xf32>, tensor<?x6x3x2xf32>, tensor<?x6x2x2xf32>, tensor<?x6x4x4xf32>
}

// Windows that move by their own size are products of matrices over patches; what lies behind the last patch is left out, and has no gradient.
// ALL-LABEL: nn.func @patches
nn.func @patches(%x: tensor<?x3x15x16xf32>, %w: tensor<6x3x7x8xf32>, %b: tensor<6xf32>, %g: tensor<?x6x2x2xf32>)
    -> (y: tensor<?x6x2x2xf32>, dx: tensor<?x3x15x16xf32>, dw: tensor<6x3x7x8xf32>) {
  // ALL: nn.slice %x starts [0] ends [14] axes [2]
  // ALL: nn.transpose %{{.*}} perm [0, 2, 4, 1, 3, 5] : tensor<?x3x2x7x2x8xf32>
  // ALL: nn.einsum "npk,ok->npo" %{{.*}} : tensor<?x4x168xf32>, tensor<6x168xf32>
  // ALL: nn.transpose %{{.*}} perm [0, 2, 1] : tensor<?x4x6xf32>
  // ALL: nn.matmul %{{.*}} : tensor<?x4x6xf32>, tensor<6x168xf32>
  // ALL: nn.transpose %{{.*}} perm [0, 3, 1, 4, 2, 5] : tensor<?x2x2x3x7x8xf32>
  // ALL: nn.pad %{{.*}} : tensor<?x3x14x16xf32>
  // ALL: nn.einsum "npo,npk->ok"
  // ALL-NOT: nn.conv
  %y = nn.conv %x, %w bias %b strides [7, 8] : tensor<?x3x15x16xf32>, tensor<6x3x7x8xf32>, tensor<6xf32>
  %dx = nn.conv_backward_data %g, %w strides [7, 8] : tensor<?x6x2x2xf32>, tensor<6x3x7x8xf32> -> tensor<?x3x15x16xf32>
  %dw = nn.conv_backward_weights %x, %g strides [7, 8] : tensor<?x3x15x16xf32>, tensor<?x6x2x2xf32> -> tensor<6x3x7x8xf32>
  nn.return %y, %dx, %dw : tensor<?x6x2x2xf32>, tensor<?x3x15x16xf32>, tensor<6x3x7x8xf32>
}

// Of narrow patches of few channels, only the gradient of the image is a product, from eight output channels on; windows that overlap, with pads or in groups, are convolutions.
// ALL-LABEL: nn.func @narrow_patches
nn.func @narrow_patches(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x2x2xf32>, %g: tensor<?x6x4x4xf32>, %g8: tensor<?x8x4x4xf32>, %w8: tensor<8x4x2x2xf32>, %gl: tensor<?x1x4xf32>, %wl: tensor<1x1x3xf32>, %v: tensor<6x4x7x7xf32>, %u: tensor<6x2x7x7xf32>, %z: tensor<?x4x14x14xf32>)
    -> (y: tensor<?x6x4x4xf32>, dx: tensor<?x4x8x8xf32>, dl: tensor<?x1x12xf32>, dw: tensor<6x4x2x2xf32>, a: tensor<?x6x2x2xf32>, b: tensor<?x6x2x2xf32>, c: tensor<?x6x2x2xf32>) {
  // ALL: nn.conv %x, %w strides [2, 2]
  // ALL: nn.matmul %{{.*}} : tensor<?x16x8xf32>, tensor<8x16xf32>
  // ALL-COUNT-3: nn.conv_backward_data {{.*}} strides [1, 1]
  // ALL: nn.conv_backward_weights %x, %g strides [2, 2]
  // ALL: nn.conv %z, %v strides [6, 6]
  // ALL: nn.conv %z, %v strides [7, 7] pads [0, 0, 1, 1]
  // ALL: nn.conv %z, %u strides [7, 7] group 2
  %y = nn.conv %x, %w strides [2, 2] : tensor<?x4x8x8xf32>, tensor<6x4x2x2xf32>
  %dx = nn.conv_backward_data %g8, %w8 strides [2, 2] : tensor<?x8x4x4xf32>, tensor<8x4x2x2xf32> -> tensor<?x4x8x8xf32>
  %dl = nn.conv_backward_data %gl, %wl strides [3] : tensor<?x1x4xf32>, tensor<1x1x3xf32> -> tensor<?x1x12xf32>
  %dw = nn.conv_backward_weights %x, %g strides [2, 2] : tensor<?x4x8x8xf32>, tensor<?x6x4x4xf32> -> tensor<6x4x2x2xf32>
  %a = nn.conv %z, %v strides [6, 6] : tensor<?x4x14x14xf32>, tensor<6x4x7x7xf32>
  %b = nn.conv %z, %v strides [7, 7] pads [0, 0, 1, 1] : tensor<?x4x14x14xf32>, tensor<6x4x7x7xf32>
  %c = nn.conv %z, %u strides [7, 7] group 2 : tensor<?x4x14x14xf32>, tensor<6x2x7x7xf32>
  nn.return %y, %dx, %dl, %dw, %a, %b, %c : tensor<?x6x4x4xf32>, tensor<?x4x8x8xf32>, tensor<?x1x12xf32>, tensor<6x4x2x2xf32>, tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>, tensor<?x6x2x2xf32>
}

// Of many channels, narrow patches are worth their change of order; and of few beside each other also for the gradient of weights.
// ALL-LABEL: nn.func @many_channels
nn.func @many_channels(%x: tensor<?x64x8x4xf32>, %w: tensor<64x64x2x2xf32>, %v: tensor<63x64x2x2xf32>, %g: tensor<?x64x4x2xf32>)
    -> (y: tensor<?x64x4x2xf32>, z: tensor<?x63x4x2xf32>, dw: tensor<64x64x2x2xf32>) {
  // ALL: nn.einsum "npk,ok->npo" %{{.*}} : tensor<?x8x256xf32>, tensor<64x256xf32>
  // ALL: nn.conv %x, %v strides [2, 2]
  // ALL: nn.einsum "npo,npk->ok"
  %y = nn.conv %x, %w strides [2, 2] : tensor<?x64x8x4xf32>, tensor<64x64x2x2xf32>
  %z = nn.conv %x, %v strides [2, 2] : tensor<?x64x8x4xf32>, tensor<63x64x2x2xf32>
  %dw = nn.conv_backward_weights %x, %g strides [2, 2] : tensor<?x64x8x4xf32>, tensor<?x64x4x2xf32> -> tensor<64x64x2x2xf32>
  nn.return %y, %z, %dw : tensor<?x64x4x2xf32>, tensor<?x63x4x2xf32>, tensor<64x64x2x2xf32>
}

// Convolutions stay where they are more: for a batch norm that goes into their weights, in floats that would be rounded twice, of bytes, of a
// window that is the image, which is a product without a change of order, and of one channel, whose kernel knows strides.
// ALL-LABEL: nn.func @no_patches
nn.func @no_patches(%x: tensor<?x3x14x14xf32>, %w: tensor<6x3x7x7xf32>, %s: tensor<6xf32>, %h: tensor<?x3x14x14xf16>, %v: tensor<6x3x7x7xf16>,
                    %q: tensor<6x3x7x7xi8>, %i: tensor<?x3x7x7xf32>, %g: tensor<?x1x4x4xf32>, %u: tensor<1x1x2x2xf32>)
    -> (a: tensor<?x6x2x2xf32>, b: tensor<?x6x2x2xf16>, c: tensor<?x6x2x2xf32>, d: tensor<?x6x1x1xf32>, e: tensor<?x1x8x8xf32>) {
  // ALL: nn.conv %x, %w strides [7, 7]
  %a0 = nn.conv %x, %w strides [7, 7] : tensor<?x3x14x14xf32>, tensor<6x3x7x7xf32>
  %a = nn.batch_norm %a0 scale %s bias %s mean %s variance %s : tensor<?x6x2x2xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>
  // ALL: nn.conv %h, %v strides [7, 7]
  %b = nn.conv %h, %v strides [7, 7] : tensor<?x3x14x14xf16>, tensor<6x3x7x7xf16>
  %q0 = nn.cast %q : tensor<6x3x7x7xi8> to tensor<6x3x7x7xf32>
  // ALL: nn.conv %x, %{{.*}} strides [7, 7]
  %c = nn.conv %x, %q0 strides [7, 7] : tensor<?x3x14x14xf32>, tensor<6x3x7x7xf32>
  // ALL: nn.matmul %{{.*}} transpose_rhs : tensor<?x147xf32>, tensor<6x147xf32>
  %d = nn.conv %i, %w strides [7, 7] : tensor<?x3x7x7xf32>, tensor<6x3x7x7xf32>
  // ALL: nn.conv_backward_data %g, %u strides [2, 2]
  %e = nn.conv_backward_data %g, %u strides [2, 2] : tensor<?x1x4x4xf32>, tensor<1x1x2x2xf32> -> tensor<?x1x8x8xf32>
  // ALL-NOT: nn.transpose
  nn.return %a, %b, %c, %d, %e : tensor<?x6x2x2xf32>, tensor<?x6x2x2xf16>, tensor<?x6x2x2xf32>, tensor<?x6x1x1xf32>, tensor<?x1x8x8xf32>
}
