// Samples of many neighbours: cubic ones, and volumes. Apart from the others, because one function holds all of a test.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// range %grid: -1.4 to 1.4
// first order only: it is made of gathers and products, which have tests of the second
// torch: F.grid_sample(x[:, :, None], torch.cat([grid, 0 * grid], -1)[:, None], mode="bicubic", padding_mode="zeros", align_corners=False)[:, :, 0]
nn.func @cubic_line(%x: tensor<2x2x4xf64>, %grid: tensor<2x5x1xf64>) -> (y: tensor<2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid mode cubic : tensor<2x2x4xf64>, tensor<2x5x1xf64>
  nn.return %y : tensor<2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x[:, :, None], torch.cat([grid, 0 * grid], -1)[:, None], mode="bicubic", padding_mode="reflection", align_corners=False)[:, :, 0]
nn.func @cubic_line_reflection(%x: tensor<2x2x4xf64>, %grid: tensor<2x5x1xf64>) -> (y: tensor<2x2x5xf64>) {
  %y = nn.grid_sample %x, %grid mode cubic padding_mode reflection : tensor<2x2x4xf64>, tensor<2x5x1xf64>
  nn.return %y : tensor<2x2x5xf64>
}
// range %grid: -1.4 to 1.4
// no differences: as those of its neighbours, compared with PyTorch alone
// torch: F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
nn.func @sample_volume(%x: tensor<2x1x2x3x2xf64>, %grid: tensor<2x2x1x3x3xf64>) -> (y: tensor<2x1x2x1x3xf64>) {
  %y = nn.grid_sample %x, %grid : tensor<2x1x2x3x2xf64>, tensor<2x2x1x3x3xf64>
  nn.return %y : tensor<2x1x2x1x3xf64>
}
// no differences: as those of images
// range %grid: -1.4 to 1.4
// torch: F.grid_sample(x, grid, mode="nearest", padding_mode="border", align_corners=False)
nn.func @sample_volume_nearest(%x: tensor<2x1x2x3x2xf64>, %grid: tensor<2x2x1x3x3xf64>) -> (y: tensor<2x1x2x1x3xf64>) {
  %y = nn.grid_sample %x, %grid mode nearest padding_mode border : tensor<2x1x2x3x2xf64>, tensor<2x2x1x3x3xf64>
  nn.return %y : tensor<2x1x2x1x3xf64>
}
