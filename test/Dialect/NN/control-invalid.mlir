// RUN: dlc-opt %s -verify-diagnostics -split-input-file

// C1 of nn.scan
nn.func @f(%a: tensor<3x5xf32>, %b: tensor<4x5xf32>) {
  // expected-error @+1 {{'nn.scan' op must have as many slices as steps: an input has shape [4, 5], the length along axis 0 is 3}}
  %0:2 = nn.scan axis 0 over(%x = %a : tensor<3x5xf32>, %y = %b : tensor<4x5xf32>) {
    nn.yield %x, %y : tensor<5xf32>, tensor<5xf32>
  }
}

// -----

nn.func @f(%a: tensor<?x5xf32>) {
  // expected-error @+1 {{without a tensor to step along, 'length' must say how many steps there are}}
  %0 = nn.scan axis 0 capture(%x = %a : tensor<?x5xf32>) {
    nn.yield %x : tensor<?x5xf32>
  }
}

// -----

nn.func @f(%a: tensor<?x5xf32>, %b: tensor<?x5xf32, #nn.sizes<rows>>) {
  // expected-error @+1 {{'nn.scan' op must have as many slices as steps: an input has shape [rows, 5], the length along axis 0 is ?}}
  %0:2 = nn.scan axis 0 over(%x = %a : tensor<?x5xf32>, %y = %b : tensor<?x5xf32, #nn.sizes<rows>>) {
    nn.yield %x, %y : tensor<5xf32>, tensor<5xf32>
  }
}

// -----

// Such a length is not written, but forged.
nn.func @f(%a: tensor<5xf32>) {
  // expected-error @+1 {{'nn.scan' op must have a tensor to step along, since its length is no number}}
  %0 = "nn.scan"(%a) <{axis = 0 : i64, length = -9223372036854775808 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
  ^bb0(%x: tensor<5xf32>):
    nn.yield %x : tensor<5xf32>
  }) : (tensor<5xf32>) -> tensor<5xf32>
}

// -----

nn.func @f(%a: tensor<f32>) {
  // expected-error @+1 {{'nn.scan' op must have as many slices as steps: an input has shape [], the length along axis 0 is ?}}
  "nn.scan"(%a) <{axis = 0 : i64, length = -9223372036854775808 : i64, operandSegmentSizes = array<i32: 0, 1, 0>}> ({
  ^bb0(%x: tensor<f32>):
    nn.yield
  }) : (tensor<f32>) -> ()
}

// -----

nn.func @f(%a: tensor<f32>) {
  // expected-error @+1 {{a scan over 'tensor<f32>': expected a ranked tensor with a dimension to step along}}
  %0 = nn.scan axis 0 over(%x = %a : tensor<f32>) {
    nn.yield %x : tensor<f32>
  }
}

// -----

// C2 of nn.scan
nn.func @f(%a: tensor<3x5xf32>) {
  // expected-error @+1 {{'nn.scan' op body has types ('tensor<3x5xf32>'), expected ('tensor<5xf32>')}}
  %0 = "nn.scan"(%a) <{axis = 0 : i64, length = 3 : i64, operandSegmentSizes = array<i32: 0, 1, 0>}> ({
  ^bb0(%x: tensor<3x5xf32>):
    nn.yield %x : tensor<3x5xf32>
  }) : (tensor<3x5xf32>) -> tensor<3x3x5xf32>
}

// -----

// C3 of nn.scan
nn.func @f(%a: tensor<5xf32>) {
  // expected-error @+1 {{the body yields 0 values, but 1 are carried}}
  %0 = nn.scan length 3 axis 0 carry(%x = %a : tensor<5xf32>) {
    nn.yield
  }
}

// -----

nn.func @f(%a: tensor<5xf32>) {
  %0 = nn.scan length 3 axis 0 carry(%x = %a : tensor<5xf32>) {
    %s = nn.reduce_sum %x : tensor<5xf32>
    // expected-error @+1 {{'nn.yield' op carried has types ('tensor<f32>'), expected ('tensor<5xf32>')}}
    nn.yield %s : tensor<f32>
  }
}

// -----

nn.func @f(%a: tensor<5xf32>) {
  // expected-error @+1 {{expected a body that ends with nn.yield}}
  %0 = nn.scan length 3 axis 0 carry(%x = %a : tensor<5xf32>) {
  }
}

// -----

// C4, of all
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @f(%p: tensor<i1>, %a: tensor<f32>) {
  // expected-note @+1 {{the body belongs to this}}
  nn.if %p capture(%x = %a : tensor<f32>) {
    // expected-error @+1 {{'nn.assign' op assigns '@w' inside 'nn.if'; carry or yield the value and assign the result}}
    nn.assign @w, %x : tensor<f32>
    nn.yield
  } else {
    nn.yield
  }
}

// -----

nn.func @f(%a: tensor<f32>) {
  // expected-note @+1 {{the body belongs to this}}
  %0 = nn.loop %i to 3 carry(%x = %a : tensor<f32>) {
    // expected-error @+1 {{'memref.alloc' op has an effect, but stands inside 'nn.loop', whose bodies only compute values}}
    %1 = memref.alloc() : memref<4xf32>
    nn.yield %x : tensor<f32>
  }
}

// -----

