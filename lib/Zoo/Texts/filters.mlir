// Hand-made filters: what a convolution does to a photograph, before any network learns one
//
// The windows of a convolutional network are learnt. These are not: a mean, which blurs; a mean that counts near pixels more (the
// binomial coefficients, nearly a normal distribution); the differences of Sobel (1968), across and down, and their length, which
// is large at edges; and Laplace's, which is large where brightness bends.
//
//   dlc run filters.mlir --input images=docs/models/natural.npy --output filtered=filters.png --columns 6
!images = tensor<3x1x224x224xf32>

module @filters {
  // The windows, [5, 1, 5, 5].
  nn.func @windows() -> (windows: tensor<5x1x5x5xf32>) {
    %mean = nn.constant dense<0.04> : tensor<1x1x5x5xf32>
    %binomial = nn.constant dense<[[[
      [0.00390625, 0.015625, 0.0234375, 0.015625, 0.00390625],
      [0.015625,   0.0625,   0.09375,   0.0625,   0.015625],
      [0.0234375,  0.09375,  0.140625,  0.09375,  0.0234375],
      [0.015625,   0.0625,   0.09375,   0.0625,   0.015625],
      [0.00390625, 0.015625, 0.0234375, 0.015625, 0.00390625]
    ]]]> : tensor<1x1x5x5xf32>
    %across = nn.constant dense<[[[
      [0.0,  0.0, 0.0, 0.0, 0.0],
      [0.0, -1.0, 0.0, 1.0, 0.0],
      [0.0, -2.0, 0.0, 2.0, 0.0],
      [0.0, -1.0, 0.0, 1.0, 0.0],
      [0.0,  0.0, 0.0, 0.0, 0.0]
    ]]]> : tensor<1x1x5x5xf32>
    %down = nn.transpose %across perm [0, 1, 3, 2] : tensor<1x1x5x5xf32>
    %laplace = nn.constant dense<[[[
      [0.0, 0.0,  0.0, 0.0, 0.0],
      [0.0, 0.0,  1.0, 0.0, 0.0],
      [0.0, 1.0, -4.0, 1.0, 0.0],
      [0.0, 0.0,  1.0, 0.0, 0.0],
      [0.0, 0.0,  0.0, 0.0, 0.0]
    ]]]> : tensor<1x1x5x5xf32>
    %windows = nn.concat %mean, %binomial, %across, %down, %laplace axis 0 : tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>
    nn.return %windows : tensor<5x1x5x5xf32>
  }

  // What each window gives of images with pixels in 0 … 1, [3, 5, 224, 224]: one convolution with five channels.
  nn.func private @apply(%images: !images) -> (all: tensor<3x5x224x224xf32>) {
    %windows = nn.call @windows() : () -> tensor<5x1x5x5xf32>
    %all = nn.conv %images, %windows pads [2, 2, 2, 2] : !images, tensor<5x1x5x5xf32>
    nn.return %all : tensor<3x5x224x224xf32>
  }

  // For each photograph: itself, mean, binomial, differences across and down (grey is 0), and edges (white is strong); at half
  // their size.
  nn.func @predict(%images: tensor<3x224x224xui8>) -> (filtered: tensor<18x112x112xf32>) {
    %bytes = nn.unsqueeze %images axes [1] : tensor<3x224x224xui8>
    %floats = nn.cast %bytes : tensor<3x1x224x224xui8> to !images
    %scale = nn.constant dense<0.00392156862> : tensor<f32>
    %x = nn.mul %floats, %scale : !images, tensor<f32>
    %all = nn.call @apply(%x) : (!images) -> tensor<3x5x224x224xf32>
    %means = nn.slice %all starts [0] ends [2] axes [1] : tensor<3x5x224x224xf32>
    %differences = nn.slice %all starts [2] ends [4] axes [1] : tensor<3x5x224x224xf32>
    // Differences are at most 4; shown are those up to 1.
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %differences, %half : tensor<3x2x224x224xf32>, tensor<f32>
    %grey = nn.add %halved, %half : tensor<3x2x224x224xf32>, tensor<f32>
    %squares = nn.mul %differences, %differences : tensor<3x2x224x224xf32>, tensor<3x2x224x224xf32>
    %sum = nn.reduce_sum %squares axes [1] keepdims : tensor<3x2x224x224xf32>
    %edges = nn.sqrt %sum : tensor<3x1x224x224xf32>
    %row = nn.concat %x, %means, %grey, %edges axis 1 : !images, tensor<3x2x224x224xf32>, tensor<3x2x224x224xf32>, tensor<3x1x224x224xf32>
    %half_size = nn.average_pool %row kernel_shape [2, 2] strides [2, 2] : tensor<3x6x224x224xf32>
    %filtered = nn.reshape %half_size : tensor<3x6x112x112xf32> to tensor<18x112x112xf32>
    nn.return %filtered : tensor<18x112x112xf32>
  }

  // What each window answers to a plain area, a step from 0 to 1 across, and a single bright pixel, at the centre of 5 × 5 pixels.
  nn.func @responses() -> (plain: tensor<5xf32>, edge: tensor<5xf32>, point: tensor<5xf32>) {
    %windows = nn.call @windows() : () -> tensor<5x1x5x5xf32>
    %plain = nn.constant dense<1.0> : tensor<1x1x5x5xf32>
    %columns = nn.constant dense<[0.0, 0.0, 0.0, 1.0, 1.0]> : tensor<5xf32>
    %edge = nn.mul %plain, %columns : tensor<1x1x5x5xf32>, tensor<5xf32>
    %middle = nn.constant dense<[0.0, 0.0, 1.0, 0.0, 0.0]> : tensor<5xf32>
    %middle_column = nn.unsqueeze %middle axes [1] : tensor<5xf32>
    %line = nn.mul %plain, %middle : tensor<1x1x5x5xf32>, tensor<5xf32>
    %point = nn.mul %line, %middle_column : tensor<1x1x5x5xf32>, tensor<5x1xf32>
    %a = nn.conv %plain, %windows : tensor<1x1x5x5xf32>, tensor<5x1x5x5xf32>
    %b = nn.conv %edge, %windows : tensor<1x1x5x5xf32>, tensor<5x1x5x5xf32>
    %c = nn.conv %point, %windows : tensor<1x1x5x5xf32>, tensor<5x1x5x5xf32>
    %to_plain = nn.reshape %a : tensor<1x5x1x1xf32> to tensor<5xf32>
    %to_edge = nn.reshape %b : tensor<1x5x1x1xf32> to tensor<5xf32>
    %to_point = nn.reshape %c : tensor<1x5x1x1xf32> to tensor<5xf32>
    nn.return %to_plain, %to_edge, %to_point : tensor<5xf32>, tensor<5xf32>, tensor<5xf32>
  }
}
