// RUN: dlc-opt %S/Inputs/network.mlir --dlc-pipeline="mode=train optimizer=adam prefix=net_ cpu=x86-64-v4 triple=x86_64-linux-gnu" | FileCheck %s
// RUN: dlc-opt %S/Inputs/network.mlir --dlc-pipeline="mode=train optimizer=adam prefix=net_ openmp=false cpu=x86-64-v4 triple=x86_64-linux-gnu" | FileCheck %s --check-prefix=SERIAL

// Kernels are this model's alone, entry points can be seen; threads are OpenMP's.
// CHECK-NOT: {{[ "](memref|scf|vector|arith|math|func|omp)\.}}
// CHECK: llvm.func {{.*}}@net_predict_kernel{{.*}}llvm.noalias
// CHECK: llvm.func @net_predict(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr) attributes
// CHECK: llvm.call @__kmpc_fork_call
// CHECK-NOT: {{[ "](memref|scf|vector|arith|math|func|omp)\.}}
// CHECK: llvm.func @net_train_step(
// The arenas' sizes go into the manifest.
// CHECK-SAME: dlc.batch_arena_bytes
// Nothing allocates, and in f32 nothing calls the C library.
// CHECK-NOT: {{malloc|free|expf|logf}}

// SERIAL-NOT: {{omp\.|__kmpc}}
// SERIAL: llvm.func @net_train_step(
// SERIAL-NOT: {{omp\.|__kmpc}}
