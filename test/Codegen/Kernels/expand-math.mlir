// The form of the expansions; their numbers are in test/Unit/API/MathTest.cpp.
// RUN: dlc-opt %s --dlc-attach-target="cpu=x86-64-v4 triple=x86_64-linux-gnu" --dlc-expand-math | FileCheck %s

// Only what the machine has an instruction for is left of math, so that a loop around it can be vectorised.
// CHECK-LABEL: func.func @scalars
// CHECK-NOT: {{math\.(exp|expm1|log|log1p|powf|sinh|cosh|tanh|asinh|acosh|atanh|erf|sin|cos|tan|asin|acos|atan) }}
// CHECK-NOT: call
// CHECK: return
func.func @scalars(%x: f32, %y: f32) -> f32 {
  %0 = math.exp %x : f32
  %1 = math.expm1 %0 : f32
  %2 = math.log %1 : f32
  %3 = math.log1p %2 : f32
  %4 = math.powf %3, %y : f32
  %5 = math.sinh %4 : f32
  %6 = math.cosh %5 : f32
  %7 = math.tanh %6 : f32
  %8 = math.asinh %7 : f32
  %9 = math.acosh %8 : f32
  %10 = math.atanh %9 : f32
  %11 = math.erf %10 : f32
  %12 = math.sin %11 : f32
  %13 = math.cos %12 : f32
  %14 = math.tan %13 : f32
  %15 = math.asin %14 : f32
  %16 = math.acos %15 : f32
  %17 = math.atan %16 : f32
  return %17 : f32
}

// In an epilogue they are vectors.
// CHECK-LABEL: func.func @vectors
// CHECK: math.fma {{.*}} : vector<16xf32>
// CHECK: arith.shli {{.*}} : vector<16xi32>
// CHECK: arith.bitcast {{.*}} : vector<16xi32> to vector<16xf32>
// CHECK-NOT: math.exp
// CHECK: return
func.func @vectors(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// Angles are reduced in f64, which holds enough of 2/π for the largest of them.
// CHECK-LABEL: func.func @reduced
// CHECK: arith.extf {{.*}} : vector<8xf32> to vector<8xf64>
// CHECK: math.roundeven {{.*}} : vector<8xf64>
// CHECK: arith.truncf {{.*}} : vector<8xf64> to vector<8xf32>
func.func @reduced(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.cos %x : vector<8xf32>
  return %0 : vector<8xf32>
}

// f64 and what has instructions are left alone.
// CHECK-LABEL: func.func @left
// CHECK: math.exp %{{.*}} : f64
// CHECK-NEXT: math.sqrt %{{.*}} : f32
// CHECK-NEXT: math.absf %{{.*}} : f32
// CHECK-NEXT: return
func.func @left(%x: f64, %y: f32) -> (f64, f32) {
  %0 = math.exp %x : f64
  %1 = math.sqrt %y : f32
  %2 = math.absf %1 : f32
  return %0, %2 : f64, f32
}
