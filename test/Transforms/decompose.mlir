// RUN: dlc-opt %s --nn-decompose | FileCheck %s
// RUN: dlc-opt %s --nn-decompose=ops=nn.silu | FileCheck %s
// RUN: not dlc-opt %s --nn-decompose=ops=nn.silu,nn.relu 2>&1 | FileCheck %s --check-prefix=PRIMITIVE
// RUN: not dlc-opt %s --nn-decompose=ops=nn.silly 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// PRIMITIVE: nn-decompose: 'nn.relu' is no op with a decomposition
// UNKNOWN: nn-decompose: 'nn.silly' is no op with a decomposition

// CHECK-LABEL: nn.func @silu
nn.func @silu(%x: tensor<?x4xf32>) -> (y: tensor<?x4xf32>) {
  // CHECK-NEXT: %[[S:.*]] = nn.sigmoid %x
  // CHECK-NEXT: %[[Y:.*]] = nn.mul %x, %[[S]]
  // CHECK-NEXT: %[[R:.*]] = nn.relu %[[Y]]
  // CHECK-NEXT: nn.return %[[R]]
  %0 = nn.silu %x : tensor<?x4xf32>
  %1 = nn.relu %0 : tensor<?x4xf32>
  nn.return %1 : tensor<?x4xf32>
}
