// Each initialiser, its numbers from the fans: [in, out] for rank 2, [out, in, …] above. Each variable has a stream of
// its own: its place · 2^32.
// RUN: dlc-opt %s --nn-make-entry-points | FileCheck %s

nn.variable @zeros : tensor<3xi64> init #nn.zeros
nn.variable @fill : tensor<3xf32> init #nn.constant<0.5>
nn.variable @uniform : tensor<3xf32> init #nn.uniform<-0.25, 0.75>
nn.variable @normal : tensor<3xf64> init #nn.normal<1.0, 0.5>
nn.variable @xavier_uniform : tensor<2x4xf32> init #nn.xavier_uniform
nn.variable @xavier_normal : tensor<6x2xf32> init #nn.xavier_normal
nn.variable @he_uniform : tensor<6x100xf32> init #nn.he_uniform
nn.variable @he_normal : tensor<100x2x2x2xf32> init #nn.he_normal
nn.variable @lecun_uniform : tensor<100x3x4xf32> init #nn.lecun_uniform
nn.variable @fan_in_uniform : tensor<4x2xf64> init #nn.fan_in_uniform
nn.variable buffer @noise : tensor<2xi64> init #nn.random_state
nn.func @predict(%x: tensor<?x2xf32>) {
}
// CHECK-LABEL: nn.func @init(%seed: tensor<i64>)
// CHECK: %[[ZERO:.*]] = nn.constant dense<0> : tensor<3xi64>
// CHECK: nn.assign @zeros, %[[ZERO]]
// CHECK: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: nn.assign @fill, %[[HALF]]
// CHECK: %[[FIRST:.*]] = nn.constant dense<[1, 0]>
// CHECK: %[[KEY:.*]] = nn.mul %seed, %[[FIRST]]
// CHECK: %[[PLACE:.*]] = nn.constant dense<[0, 8589934592]>
// CHECK: %[[STREAM:.*]] = nn.add %[[KEY]], %[[PLACE]]
// CHECK: %[[U:.*]], %{{.*}} = nn.random_uniform %[[STREAM]] low -2.500000e-01 high 7.500000e-01 : tensor<3xf32>
// CHECK: nn.assign @uniform, %[[U]]
// CHECK: nn.constant dense<[0, 12884901888]>
// CHECK: nn.random_normal %{{.*}} mean 1.000000e+00 stddev 5.000000e-01 : tensor<3xf64>
// √(6 / (2 + 4))
// CHECK: nn.random_uniform %{{.*}} {{.*}}low -1.000000e+00 : tensor<2x4xf32>
// √(2 / (6 + 2))
// CHECK: nn.random_normal %{{.*}} stddev 5.000000e-01 : tensor<6x2xf32>
// √(6 / 6)
// CHECK: nn.random_uniform %{{.*}} {{.*}}low -1.000000e+00 : tensor<6x100xf32>
// √(2 / (2·2·2))
// CHECK: nn.random_normal %{{.*}} stddev 5.000000e-01 : tensor<100x2x2x2xf32>
// √(3 / (3·4))
// CHECK: nn.random_uniform %{{.*}} low -5.000000e-01 high 5.000000e-01 : tensor<100x3x4xf32>
// 1 / √4
// CHECK: nn.random_uniform %{{.*}} low -5.000000e-01 high 5.000000e-01 : tensor<4x2xf64>
// CHECK: %[[PLACE:.*]] = nn.constant dense<[0, 42949672960]>
// CHECK: %[[STATE:.*]] = nn.add %[[KEY]], %[[PLACE]]
// CHECK: nn.assign @noise, %[[STATE]]
