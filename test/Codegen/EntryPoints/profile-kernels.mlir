// Without a host to tell, kernels are listed alone.
// RUN: dlc-opt %s --dlc-outline-kernels --dlc-profile-kernels | FileCheck %s --check-prefix=LIST
// LIST: dlc.profile = [{entry = "f"
// LIST-NOT: llvm.call
// RUN: dlc-opt %s --dlc-outline-kernels --dlc-profile-kernels="mark=4096 profile=8192" --canonicalize | FileCheck %s

// What a kernel's loop was made from is in the locations of its ops, in whichever of them.
// CHECK: module attributes {dlc.profile = [{entry = "f", forms = [{form = "blocks", lanes = 16 : i64, used = 88 : i64}, {refusal = "panels: few rows"}], ops = [{flops = 7 : i64, op = "matmul"}, {flops = 1 : i64, op = "relu"}], parallel = true, prepares = false}]
// CHECK-LABEL: func.func @f(
// CHECK-DAG: %[[MARK:.*]] = llvm.mlir.constant(4096 : i64) : i64
// CHECK-DAG: %[[PROFILE:.*]] = llvm.mlir.constant(8192 : i64) : i64
// CHECK-DAG: %[[START:.*]] = llvm.mlir.constant(-1 : i64) : i64
// CHECK-DAG: %[[FIRST:.*]] = llvm.mlir.constant(0 : i64) : i64
// CHECK: %[[TO:.*]] = llvm.inttoptr %[[MARK]] : i64 to !llvm.ptr
// CHECK: %[[WITH:.*]] = llvm.inttoptr %[[PROFILE]] : i64 to !llvm.ptr
// CHECK: llvm.call %[[TO]](%[[WITH]], %[[START]]) : !llvm.ptr, (!llvm.ptr, i64) -> ()
// CHECK: call @f_kernel
// CHECK: llvm.call %{{.*}}(%{{.*}}, %[[FIRST]]) : !llvm.ptr, (!llvm.ptr, i64) -> ()
// CHECK: return
func.func @f(%x: memref<8xf32>, %y: memref<8xf32>, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.parallel (%i) = (%zero) to (%n) step (%one) {
    %v = memref.load %x[%i] : memref<8xf32> loc(fused<{form = "blocks", lanes = 16 : i64, used = 88 : i64}>[fused<{refusal = "panels: few rows"}>[fused<{op = "matmul", flops = 7 : i64}>["a"]]])
    %w = arith.addf %v, %v : f32 loc(fused<{op = "relu", flops = 1 : i64}>["b"])
    memref.store %w, %y[%i] : memref<8xf32> loc(fused<{op = "relu", flops = 1 : i64}>["b"])
    scf.reduce
  }
  return
}
