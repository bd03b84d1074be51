// Attention that is written as its parts becomes one op.
// RUN: dlc-opt %s --nn-fuse-attention --canonicalize | FileCheck %s

// As exporters write it: keys in an order of their own, scores divided, a mask added.
// CHECK-LABEL: nn.func @added
nn.func @added(%q: tensor<2x4x6x8xf32>, %k: tensor<2x10x4x8xf32>, %v: tensor<2x4x10x16xf32>, %mask: tensor<2x1x1x10xf32>) -> (y: tensor<2x4x6x16xf32>) {
  // CHECK: %[[K:.*]] = nn.transpose %k perm [0, 2, 1, 3] : tensor<2x10x4x8xf32>
  // CHECK: %[[Y:.*]] = nn.attention %q, %[[K]], %v mask %mask scale 2.5
  // CHECK-NEXT: nn.return %[[Y]]
  %t = nn.transpose %k perm [0, 2, 3, 1] : tensor<2x10x4x8xf32>
  %s = nn.matmul %q, %t : tensor<2x4x6x8xf32>, tensor<2x4x8x10xf32>
  %c = nn.constant dense<4.0> : tensor<f32>
  %d = nn.div %s, %c : tensor<2x4x6x10xf32>, tensor<f32>
  %a = nn.add %d, %mask : tensor<2x4x6x10xf32>, tensor<2x1x1x10xf32>
  %p = nn.softmax %a axis -1 : tensor<2x4x6x10xf32>
  %y = nn.matmul %p, %v : tensor<2x4x6x10xf32>, tensor<2x4x10x16xf32>
  nn.return %y : tensor<2x4x6x16xf32>
}

// A choice between scores and a small number, by a triangle: causal, since each query sees a key.
// CHECK-LABEL: nn.func @triangle
nn.func @triangle(%q: tensor<?x4x3x8xf32>, %k: tensor<?x4x3x8xf32>, %v: tensor<?x4x3x8xf32>) -> (y: tensor<?x4x3x8xf32>) {
  // CHECK: nn.attention %q, %k, %v causal scale 5.0
  // CHECK-NOT: nn.where
  %s = nn.matmul %q, %k transpose_rhs : tensor<?x4x3x8xf32>, tensor<?x4x3x8xf32>
  %c = nn.constant dense<0.5> : tensor<f32>
  %m = nn.mul %c, %s : tensor<f32>, tensor<?x4x3x3xf32>
  %seen = nn.constant dense<[[[[true, false, false], [true, true, false], [true, true, true]]]]> : tensor<1x1x3x3xi1>
  %least = nn.constant dense<-10000.0> : tensor<f32>
  %w = nn.where %seen, %m, %least : tensor<1x1x3x3xi1>, tensor<?x4x3x3xf32>, tensor<f32>
  %p = nn.softmax %w axis 3 : tensor<?x4x3x3xf32>
  %y = nn.matmul %p, %v : tensor<?x4x3x3xf32>, tensor<?x4x3x8xf32>
  nn.return %y : tensor<?x4x3x8xf32>
}

// The same as numbers, of which the small ones need not be alike; and with one that is neither small nor 0.
// CHECK-LABEL: nn.func @triangle_of_numbers
nn.func @triangle_of_numbers(%q: tensor<1x2x2x8xf64>, %k: tensor<1x2x2x8xf64>, %v: tensor<1x2x2x8xf64>) -> (y: tensor<1x2x2x8xf64>, z: tensor<1x2x2x8xf64>) {
  // CHECK: %[[MASK:.*]] = nn.constant dense<{{.*}}1.0{{.*}}> : tensor<2x2xf64>
  // CHECK: nn.attention %q, %k, %v causal scale 1.0
  // CHECK: nn.attention %q, %k, %v mask %[[MASK]] scale 1.0
  %s = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf64>, tensor<1x2x2x8xf64>
  %m = nn.constant dense<[[0.0, 0xFFF0000000000000], [0.0, 0.0]]> : tensor<2x2xf64>
  %a = nn.add %m, %s : tensor<2x2xf64>, tensor<1x2x2x2xf64>
  %p = nn.softmax %a axis 3 : tensor<1x2x2x2xf64>
  %y = nn.matmul %p, %v : tensor<1x2x2x2xf64>, tensor<1x2x2x8xf64>
  %s2 = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf64>, tensor<1x2x2x8xf64>
  %n = nn.constant dense<[[0.0, -1.0e9], [1.0, 0.0]]> : tensor<2x2xf64>
  %b = nn.add %s2, %n : tensor<1x2x2x2xf64>, tensor<2x2xf64>
  %r = nn.softmax %b axis 3 : tensor<1x2x2x2xf64>
  %z = nn.matmul %r, %v : tensor<1x2x2x2xf64>, tensor<1x2x2x8xf64>
  nn.return %y, %z : tensor<1x2x2x8xf64>, tensor<1x2x2x8xf64>
}

