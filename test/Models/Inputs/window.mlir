// The last 128 characters of a text of 400: what a network for characters reads at once.
module @window {
  nn.func @predict(%text: tensor<1x400xi64>) -> (tokens: tensor<1x128xi64>) {
    %tokens = nn.slice %text starts [272] ends [400] axes [1] : tensor<1x400xi64>
    nn.return %tokens : tensor<1x128xi64>
  }
}
