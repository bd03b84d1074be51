// Images that are read at places which are data, of a batch of any size; a histogram, which is decomposed.
module @grids {
  nn.func @predict(%x: tensor<?x2x5x6xf32>) -> (turned: tensor<?x2x4x3xf32>, near: tensor<?x2x4x3xf32>, volume: tensor<?x2x2x2x2xf32>, cubic: tensor<?x2x2x2x2xf32>, counts: tensor<5xi64>) {
    %parts = nn.slice %x starts [0, 0, 0] ends [1, 2, 3] axes [1, 2, 3] : tensor<?x2x5x6xf32>
    %theta = nn.reshape %parts : tensor<?x1x2x3xf32> to tensor<?x2x3xf32>
    %grid = nn.affine_grid %theta : tensor<?x2x3xf32> -> tensor<?x4x3x2xf32>
    %turned = nn.grid_sample %x, %grid padding_mode border : tensor<?x2x5x6xf32>, tensor<?x4x3x2xf32>
    %corners = nn.affine_grid %theta align_corners : tensor<?x2x3xf32> -> tensor<?x4x3x2xf32>
    %near = nn.grid_sample %x, %corners mode nearest align_corners : tensor<?x2x5x6xf32>, tensor<?x4x3x2xf32>
    %v = nn.reshape %x : tensor<?x2x5x6xf32> to tensor<?x2x5x3x2xf32>
    %more = nn.slice %x starts [0, 0, 0] ends [1, 4, 6] axes [1, 2, 3] : tensor<?x2x5x6xf32>
    %places = nn.reshape %more : tensor<?x1x4x6xf32> to tensor<?x2x2x2x3xf32>
    %volume = nn.grid_sample %v, %places padding_mode reflection : tensor<?x2x5x3x2xf32>, tensor<?x2x2x2x3xf32>
    %cubic = nn.grid_sample %v, %places mode cubic : tensor<?x2x5x3x2xf32>, tensor<?x2x2x2x3xf32>
    %low = nn.constant dense<-1.0> : tensor<f32>
    %high = nn.constant dense<1.5> : tensor<f32>
    %counts = nn.histogram %x from %low to %high : tensor<?x2x5x6xf32> -> tensor<5xi64>
    nn.return %turned, %near, %volume, %cubic, %counts : tensor<?x2x4x3xf32>, tensor<?x2x4x3xf32>, tensor<?x2x2x2x2xf32>, tensor<?x2x2x2x2xf32>, tensor<5xi64>
  }
}
