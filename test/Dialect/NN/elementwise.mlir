// RUN: dlc-opt %s | dlc-opt | FileCheck %s
// RUN: dlc-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: nn.func @broadcast
nn.func @broadcast(%x: tensor<?x6x4x4xf32>, %b: tensor<6x1x1xf32>, %s: tensor<f32>) -> (y: tensor<?x6x4x4xf32>) {
  // CHECK: nn.add %x, %b : tensor<?x6x4x4xf32>, tensor<6x1x1xf32>
  %0 = nn.add %x, %b : tensor<?x6x4x4xf32>, tensor<6x1x1xf32>
  // CHECK: nn.mul %{{.*}}, %s : tensor<?x6x4x4xf32>, tensor<f32>
  %1 = nn.mul %0, %s : tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.compare gt
  %2 = nn.compare gt %1, %s : tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.where
  %3 = nn.where %2, %1, %s : tensor<?x6x4x4xi1>, tensor<?x6x4x4xf32>, tensor<f32>
  // CHECK: nn.relu %{{.*}} : tensor<?x6x4x4xf32>
  %4 = nn.relu %3 : tensor<?x6x4x4xf32>
  // CHECK: nn.cast %{{.*}} : tensor<?x6x4x4xi1> to tensor<?x6x4x4xf32>
  %5 = nn.cast %2 : tensor<?x6x4x4xi1> to tensor<?x6x4x4xf32>
  %6 = nn.add %4, %5 : tensor<?x6x4x4xf32>, tensor<?x6x4x4xf32>
  nn.return %6 : tensor<?x6x4x4xf32>
}

// CHECK-LABEL: nn.func @unary
nn.func @unary(%x: tensor<?x4xf32>) {
  // CHECK: nn.neg %x : tensor<?x4xf32>
  %neg = nn.neg %x : tensor<?x4xf32>
  // CHECK: nn.abs %x : tensor<?x4xf32>
  %abs = nn.abs %x : tensor<?x4xf32>
  // CHECK: nn.sign %x : tensor<?x4xf32>
  %sign = nn.sign %x : tensor<?x4xf32>
  // CHECK: nn.reciprocal %x : tensor<?x4xf32>
  %reciprocal = nn.reciprocal %x : tensor<?x4xf32>
  // CHECK: nn.floor %x : tensor<?x4xf32>
  %floor = nn.floor %x : tensor<?x4xf32>
  // CHECK: nn.ceil %x : tensor<?x4xf32>
  %ceil = nn.ceil %x : tensor<?x4xf32>
  // CHECK: nn.round %x : tensor<?x4xf32>
  %round = nn.round %x : tensor<?x4xf32>
  // CHECK: nn.stop_gradient %x : tensor<?x4xf32>
  %stop_gradient = nn.stop_gradient %x : tensor<?x4xf32>
  // CHECK: nn.sqrt %x : tensor<?x4xf32>
  %sqrt = nn.sqrt %x : tensor<?x4xf32>
  // CHECK: nn.rsqrt %x : tensor<?x4xf32>
  %rsqrt = nn.rsqrt %x : tensor<?x4xf32>
  // CHECK: nn.exp %x : tensor<?x4xf32>
  %exp = nn.exp %x : tensor<?x4xf32>
  // CHECK: nn.expm1 %x : tensor<?x4xf32>
  %expm1 = nn.expm1 %x : tensor<?x4xf32>
  // CHECK: nn.log %x : tensor<?x4xf32>
  %log = nn.log %x : tensor<?x4xf32>
  // CHECK: nn.log1p %x : tensor<?x4xf32>
  %log1p = nn.log1p %x : tensor<?x4xf32>
  // CHECK: nn.sin %x : tensor<?x4xf32>
  %sin = nn.sin %x : tensor<?x4xf32>
  // CHECK: nn.cos %x : tensor<?x4xf32>
  %cos = nn.cos %x : tensor<?x4xf32>
  // CHECK: nn.tan %x : tensor<?x4xf32>
  %tan = nn.tan %x : tensor<?x4xf32>
  // CHECK: nn.asin %x : tensor<?x4xf32>
  %asin = nn.asin %x : tensor<?x4xf32>
  // CHECK: nn.acos %x : tensor<?x4xf32>
  %acos = nn.acos %x : tensor<?x4xf32>
  // CHECK: nn.atan %x : tensor<?x4xf32>
  %atan = nn.atan %x : tensor<?x4xf32>
  // CHECK: nn.sinh %x : tensor<?x4xf32>
  %sinh = nn.sinh %x : tensor<?x4xf32>
  // CHECK: nn.cosh %x : tensor<?x4xf32>
  %cosh = nn.cosh %x : tensor<?x4xf32>
  // CHECK: nn.asinh %x : tensor<?x4xf32>
  %asinh = nn.asinh %x : tensor<?x4xf32>
  // CHECK: nn.acosh %x : tensor<?x4xf32>
  %acosh = nn.acosh %x : tensor<?x4xf32>
  // CHECK: nn.atanh %x : tensor<?x4xf32>
  %atanh = nn.atanh %x : tensor<?x4xf32>
  // CHECK: nn.erf %x : tensor<?x4xf32>
  %erf = nn.erf %x : tensor<?x4xf32>
  // CHECK: nn.clip %x min -1.000000e+00 max 2.500000e+00 : tensor<?x4xf32>
  %both = nn.clip %x min -1.0 max 2.5 : tensor<?x4xf32>
  // CHECK: nn.clip %x max 6.000000e+00 : tensor<?x4xf32>
  %above = nn.clip %x max 6.0 : tensor<?x4xf32>
  // CHECK: nn.is_nan %x : tensor<?x4xf32>
  %nan = nn.is_nan %x : tensor<?x4xf32>
  // CHECK: nn.is_inf %x : tensor<?x4xf32>
  %inf = nn.is_inf %x : tensor<?x4xf32>
  // CHECK: nn.or %{{.*}}, %{{.*}} : tensor<?x4xi1>, tensor<?x4xi1>
  %or = nn.or %nan, %inf : tensor<?x4xi1>, tensor<?x4xi1>
  // CHECK: nn.not %{{.*}} : tensor<?x4xi1>
  %not = nn.not %or : tensor<?x4xi1>
}

