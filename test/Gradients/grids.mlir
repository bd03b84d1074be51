// Images that are read between their elements, at the places of grids that reach beyond the borders; and such grids.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %grid: -1.4 to 1.4
// first order only: it is made of gathers and products, which have tests of the second
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
nn.func @sample_linear(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
nn.func @sample_linear_corners(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid align_corners : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
nn.func @sample_linear_border(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode border : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -3.3 to 3.3
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
nn.func @sample_linear_reflection(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode reflection : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -3.3 to 3.3
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="reflection", align_corners=True)
nn.func @sample_linear_reflection_corners(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode reflection align_corners : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// first order only: it is made of gathers and products, which have tests of the second
// torch: F.grid_sample(x, grid, mode="nearest", padding_mode="zeros", align_corners=False)
nn.func @sample_nearest(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid mode nearest : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="nearest", padding_mode="border", align_corners=True)
nn.func @sample_nearest_border(%x: tensor<?x2x3x4xf64>, %grid: tensor<?x2x5x2xf64>) -> (y: tensor<?x2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid mode nearest padding_mode border align_corners : tensor<?x2x3x4xf64>, tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x2x5xf64>
}
// Lines, which PyTorch has as rows of images.
// range %grid: -1.4 to 1.4
// first order only: it is made of gathers and products, which have tests of the second
// torch: F.grid_sample(x[:, :, None], torch.cat([grid, 0 * grid], -1)[:, None], padding_mode="border", align_corners=True)[:, :, 0]
nn.func @sample_line(%x: tensor<2x2x4xf64>, %grid: tensor<2x5x1xf64>) -> (y: tensor<2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode border align_corners : tensor<2x2x4xf64>, tensor<2x5x1xf64>
  nn.return %y : tensor<2x2x5xf64>
}
// A single element is everywhere.
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="reflection", align_corners=True)
nn.func @sample_one(%x: tensor<2x1x1x1xf64>, %grid: tensor<2x2x1x2xf64>) -> (y: tensor<2x1x2x1xf64>) {
  %y = nn.grid_sample %x, %grid padding_mode reflection align_corners : tensor<2x1x1x1xf64>, tensor<2x2x1x2xf64>
  nn.return %y : tensor<2x1x2x1xf64>
}
// torch: F.affine_grid(theta, (2, 1, 3, 4), align_corners=False)
nn.func @affine(%theta: tensor<2x2x3xf64>) -> (grid: tensor<2x3x4x2xf64>) {
  %grid = nn.affine_grid %theta : tensor<2x2x3xf64> -> tensor<2x3x4x2xf64>
  nn.return %grid : tensor<2x3x4x2xf64>
}
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.affine_grid(theta, (2, 1, 3, 4), align_corners=True)
nn.func @affine_corners(%theta: tensor<2x2x3xf64>) -> (grid: tensor<2x3x4x2xf64>) {
  %grid = nn.affine_grid %theta align_corners : tensor<2x2x3xf64> -> tensor<2x3x4x2xf64>
  nn.return %grid : tensor<2x3x4x2xf64>
}
// torch: F.affine_grid(theta, (2, 1, 2, 3, 1), align_corners=False)
nn.func @affine_volume(%theta: tensor<2x3x4xf64>) -> (grid: tensor<2x2x3x1x3xf64>) {
  %grid = nn.affine_grid %theta : tensor<2x3x4xf64> -> tensor<2x2x3x1x3xf64>
  nn.return %grid : tensor<2x2x3x1x3xf64>
}
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.affine_grid(theta, (2, 1, 1, 2), align_corners=True)
nn.func @affine_one(%theta: tensor<2x2x3xf64>) -> (grid: tensor<2x1x2x2xf64>) {
  %grid = nn.affine_grid %theta align_corners : tensor<2x2x3xf64> -> tensor<2x1x2x2xf64>
  nn.return %grid : tensor<2x1x2x2xf64>
}
// What a spatial transformer is made of: an image, read where a map says.
// first order only: it is made of gathers and products, which have tests of the second
// torch: F.grid_sample(x, F.affine_grid(theta, (3, 1, 3, 3), align_corners=False), align_corners=False)
nn.func @transformer(%x: tensor<?x1x4x4xf64>, %theta: tensor<?x2x3xf64>) -> (y: tensor<?x1x3x3xf64>) {
  %grid = nn.affine_grid %theta : tensor<?x2x3xf64> -> tensor<?x3x3x2xf64>
  %y = nn.grid_sample %x, %grid : tensor<?x1x4x4xf64>, tensor<?x3x3x2xf64>
  nn.return %y : tensor<?x1x3x3xf64>
}
