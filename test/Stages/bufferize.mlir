// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize --dlc-fuse --dlc-linalg --dlc-bufferize | FileCheck %s

// CHECK-LABEL: func.func @predict
// CHECK-SAME: (%{{.*}}: index, %{{.*}}: memref<?x1x8x8xf32>, %[[LOGITS:.*]]: memref<?x3xf32> {dlc.result = 0 : i64}, %{{.*}}: memref<4x1x3x3xf32>,
// CHECK-NOT: tensor
// CHECK-NOT: memref.copy
// The result is computed where the caller wants it.
// CHECK: kernel.matmul {{.*}} outs(%[[LOGITS]] :
// CHECK-NEXT: return

// Every variable is updated where it is, without a copy.
// CHECK-LABEL: func.func @train_step
// CHECK-SAME: %[[CONV:[a-z0-9]*]]: memref<4x1x3x3xf32>, %[[SCALE:[a-z0-9]*]]: memref<4xf32>,
// CHECK-SAME: %[[FC:[a-z0-9]*]]: memref<64x3xf32>) attributes
// CHECK-NOT: memref.copy
// CHECK-DAG: outs(%[[CONV]] :
// CHECK-DAG: outs({{.*}}%[[SCALE]]{{[ ,]}}
// CHECK-DAG: kernel.matmul {{.*}} extras(%[[FC]], {{.*}} outs(%[[FC]] :
// CHECK-NOT: memref.copy

// Initial values of one number are filled in, and need no array of theirs.
// CHECK-LABEL: func.func @init
// CHECK-NOT: memref.copy
// CHECK: linalg.fill
// CHECK-NOT: memref.copy