// A choice that is data: with -∞ a query without keys is NaN as it stands, and 0 in attention, which is taken; with a finite number it
// is a mean, which attention has not.
// CHECK-LABEL: nn.func @chosen
nn.func @chosen(%q: tensor<1x2x3x8xf32>, %k: tensor<1x2x5x8xf32>, %v: tensor<1x2x5x8xf32>, %seen: tensor<1x1x3x5xi1>) -> (y: tensor<1x2x3x8xf32>, z: tensor<1x2x3x8xf32>) {
  // CHECK: nn.attention %q, %k, %v mask %seen scale 1.0
  // CHECK: nn.where %seen
  // CHECK: nn.softmax
  %s = nn.matmul %q, %k transpose_rhs : tensor<1x2x3x8xf32>, tensor<1x2x5x8xf32>
  %none = nn.constant dense<0xFF800000> : tensor<f32>
  %w = nn.where %seen, %s, %none : tensor<1x1x3x5xi1>, tensor<1x2x3x5xf32>, tensor<f32>
  %p = nn.softmax %w axis 3 : tensor<1x2x3x5xf32>
  %y = nn.matmul %p, %v : tensor<1x2x3x5xf32>, tensor<1x2x5x8xf32>
  %s2 = nn.matmul %q, %k transpose_rhs : tensor<1x2x3x8xf32>, tensor<1x2x5x8xf32>
  %least = nn.constant dense<-1.0e9> : tensor<f32>
  %x = nn.where %seen, %s2, %least : tensor<1x1x3x5xi1>, tensor<1x2x3x5xf32>, tensor<f32>
  %r = nn.softmax %x axis 3 : tensor<1x2x3x5xf32>
  %z = nn.matmul %r, %v : tensor<1x2x3x5xf32>, tensor<1x2x5x8xf32>
  nn.return %y, %z : tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>
}

// Weights that are a result, keys that all heads share by broadcasting, another axis, narrow numbers: stay as they are.
// CHECK-LABEL: nn.func @others
// CHECK-NOT: nn.attention
nn.func @others(%q: tensor<1x2x3x3xf32>, %k: tensor<1x2x3x3xf32>, %one: tensor<1x1x3x3xf32>, %h: tensor<1x2x3x3xf16>) -> (p: tensor<1x2x3x3xf32>, a: tensor<1x2x3x3xf32>, b: tensor<1x2x3x3xf32>, c: tensor<1x2x3x3xf32>, d: tensor<1x2x3x3xf16>) {
  %s = nn.matmul %q, %k transpose_rhs : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
  %p = nn.softmax %s axis 3 : tensor<1x2x3x3xf32>
  %a = nn.matmul %p, %k : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
  %s2 = nn.matmul %q, %one transpose_rhs : tensor<1x2x3x3xf32>, tensor<1x1x3x3xf32>
  %p2 = nn.softmax %s2 axis 3 : tensor<1x2x3x3xf32>
  %b = nn.matmul %p2, %k : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
  %s3 = nn.matmul %q, %k transpose_rhs : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
  %p3 = nn.softmax %s3 axis 2 : tensor<1x2x3x3xf32>
  %c = nn.matmul %p3, %k : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
  %s4 = nn.matmul %h, %h transpose_rhs : tensor<1x2x3x3xf16>, tensor<1x2x3x3xf16>
  %p4 = nn.softmax %s4 axis 3 : tensor<1x2x3x3xf16>
  %d = nn.matmul %p4, %h : tensor<1x2x3x3xf16>, tensor<1x2x3x3xf16>
  nn.return %p, %a, %b, %c, %d : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf16>
}

