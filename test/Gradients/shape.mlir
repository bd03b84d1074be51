// Ops that move elements. A square at the end makes the derivative of each element its own.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// torch: x.reshape(3, 2, 2) ** 2
nn.func @reshape(%x: tensor<2x6xf64>) -> (y: tensor<3x2x2xf64>) {
  %r = nn.reshape %x : tensor<2x6xf64> to tensor<3x2x2xf64>
  %y = nn.mul %r, %r : tensor<3x2x2xf64>, tensor<3x2x2xf64>
  nn.return %y : tensor<3x2x2xf64>
}
// torch: x.reshape(3, 6, 1) ** 2
nn.func @reshape_batch(%x: tensor<?x2x3xf64>) -> (y: tensor<?x6x1xf64>) {
  %r = nn.reshape %x : tensor<?x2x3xf64> to tensor<?x6x1xf64>
  %y = nn.mul %r, %r : tensor<?x6x1xf64>, tensor<?x6x1xf64>
  nn.return %y : tensor<?x6x1xf64>
}
// torch: x.flatten(1) ** 2
nn.func @flatten(%x: tensor<?x2x3xf64>) -> (y: tensor<?x6xf64>) {
  %r = nn.flatten %x : tensor<?x2x3xf64>
  %y = nn.mul %r, %r : tensor<?x6xf64>, tensor<?x6xf64>
  nn.return %y : tensor<?x6xf64>
}
// torch: x.T ** 2
nn.func @transpose(%x: tensor<2x3xf64>) -> (y: tensor<3x2xf64>) {
  %r = nn.transpose %x perm [1, 0] : tensor<2x3xf64>
  %y = nn.mul %r, %r : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<3x2xf64>
}
// A permutation that is not its own inverse.
// torch: x.permute(0, 2, 3, 1) ** 2
nn.func @rotate(%x: tensor<?x2x3x4xf64>) -> (y: tensor<?x3x4x2xf64>) {
  %r = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x2x3x4xf64>
  %y = nn.mul %r, %r : tensor<?x3x4x2xf64>, tensor<?x3x4x2xf64>
  nn.return %y : tensor<?x3x4x2xf64>
}
// torch: x.expand(4, 2, 3) ** 2
nn.func @expand(%x: tensor<2x1xf64>) -> (y: tensor<4x2x3xf64>) {
  %r = nn.expand %x : tensor<2x1xf64> to tensor<4x2x3xf64>
  %y = nn.mul %r, %r : tensor<4x2x3xf64>, tensor<4x2x3xf64>
  nn.return %y : tensor<4x2x3xf64>
}
// torch: x.expand(3, 2, 3) ** 2
nn.func @expand_ones(%x: tensor<1x2x1xf64>) -> (y: tensor<3x2x3xf64>) {
  %r = nn.expand %x : tensor<1x2x1xf64> to tensor<3x2x3xf64>
  %y = nn.mul %r, %r : tensor<3x2x3xf64>, tensor<3x2x3xf64>
  nn.return %y : tensor<3x2x3xf64>
}
// torch: x * like
nn.func @expand_to_batch(%x: tensor<2xf64>, %like: tensor<?x2xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.expand %x : tensor<2xf64> to tensor<?x2xf64>
  %y = nn.mul %r, %like : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: (x.flatten(0, 1)) ** 2
nn.func @flatten_two(%x: tensor<2x4x3xf64>) -> (y: tensor<8x3xf64>) {
  %r = nn.flatten %x axis 2 : tensor<2x4x3xf64>
  %y = nn.mul %r, %r : tensor<8x3xf64>, tensor<8x3xf64>
  nn.return %y : tensor<8x3xf64>
}
// torch: (x.reshape(1, 24)) ** 2
nn.func @flatten_all(%x: tensor<2x4x3xf64>) -> (y: tensor<1x24xf64>) {
  %r = nn.flatten %x axis 0 : tensor<2x4x3xf64>
  %y = nn.mul %r, %r : tensor<1x24xf64>, tensor<1x24xf64>
  nn.return %y : tensor<1x24xf64>
}
// torch: (x.squeeze((1, 3))) ** 2
nn.func @squeeze(%x: tensor<?x1x3x1xf64>) -> (y: tensor<?x3xf64>) {
  %r = nn.squeeze %x axes [1, -1] : tensor<?x1x3x1xf64>
  %y = nn.mul %r, %r : tensor<?x3xf64>, tensor<?x3xf64>
  nn.return %y : tensor<?x3xf64>
}
// torch: (x.unsqueeze(1).unsqueeze(3)) ** 2
nn.func @unsqueeze(%x: tensor<?x3xf64>) -> (y: tensor<?x1x3x1xf64>) {
  %r = nn.unsqueeze %x axes [-1, 1] : tensor<?x3xf64>
  %y = nn.mul %r, %r : tensor<?x1x3x1xf64>, tensor<?x1x3x1xf64>
  nn.return %y : tensor<?x1x3x1xf64>
}
// torch: (x.flip(1)) ** 2
nn.func @flip_one(%x: tensor<?x4x3xf64>) -> (y: tensor<?x4x3xf64>) {
  %r = nn.flip %x axes [1] : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x4x3xf64>, tensor<?x4x3xf64>
  nn.return %y : tensor<?x4x3xf64>
}
// torch: (x.flip((1, 2))) ** 2
nn.func @flip_two(%x: tensor<?x4x3xf64>) -> (y: tensor<?x4x3xf64>) {
  %r = nn.flip %x axes [-1, 1] : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x4x3xf64>, tensor<?x4x3xf64>
  nn.return %y : tensor<?x4x3xf64>
}
// torch: (x.tile((1, 2, 3))) ** 2
nn.func @tile(%x: tensor<?x4x3xf64>) -> (y: tensor<?x8x9xf64>) {
  %r = nn.tile %x repeats [1, 2, 3] : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x8x9xf64>, tensor<?x8x9xf64>
  nn.return %y : tensor<?x8x9xf64>
}
// torch: (x.tile((2, 1))) ** 2
nn.func @tile_front(%x: tensor<2x3xf64>) -> (y: tensor<4x3xf64>) {
  %r = nn.tile %x repeats [2, 1] : tensor<2x3xf64>
  %y = nn.mul %r, %r : tensor<4x3xf64>, tensor<4x3xf64>
  nn.return %y : tensor<4x3xf64>
}
// torch: (torch.cat((a, b, c), 1)) ** 2
nn.func @concat(%a: tensor<?x2x3xf64>, %b: tensor<?x1x3xf64>, %c: tensor<?x3x3xf64>) -> (y: tensor<?x6x3xf64>) {
  %r = nn.concat %a, %b, %c axis 1 : tensor<?x2x3xf64>, tensor<?x1x3xf64>, tensor<?x3x3xf64>
  %y = nn.mul %r, %r : tensor<?x6x3xf64>, tensor<?x6x3xf64>
  nn.return %y : tensor<?x6x3xf64>
}
// torch: (torch.cat((a, a))) ** 2
nn.func @concat_same(%a: tensor<2x3xf64>) -> (y: tensor<4x3xf64>) {
  %r = nn.concat %a, %a axis -2 : tensor<2x3xf64>, tensor<2x3xf64>
  %y = nn.mul %r, %r : tensor<4x3xf64>, tensor<4x3xf64>
  nn.return %y : tensor<4x3xf64>
}
// The middle part is used by nobody.
// torch: [x.split((1, 1, 2), 1)[0] ** 2, x.split((1, 1, 2), 1)[2] ** 2]
nn.func @split(%x: tensor<?x4x3xf64>) -> (a: tensor<?x1x3xf64>, c: tensor<?x2x3xf64>) {
  %p, %q, %r = nn.split %x axis 1 split [1, 1, 2] : tensor<?x4x3xf64>
  %a = nn.mul %p, %p : tensor<?x1x3xf64>, tensor<?x1x3xf64>
  %c = nn.mul %r, %r : tensor<?x2x3xf64>, tensor<?x2x3xf64>
  nn.return %a, %c : tensor<?x1x3xf64>, tensor<?x2x3xf64>
}
// torch: (x[:, 2:5]) ** 2
nn.func @slice_middle(%x: tensor<?x7x5xf64>) -> (y: tensor<?x3x5xf64>) {
  %r = nn.slice %x starts [2] ends [5] axes [1] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x3x5xf64>, tensor<?x3x5xf64>
  nn.return %y : tensor<?x3x5xf64>
}
// torch: (x[:, -2:, :-1]) ** 2
nn.func @slice_both(%x: tensor<?x7x5xf64>) -> (y: tensor<?x2x4xf64>) {
  %r = nn.slice %x starts [-2, 0] ends [100, -1] axes [1, -1] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x2x4xf64>, tensor<?x2x4xf64>
  nn.return %y : tensor<?x2x4xf64>
}
// torch: (x[:, 1:7:2, 1:5:3]) ** 2
nn.func @slice_steps(%x: tensor<?x7x5xf64>) -> (y: tensor<?x3x2xf64>) {
  %r = nn.slice %x starts [1, 1] ends [7, 5] axes [1, 2] steps [2, 3] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x3x2xf64>, tensor<?x3x2xf64>
  nn.return %y : tensor<?x3x2xf64>
}
// torch: (x[:, ::3]) ** 2
nn.func @slice_last_group(%x: tensor<?x7x5xf64>) -> (y: tensor<?x3x5xf64>) {
  %r = nn.slice %x starts [0] ends [7] axes [1] steps [3] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x3x5xf64>, tensor<?x3x5xf64>
  nn.return %y : tensor<?x3x5xf64>
}
// torch: (x.flip((1, 2))[:, ::3]) ** 2
nn.func @slice_backwards(%x: tensor<?x7x5xf64>) -> (y: tensor<?x3x5xf64>) {
  %r = nn.slice %x starts [-1, -1] ends [-100, -100] axes [1, 2] steps [-3, -1] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x3x5xf64>, tensor<?x3x5xf64>
  nn.return %y : tensor<?x3x5xf64>
}
// torch: (x[:, 2:5:2].flip(1)) ** 2
nn.func @slice_backwards_part(%x: tensor<?x7x5xf64>) -> (y: tensor<?x2x5xf64>) {
  %r = nn.slice %x starts [4] ends [0] axes [1] steps [-2] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x2x5xf64>, tensor<?x2x5xf64>
  nn.return %y : tensor<?x2x5xf64>
}
// torch: (x[:, 3:4]) ** 2
nn.func @slice_one(%x: tensor<?x7x5xf64>) -> (y: tensor<?x1x5xf64>) {
  %r = nn.slice %x starts [3] ends [7] axes [1] steps [1000] : tensor<?x7x5xf64>
  %y = nn.mul %r, %r : tensor<?x1x5xf64>, tensor<?x1x5xf64>
  nn.return %y : tensor<?x1x5xf64>
}
// torch: (x[1:3, 1:4]) ** 2
nn.func @slice_leading(%x: tensor<5x4xf64>) -> (y: tensor<2x3xf64>) {
  %r = nn.slice %x starts [1, 1] ends [3, 4] : tensor<5x4xf64>
  %y = nn.mul %r, %r : tensor<2x3xf64>, tensor<2x3xf64>
  nn.return %y : tensor<2x3xf64>
}
// torch: (x[:, 1:3]) ** 2
nn.func @slice_batch_whole(%x: tensor<?x4xf64>) -> (y: tensor<?x2xf64>) {
  %r = nn.slice %x starts [0, 1] ends [9223372036854775807, 3] : tensor<?x4xf64>
  %y = nn.mul %r, %r : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
// torch: (F.pad(x, (0, 1, 1, 2))) ** 2
nn.func @pad_zeros(%x: tensor<?x4x3xf64>) -> (y: tensor<?x7x4xf64>) {
  %r = nn.pad %x pads [0, 1, 0, 0, 2, 1] : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x7x4xf64>, tensor<?x7x4xf64>
  nn.return %y : tensor<?x7x4xf64>
}
// torch: (F.pad(x, (0, 1, 1, 1), value=0.5)) ** 2
nn.func @pad_value(%x: tensor<2x3xf64>) -> (y: tensor<4x4xf64>) {
  %r = nn.pad %x pads [1, 0, 1, 1] value 0.5 : tensor<2x3xf64>
  %y = nn.mul %r, %r : tensor<4x4xf64>, tensor<4x4xf64>
  nn.return %y : tensor<4x4xf64>
}
// torch: (F.pad(x.unsqueeze(1), (2, 1, 3, 2), mode="reflect").squeeze(1)) ** 2
nn.func @pad_reflect(%x: tensor<?x4x3xf64>) -> (y: tensor<?x9x6xf64>) {
  %r = nn.pad %x pads [0, 3, 2, 0, 2, 1] mode reflect : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x9x6xf64>, tensor<?x9x6xf64>
  nn.return %y : tensor<?x9x6xf64>
}
// torch: (F.pad(x.unsqueeze(1), (0, 3, 1, 2), mode="replicate").squeeze(1)) ** 2
nn.func @pad_edge(%x: tensor<?x4x3xf64>) -> (y: tensor<?x7x6xf64>) {
  %r = nn.pad %x pads [0, 1, 0, 0, 2, 3] mode edge : tensor<?x4x3xf64>
  %y = nn.mul %r, %r : tensor<?x7x6xf64>, tensor<?x7x6xf64>
  nn.return %y : tensor<?x7x6xf64>
}

// torch: x * x
nn.func @barrier(%x: tensor<3x2xf64>) -> (y: tensor<3x2xf64>) {
  %same = nn.barrier %x : tensor<3x2xf64>
  %y = nn.mul %x, %same : tensor<3x2xf64>, tensor<3x2xf64>
  nn.return %y : tensor<3x2xf64>
}