// CHECK-LABEL: nn.func @binary
nn.func @binary(%a: tensor<?x4xf64>, %b: tensor<4xf64>, %i: tensor<3x1xui8>, %j: tensor<2xui8>, %p: tensor<3xi1>, %q: tensor<i1>) {
  // CHECK: nn.sub %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %sub = nn.sub %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.div %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %div = nn.div %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.max %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %max = nn.max %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.min %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %min = nn.min %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.pow %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %pow = nn.pow %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.mod %a, %b : tensor<?x4xf64>, tensor<4xf64>
  %mod = nn.mod %a, %b : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.mod %a, %b fmod : tensor<?x4xf64>, tensor<4xf64>
  %fmod = nn.mod %a, %b fmod : tensor<?x4xf64>, tensor<4xf64>
  // CHECK: nn.and %p, %q : tensor<3xi1>, tensor<i1>
  %and = nn.and %p, %q : tensor<3xi1>, tensor<i1>
  // CHECK: nn.or %p, %q : tensor<3xi1>, tensor<i1>
  %or = nn.or %p, %q : tensor<3xi1>, tensor<i1>
  // CHECK: nn.xor %p, %q : tensor<3xi1>, tensor<i1>
  %xor = nn.xor %p, %q : tensor<3xi1>, tensor<i1>
  // CHECK: nn.bitwise_and %i, %j : tensor<3x1xui8>, tensor<2xui8>
  %bitwise_and = nn.bitwise_and %i, %j : tensor<3x1xui8>, tensor<2xui8>
  // CHECK: nn.bitwise_or %i, %j : tensor<3x1xui8>, tensor<2xui8>
  %bitwise_or = nn.bitwise_or %i, %j : tensor<3x1xui8>, tensor<2xui8>
  // CHECK: nn.bitwise_xor %i, %j : tensor<3x1xui8>, tensor<2xui8>
  %bitwise_xor = nn.bitwise_xor %i, %j : tensor<3x1xui8>, tensor<2xui8>
  // CHECK: nn.bitwise_not %i : tensor<3x1xui8>
  %bitwise_not = nn.bitwise_not %i : tensor<3x1xui8>
  // CHECK: nn.bit_shift left %i, %j : tensor<3x1xui8>, tensor<2xui8>
  %left = nn.bit_shift left %i, %j : tensor<3x1xui8>, tensor<2xui8>
  // CHECK: nn.bit_shift right %{{.*}}, %j : tensor<3x2xui8>, tensor<2xui8>
  %right = nn.bit_shift right %left, %j : tensor<3x2xui8>, tensor<2xui8>
  // CHECK: nn.compare eq %p, %q : tensor<3xi1>, tensor<i1>
  %same = nn.compare eq %p, %q : tensor<3xi1>, tensor<i1>
}

