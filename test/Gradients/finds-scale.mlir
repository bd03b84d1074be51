// The check itself: derivatives that are all wrong by one in ten million are found, in each argument and order; an output
// that ends early is not taken for success.
// RUN: %evaluate-gradients
// RUN: %compare-gradients
// RUN: not %compare-gradients --scale-gradient=1.0000001 | FileCheck %s
// RUN: head -n 20 %t.out > %t.short && cp %t.short %t.out
// RUN: not %compare-gradients | FileCheck %s --check-prefix=SHORT
// CHECK: @f, order 1: worst at d/d%a[{{.*}}]: {{.*}}, difference {{.*}}, relative error 1.{{.*}}e-07
// CHECK: @f, order 1: worst at d/d%b[{{.*}}]
// CHECK: @f, order 2: worst at d/d%a[{{.*}}]
// SHORT: @f, order 1: the output ends here
nn.func @f(%a: tensor<2x2xf64>, %b: tensor<?x2xf64>) -> (y: tensor<?x2xf64>) {
  %p = nn.matmul %b, %a : tensor<?x2xf64>, tensor<2x2xf64>
  %y = nn.exp %p : tensor<?x2xf64>
  nn.return %y : tensor<?x2xf64>
}
