// Where ONNX says what a value is that others leave open.
// RUN: dlc run %s | FileCheck %s
nn.func @predict() -> (by_bool: tensor<1x1x2x2xf32>, by_number: tensor<1x1x2x2xf32>, of_mask: tensor<2x3xf32>, threshold: tensor<3xf32>, larger: tensor<1x1x5x5xf32>,
    same: tensor<1x1x4xf32>, resized: tensor<1x1x1x2xf32>, hot: tensor<4x3xf32>, loss: tensor<f32>, of_loss: tensor<2x3xf32>) {
  // A query without keys gives 0, whether they are taken out by a truth value or by -inf; so do their derivatives.
  // CHECK: by_bool
  // CHECK-NEXT: {{^ +0 +0$}}
  // CHECK-NEXT: {{^ +3 +4$}}
  // CHECK: by_number
  // CHECK-NEXT: {{^ +0 +0$}}
  // CHECK-NEXT: {{^ +3.9242 +4.9242$}}
  // CHECK: of_mask
  // CHECK-NEXT: {{^ +0 +0 +0$}}
  // CHECK-NEXT: {{^ +-1.5729 +0 +1.5729$}}
  %q = nn.constant dense<1.0> : tensor<1x1x2x2xf32>
  %k = nn.constant dense<1.0> : tensor<1x1x3x2xf32>
  %v = nn.constant dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]]> : tensor<1x1x3x2xf32>
  %m = nn.constant dense<[[false, false, false], [true, false, true]]> : tensor<2x3xi1>
  %n = nn.constant dense<[[0xFF800000, 0xFF800000, 0xFF800000], [0.0, 0xFF800000, 1.0]]> : tensor<2x3xf32>
  %by_bool = nn.attention %q, %k, %v mask %m : tensor<1x1x2x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<2x3xi1>
  %by_number = nn.attention %q, %k, %v mask %n : tensor<1x1x2x2xf32>, tensor<1x1x3x2xf32>, tensor<1x1x3x2xf32>, tensor<2x3xf32>
  %total = nn.reduce_sum %by_number : tensor<1x1x2x2xf32>
  %of_mask = train.gradient %total wrt (%n) : tensor<f32>, (tensor<2x3xf32>)

  // NaN is not above alpha.
  // CHECK: threshold
  // CHECK-NEXT: {{^ +0 +0 +2$}}
  %nan = nn.constant dense<[0x7FC00000, 0.5, 2.0]> : tensor<3xf32>
  %threshold = nn.thresholded_relu %nan alpha 1.0 : tensor<3xf32>

  // An output beyond the last product: 2 · stride 2, kernel 2 makes 4 of it.
  // CHECK: larger
  // CHECK-COUNT-4: {{^( +1){4} +0$}}
  // CHECK-NEXT: {{^( +0){5}$}}
  // CHECK: same
  // CHECK-NEXT: {{^ +3 +1 +3 +1$}}
  %x = nn.constant dense<1.0> : tensor<1x1x2x2xf32>
  %w = nn.constant dense<1.0> : tensor<1x1x2x2xf32>
  %larger = nn.conv_transpose %x, %w strides [2, 2] output_shape [5, 5] : tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>
  %line = nn.constant dense<[[[2.0, 2.0]]]> : tensor<1x1x2xf32>
  %point = nn.constant dense<1.0> : tensor<1x1x1xf32>
  %bias = nn.constant dense<1.0> : tensor<1xf32>
  %same = nn.conv_transpose %line, %point bias %bias strides [2] auto_pad same_upper : tensor<1x1x2xf32>, tensor<1x1x1xf32>, tensor<1xf32>

  // The size that corners are aligned to is 0.6 · 4 = 2.4: 1 + 3 / 1.4.
  // CHECK: resized
  // CHECK-NEXT: {{^ +1 +3.1429$}}
  %image = nn.constant dense<[[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]]> : tensor<1x1x2x4xf32>
  %resized = nn.resize %image mode linear coordinate_transformation_mode align_corners scales [1.0, 1.0, 0.6, 0.6] : tensor<1x1x2x4xf32> -> tensor<1x1x1x2xf32>

  // Labels from the end; out of range, nothing. For a loss they are out of range, in its derivative too.
  // CHECK: hot
  // CHECK-NEXT: {{^ +0 +0 +1$}}
  // CHECK-NEXT: {{^ +1 +0 +0$}}
  // CHECK-NEXT: {{^ +0 +0 +0$}}
  // CHECK-NEXT: {{^ +0 +0 +0$}}
  // CHECK: loss{{ +f32 \[\] +0.54931$}}
  // CHECK: of_loss
  // CHECK-NEXT: {{^ +0.16667 +0.16667 +0.16667$}}
  // CHECK-NEXT: {{^ +0.16667 +-0.33333 +0.16667$}}
  %labels = nn.constant dense<[-1, -3, -4, 3]> : tensor<4xi64>
  %hot = nn.one_hot %labels : tensor<4xi64> -> tensor<4x3xf32>
  %logits = nn.constant dense<0.0> : tensor<2x3xf32>
  %classes = nn.constant dense<[-1, 1]> : tensor<2xi64>
  %loss = nn.softmax_cross_entropy_loss %logits, %classes : tensor<2x3xf32>, tensor<2xi64>
  %of_loss = train.gradient %loss wrt (%logits) : tensor<f32>, (tensor<2x3xf32>)
  nn.return %by_bool, %by_number, %of_mask, %threshold, %larger, %same, %resized, %hot, %loss, %of_loss
      : tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>, tensor<2x3xf32>, tensor<3xf32>, tensor<1x1x5x5xf32>, tensor<1x1x4xf32>, tensor<1x1x1x2xf32>, tensor<4x3xf32>, tensor<f32>, tensor<2x3xf32>
}
