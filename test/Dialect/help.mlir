// dlc-opt knows our dialects and passes beside upstream's.
// RUN: dlc-opt --help | FileCheck %s

// CHECK: Available Dialects:
// CHECK-SAME: {{[ ,]}}linalg,
// CHECK-SAME: {{[ ,]}}nn,
// CHECK: --canonicalize
// CHECK: --convert-nn-to-linalg
// CHECK: --nn-inline-calls
// CHECK: --nn-lift-state
