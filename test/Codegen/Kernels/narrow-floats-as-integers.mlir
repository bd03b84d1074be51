// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --dlc-narrow-floats-as-integers | FileCheck %s --check-prefixes=CHECK,HALF
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v2 triple=x86_64-linux-gnu" --dlc-narrow-floats-as-integers | FileCheck %s --check-prefixes=CHECK,INTEGERS

// CHECK: llvm.mlir.global internal constant @table(dense<1.000000e+00> : tensor<4xbf16>) {{.*}}: !llvm.array<4 x bf16>
llvm.mlir.global internal constant @table(dense<1.0> : tensor<4xbf16>) : !llvm.array<4 x bf16>

// CHECK-LABEL: llvm.func @choose(
// CHECK-SAME: %{{.*}}: !llvm.ptr, %{{.*}}: i1, %{{.*}}: i16)
// CHECK: llvm.mlir.constant(16256 : i16) : i16
// CHECK: llvm.mlir.constant(dense<[16256, -16384]> : vector<2xi16>) : vector<2xi16>
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> i16
// CHECK: llvm.select %{{.*}}, %{{.*}}, %{{.*}} : i1, i16
// CHECK: llvm.getelementptr %{{.*}}[1] : (!llvm.ptr) -> !llvm.ptr, i16
// CHECK: llvm.store %{{.*}}, %{{.*}} : i16, !llvm.ptr
// CHECK-NOT: bf16
llvm.func @choose(%p: !llvm.ptr, %c: i1, %x: bf16) {
  %one = llvm.mlir.constant(1.0 : bf16) : bf16
  %two = llvm.mlir.constant(dense<[1.0, -2.0]> : vector<2xbf16>) : vector<2xbf16>
  %a = llvm.load %p : !llvm.ptr -> bf16
  %b = llvm.select %c, %a, %one : i1, bf16
  %q = llvm.getelementptr %p[1] : (!llvm.ptr) -> !llvm.ptr, bf16
  llvm.store %b, %q : bf16, !llvm.ptr
  llvm.store %two, %p : vector<2xbf16>, !llvm.ptr
  llvm.store %x, %q : bf16, !llvm.ptr
  llvm.return
}

// f16 where the CPU has no instructions.
// CHECK-LABEL: llvm.func @half(
// HALF: llvm.load %{{.*}} : !llvm.ptr -> vector<4xf16>
// INTEGERS: llvm.load %{{.*}} : !llvm.ptr -> vector<4xi16>
// INTEGERS-NOT: f16
llvm.func @half(%p: !llvm.ptr, %q: !llvm.ptr) {
  %a = llvm.load %p : !llvm.ptr -> vector<4xf16>
  llvm.store %a, %q : vector<4xf16>, !llvm.ptr
  llvm.return
}
