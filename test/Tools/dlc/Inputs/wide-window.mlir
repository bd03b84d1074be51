// A window of more columns than code is written for is the sum of its two halves, which are narrower; and with a stride as large, windows lie apart.
nn.func @predict(%x_input: tensor<2x2x3x120xf32>, %w_input: tensor<3x2x2x40xf32>, %u_input: tensor<16x2x1x40xf32>) -> (rows: tensor<f32>, strided: tensor<f32>, apart: tensor<f32>, channels: tensor<f32>) {
  // Small numbers, whose sums are exact.
  %seven = nn.constant dense<7.0> : tensor<f32>
  %x_sevenths = nn.div %x_input, %seven : tensor<2x2x3x120xf32>, tensor<f32>
  %x_whole = nn.floor %x_sevenths : tensor<2x2x3x120xf32>
  %x_multiple = nn.mul %x_whole, %seven : tensor<2x2x3x120xf32>, tensor<f32>
  %x = nn.sub %x_input, %x_multiple : tensor<2x2x3x120xf32>, tensor<2x2x3x120xf32>
  %w_sevenths = nn.div %w_input, %seven : tensor<3x2x2x40xf32>, tensor<f32>
  %w_whole = nn.floor %w_sevenths : tensor<3x2x2x40xf32>
  %w_multiple = nn.mul %w_whole, %seven : tensor<3x2x2x40xf32>, tensor<f32>
  %w = nn.sub %w_input, %w_multiple : tensor<3x2x2x40xf32>, tensor<3x2x2x40xf32>
  %u_sevenths = nn.div %u_input, %seven : tensor<16x2x1x40xf32>, tensor<f32>
  %u_whole = nn.floor %u_sevenths : tensor<16x2x1x40xf32>
  %u_multiple = nn.mul %u_whole, %seven : tensor<16x2x1x40xf32>, tensor<f32>
  %u = nn.sub %u_input, %u_multiple : tensor<16x2x1x40xf32>, tensor<16x2x1x40xf32>
  %x0 = nn.slice %x starts [0] ends [100] axes [3] steps [1] : tensor<2x2x3x120xf32>
  %x1 = nn.slice %x starts [20] ends [120] axes [3] steps [1] : tensor<2x2x3x120xf32>
  %w0 = nn.slice %w starts [0] ends [20] axes [3] steps [1] : tensor<3x2x2x40xf32>
  %w1 = nn.slice %w starts [20] ends [40] axes [3] steps [1] : tensor<3x2x2x40xf32>
  %u0 = nn.slice %u starts [0] ends [20] axes [3] steps [1] : tensor<16x2x1x40xf32>
  %u1 = nn.slice %u starts [20] ends [40] axes [3] steps [1] : tensor<16x2x1x40xf32>
  %a = nn.conv %x, %w : tensor<2x2x3x120xf32>, tensor<3x2x2x40xf32>
  %a0 = nn.conv %x0, %w0 : tensor<2x2x3x100xf32>, tensor<3x2x2x20xf32>
  %a1 = nn.conv %x1, %w1 : tensor<2x2x3x100xf32>, tensor<3x2x2x20xf32>
  %b = nn.conv %x, %w strides [1, 3] : tensor<2x2x3x120xf32>, tensor<3x2x2x40xf32>
  %b0 = nn.conv %x0, %w0 strides [1, 3] : tensor<2x2x3x100xf32>, tensor<3x2x2x20xf32>
  %b1 = nn.conv %x1, %w1 strides [1, 3] : tensor<2x2x3x100xf32>, tensor<3x2x2x20xf32>
  %d = nn.conv %x, %w strides [1, 39] pads [0, 5, 0, 50] : tensor<2x2x3x120xf32>, tensor<3x2x2x40xf32>
  %px = nn.pad %x pads [0, 0, 0, 5, 0, 0, 0, 50] value 0.0 : tensor<2x2x3x120xf32>
  %d0 = nn.slice %px starts [0] ends [40] axes [3] steps [1] : tensor<2x2x3x175xf32>
  %d1 = nn.slice %px starts [117] ends [157] axes [3] steps [1] : tensor<2x2x3x175xf32>
  %ds = nn.slice %d starts [0] ends [4] axes [3] steps [3] : tensor<2x3x2x4xf32>
  %e0 = nn.conv %d0, %w : tensor<2x2x3x40xf32>, tensor<3x2x2x40xf32>
  %e1 = nn.conv %d1, %w : tensor<2x2x3x40xf32>, tensor<3x2x2x40xf32>
  %es = nn.concat %e0, %e1 axis 3 : tensor<2x3x2x1xf32>, tensor<2x3x2x1xf32>
  %dd = nn.sub %ds, %es : tensor<2x3x2x2xf32>, tensor<2x3x2x2xf32>
  %da = nn.abs %dd : tensor<2x3x2x2xf32>
  %apart = nn.reduce_max %da : tensor<2x3x2x2xf32>
  %c = nn.conv %x, %u : tensor<2x2x3x120xf32>, tensor<16x2x1x40xf32>
  %c0 = nn.conv %x0, %u0 : tensor<2x2x3x100xf32>, tensor<16x2x1x20xf32>
  %c1 = nn.conv %x1, %u1 : tensor<2x2x3x100xf32>, tensor<16x2x1x20xf32>
  %as = nn.add %a0, %a1 : tensor<2x3x2x81xf32>, tensor<2x3x2x81xf32>
  %bs = nn.add %b0, %b1 : tensor<2x3x2x27xf32>, tensor<2x3x2x27xf32>
  %cs = nn.add %c0, %c1 : tensor<2x16x3x81xf32>, tensor<2x16x3x81xf32>
  %ad = nn.sub %a, %as : tensor<2x3x2x81xf32>, tensor<2x3x2x81xf32>
  %bd = nn.sub %b, %bs : tensor<2x3x2x27xf32>, tensor<2x3x2x27xf32>
  %cd = nn.sub %c, %cs : tensor<2x16x3x81xf32>, tensor<2x16x3x81xf32>
  %aa = nn.abs %ad : tensor<2x3x2x81xf32>
  %ba = nn.abs %bd : tensor<2x3x2x27xf32>
  %ca = nn.abs %cd : tensor<2x16x3x81xf32>
  %rows = nn.reduce_max %aa : tensor<2x3x2x81xf32>
  %strided = nn.reduce_max %ba : tensor<2x3x2x27xf32>
  %channels = nn.reduce_max %ca : tensor<2x16x3x81xf32>
  nn.return %rows, %strided, %apart, %channels : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}
