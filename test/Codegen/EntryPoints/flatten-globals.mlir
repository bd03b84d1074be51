// RUN: dlc-opt %s --dlc-flatten-globals | FileCheck %s

// CHECK: llvm.mlir.global private constant @weights(dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>) {{.*}}: !llvm.array<4 x f32>
llvm.mlir.global private constant @weights(dense<[[[1.0], [2.0]], [[3.0], [4.0]]]> : tensor<2x2x1xf32>) {addr_space = 0 : i32} : !llvm.array<2 x array<2 x array<1 x f32>>>
// CHECK: @same(dense<5> : tensor<6xi64>) {{.*}}: !llvm.array<6 x i64>
llvm.mlir.global private constant @same(dense<5> : tensor<2x3xi64>) {addr_space = 0 : i32} : !llvm.array<2 x array<3 x i64>>
// CHECK: @large(dense_resource<blob> : tensor<4xf32>) {{.*}}: !llvm.array<4 x f32>
llvm.mlir.global private constant @large(dense_resource<blob> : tensor<2x2xf32>) {addr_space = 0 : i32} : !llvm.array<2 x array<2 x f32>>
// Text, and what has one dimension, stay.
// CHECK: @text("abc")
llvm.mlir.global private constant @text("abc") {addr_space = 0 : i32}
// CHECK: @row(dense<[7, 8]> : tensor<2xi8>) {{.*}}: !llvm.array<2 x i8>
llvm.mlir.global private constant @row(dense<[7, 8]> : tensor<2xi8>) {addr_space = 0 : i32} : !llvm.array<2 x i8>

llvm.func @third() -> f32 {
  %0 = llvm.mlir.addressof @weights : !llvm.ptr
  // CHECK: llvm.getelementptr %{{.*}}[0, 1, 0, 0] : (!llvm.ptr) -> !llvm.ptr, !llvm.array<2 x array<2 x array<1 x f32>>>
  %1 = llvm.getelementptr %0[0, 1, 0, 0] : (!llvm.ptr) -> !llvm.ptr, !llvm.array<2 x array<2 x array<1 x f32>>>
  %2 = llvm.load %1 : !llvm.ptr -> f32
  llvm.return %2 : f32
}

{-#
  dialect_resources: {
    builtin: {
      blob: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