// The other order of a choice, over a product to which a mask is added: both are taken; a mask of the data is negated.
// CHECK-LABEL: nn.func @masked_fill
nn.func @masked_fill(%q: tensor<1x2x2x8xf32>, %k: tensor<1x2x3x8xf32>, %v: tensor<1x2x3x8xf32>, %hide: tensor<1x1x2x3xi1>, %m: tensor<1x1x1x3xf32>) -> (y: tensor<1x2x2x8xf32>, z: tensor<1x2x2x8xf32>) {
  // CHECK: %[[SEES:.*]] = nn.not %hide
  // CHECK: nn.attention %q, %k, %v mask %[[SEES]] scale 1.0
  // CHECK: nn.attention %q, %k, %v mask %m causal scale 1.0
  %none = nn.constant dense<0xFF800000> : tensor<f32>
  %s = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf32>, tensor<1x2x3x8xf32>
  %w = nn.where %hide, %none, %s : tensor<1x1x2x3xi1>, tensor<f32>, tensor<1x2x2x3xf32>
  %p = nn.softmax %w axis 3 : tensor<1x2x2x3xf32>
  %y = nn.matmul %p, %v : tensor<1x2x2x3xf32>, tensor<1x2x3x8xf32>
  %behind = nn.constant dense<[[false, true, true], [false, false, true]]> : tensor<2x3xi1>
  %s2 = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf32>, tensor<1x2x3x8xf32>
  %x = nn.where %behind, %none, %s2 : tensor<2x3xi1>, tensor<f32>, tensor<1x2x2x3xf32>
  %a = nn.add %x, %m : tensor<1x2x2x3xf32>, tensor<1x1x1x3xf32>
  %r = nn.softmax %a axis 3 : tensor<1x2x2x3xf32>
  %z = nn.matmul %r, %v : tensor<1x2x2x3xf32>, tensor<1x2x3x8xf32>
  nn.return %y, %z : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
}

// Heads of a dynamic number or without any, one query, heads larger than a kernel takes, a scale for each head, a choice that leaves a query
// no key, a product with another use.
// CHECK-LABEL: nn.func @refused
// CHECK-NOT: nn.attention
nn.func @refused(%q: tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>, %e: tensor<2x0x3x8xf32>, %one: tensor<1x2x1x8xf32>, %h: tensor<1x2x3x320xf32>, %x: tensor<1x2x3x8xf32>)
    -> (a: tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>, b: tensor<2x0x3x8xf32>, c: tensor<1x2x1x8xf32>, d: tensor<1x2x3x320xf32>, f: tensor<1x2x3x8xf32>, g: tensor<1x2x3x8xf32>, i: tensor<1x2x3x8xf32>, j: tensor<1x2x3x3xf32>) {
  %s1 = nn.matmul %q, %q transpose_rhs : tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>, tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>
  %p1 = nn.softmax %s1 axis 3 : tensor<?x?x3x3xf32, #nn.sizes<batch, heads>>
  %a = nn.matmul %p1, %q : tensor<?x?x3x3xf32, #nn.sizes<batch, heads>>, tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>
  %s2 = nn.matmul %e, %e transpose_rhs : tensor<2x0x3x8xf32>, tensor<2x0x3x8xf32>
  %p2 = nn.softmax %s2 axis 3 : tensor<2x0x3x3xf32>
  %b = nn.matmul %p2, %e : tensor<2x0x3x3xf32>, tensor<2x0x3x8xf32>
  %s3 = nn.matmul %one, %x transpose_rhs : tensor<1x2x1x8xf32>, tensor<1x2x3x8xf32>
  %p3 = nn.softmax %s3 axis 3 : tensor<1x2x1x3xf32>
  %c = nn.matmul %p3, %x : tensor<1x2x1x3xf32>, tensor<1x2x3x8xf32>
  %s4 = nn.matmul %h, %h transpose_rhs : tensor<1x2x3x320xf32>, tensor<1x2x3x320xf32>
  %p4 = nn.softmax %s4 axis 3 : tensor<1x2x3x3xf32>
  %d = nn.matmul %p4, %h : tensor<1x2x3x3xf32>, tensor<1x2x3x320xf32>
  %scales = nn.constant dense<[[[[0.5]], [[0.25]]]]> : tensor<1x2x1x1xf32>
  %s5 = nn.matmul %x, %x transpose_rhs : tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>
  %m5 = nn.mul %s5, %scales : tensor<1x2x3x3xf32>, tensor<1x2x1x1xf32>
  %p5 = nn.softmax %m5 axis 3 : tensor<1x2x3x3xf32>
  %f = nn.matmul %p5, %x : tensor<1x2x3x3xf32>, tensor<1x2x3x8xf32>
  %sees = nn.constant dense<[[true, true, true], [false, false, false], [true, false, true]]> : tensor<3x3xi1>
  %least = nn.constant dense<-1.0e9> : tensor<f32>
  %s6 = nn.matmul %x, %x transpose_rhs : tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>
  %m6 = nn.where %sees, %s6, %least : tensor<3x3xi1>, tensor<1x2x3x3xf32>, tensor<f32>
  %p6 = nn.softmax %m6 axis 3 : tensor<1x2x3x3xf32>
  %g = nn.matmul %p6, %x : tensor<1x2x3x3xf32>, tensor<1x2x3x8xf32>
  %j = nn.matmul %x, %x transpose_rhs : tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>
  %p7 = nn.softmax %j axis 3 : tensor<1x2x3x3xf32>
  %i = nn.matmul %p7, %x : tensor<1x2x3x3xf32>, tensor<1x2x3x8xf32>
  nn.return %a, %b, %c, %d, %f, %g, %i, %j : tensor<?x?x3x8xf32, #nn.sizes<batch, heads>>, tensor<2x0x3x8xf32>, tensor<1x2x1x8xf32>, tensor<1x2x3x320xf32>, tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>, tensor<1x2x3x8xf32>, tensor<1x2x3x3xf32>
}

