// Hands images on as it gets them: of a batch, or one alone. What it decodes are no images.
module @colours attributes {nn.mean = [0.1 : f32, 0.2 : f32, 0.3 : f32], nn.stddev = [0.5 : f32, 0.25 : f32, 0.1 : f32]} {
  nn.func @predict(%image: tensor<?x3x1x2xf32>) -> (pixels: tensor<?x6xf32>) {
    %pixels = nn.flatten %image : tensor<?x3x1x2xf32>
    nn.return %pixels : tensor<?x6xf32>
  }

  nn.func @alone(%image: tensor<3x1x2xf32>) -> (pixels: tensor<3x1x2xf32>) {
    %pixels = nn.relu %image : tensor<3x1x2xf32>
    nn.return %pixels : tensor<3x1x2xf32>
  }

  nn.func @decode(%code: tensor<?x2xf32>) -> (pixels: tensor<?x2xf32>) {
    %pixels = nn.relu %code : tensor<?x2xf32>
    nn.return %pixels : tensor<?x2xf32>
  }

  nn.func @wrong(%image: tensor<?x1x1x2xf32>) -> (pixels: tensor<?x2xf32>) {
    %pixels = nn.flatten %image : tensor<?x1x1x2xf32>
    nn.return %pixels : tensor<?x2xf32>
  }
}
