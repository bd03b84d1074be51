// RUN: dlc-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{nn.class_names must be an array of strings, got [1]}}
module attributes {nn.class_names = [1]} {
}

// -----

// expected-error @below {{nn.class_names must be an array of strings, got "cat"}}
module attributes {nn.class_names = "cat"} {
}

// -----

// expected-error @below {{nn.mean must be an array of finite floats, got 5.000000e-01 : f32}}
module attributes {nn.mean = 0.5 : f32, nn.stddev = [0.5 : f32]} {
}

// -----

// expected-error @below {{nn.mean must be an array of finite floats}}
module attributes {nn.mean = [0x7FC00000 : f32], nn.stddev = [0.5 : f32]} {
}

// -----

// expected-error @below {{nn.stddev must be positive, got 0.000000e+00 : f32}}
module attributes {nn.mean = [0.5 : f32], nn.stddev = [0.0 : f32]} {
}

// -----

// expected-error @below {{nn.mean and nn.stddev must have a number for each channel: nn.mean has 2, nn.stddev has 1}}
module attributes {nn.mean = [0.5 : f32, 0.5 : f32], nn.stddev = [0.5 : f32]} {
}

// -----

// expected-error @below {{nn.mean and nn.stddev must have a number for each channel: nn.stddev has 1, nn.mean has 0}}
module attributes {nn.stddev = [0.5 : f32]} {
}

// -----

// expected-error @below {{nn.class_names belongs on the module, not on 'nn.func'}}
nn.func @predict(%x: tensor<4xf32>) -> (y: tensor<4xf32>) attributes {nn.class_names = ["cat"]} {
  nn.return %x : tensor<4xf32>
}