// Two masks, of which one hides by a number that is finite: a query whose keys are all hidden is not without weights.
// CHECK-LABEL: nn.func @hidden_twice
// CHECK-NOT: nn.attention
nn.func @hidden_twice(%q: tensor<1x2x2x8xf32>, %k: tensor<1x2x2x8xf32>, %v: tensor<1x2x2x8xf32>, %m: tensor<1x1x1x2xf32>, %sees: tensor<1x1x2x2xi1>)
    -> (y: tensor<1x2x2x8xf32>, z: tensor<1x2x2x8xf32>, n: tensor<1x2x2x8xf32>) {
  %least = nn.constant dense<-3.0e38> : tensor<f32>
  %triangle = nn.constant dense<[[true, false], [true, true]]> : tensor<2x2xi1>
  %s = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
  %w = nn.where %triangle, %s, %least : tensor<2x2xi1>, tensor<1x2x2x2xf32>, tensor<f32>
  %a = nn.add %w, %m : tensor<1x2x2x2xf32>, tensor<1x1x1x2xf32>
  %p = nn.softmax %a axis 3 : tensor<1x2x2x2xf32>
  %y = nn.matmul %p, %v : tensor<1x2x2x2xf32>, tensor<1x2x2x8xf32>
  %none = nn.constant dense<0xFF800000> : tensor<f32>
  %low = nn.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
  %s1 = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
  %w1 = nn.where %sees, %s1, %none : tensor<1x1x2x2xi1>, tensor<1x2x2x2xf32>, tensor<f32>
  %a1 = nn.add %w1, %low : tensor<1x2x2x2xf32>, tensor<2x2xf32>
  %p1 = nn.softmax %a1 axis 3 : tensor<1x2x2x2xf32>
  %z = nn.matmul %p1, %v : tensor<1x2x2x2xf32>, tensor<1x2x2x8xf32>
  %nan = nn.constant dense<0x7FC00000> : tensor<f32>
  %s2 = nn.matmul %q, %k transpose_rhs : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
  %w2 = nn.where %triangle, %s2, %nan : tensor<2x2xi1>, tensor<1x2x2x2xf32>, tensor<f32>
  %p2 = nn.softmax %w2 axis 3 : tensor<1x2x2x2xf32>
  %n = nn.matmul %p2, %v : tensor<1x2x2x2xf32>, tensor<1x2x2x8xf32>
  nn.return %y, %z, %n : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
}
