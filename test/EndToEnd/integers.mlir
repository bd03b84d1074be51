// Integers at the ends of their types, folded and run.
// RUN: dlc run %s --seed 0 --batch 1 | FileCheck %s

nn.func @predict() -> (i8: tensor<5xi8>, ui8: tensor<3xui8>, i64: tensor<2xi64>, folded: tensor<2xi8>, folded_ui8: tensor<2xui8>,
    negated: tensor<2xi64>, size: tensor<2xi64>, flipped: tensor<2xi64>, down: tensor<3xui8>, padded: tensor<3xui8>) {
  // A bound outside of the type bounds nothing.
  // CHECK: i8  i8 [5]
  // CHECK-NEXT: {{^ +-128 +-1 +0 +100 +127$}}
  %a = nn.constant dense<[-128, -1, 0, 100, 127]> : tensor<5xi8>
  %i8 = nn.clip %a min -200.0 max 300.0 : tensor<5xi8>
  // CHECK: ui8  u8 [3]
  // CHECK-NEXT: {{^ +0 +200 +255$}}
  %b = nn.constant dense<[0, 200, 255]> : tensor<3xui8>
  %ui8 = nn.clip %b min -1.0 max 256.0 : tensor<3xui8>
  // CHECK: i64  i64 [2]
  // CHECK-NEXT: {{^ +-9223372036854775808 +9223372036854775807$}}
  %c = nn.constant dense<[-9223372036854775808, 9223372036854775807]> : tensor<2xi64>
  %i64 = nn.clip %c min -1.0e30 max 1.0e30 : tensor<2xi64>
  // CHECK: folded  i8 [2]
  // CHECK-NEXT: {{^ +-128 +-128$}}
  %d = nn.constant dense<-128> : tensor<2xi8>
  %folded = nn.clip %d min -200.0 max 300.0 : tensor<2xi8>
  // CHECK: folded_ui8
  // CHECK-NEXT: {{^ +200 +200$}}
  %e = nn.constant dense<200> : tensor<2xui8>
  %folded_ui8 = nn.clip %e min -1.0 max 256.0 : tensor<2xui8>

  // The least number has no opposite: it is its own, as in NumPy.
  // CHECK: negated
  // CHECK-NEXT: {{^ +-9223372036854775808 +-9223372036854775808$}}
  // CHECK: size
  // CHECK-NEXT: {{^ +-9223372036854775808 +-9223372036854775808$}}
  // CHECK: flipped
  // CHECK-NEXT: {{^ +9223372036854775807 +9223372036854775807$}}
  %least = nn.constant dense<-9223372036854775808> : tensor<2xi64>
  %negated = nn.neg %least : tensor<2xi64>
  %size = nn.abs %least : tensor<2xi64>
  %flipped = nn.bitwise_not %least : tensor<2xi64>

  // CHECK: down
  // CHECK-NEXT: {{^ +255 +254 +253$}}
  %down = nn.range start 255.0 delta -1.0 : tensor<3xui8>
  // CHECK: padded
  // CHECK-NEXT: {{^ +200 +200 +255$}}
  %padded = nn.pad %e pads [0, 1] value 255.0 : tensor<2xui8>
  nn.return %i8, %ui8, %i64, %folded, %folded_ui8, %negated, %size, %flipped, %down, %padded
      : tensor<5xi8>, tensor<3xui8>, tensor<2xi64>, tensor<2xi8>, tensor<2xui8>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<3xui8>, tensor<3xui8>
}
