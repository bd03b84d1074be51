// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize="cpu=x86-64-v3 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize --dlc-tile | FileCheck %s

// CHECK-LABEL: func.func @train_step
// CHECK-NOT: {{(kernel|linalg)\.}}
// CHECK-DAG: scf.parallel
// CHECK-DAG: vector.fma {{.*}} : vector<8xf32>
// CHECK-NOT: {{(kernel|linalg)\.}}
// Nothing calls the C library.
// CHECK-NOT: math.exp
// CHECK-NOT: math.log
// CHECK-LABEL: func.func @reset_optimizer