// FOLD-LABEL: nn.func @neutral
// FOLD-NEXT: nn.return %x
nn.func @neutral(%x: tensor<?x3xf32>) -> (y: tensor<?x3xf32>) {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %0 = nn.add %x, %zero : tensor<?x3xf32>, tensor<f32>
  %1 = nn.mul %0, %one : tensor<?x3xf32>, tensor<f32>
  %2 = nn.sub %1, %zero : tensor<?x3xf32>, tensor<f32>
  %3 = nn.div %2, %one : tensor<?x3xf32>, tensor<f32>
  %4 = nn.pow %3, %one : tensor<?x3xf32>, tensor<f32>
  %5 = nn.cast %4 : tensor<?x3xf32> to tensor<?x3xf32>
  nn.return %5 : tensor<?x3xf32>
}

// A neutral element that widens the shape is no identity.
// FOLD-LABEL: nn.func @widening
// FOLD: nn.add
nn.func @widening(%x: tensor<f32>) -> (y: tensor<3xf32>) {
  %zero = nn.constant dense<0.0> : tensor<3xf32>
  %0 = nn.add %x, %zero : tensor<f32>, tensor<3xf32>
  nn.return %0 : tensor<3xf32>
}

// FOLD-LABEL: nn.func @constants
// FOLD: nn.constant dense<[5.000000e+00, 0.000000e+00]> : tensor<2xf32>
nn.func @constants() -> (y: tensor<2xf32>) {
  %a = nn.constant dense<[4.0, -9.0]> : tensor<2xf32>
  %b = nn.constant dense<1.0> : tensor<2xf32>
  %0 = nn.add %a, %b : tensor<2xf32>, tensor<2xf32>
  %1 = nn.relu %0 : tensor<2xf32>
  nn.return %1 : tensor<2xf32>
}

// FOLD-LABEL: nn.func @functions
// FOLD-DAG: dense<2.000000e+00> : tensor<f64>
// FOLD-DAG: dense<5.000000e-01> : tensor<f64>
// FOLD-DAG: dense<-4.000000e+00> : tensor<f64>
nn.func @functions() -> (a: tensor<f64>, b: tensor<f64>, c: tensor<f64>) {
  %x = nn.constant dense<4.0> : tensor<f64>
  %0 = nn.sqrt %x : tensor<f64>
  %1 = nn.rsqrt %x : tensor<f64>
  %2 = nn.neg %x : tensor<f64>
  nn.return %0, %1, %2 : tensor<f64>, tensor<f64>, tensor<f64>
}

// FOLD-LABEL: nn.func @pairs
// FOLD-NEXT: nn.return %x, %p, %i
nn.func @pairs(%x: tensor<3xf32>, %p: tensor<3xi1>, %i: tensor<3xi8>) -> (a: tensor<3xf32>, b: tensor<3xi1>, c: tensor<3xi8>) {
  %0 = nn.neg %x : tensor<3xf32>
  %1 = nn.neg %0 : tensor<3xf32>
  %2 = nn.not %p : tensor<3xi1>
  %3 = nn.not %2 : tensor<3xi1>
  %4 = nn.bitwise_not %i : tensor<3xi8>
  %5 = nn.bitwise_not %4 : tensor<3xi8>
  %6 = nn.clip %1 : tensor<3xf32>
  nn.return %6, %3, %5 : tensor<3xf32>, tensor<3xi1>, tensor<3xi8>
}

