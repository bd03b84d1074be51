// RUN: dlc-opt %s --nn-instantiate-calls -verify-diagnostics -split-input-file

// A window that is larger than the image: one of the results would have no rows.
// expected-note @+1 {{the function is here}}
nn.func private @window(%x: tensor<?x1x?x?xf32, #nn.sizes<batch, height, width>>, %w: tensor<1x1x5x5xf32>) -> (y: tensor<?x1x?x?xf32, #nn.sizes<batch, height - 4, width - 4>>) {
  %0 = nn.conv %x, %w : tensor<?x1x?x?xf32, #nn.sizes<batch, height, width>>, tensor<1x1x5x5xf32>
  nn.return %0 : tensor<?x1x?x?xf32, #nn.sizes<batch, height - 4, width - 4>>
}
nn.func @f(%x: tensor<2x1x3x9xf32>, %w: tensor<1x1x5x5xf32>) -> (y: tensor<2x1x1x5xf32>) {
  // expected-error @+1 {{operand types are}}
  %0 = nn.call @window(%x, %w) : (tensor<2x1x3x9xf32>, tensor<1x1x5x5xf32>) -> tensor<2x1x1x5xf32>
  nn.return %0 : tensor<2x1x1x5xf32>
}

// -----

// One name that would be two sizes.
// expected-note @+1 {{the function is here}}
nn.func private @both(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>) -> (z: tensor<?x8xf32>) {
  %0 = nn.add %x, %y : tensor<?x8xf32>, tensor<?x8xf32>
  nn.return %0 : tensor<?x8xf32>
}
nn.func @f(%x: tensor<2x8xf32>, %y: tensor<1x8xf32>) -> (z: tensor<2x8xf32>) {
  // expected-error @+1 {{'nn.call' op operand types are ('tensor<2x8xf32>', 'tensor<1x8xf32>'), but '@both' has ('tensor<?x8xf32>', 'tensor<?x8xf32>')}}
  %0 = nn.call @both(%x, %y) : (tensor<2x8xf32>, tensor<1x8xf32>) -> tensor<2x8xf32>
  nn.return %0 : tensor<2x8xf32>
}

// -----

// A function that calls itself with ever other sizes.
nn.func private @grows(%x: tensor<?x8xf32>) -> (y: tensor<?x8xf32>) {
  %row = nn.constant dense<0.0> : tensor<1x8xf32>
  // expected-note @+1 {{an operand of type 'tensor<?x8xf32, #nn.sizes<batch + 1001>>' is made here}}
  %0 = nn.concat %x, %row axis 0 : tensor<?x8xf32>, tensor<1x8xf32>
  // expected-error @+1 {{needs '@grows' with sizes of its own, and there are 1000 functions for calls with other sizes already: does it call itself?}}
  %1 = nn.call @grows(%0) : (tensor<?x8xf32, #nn.sizes<batch + 1>>) -> tensor<?x8xf32, #nn.sizes<batch + 1>>
  nn.return %x : tensor<?x8xf32>
}
