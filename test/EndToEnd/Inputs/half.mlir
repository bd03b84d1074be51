module @half {
nn.func @casts(%f64: tensor<?xf64>, %f32: tensor<?xf32>, %f16: tensor<?xf16>, %i64: tensor<?xi64>) -> (half: tensor<?xf16>, brain: tensor<?xbf16>, narrow: tensor<?xf16>, narrow_brain: tensor<?xbf16>, wide: tensor<?xf64>, single: tensor<?xf32>, whole: tensor<?xf16>, count: tensor<?xi64>) {
  %half = nn.cast %f64 : tensor<?xf64> to tensor<?xf16>
  %brain = nn.cast %f64 : tensor<?xf64> to tensor<?xbf16>
  %narrow = nn.cast %f32 : tensor<?xf32> to tensor<?xf16>
  %narrow_brain = nn.cast %f32 : tensor<?xf32> to tensor<?xbf16>
  %wide = nn.cast %f16 : tensor<?xf16> to tensor<?xf64>
  %single = nn.cast %f16 : tensor<?xf16> to tensor<?xf32>
  %whole = nn.cast %i64 : tensor<?xi64> to tensor<?xf16>
  %count = nn.cast %f16 : tensor<?xf16> to tensor<?xi64>
  nn.return %half, %brain, %narrow, %narrow_brain, %wide, %single, %whole, %count : tensor<?xf16>, tensor<?xbf16>, tensor<?xf16>, tensor<?xbf16>, tensor<?xf64>, tensor<?xf32>, tensor<?xf16>, tensor<?xi64>
}
// Of copysign(tanh(s), s) with a sum s that is computed in f64 and rounded to f16 on the way, LLVM makes a
// conversion from f64 to f16, for which x86-64 has no instruction.
nn.func @sums(%x: tensor<?x2xf16>, %choice: tensor<i1>) -> (y: tensor<?x2xf16>) {
  %y = nn.if %choice capture(%v = %x : tensor<?x2xf16>) {
    nn.yield %v : tensor<?x2xf16>
  } else {
    %s = nn.cumsum %v axis 1 : tensor<?x2xf16>
    %t = nn.tanh %s : tensor<?x2xf16>
    nn.yield %t : tensor<?x2xf16>
  }
  nn.return %y : tensor<?x2xf16>
}
// What is only moved is so in all types; a constant and a product, too.
nn.func @moves(%x: tensor<?x4xf16>, %w: tensor<4x4xf16>) -> (y: tensor<?x4xf16>, z: tensor<4x?xf16>, p: tensor<?x4xf16>) {
  %c = nn.constant dense<[1.5, -0.5, 2.0, 65504.0]> : tensor<4xf16>
  %y = nn.mul %x, %c : tensor<?x4xf16>, tensor<4xf16>
  %z = nn.transpose %x perm [1, 0] : tensor<?x4xf16>
  %p = nn.matmul %x, %w : tensor<?x4xf16>, tensor<4x4xf16>
  nn.return %y, %z, %p : tensor<?x4xf16>, tensor<4x?xf16>, tensor<?x4xf16>
}
}
