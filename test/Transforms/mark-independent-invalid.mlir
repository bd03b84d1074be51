// RUN: dlc-opt %s --train-mark-independent --split-input-file --verify-diagnostics

// The function that is called reads the variable itself.
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.func private @model(%x: tensor<3xf32>) -> (y: tensor<f32>) {
  %w = nn.read @w : tensor<3xf32>
  %p = nn.mul %x, %w : tensor<3xf32>, tensor<3xf32>
  %y = nn.reduce_sum %p : tensor<3xf32>
  nn.return %y : tensor<f32>
}
nn.func private @between(%x: tensor<3xf32>) -> (y: tensor<f32>) {
  %y = nn.call @model(%x) : (tensor<3xf32>) -> tensor<f32>
  nn.return %y : tensor<f32>
}
nn.func @step(%x: tensor<3xf32>) -> (d: tensor<3xf32>) {
  %w = nn.read @w : tensor<3xf32> // expected-note {{it is read here}}
  %loss = nn.call @between(%x) : (tensor<3xf32>) -> tensor<f32> // expected-note {{and called here}}
  // expected-error @below {{'train.gradient' op would be 0 with respect to '@w' as it is read in one place, since what is differentiated depends on it through '@between', which reads it itself: give it to '@between' as an argument}}
  %d = train.gradient %loss wrt (%w) : tensor<f32>, (tensor<3xf32>)
  nn.return %d : tensor<3xf32>
}

// -----

// Another read, in a body; and forward mode.
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @other(%x: tensor<f32>) -> (d: tensor<f32>) {
  %w = nn.read @w : tensor<f32> // expected-note {{it is read here}}
  %y = nn.scan length 3 axis 0 carry(%c = %x : tensor<f32>) {
    %again = nn.read @w : tensor<f32> // expected-note {{and once more here}}
    %q = nn.mul %again, %c : tensor<f32>, tensor<f32>
    nn.yield %q : tensor<f32>
  }
  // expected-error @below {{'train.jvp' op would be 0 with respect to '@w' as it is read in one place, since what is differentiated depends on it through another read of it: use that one}}
  %d = train.jvp (%y) wrt (%w) along (%x) : (tensor<f32>), (tensor<f32>)
  nn.return %d : tensor<f32>
}

// -----

// The call comes first, and an assignment behind both changes neither.
nn.variable @w : tensor<f32> init #nn.zeros
nn.func private @model(%x: tensor<f32>) -> (y: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  %y = nn.mul %x, %w : tensor<f32>, tensor<f32>
  nn.return %y : tensor<f32>
}
nn.func @rule(%x: tensor<f32>) -> (d: tensor<f32>) {
  %loss = nn.call @model(%x) : (tensor<f32>) -> tensor<f32> // expected-note {{and called here}}
  %w = nn.read @w : tensor<f32> // expected-note {{it is read here}}
  // expected-error @below {{'train.gradient' op would be 0 with respect to '@w'}}
  %d = train.gradient %loss wrt (%w) : tensor<f32>, (tensor<f32>)
  %next = nn.sub %w, %d : tensor<f32>, tensor<f32>
  nn.assign @w, %next : tensor<f32>
  nn.return %d : tensor<f32>
}
