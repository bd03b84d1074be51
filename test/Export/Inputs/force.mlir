// A derivative as an output: that of an energy, by a convolution with strides, with respect to the input.
module @force {
  nn.func @predict(%x: tensor<?x2x7x7xf32>) -> (energy: tensor<f32>, force: tensor<?x2x7x7xf32>) {
    %w = nn.constant dense<[[[[0.5, -0.25, 0.75], [0.1, 0.2, -0.3], [0.6, -0.4, 0.2]], [[-0.5, 0.3, 0.2], [0.4, -0.1, 0.7], [-0.2, 0.8, 0.1]]]]> : tensor<1x2x3x3xf32>
    %c = nn.conv %x, %w strides [2, 3] pads [1, 0, 1, 0] : tensor<?x2x7x7xf32>, tensor<1x2x3x3xf32>
    %t = nn.tanh %c : tensor<?x1x4x2xf32>
    %energy = nn.reduce_sum %t : tensor<?x1x4x2xf32>
    %force = train.gradient %energy wrt (%x) : tensor<f32>, (tensor<?x2x7x7xf32>)
    nn.return %energy, %force : tensor<f32>, tensor<?x2x7x7xf32>
  }
}
