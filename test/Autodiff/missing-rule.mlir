// A call that was not inlined has no rule, as every op of nn has that computes.
// RUN: dlc-opt %s --train-differentiate --verify-diagnostics --split-input-file

nn.func @square(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  %y = nn.mul %x, %x : tensor<4xf32>, tensor<4xf32>
  nn.return %y : tensor<4xf32>
}

nn.func @f(%x: tensor<4xf32>, %g: tensor<4xf32>) -> (dg: tensor<4xf32>) {
  // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and %g}}
  %y = nn.call @square(%g) : (tensor<4xf32>) -> tensor<4xf32>
  %l = nn.reduce_sum %y : tensor<4xf32>
  // expected-note @+1 {{the derivative is asked for here}}
  %dg = train.gradient %l wrt (%g) : tensor<f32>, (tensor<4xf32>)
  nn.return %dg : tensor<4xf32>
}

// -----

nn.func @square(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  %y = nn.mul %x, %x : tensor<4xf32>, tensor<4xf32>
  nn.return %y : tensor<4xf32>
}

// In the body of a loop.
nn.func @in_a_body(%x: tensor<4xf32>, %g: tensor<4xf32>) -> (dg: tensor<4xf32>) {
  %s = nn.scan length 2 axis 0 carry(%h = %g : tensor<4xf32>) capture(%x = %x : tensor<4xf32>) {
    // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and what it takes}}
    %y = nn.call @square(%h) : (tensor<4xf32>) -> tensor<4xf32>
    %m = nn.add %y, %x : tensor<4xf32>, tensor<4xf32>
    nn.yield %m : tensor<4xf32>
  }
  %l = nn.reduce_sum %s : tensor<4xf32>
  // expected-note @+1 {{the derivative is asked for here}}
  %dg = train.gradient %l wrt (%g) : tensor<f32>, (tensor<4xf32>)
  nn.return %dg : tensor<4xf32>
}

// -----

nn.func @square(%x: tensor<4xf32>) -> (y: tensor<4xf32>) {
  %y = nn.mul %x, %x : tensor<4xf32>, tensor<4xf32>
  nn.return %y : tensor<4xf32>
}

// All on the way are reported at once: behind each other, in a body, and of a second derivative; not the one that no
// derivative flows through.
nn.func @all(%x: tensor<4xf32>, %g: tensor<4xf32>) -> (dg: tensor<4xf32>, dx: tensor<4xf32>) {
  %c = nn.call @square(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and %g}}
  %y = nn.call @square(%g) : (tensor<4xf32>) -> tensor<4xf32>
  %s = nn.scan length 2 axis 0 carry(%h = %y : tensor<4xf32>) capture(%k = %c : tensor<4xf32>) {
    // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and what it takes}}
    %b = nn.call @square(%h) : (tensor<4xf32>) -> tensor<4xf32>
    %m = nn.add %b, %k : tensor<4xf32>, tensor<4xf32>
    nn.yield %m : tensor<4xf32>
  }
  // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and %g}}
  %z = nn.call @square(%s) : (tensor<4xf32>) -> tensor<4xf32>
  %l = nn.reduce_sum %z : tensor<4xf32>
  // expected-note @+1 {{the derivative is asked for here}}
  %dg = train.gradient %l wrt (%g) : tensor<f32>, (tensor<4xf32>)
  // expected-error @+1 {{'nn.call' op has no derivative rule; it lies between the loss and %x}}
  %w = nn.call @square(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %n = nn.reduce_sum %w : tensor<4xf32>
  // expected-note @+1 {{the derivative is asked for here}}
  %dx = train.gradient %n wrt (%x) : tensor<f32>, (tensor<4xf32>)
  nn.return %dg, %dx : tensor<4xf32>, tensor<4xf32>
}
