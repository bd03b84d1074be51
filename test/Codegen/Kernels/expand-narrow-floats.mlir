// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" --dlc-expand-narrow-floats | FileCheck %s
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v2 triple=x86_64-linux-gnu" --dlc-expand-narrow-floats | FileCheck %s --check-prefix=OLD

// CHECK-LABEL: func.func @convert
// CHECK-NOT: arith.extf
// CHECK: arith.shli
// CHECK: arith.bitcast {{.*}} : i32 to f32
// CHECK: arith.bitcast {{.*}} : f32 to i32
// CHECK: arith.shrui
// CHECK: arith.bitcast {{.*}} : i16 to bf16
// CHECK-NOT: arith.truncf
// Conversions of other types, and the larger of two, stay.
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.maximumf
func.func @convert(%x: bf16, %h: f16) -> (bf16, f32) {
  %w = arith.extf %x : bf16 to f32
  %y = arith.addf %w, %w : f32
  %b = arith.truncf %y : f32 to bf16
  %v = arith.extf %h : f16 to f32
  %m = arith.maximumf %v, %y : f32
  return %b, %m : bf16, f32
}

// A conversion of integers goes by way of f32.
// CHECK-LABEL: func.func @integers
// CHECK: arith.sitofp %{{.*}} : i32 to f32
// CHECK: arith.uitofp %{{.*}} : vector<4xi8> to vector<4xf32>
// CHECK: arith.uitofp %{{.*}} : i1 to f16
func.func @integers(%i: i32, %v: vector<4xi8>, %t: i1) -> (bf16, vector<4xbf16>, f16) {
  %b = arith.sitofp %i : i32 to bf16
  %w = arith.uitofp %v : vector<4xi8> to vector<4xbf16>
  %h = arith.uitofp %t : i1 to f16
  return %b, %w, %h : bf16, vector<4xbf16>, f16
}

// What a CPU does not convert is arithmetic on vectors, too; f64 comes by way of f32, which is exact.
// OLD-LABEL: func.func @half
// OLD-NOT: f16 to f
// OLD: arith.mulf %{{.*}} : vector<4xf32>
// OLD: arith.subf %{{.*}} : vector<4xf32>
// OLD: arith.addf %{{.*}} : vector<4xf32>
// OLD-NOT: arith.truncf
// OLD: arith.bitcast %{{.*}} : vector<4xi16> to vector<4xf16>
// OLD: arith.extf %{{.*}} : f32 to f64
func.func @half(%x: vector<4xf16>, %y: f16) -> (vector<4xf16>, f64, f16, i32) {
  %w = arith.extf %x : vector<4xf16> to vector<4xf32>
  %s = arith.subf %w, %w : vector<4xf32>
  %n = arith.truncf %s : vector<4xf32> to vector<4xf16>
  %d = arith.extf %y : f16 to f64
  %i = arith.fptosi %y : f16 to i32
  %h = arith.uitofp %i : i32 to f16
  return %n, %d, %h, %i : vector<4xf16>, f64, f16, i32
}
