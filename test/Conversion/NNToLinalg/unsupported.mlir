// What has no lowering is reported at once, each op with its types and the way out.
// RUN: dlc-opt %s --convert-nn-to-linalg --verify-diagnostics

nn.func @three(%x: tensor<2x4xf32>, %i: tensor<2x3xi64>) -> (a: tensor<2x4xf32>, b: tensor<2x8xf32>, c: tensor<2x3xf16>) {
  // expected-error @+2 {{'nn.gelu' op has no lowering for ('tensor<2x4xf32>') -> ('tensor<2x4xf32>')}}
  // expected-note @+1 {{nn-legalize rewrites it as simpler ops, which have one}}
  %a = nn.gelu %x : tensor<2x4xf32>
  %e = nn.exp %a : tensor<2x4xf32>
  // expected-error @+2 {{'nn.pad' op has no lowering for ('tensor<2x4xf32>') -> ('tensor<2x8xf32>')}}
  // expected-note @+1 {{nn-legalize rewrites it as simpler ops, which have one}}
  %b = nn.pad %e pads [0, 2, 0, 2] mode reflect : tensor<2x4xf32>
  %h = nn.cast %i : tensor<2x3xi64> to tensor<2x3xf16>
  // expected-error @+2 {{'nn.softsign' op has no lowering for ('tensor<2x3xf16>') -> ('tensor<2x3xf16>')}}
  // expected-note @+1 {{nn-legalize rewrites it as simpler ops, which have one}}
  %c = nn.softsign %h : tensor<2x3xf16>
  nn.return %e, %b, %c : tensor<2x4xf32>, tensor<2x8xf32>, tensor<2x3xf16>
}
