// A sum of nothing is 0, and its epilogue still runs.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --kernel-expand --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @nothing
// CHECK: kernel.brgemm ins({{.*}} : memref<2x0xf32, {{.*}}>, memref<0x16xf32, {{.*}}>)
func.func @nothing(%x: memref<2x0xf32>, %w: memref<0x32xf32>, %y: memref<2x32xf32>) {
  kernel.matmul ins(%x, %w : memref<2x0xf32>, memref<0x32xf32>) outs(%y : memref<2x32xf32>)
  return
}
