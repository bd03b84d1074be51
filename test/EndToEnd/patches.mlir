// Windows that move by their own size, forward and in both directions backward, where the last row and column of pixels lie in no patch. The
// i-th number, from 1, is (m i² + i) mod s - s / 2, rounded down, hence all is exact; the expected values were computed by loops in NumPy.
// RUN: dlc run %s | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s
nn.func @predict() -> (y: tensor<2x12xf32>, dx: tensor<5x5xf32>, dw: tensor<7x8xf32>) {
  %one_x = nn.constant dense<1.0> : tensor<1020xf32>
  %i_x = nn.cumsum %one_x axis 0 : tensor<1020xf32>
  %m_x = nn.constant dense<3.0> : tensor<f32>
  %s_x = nn.constant dense<13.0> : tensor<f32>
  %h_x = nn.constant dense<6.0> : tensor<f32>
  %sq_x = nn.mul %i_x, %i_x : tensor<1020xf32>, tensor<1020xf32>
  %ms_x = nn.mul %sq_x, %m_x : tensor<1020xf32>, tensor<f32>
  %sum_x = nn.add %ms_x, %i_x : tensor<1020xf32>, tensor<1020xf32>
  %mod_x = nn.mod %sum_x, %s_x fmod : tensor<1020xf32>, tensor<f32>
  %flat_x = nn.sub %mod_x, %h_x : tensor<1020xf32>, tensor<f32>
  %x = nn.reshape %flat_x : tensor<1020xf32> to tensor<2x2x15x17xf32>
  %one_w = nn.constant dense<1.0> : tensor<336xf32>
  %i_w = nn.cumsum %one_w axis 0 : tensor<336xf32>
  %m_w = nn.constant dense<5.0> : tensor<f32>
  %s_w = nn.constant dense<11.0> : tensor<f32>
  %h_w = nn.constant dense<5.0> : tensor<f32>
  %sq_w = nn.mul %i_w, %i_w : tensor<336xf32>, tensor<336xf32>
  %ms_w = nn.mul %sq_w, %m_w : tensor<336xf32>, tensor<f32>
  %sum_w = nn.add %ms_w, %i_w : tensor<336xf32>, tensor<336xf32>
  %mod_w = nn.mod %sum_w, %s_w fmod : tensor<336xf32>, tensor<f32>
  %flat_w = nn.sub %mod_w, %h_w : tensor<336xf32>, tensor<f32>
  %w = nn.reshape %flat_w : tensor<336xf32> to tensor<3x2x7x8xf32>
  %one_g = nn.constant dense<1.0> : tensor<24xf32>
  %i_g = nn.cumsum %one_g axis 0 : tensor<24xf32>
  %m_g = nn.constant dense<2.0> : tensor<f32>
  %s_g = nn.constant dense<5.0> : tensor<f32>
  %h_g = nn.constant dense<2.0> : tensor<f32>
  %sq_g = nn.mul %i_g, %i_g : tensor<24xf32>, tensor<24xf32>
  %ms_g = nn.mul %sq_g, %m_g : tensor<24xf32>, tensor<f32>
  %sum_g = nn.add %ms_g, %i_g : tensor<24xf32>, tensor<24xf32>
  %mod_g = nn.mod %sum_g, %s_g fmod : tensor<24xf32>, tensor<f32>
  %flat_g = nn.sub %mod_g, %h_g : tensor<24xf32>, tensor<f32>
  %g = nn.reshape %flat_g : tensor<24xf32> to tensor<2x3x2x2xf32>
  %b = nn.constant dense<[10.0, -10.0, 20.0]> : tensor<3xf32>
  %y4 = nn.conv %x, %w bias %b strides [7, 8] : tensor<2x2x15x17xf32>, tensor<3x2x7x8xf32>, tensor<3xf32>
  // CHECK: y
  // CHECK-NEXT: {{^ *-43 +-102 +-3 +-143 +-18 +-200 +-192 +90 +-231 +12 +-135 +-25$}}
  // CHECK-NEXT: {{^ *-121 +-22 +-152 +-43 +-164 +-66 +-307 +-18 +-303 +-6 +-18 +-231$}}
  %y = nn.reshape %y4 : tensor<2x3x2x2xf32> to tensor<2x12xf32>
  // The rows and columns at the edges of the patches, and those behind them, of the second channel of the second image.
  %dx4 = nn.conv_backward_data %g, %w strides [7, 8] : tensor<2x3x2x2xf32>, tensor<3x2x7x8xf32> -> tensor<2x2x15x17xf32>
  %dx1 = nn.slice %dx4 starts [1, 1] ends [2, 2] axes [0, 1] : tensor<2x2x15x17xf32>
  %dx2 = nn.reshape %dx1 : tensor<1x1x15x17xf32> to tensor<15x17xf32>
  %rows = nn.constant dense<[0, 6, 7, 13, 14]> : tensor<5xi64>
  %dx3 = nn.gather %dx2, %rows axis 0 : tensor<15x17xf32>, tensor<5xi64>
  %columns = nn.constant dense<[0, 7, 8, 15, 16]> : tensor<5xi64>
  // CHECK: dx
  // CHECK-NEXT: {{^ *6 +3 +-7 +13 +-?0$}}
  // CHECK-NEXT: {{^ *-14 +6 +-7 +-7 +-?0$}}
  // CHECK-NEXT: {{^ *3 +6 +-14 +17 +-?0$}}
  // CHECK-NEXT: {{^ *-13 +3 +-2 +-14 +-?0$}}
  // CHECK-NEXT: {{^ *-?0 +-?0 +-?0 +-?0 +-?0$}}
  %dx = nn.gather %dx3, %columns axis 1 : tensor<5x17xf32>, tensor<5xi64>
  // The window of the third output and second channel.
  %dw4 = nn.conv_backward_weights %x, %g strides [7, 8] : tensor<2x2x15x17xf32>, tensor<2x3x2x2xf32> -> tensor<3x2x7x8xf32>
  %dw1 = nn.slice %dw4 starts [2, 1] ends [3, 2] axes [0, 1] : tensor<3x2x7x8xf32>
  // CHECK: dw
  // CHECK-NEXT: {{^ *-2 +-15 +-18 +-11 +-7 +-6 +5 +13$}}
  // CHECK-NEXT: {{^ *-7 +-6 +5 +13 +44 +33 +6 +28$}}
  // CHECK-NEXT: {{^ *44 +33 +6 +28 +21 +-2 +-15 +-18$}}
  // CHECK-NEXT: {{^ *21 +-2 +-15 +-18 +-11 +-7 +-6 +5$}}
  // CHECK-NEXT: {{^ *-11 +-7 +-6 +5 +13 +44 +33 +6$}}
  // CHECK-NEXT: {{^ *13 +44 +33 +6 +28 +21 +-2 +-15$}}
  // CHECK-NEXT: {{^ *28 +21 +-2 +-15 +-18 +-11 +-7 +-6$}}
  %dw = nn.reshape %dw1 : tensor<1x1x7x8xf32> to tensor<7x8xf32>
  nn.return %y, %dx, %dw : tensor<2x12xf32>, tensor<5x5xf32>, tensor<7x8xf32>
}