// FOLD-LABEL: nn.func @neutral_bits
// FOLD-NEXT: nn.return %p, %i
nn.func @neutral_bits(%p: tensor<3xi1>, %i: tensor<3xui8>) -> (a: tensor<3xi1>, b: tensor<3xui8>) {
  %true = nn.constant dense<true> : tensor<i1>
  %false = nn.constant dense<false> : tensor<i1>
  %all = nn.constant dense<255> : tensor<ui8>
  %none = nn.constant dense<0> : tensor<ui8>
  %0 = nn.and %p, %true : tensor<3xi1>, tensor<i1>
  %1 = nn.or %0, %false : tensor<3xi1>, tensor<i1>
  %2 = nn.xor %1, %false : tensor<3xi1>, tensor<i1>
  %3 = nn.bitwise_and %i, %all : tensor<3xui8>, tensor<ui8>
  %4 = nn.bitwise_or %3, %none : tensor<3xui8>, tensor<ui8>
  %5 = nn.bitwise_xor %4, %none : tensor<3xui8>, tensor<ui8>
  %6 = nn.bit_shift left %5, %none : tensor<3xui8>, tensor<ui8>
  nn.return %2, %6 : tensor<3xi1>, tensor<3xui8>
}

// A decision that is made already; the type stays.
// FOLD-LABEL: nn.func @decided
// FOLD: %[[W:.*]] = nn.where
// FOLD: nn.return %x, %x, %x, %[[W]]
nn.func @decided(%x: tensor<3xf32>, %y: tensor<3xf32>, %s: tensor<f32>, %c: tensor<3xi1>) -> (a: tensor<3xf32>, b: tensor<3xf32>, c: tensor<3xf32>, d: tensor<3xf32>) {
  %one = nn.constant dense<1.0> : tensor<f32>
  %two = nn.constant dense<2.0> : tensor<f32>
  %lt = nn.compare lt %one, %two : tensor<f32>, tensor<f32>
  %ge = nn.compare ge %one, %two : tensor<f32>, tensor<f32>
  %0 = nn.where %lt, %x, %y : tensor<i1>, tensor<3xf32>, tensor<3xf32>
  %1 = nn.where %ge, %y, %x : tensor<i1>, tensor<3xf32>, tensor<3xf32>
  %2 = nn.where %c, %x, %x : tensor<3xi1>, tensor<3xf32>, tensor<3xf32>
  %3 = nn.where %lt, %s, %y : tensor<i1>, tensor<f32>, tensor<3xf32>
  nn.return %0, %1, %2, %3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// Integers: towards zero, with the sign of the divisor, wrapping; what is unsigned is so here too. A division by 0 gives 0.
// FOLD-LABEL: nn.func @integers
// FOLD-DAG: %[[Q:.*]] = nn.constant dense<[-3, -3, 0]> : tensor<3xi8>
// FOLD-DAG: %[[R:.*]] = nn.constant dense<[1, -1, 0]> : tensor<3xi8>
// FOLD-DAG: %[[F:.*]] = nn.constant dense<[-1, 1, 0]> : tensor<3xi8>
// FOLD-DAG: %[[U:.*]] = nn.constant dense<[100, 1]> : tensor<2xui8>
// FOLD-DAG: %[[M:.*]] = nn.constant dense<[200, 255]> : tensor<2xui8>
// FOLD-DAG: %[[S:.*]] = nn.constant dense<[50, 0]> : tensor<2xui8>
// FOLD-DAG: %[[A:.*]] = nn.constant dense<[7, 7, -128]> : tensor<3xi8>
// FOLD: nn.return %[[Q]], %[[R]], %[[F]], %[[U]], %[[M]], %[[S]], %[[A]]
nn.func @integers() -> (q: tensor<3xi8>, r: tensor<3xi8>, f: tensor<3xi8>, u: tensor<2xui8>, m: tensor<2xui8>, s: tensor<2xui8>, a: tensor<3xi8>) {
  %a = nn.constant dense<[-7, 7, -128]> : tensor<3xi8>
  %b = nn.constant dense<[2, -2, 0]> : tensor<3xi8>
  %q = nn.div %a, %b : tensor<3xi8>, tensor<3xi8>
  %r = nn.mod %a, %b : tensor<3xi8>, tensor<3xi8>
  %f = nn.mod %a, %b fmod : tensor<3xi8>, tensor<3xi8>
  %c = nn.constant dense<[200, 255]> : tensor<2xui8>
  %d = nn.constant dense<[2, 254]> : tensor<2xui8>
  %u = nn.div %c, %d : tensor<2xui8>, tensor<2xui8>
  %m = nn.max %c, %d : tensor<2xui8>, tensor<2xui8>
  %s = nn.bit_shift right %c, %d : tensor<2xui8>, tensor<2xui8>
  %abs = nn.abs %a : tensor<3xi8>
  nn.return %q, %r, %f, %u, %m, %s, %abs : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<2xui8>, tensor<2xui8>, tensor<2xui8>, tensor<3xi8>
}

// What a type cannot hold stays to be converted at run time.
// FOLD-LABEL: nn.func @casts
// FOLD-DAG: %[[I:.*]] = nn.constant dense<-2> : tensor<i32>
// FOLD-DAG: %[[B:.*]] = nn.constant dense<true> : tensor<i1>
// FOLD-DAG: %[[F:.*]] = nn.constant dense<2.550000e+02> : tensor<f32>
// FOLD-DAG: %[[N:.*]] = nn.constant dense<-1> : tensor<i8>
// FOLD: %[[U:.*]] = nn.cast
// FOLD: nn.return %[[I]], %[[B]], %[[F]], %[[N]], %[[U]]
nn.func @casts() -> (a: tensor<i32>, b: tensor<i1>, c: tensor<f32>, d: tensor<i8>, e: tensor<ui8>) {
  %x = nn.constant dense<-2.7> : tensor<f64>
  %u = nn.constant dense<255> : tensor<ui8>
  %0 = nn.cast %x : tensor<f64> to tensor<i32>
  %1 = nn.cast %x : tensor<f64> to tensor<i1>
  %2 = nn.cast %u : tensor<ui8> to tensor<f32>
  %3 = nn.cast %u : tensor<ui8> to tensor<i8>
  %4 = nn.cast %x : tensor<f64> to tensor<ui8>
  nn.return %0, %1, %2, %3, %4 : tensor<i32>, tensor<i1>, tensor<f32>, tensor<i8>, tensor<ui8>
}

// FOLD-LABEL: nn.func @clipped
// FOLD-DAG: %[[F:.*]] = nn.constant dense<[-1.000000e+00, 5.000000e-01, 2.000000e+00]> : tensor<3xf32>
// FOLD-DAG: %[[I:.*]] = nn.constant dense<[10, 200, 255]> : tensor<3xui8>
// FOLD: nn.return %[[F]], %[[I]]
nn.func @clipped() -> (a: tensor<3xf32>, b: tensor<3xui8>) {
  %x = nn.constant dense<[-9.0, 0.5, 3.0]> : tensor<3xf32>
  %i = nn.constant dense<[5, 200, 255]> : tensor<3xui8>
  %0 = nn.clip %x min -1.0 max 2.0 : tensor<3xf32>
  %1 = nn.clip %i min 10.0 : tensor<3xui8>
  nn.return %0, %1 : tensor<3xf32>, tensor<3xui8>
}

// FOLD-LABEL: nn.func @bitcasts
// FOLD-DAG: %[[A:.*]] = nn.constant dense<[1065353216, -2147483648]> : tensor<2xi32>
// FOLD-DAG: %[[B:.*]] = nn.constant dense<5.000000e-01> : tensor<f8E5M2>
// FOLD-DAG: %[[D:.*]] = nn.bitcast %x : tensor<?xui16> to tensor<?xf16>
// FOLD: nn.return %[[A]], %[[B]], %x, %[[D]]
nn.func @bitcasts(%x: tensor<?xui16>) -> (a: tensor<2xi32>, b: tensor<f8E5M2>, c: tensor<?xui16>, d: tensor<?xf16>) {
  %f = nn.constant dense<[1.0, -0.0]> : tensor<2xf32>
  %a = nn.bitcast %f : tensor<2xf32> to tensor<2xi32>
  %u = nn.constant dense<56> : tensor<ui8>
  %b = nn.bitcast %u : tensor<ui8> to tensor<f8E5M2>
  %h = nn.bitcast %x : tensor<?xui16> to tensor<?xbf16>
  %c = nn.bitcast %h : tensor<?xbf16> to tensor<?xui16>
  %d = nn.bitcast %h : tensor<?xbf16> to tensor<?xf16>
  nn.return %a, %b, %c, %d : tensor<2xi32>, tensor<f8E5M2>, tensor<?xui16>, tensor<?xf16>
}
