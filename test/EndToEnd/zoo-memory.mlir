// The known networks' training steps copy no weights: all is computed where it belongs; and they allocate nothing.
// RUN: dlc-opt %S/../Unit/Zoo/Texts/mlp.mlir --dlc-simplify="mode=train optimizer=sgd" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize > %t.mlp
// RUN: FileCheck %s < %t.mlp
// RUN: dlc-opt %t.mlp --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=PLANNED
// RUN: dlc-opt %S/../Unit/Zoo/Texts/lenet.mlir --dlc-simplify="mode=train optimizer=adam" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize > %t.lenet
// RUN: FileCheck %s < %t.lenet
// RUN: dlc-opt %t.lenet --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=PLANNED
// RUN: dlc-opt %S/../Unit/Zoo/Texts/bncnn.mlir --dlc-simplify="mode=train optimizer=momentum" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize > %t.bncnn
// RUN: FileCheck %s < %t.bncnn
// RUN: dlc-opt %t.bncnn --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=PLANNED
// RUN: dlc-opt %S/../Unit/Zoo/Texts/vae.mlir --dlc-simplify="mode=train optimizer=adam" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize > %t.vae
// RUN: FileCheck %s < %t.vae
// RUN: dlc-opt %t.vae --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=PLANNED

// RUN: dlc-opt %S/../Unit/Zoo/Texts/resmlp.mlir --dlc-simplify="mode=train optimizer=adam" --dlc-differentiate --dlc-legalize="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-fuse --dlc-linalg --dlc-bufferize --dlc-tile --dlc-parallelize | FileCheck %s --check-prefix=ARENA
// Gradients of 64 layers, 1 MB each, do not wait for one another.
// ARENA: func.func @train_step{{.*}}dlc.fixed_arena_bytes = {{[1-4]......}} : i64

// CHECK-LABEL: func.func @train_step
// CHECK-NOT: memref.copy
// CHECK-LABEL: func.func @reset_optimizer
// Initial values of one number are filled in, not copied from an array.
// CHECK-NOT: memref.copy {{.*}}x{{.*}}f{{(32|64)}}>
// CHECK-LABEL: func.func @init
// CHECK-NOT: memref.copy {{.*}}x{{.*}}f{{(32|64)}}>

// PLANNED-NOT: {{memref\.alloc\(|memref\.copy}}
// PLANNED: func.func @train_step(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)
// PLANNED-NOT: {{memref\.alloc\(|memref\.copy}}
