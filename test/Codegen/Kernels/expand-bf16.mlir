// RUN: dlc-opt %s --dlc-expand-bf16 | FileCheck %s

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
