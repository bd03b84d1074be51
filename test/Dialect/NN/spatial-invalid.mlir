// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// nn.resize, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.resize' op input and result must have one rank and element type: input is 'tensor<?x4x8xf32>', result is 'tensor<?x4x8x8xf32>'}}
  %0 = nn.resize %x : tensor<?x4x8xf32> -> tensor<?x4x8x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.resize' op a dynamic size can be repeated a whole number of times in mode nearest, or kept: input has shape [?, 4, 8], result has [2, 4, 8]}}
  %0 = nn.resize %x : tensor<?x4x8xf32> -> tensor<2x4x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.resize' op no size can be 0: input has shape [?, 4, 8], result has [?, 4, 0]}}
  %0 = nn.resize %x : tensor<?x4x8xf32> -> tensor<?x4x0xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.resize' op scales must be 3 positive numbers, as the rank}}
  %0 = nn.resize %x scales [1.0, 2.0] : tensor<?x4x8xf32> -> tensor<?x4x16xf32>
}

// -----

// C3
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.resize' op the scale of a dynamic size must be that of the shapes: input has shape [?, 4, 8], result has [?, 4, 16], the scale is 2.000000e+00}}
  %0 = nn.resize %x scales [2.0, 1.0, 2.0] : tensor<?x4x8xf32> -> tensor<?x4x16xf32>
}

// -----

// nn.depth_to_space, C1
nn.func @f(%x: tensor<?x4x8xf32>) {
  // expected-error @+1 {{'nn.depth_to_space' op input must have rank 4, of which only the batch may be dynamic, got shape [?, 4, 8]}}
  %0 = nn.depth_to_space %x blocksize 2 : tensor<?x4x8xf32>
}

// -----

// C1
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.depth_to_space' op requires a ranked tensor and attribute 'blocksize'}}
  %0 = nn.depth_to_space %x : tensor<?x4x8x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x4x8x8xf32>) {
  // expected-error @+1 {{'nn.depth_to_space' op blocksize must be at least 1, got 0}}
  %0 = nn.depth_to_space %x blocksize 0 : tensor<?x4x8x8xf32>
}

// -----

// C2
nn.func @f(%x: tensor<?x6x8x8xf32>) {
  // expected-error @+1 {{'nn.depth_to_space' op blocksize² must divide the channels: blocksize is 2, input has shape [?, 6, 8, 8]}}
  %0 = nn.depth_to_space %x blocksize 2 : tensor<?x6x8x8xf32>
}

// -----

// nn.space_to_depth, C2
nn.func @f(%x: tensor<?x6x8x7xf32>) {
  // expected-error @+1 {{'nn.space_to_depth' op blocksize must divide height and width: blocksize is 2, input has shape [?, 6, 8, 7]}}
  %0 = nn.space_to_depth %x blocksize 2 : tensor<?x6x8x7xf32>
}

// -----

// nn.grid_sample, C1
nn.func @f(%x: tensor<2x3x4x4xf32>, %grid: tensor<3x5x5x2xf32>) {
  // expected-error @+1 {{'nn.grid_sample' op input and grid must have one rank from 3 to 5, one first size and one element type: input is 'tensor<2x3x4x4xf32>', grid is 'tensor<3x5x5x2xf32>'}}
  %0 = nn.grid_sample %x, %grid : tensor<2x3x4x4xf32>, tensor<3x5x5x2xf32>
}

// -----

// C1
nn.func @f(%x: tensor<2x3x4x4xf32>, %grid: tensor<2x5x5x2xf64>) {
  // expected-error @+1 {{'nn.grid_sample' op input and grid must have one rank from 3 to 5, one first size and one element type: input is 'tensor<2x3x4x4xf32>', grid is 'tensor<2x5x5x2xf64>'}}
  %0 = nn.grid_sample %x, %grid : tensor<2x3x4x4xf32>, tensor<2x5x5x2xf64>
}

// -----

// C2
nn.func @f(%x: tensor<2x3x4x0xf32>, %grid: tensor<2x5x5x2xf32>) {
  // expected-error @+1 {{'nn.grid_sample' op spatial sizes of the input must be static and not 0, got shape [2, 3, 4, 0]}}
  %0 = nn.grid_sample %x, %grid : tensor<2x3x4x0xf32>, tensor<2x5x5x2xf32>
}

// -----

// C3
nn.func @f(%x: tensor<2x3x4x4xf32>, %grid: tensor<2x5x5x3xf32>) {
  // expected-error @+1 {{'nn.grid_sample' op rows of the grid must have an entry for each spatial dimension: input has 2, grid has shape [2, 5, 5, 3]}}
  %0 = nn.grid_sample %x, %grid : tensor<2x3x4x4xf32>, tensor<2x5x5x3xf32>
}

// -----

// nn.affine_grid, C1
nn.func @f(%theta: tensor<2x2x3xf32>) {
  // expected-error @+1 {{'nn.affine_grid' op theta [N, 2, 3] makes grids [N, rows, columns, 2], theta [N, 3, 4] grids [N, planes, rows, columns, 3] of its element type: theta is 'tensor<2x2x3xf32>', grid is 'tensor<2x4x4x4x3xf32>'}}
  %0 = nn.affine_grid %theta : tensor<2x2x3xf32> -> tensor<2x4x4x4x3xf32>
}

// -----

// C2
nn.func @f(%theta: tensor<2x2x3xf32>) {
  // expected-error @+1 {{'nn.affine_grid' op spatial sizes of the grid must be static, got shape [2, ?, 4, 2]}}
  %0 = nn.affine_grid %theta : tensor<2x2x3xf32> -> tensor<2x?x4x2xf32>
}
