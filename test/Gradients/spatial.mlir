// Resizing in its modes, and elements that move between channels and space.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: F.interpolate(x, size=(4, 9), mode="nearest")
nn.func @nearest_twice(%x: tensor<?x2x2x3xf64>) -> (y: tensor<?x2x4x9xf64>) {
  %y = nn.resize %x : tensor<?x2x2x3xf64> -> tensor<?x2x4x9xf64>
  nn.return %y : tensor<?x2x4x9xf64>
}
// torch: F.interpolate(x, size=(5, 2), mode="nearest")
nn.func @nearest_floor(%x: tensor<?x1x3x4xf64>) -> (y: tensor<?x1x5x2xf64>) {
  %y = nn.resize %x coordinate_transformation_mode asymmetric nearest_mode floor : tensor<?x1x3x4xf64> -> tensor<?x1x5x2xf64>
  nn.return %y : tensor<?x1x5x2xf64>
}
// torch: F.interpolate(x, size=(5, 2), mode="nearest-exact")
nn.func @nearest_half_pixel(%x: tensor<?x1x3x4xf64>) -> (y: tensor<?x1x5x2xf64>) {
  %y = nn.resize %x nearest_mode round_prefer_ceil : tensor<?x1x3x4xf64> -> tensor<?x1x5x2xf64>
  nn.return %y : tensor<?x1x5x2xf64>
}
// Places -1/6, 1/2, 7/6 and 1/2, 5/2.
// torch: x[:, :, [0, 0, 1]][:, :, :, [0, 2]]
nn.func @nearest_prefer_floor(%x: tensor<?x1x2x4xf64>) -> (y: tensor<?x1x3x2xf64>) {
  %y = nn.resize %x : tensor<?x1x2x4xf64> -> tensor<?x1x3x2xf64>
  nn.return %y : tensor<?x1x3x2xf64>
}
// Places -1/6, 1/2, 7/6.
// torch: x[:, :, [0, 1, 1]]
nn.func @nearest_ceil(%x: tensor<2x1x2xf64>) -> (y: tensor<2x1x3xf64>) {
  %y = nn.resize %x nearest_mode ceil : tensor<2x1x2xf64> -> tensor<2x1x3xf64>
  nn.return %y : tensor<2x1x3xf64>
}
// Places 0, 2/3, 4/3, 2.
// torch: x[:, :, [0, 1, 1, 2]]
nn.func @nearest_corners(%x: tensor<2x1x3xf64>) -> (y: tensor<2x1x4xf64>) {
  %y = nn.resize %x coordinate_transformation_mode align_corners : tensor<2x1x3xf64> -> tensor<2x1x4xf64>
  nn.return %y : tensor<2x1x4xf64>
}
// torch: F.interpolate(x, size=5, mode="linear", align_corners=False)
nn.func @linear_line(%x: tensor<?x2x3xf64>) -> (y: tensor<?x2x5xf64>) {
  %y = nn.resize %x mode linear : tensor<?x2x3xf64> -> tensor<?x2x5xf64>
  nn.return %y : tensor<?x2x5xf64>
}
// torch: F.interpolate(x, size=(5, 2), mode="bilinear", align_corners=False)
nn.func @linear(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x2x5x2xf64>) {
  %y = nn.resize %x mode linear : tensor<?x2x3x4xf64> -> tensor<?x2x5x2xf64>
  nn.return %y : tensor<?x2x5x2xf64>
}
// torch: F.interpolate(x, size=(5, 2), mode="bilinear", align_corners=True)
nn.func @linear_corners(%x: tensor<?x1x3x4xf64>) -> (y: tensor<?x1x5x2xf64>) {
  %y = nn.resize %x mode linear coordinate_transformation_mode align_corners : tensor<?x1x3x4xf64> -> tensor<?x1x5x2xf64>
  nn.return %y : tensor<?x1x5x2xf64>
}
// torch: F.interpolate(x, size=(1, 3), mode="bilinear", align_corners=True)
nn.func @linear_one(%x: tensor<2x1x3x2xf64>) -> (y: tensor<2x1x1x3xf64>) {
  %y = nn.resize %x mode linear coordinate_transformation_mode align_corners : tensor<2x1x3x2xf64> -> tensor<2x1x1x3xf64>
  nn.return %y : tensor<2x1x1x3xf64>
}
// torch: F.interpolate(x, size=(3, 2, 1), mode="trilinear", align_corners=False)
nn.func @linear_volume(%x: tensor<2x1x2x2x2xf64>) -> (y: tensor<2x1x3x2x1xf64>) {
  %y = nn.resize %x mode linear : tensor<2x1x2x2x2xf64> -> tensor<2x1x3x2x1xf64>
  nn.return %y : tensor<2x1x3x2x1xf64>
}
// Places 0, 1/2, 1, 3/2.
// torch: torch.stack([x[..., 0], (x[..., 0] + x[..., 1]) / 2, x[..., 1], x[..., 1]], -1)
nn.func @linear_asymmetric(%x: tensor<2x1x2xf64>) -> (y: tensor<2x1x4xf64>) {
  %y = nn.resize %x mode linear coordinate_transformation_mode asymmetric : tensor<2x1x2xf64> -> tensor<2x1x4xf64>
  nn.return %y : tensor<2x1x4xf64>
}
// The only element lies at 0.
// torch: x[:, :, :1]
nn.func @linear_only(%x: tensor<2x1x3xf64>) -> (y: tensor<2x1x1xf64>) {
  %y = nn.resize %x mode linear coordinate_transformation_mode pytorch_half_pixel : tensor<2x1x3xf64> -> tensor<2x1x1xf64>
  nn.return %y : tensor<2x1x1xf64>
}
// Of 5.1 elements 5: the scale is not that of the sizes.
// torch: F.interpolate(x, scale_factor=1.7, mode="linear", align_corners=False, recompute_scale_factor=False)
nn.func @linear_scales(%x: tensor<2x1x3xf64>) -> (y: tensor<2x1x5xf64>) {
  %y = nn.resize %x mode linear scales [1.0, 1.0, 1.7] : tensor<2x1x3xf64> -> tensor<2x1x5xf64>
  nn.return %y : tensor<2x1x5xf64>
}
// torch: F.interpolate(x, size=(5, 3), mode="bicubic", align_corners=False)
nn.func @cubic(%x: tensor<?x1x3x4xf64>) -> (y: tensor<?x1x5x3xf64>) {
  %y = nn.resize %x mode cubic : tensor<?x1x3x4xf64> -> tensor<?x1x5x3xf64>
  nn.return %y : tensor<?x1x5x3xf64>
}
// torch: F.interpolate(x, size=(4, 3), mode="bicubic", align_corners=True)
nn.func @cubic_corners(%x: tensor<2x1x3x4xf64>) -> (y: tensor<2x1x4x3xf64>) {
  %y = nn.resize %x mode cubic coordinate_transformation_mode align_corners : tensor<2x1x3x4xf64> -> tensor<2x1x4x3xf64>
  nn.return %y : tensor<2x1x4x3xf64>
}
// PyTorch has no such coefficient; its weights are written out.
// torch: at = (torch.arange(5, dtype=x.dtype) + 0.5) * 0.6 - 0.5
// torch: taps = at.floor()[:, None] + torch.arange(-1, 3)
// torch: d = (at[:, None] - taps).abs()
// torch: keys = torch.where(d <= 1, (1.5 * d - 2.5) * d * d + 1, ((2.5 - 0.5 * d) * d - 4) * d + 2)
// torch: weights = torch.zeros(5, 3, dtype=x.dtype).scatter_add(1, taps.clamp(0, 2).long(), keys)
// torch: x @ weights.T
nn.func @cubic_coefficient(%x: tensor<2x1x3xf64>) -> (y: tensor<2x1x5xf64>) {
  %y = nn.resize %x mode cubic cubic_coeff_a -0.5 : tensor<2x1x3xf64> -> tensor<2x1x5xf64>
  nn.return %y : tensor<2x1x5xf64>
}
// torch: x.reshape(3, 2, 2, 2, 1, 3).permute(0, 3, 4, 1, 5, 2).reshape(3, 2, 2, 6)
nn.func @depth_to_space(%x: tensor<?x8x1x3xf64>) -> (y: tensor<?x2x2x6xf64>) {
  %y = nn.depth_to_space %x blocksize 2 : tensor<?x8x1x3xf64>
  nn.return %y : tensor<?x2x2x6xf64>
}
// torch: F.pixel_shuffle(x, 2)
nn.func @depth_to_space_crd(%x: tensor<?x8x1x3xf64>) -> (y: tensor<?x2x2x6xf64>) {
  %y = nn.depth_to_space %x blocksize 2 mode crd : tensor<?x8x1x3xf64>
  nn.return %y : tensor<?x2x2x6xf64>
}
// torch: x.reshape(3, 2, 2, 2, 1, 2).permute(0, 3, 5, 1, 2, 4).reshape(3, 8, 2, 1)
nn.func @space_to_depth(%x: tensor<?x2x4x2xf64>) -> (y: tensor<?x8x2x1xf64>) {
  %y = nn.space_to_depth %x blocksize 2 : tensor<?x2x4x2xf64>
  nn.return %y : tensor<?x8x2x1xf64>
}