// C5 of nn.scan
nn.func @f(%a: tensor<5xf32>) {
  // expected-error @+1 {{axis must not be negative, got -1}}
  %0 = nn.scan axis -1 over(%x = %a : tensor<5xf32>) {
    nn.yield %x : tensor<f32>
  }
}

// -----

nn.func @f(%a: tensor<5xf32>) {
  // expected-error @+1 {{'nn.scan' op axis and length must not be negative: axis is 0, length is -3}}
  %0 = "nn.scan"(%a) <{axis = 0 : i64, length = -3 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
  ^bb0(%x: tensor<5xf32>):
    nn.yield %x : tensor<5xf32>
  }) : (tensor<5xf32>) -> tensor<5xf32>
}

// -----

// C1 of nn.if
nn.func @f(%p: tensor<2xi1>) {
  // expected-error @+1 {{'nn.if' op condition must have rank 0, got shape [2]}}
  "nn.if"(%p) ({
    nn.yield
  }, {
    nn.yield
  }) : (tensor<2xi1>) -> ()
}

// -----

// C2 of nn.if
nn.func @f(%p: tensor<i1>, %x: tensor<f32>) {
  // expected-error @+1 {{'nn.if' op else branch has types (), expected ('tensor<f32>')}}
  "nn.if"(%p, %x) ({
  ^bb0(%a: tensor<f32>):
    nn.yield
  }, {
    nn.yield
  }) : (tensor<i1>, tensor<f32>) -> ()
}

// -----

// C3 of nn.if
nn.func @f(%p: tensor<i1>, %x: tensor<2xf32>) {
  %y = nn.if %p capture(%a = %x : tensor<2xf32>) {
    nn.yield %a : tensor<2xf32>
  } else {
    %s = nn.reduce_sum %a : tensor<2xf32>
    // expected-error @+1 {{'nn.yield' op else branch has types ('tensor<f32>'), expected ('tensor<2xf32>')}}
    nn.yield %s : tensor<f32>
  }
}

// -----

// C1 of nn.loop
nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.loop' op bound must not be negative, got -2}}
  %y = nn.loop %i to -2 carry(%c = %x : tensor<f32>) {
    nn.yield %c : tensor<f32>
  }
}

// -----

// C2 of nn.loop
nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.loop' op body has types ('tensor<f32>'), expected ('tensor<i64>', 'tensor<f32>')}}
  %y = "nn.loop"(%x) <{bound = 2 : i64, operandSegmentSizes = array<i32: 0, 1, 0>}> ({
  ^bb0(%c: tensor<f32>):
    nn.yield %c : tensor<f32>
  }) : (tensor<f32>) -> tensor<f32>
}

// -----

// C3 of nn.loop
nn.func @f(%p: tensor<i1>, %x: tensor<f32>) {
  %y = nn.loop %i to 2 while %p carry(%c = %x : tensor<f32>) {
    // expected-error @+1 {{'nn.yield' op loop body has types ('tensor<f32>'), expected ('tensor<i1>', 'tensor<f32>')}}
    nn.yield %c : tensor<f32>
  }
}

// -----

// C5: what is written, also where slices say how many steps there are.
nn.func @f(%a: tensor<f32>, %xs: tensor<3x4xf32>) {
  // expected-error @+1 {{length must not be negative, got -5}}
  %0 = nn.scan length -5 axis 0 carry(%x = %a : tensor<f32>) over(%e = %xs : tensor<3x4xf32>) {
    nn.yield %x : tensor<f32>
  }
}

// -----

// C1 of nn.training
nn.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'nn.training' op region of inference has types (), expected ('tensor<f32>')}}
  "nn.training"(%x) ({
  ^bb0(%a: tensor<f32>):
    nn.yield
  }, {
    nn.yield
  }) : (tensor<f32>) -> ()
}

// -----

// C2 of nn.training
nn.func @f(%x: tensor<2xf32>) {
  %y = nn.training capture(%a = %x : tensor<2xf32>) {
    nn.yield %a : tensor<2xf32>
  } else {
    %s = nn.reduce_sum %a : tensor<2xf32>
    // expected-error @+1 {{'nn.yield' op region of inference has types ('tensor<f32>'), expected ('tensor<2xf32>')}}
    nn.yield %s : tensor<f32>
  }
}

// -----

// C3 of nn.training
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @f(%a: tensor<f32>, %r: tensor<f32>) {
  nn.training capture(%x = %a : tensor<f32>, %rate = %r : tensor<f32>) {
    // expected-error @+1 {{'train.minimize' op expects parent op 'nn.func'}}
    train.minimize %x, %rate using #train.sgd
    nn.yield
  } else {
    nn.yield
  }
}

// -----

// C3 of nn.training, C4 of nn.loop
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @f(%a: tensor<f32>) {
  // expected-note @+1 {{the body belongs to this}}
  %y = nn.loop %i to 3 carry(%x = %a : tensor<f32>) {
    nn.training capture(%v = %x : tensor<f32>) {
      // expected-error @+1 {{'nn.assign' op assigns '@w' inside 'nn.loop'; carry or yield the value and assign the result}}
      nn.assign @w, %v : tensor<f32>
      nn.yield
    } else {
      nn.yield
    }
    nn.yield %x : tensor<f32>
  }
}

// -----

// It has two regions.
nn.func @f(%a: tensor<f32>) {
  nn.training capture(%x = %a : tensor<f32>) {
    nn.yield
  }
  // expected-error @+1 {{expected 'else'}}
  nn.return
}
