// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize --dlc-tile --dlc-parallelize="prefix=net_" | FileCheck %s
// RUN: dlc-opt %S/Inputs/network.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize --dlc-tile --dlc-parallelize="prefix=net_ openmp=false" | FileCheck %s --check-prefix=SERIAL
// RUN: dlc-opt %S/Inputs/alike.mlir --dlc-simplify --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=ALIKE

// Kernels, two arenas in the place of every allocation, the calling convention of a Program, and threads.
// CHECK-NOT: memref.alloc(
// CHECK-NOT: nn.variable
// CHECK: func.func private @net_predict_kernel
// CHECK-SAME: llvm.noalias
// CHECK-NOT: memref.alloc(
// CHECK: func.func @net_predict(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr) attributes {dlc.batch_arena_bytes = {{[1-9][0-9]*}} : i64, dlc.fixed_arena_bytes =
// CHECK: llvm.call @__kmpc_fork_call
// CHECK-NOT: memref.alloc(
// CHECK: func.func @net_train_step
// CHECK-NOT: memref.alloc(

// SERIAL-NOT: __kmpc
// SERIAL: func.func @net_predict
// SERIAL: call @net_predict_kernel
// SERIAL-NOT: __kmpc

// Equal kernels are merged, equal entry points are not.
// ALIKE: func.func private @first_kernel
// ALIKE: func.func @first(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr) attributes {dlc.batch_arena_bytes
// ALIKE-NOT: func.func private @second_kernel
// ALIKE-NOT: dlc.entry_point
// ALIKE: func.func @second(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr) attributes {dlc.batch_arena_bytes
// ALIKE: call @first_kernel
