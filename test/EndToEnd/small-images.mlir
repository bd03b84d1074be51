// Images that are small beside their window, forward and in both directions backward: small whole numbers, hence exact;
// the expected values were computed by plain loops in NumPy. A window that is cut off on all sides; one with a stride, and with pads of
// different widths.
// RUN: dlc run %s | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s
nn.func @predict() -> (ya: tensor<8x8xf32>, dxa: tensor<8x8xf32>, dwa: tensor<4x9xf32>, yb: tensor<8x12xf32>, dxb: tensor<8x2xf32>, dwb: tensor<2x12xf32>) {
  %xa = nn.constant dense<[[[[2.0, -3.0], [-2.0, -2.0]], [[-2.0, 2.0], [3.0, 1.0]]], [[[-3.0, -3.0], [-1.0, 0.0]], [[1.0, 0.0], [-2.0, -2.0]]], [[[1.0, 2.0], [-3.0, -3.0]], [[0.0, -1.0], [3.0, 0.0]]], [[[-1.0, 0.0], [1.0, 1.0]], [[-2.0, 2.0], [2.0, 3.0]]], [[[2.0, -2.0], [-1.0, 1.0]], [[1.0, 1.0], [3.0, -1.0]]], [[[3.0, -3.0], [-3.0, 3.0]], [[3.0, -1.0], [-3.0, -1.0]]], [[[-3.0, 3.0], [1.0, 1.0]], [[-2.0, 0.0], [-2.0, 2.0]]], [[[0.0, -3.0], [-2.0, 1.0]], [[0.0, -1.0], [-2.0, -3.0]]]]> : tensor<8x2x2x2xf32>
  %wa = nn.constant dense<[[[[1.0, 1.0, 0.0], [3.0, 3.0, -2.0], [1.0, 1.0, -2.0]], [[-1.0, 0.0, 2.0], [-1.0, 2.0, 1.0], [-2.0, -1.0, 2.0]]], [[[2.0, 1.0, -3.0], [1.0, -2.0, 2.0], [3.0, 0.0, 3.0]], [[2.0, -1.0, 3.0], [-1.0, -3.0, 1.0], [2.0, 1.0, -1.0]]]]> : tensor<2x2x3x3xf32>
  %ga = nn.constant dense<[[[[3.0, 0.0], [-1.0, -2.0]], [[-2.0, 1.0], [2.0, -1.0]]], [[[1.0, 3.0], [-2.0, -2.0]], [[0.0, 0.0], [-1.0, -1.0]]], [[[-3.0, 1.0], [3.0, -2.0]], [[2.0, -2.0], [-3.0, 2.0]]], [[[-2.0, 2.0], [-1.0, 0.0]], [[3.0, 3.0], [0.0, -2.0]]], [[[-2.0, 2.0], [1.0, -2.0]], [[3.0, 3.0], [3.0, 1.0]]], [[[3.0, 1.0], [0.0, 3.0]], [[1.0, 2.0], [-1.0, 2.0]]], [[[3.0, -3.0], [0.0, -1.0]], [[-3.0, -3.0], [-2.0, -2.0]]], [[[2.0, -2.0], [1.0, 3.0]], [[0.0, -3.0], [-3.0, -1.0]]]]> : tensor<8x2x2x2xf32>
  %biasa = nn.constant dense<[10.0, -10.0]> : tensor<2xf32>
  %ya4 = nn.conv %xa, %wa bias %biasa strides [1, 1] pads [1, 1, 1, 1] : tensor<8x2x2x2xf32>, tensor<2x2x3x3xf32>, tensor<2xf32>
  %dxa4 = nn.conv_backward_data %ga, %wa strides [1, 1] pads [1, 1, 1, 1] : tensor<8x2x2x2xf32>, tensor<2x2x3x3xf32> -> tensor<8x2x2x2xf32>
  %dwa4 = nn.conv_backward_weights %xa, %ga strides [1, 1] pads [1, 1, 1, 1] : tensor<8x2x2x2xf32>, tensor<8x2x2x2xf32> -> tensor<2x2x3x3xf32>
  // CHECK: ya
  // CHECK-NEXT: {{^ *21 +2 +21 +-2 +-16 +-5 +1 +-19$}}
  // CHECK-NEXT: {{^ *6 +-4 +-2 +-2 +-13 +-17 +1 +-10$}}
  // CHECK-NEXT: {{^ *8 +5 +12 +-8 +-15 +-13 +-27 +-5$}}
  // CHECK-NEXT: {{^ *8 +8 +21 +21 +2 +-5 +-6 +-30$}}
  // CHECK-NEXT: {{^ *15 +6 +14 +4 +-13 +-6 +-6 +-10$}}
  // CHECK-NEXT: {{^ *22 +12 +-11 +8 +-25 +-17 +16 +-3$}}
  // CHECK-NEXT: {{^ *-4 +16 +6 +24 +7 +-16 +-12 +-22$}}
  // CHECK-NEXT: {{^ *7 +5 +-7 +-?0 +-13 +-14 +5 +-5$}}
  %ya = nn.reshape %ya4 : tensor<8x2x2x2xf32> to tensor<8x8xf32>
  // CHECK: dxa
  // CHECK-NEXT: {{^ *11 +-21 +-8 +-10 +9 +3 +-8 +9$}}
  // CHECK-NEXT: {{^ *5 +7 +-7 +-1 +-?0 +1 +-5 +-5$}}
  // CHECK-NEXT: {{^ *-10 +26 +3 +-9 +-2 +2 +14 +-21$}}
  // CHECK-NEXT: {{^ *-8 +8 +4 +21 +-22 +-4 +7 +-1$}}
  // CHECK-NEXT: {{^ *1 +-?0 +1 +11 +-17 +6 +1 +-9$}}
  // CHECK-NEXT: {{^ *18 +3 +23 +1 +2 +-5 +-2 +5$}}
  // CHECK-NEXT: {{^ *-4 +-12 +-10 +-21 +20 +-1 +3 +11$}}
  // CHECK-NEXT: {{^ *-4 +7 +8 +-3 +7 +1 +5 +10$}}
  %dxa = nn.reshape %dxa4 : tensor<8x2x2x2xf32> to tensor<8x8xf32>
  // CHECK: dwa
  // CHECK-NEXT: {{^ *8 +1 +10 +4 +-9 +-26 +-8 +-9 +13$}}
  // CHECK-NEXT: {{^ *11 +-7 +-7 +-17 +5 +-6 +14 +-34 +-6$}}
  // CHECK-NEXT: {{^ *19 +12 +-9 +6 +2 +-8 +1 +2 +4$}}
  // CHECK-NEXT: {{^ *16 +-9 +14 +11 +36 +9 +18 +26 +-3$}}
  %dwa = nn.reshape %dwa4 : tensor<2x2x3x3xf32> to tensor<4x9xf32>
  %xb = nn.constant dense<[[[[-1.0], [0.0]]], [[[-1.0], [2.0]]], [[[0.0], [3.0]]], [[[3.0], [1.0]]], [[[-3.0], [-2.0]]], [[[2.0], [0.0]]], [[[3.0], [1.0]]], [[[2.0], [-3.0]]]]> : tensor<8x1x2x1xf32>
  %wb = nn.constant dense<[[[[-1.0, 1.0, 1.0, -1.0], [-2.0, 1.0, -3.0, 1.0], [2.0, 1.0, -3.0, 0.0]]], [[[-1.0, 0.0, 1.0, -2.0], [-3.0, 0.0, 1.0, -3.0], [3.0, 0.0, 3.0, 0.0]]]]> : tensor<2x1x3x4xf32>
  %gb = nn.constant dense<[[[[2.0, 2.0, 0.0], [-1.0, 1.0, -3.0]], [[1.0, 0.0, -2.0], [-2.0, -3.0, 2.0]]], [[[1.0, -1.0, 3.0], [-1.0, -1.0, 3.0]], [[-3.0, -1.0, -3.0], [-1.0, 2.0, -1.0]]], [[[0.0, 0.0, -3.0], [-3.0, -1.0, 0.0]], [[-3.0, 3.0, 2.0], [0.0, 2.0, 2.0]]], [[[-3.0, 3.0, -3.0], [2.0, 2.0, 2.0]], [[-3.0, 2.0, 3.0], [2.0, 1.0, -2.0]]], [[[0.0, 0.0, 3.0], [-1.0, -1.0, -2.0]], [[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0]]], [[[-2.0, 1.0, 1.0], [-3.0, 1.0, 0.0]], [[3.0, -1.0, -1.0], [1.0, 3.0, -3.0]]], [[[-3.0, -2.0, -1.0], [0.0, 0.0, -1.0]], [[3.0, 1.0, -2.0], [-1.0, -2.0, -2.0]]], [[[2.0, 3.0, 0.0], [-2.0, 2.0, -2.0]], [[-3.0, -2.0, -1.0], [-1.0, -2.0, -2.0]]]]> : tensor<8x2x2x3xf32>
  %biasb = nn.constant dense<[10.0, -10.0]> : tensor<2xf32>
  %yb4 = nn.conv %xb, %wb bias %biasb strides [2, 1] pads [1, 2, 2, 3] : tensor<8x1x2x1xf32>, tensor<2x1x3x4xf32>, tensor<2xf32>
  %dxb4 = nn.conv_backward_data %gb, %wb strides [2, 1] pads [1, 2, 2, 3] : tensor<8x2x2x3xf32>, tensor<2x1x3x4xf32> -> tensor<8x1x2x1xf32>
  %dwb4 = nn.conv_backward_weights %xb, %gb strides [2, 1] pads [1, 2, 2, 3] : tensor<8x1x2x1xf32>, tensor<8x2x2x3xf32> -> tensor<2x1x3x4xf32>
  // CHECK: yb
  // CHECK-NEXT: {{^ *13 +9 +12 +10 +10 +10 +-11 +-10 +-7 +-10 +-10 +-10$}}
  // CHECK-NEXT: {{^ *7 +11 +16 +12 +12 +8 +-5 +-10 +-1 +-8 +-10 +-12$}}
  // CHECK-NEXT: {{^ *1 +13 +16 +13 +13 +7 +-1 +-10 +-1 +-7 +-10 +-13$}}
  // CHECK-NEXT: {{^ *-2 +14 +6 +11 +11 +9 +-4 +-10 +-16 +-9 +-10 +-11$}}
  // CHECK-NEXT: {{^ *25 +5 +12 +8 +8 +12 +-19 +-10 +-7 +-12 +-10 +-8$}}
  // CHECK-NEXT: {{^ *4 +12 +6 +10 +10 +10 +-8 +-10 +-16 +-10 +-10 +-10$}}
  // CHECK-NEXT: {{^ *-2 +14 +6 +11 +11 +9 +-4 +-10 +-16 +-9 +-10 +-11$}}
  // CHECK-NEXT: {{^ *13 +9 +-?0 +7 +7 +13 +-17 +-10 +-25 +-13 +-10 +-7$}}
  %yb = nn.reshape %yb4 : tensor<8x2x2x3xf32> to tensor<8x12xf32>
  // CHECK: dxb
  // CHECK-NEXT: {{^ *3 +-8$}}
  // CHECK-NEXT: {{^ *-4 +-21$}}
  // CHECK-NEXT: {{^ *-3 +-15$}}
  // CHECK-NEXT: {{^ *6 +12$}}
  // CHECK-NEXT: {{^ *-6 +4$}}
  // CHECK-NEXT: {{^ *11 +17$}}
  // CHECK-NEXT: {{^ *18 +10$}}
  // CHECK-NEXT: {{^ *-3 +-12$}}
  %dxb = nn.reshape %dxb4 : tensor<8x1x2x1xf32> to tensor<8x2xf32>
  // CHECK: dwb
  // CHECK-NEXT: {{^ *17 +-7 +-1 +-?0 +-22 +10 +-21 +-?0 +-13 +-10 +-10 +-?0$}}
  // CHECK-NEXT: {{^ *4 +15 +4 +-?0 +4 +1 +2 +-?0 +4 +14 +-6 +-?0$}}
  %dwb = nn.reshape %dwb4 : tensor<2x1x3x4xf32> to tensor<2x12xf32>
  nn.return %ya, %dxa, %dwa, %yb, %dxb, %dwb : tensor<8x8xf32>, tensor<8x8xf32>, tensor<4x9xf32>, tensor<8x12xf32>, tensor<8x2xf32>, tensor<2x12xf32>
}
