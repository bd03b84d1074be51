// What the target cannot run is reported at once, with types and the way out.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64 triple=x86_64-linux-gnu" --nn-check-target --verify-diagnostics
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --nn-check-target -o /dev/null
// RUN: dlc-opt %s --dlc-attach-target="triple=aarch64-linux-gnu" --nn-check-target -o /dev/null
// RUN: not dlc-opt %s --nn-check-target 2>&1 | FileCheck %s
// CHECK: the module does not say what machine code is made for; dlc-attach-target does

nn.func @three(%x: tensor<2x4xf16>, %w: tensor<4x3xf16>, %y: tensor<2x4xf32>) -> (a: tensor<2x3xf16>, b: tensor<2x4xf16>, c: tensor<2x4xf32>, d: tensor<4x2xf16>) {
  // expected-error @+2 {{'nn.matmul' op computes with f16, which the CPU 'x86-64' does not convert: ('tensor<2x4xf16>', 'tensor<4x3xf16>') -> ('tensor<2x3xf16>')}}
  // expected-note @+1 {{store bf16 or f32 instead, or compile for a CPU that has instructions for f16}}
  %a = nn.matmul %x, %w : tensor<2x4xf16>, tensor<4x3xf16>
  // expected-error @+1 {{'nn.sort' op computes with f16}}
  %b, %i = nn.sort %x axis 1 : tensor<2x4xf16>
  %c = nn.exp %y : tensor<2x4xf32>
  // expected-error @+1 {{'nn.cast' op computes with f16, which the CPU 'x86-64' does not convert: ('tensor<2x4xf16>') -> ('tensor<2x4xf32>')}}
  %e = nn.cast %x : tensor<2x4xf16> to tensor<2x4xf32>
  %f = nn.add %c, %e : tensor<2x4xf32>, tensor<2x4xf32>
  // Another shape needs no conversion.
  %d = nn.reshape %x : tensor<2x4xf16> to tensor<4x2xf16>
  nn.return %a, %b, %f, %d : tensor<2x3xf16>, tensor<2x4xf16>, tensor<2x4xf32>, tensor<4x2xf16>
}
