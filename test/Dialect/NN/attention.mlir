// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @attention
nn.func @attention(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x3xf32>, %m: tensor<5x6xi1>,
                   %cos: tensor<5x4xf32>, %sin: tensor<5x4xf32>) -> (y: tensor<?x4x5x3xf32>) {
  // CHECK: %[[Q:.*]] = nn.rotary_embedding %q cos %cos sin %sin : tensor<?x4x5x8xf32>, tensor<5x4xf32>
  %r = nn.rotary_embedding %q cos %cos sin %sin : tensor<?x4x5x8xf32>, tensor<5x4xf32>
  // CHECK: %[[R:.*]] = nn.rotary_embedding %[[Q]] cos %cos sin %sin interleaved : tensor<?x4x5x8xf32>, tensor<5x4xf32>
  %s = nn.rotary_embedding %r cos %cos sin %sin interleaved : tensor<?x4x5x8xf32>, tensor<5x4xf32>
  // CHECK: nn.attention %[[R]], %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>
  %0 = nn.attention %s, %k, %v : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>
  // CHECK: nn.attention %q, %k, %v mask %m causal scale 5.000000e-01 : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>, tensor<5x6xi1>
  %1 = nn.attention %q, %k, %v mask %m causal scale 0.5 : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>, tensor<5x6xi1>
  // CHECK: nn.add %{{.*}} : tensor<?x4x5x3xf32>, tensor<?x4x5x3xf32>
  %2 = nn.add %0, %1 : tensor<?x4x5x3xf32>, tensor<?x4x5x3xf32>
  nn.return %2 : tensor<?x4x5x3xf32>
}

// CHECK-LABEL: nn.func @backward
nn.func @backward(%q: tensor<?x4x5x8xf32>, %k: tensor<?x2x6x8xf32>, %v: tensor<?x2x6x3xf32>, %y: tensor<?x4x5x3xf32>) -> (dv: tensor<?x2x6x3xf32>) {
  // CHECK: nn.attention_backward %q, %k, %v, %y, %y causal scale 5.000000e-01 : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>, tensor<?x4x5x3xf32>, tensor<?x4x5x3xf32>
  %d:3 = nn.attention_backward %q, %k, %v, %y, %y causal scale 0.5 : tensor<?x4x5x8xf32>, tensor<?x2x6x8xf32>, tensor<?x2x6x3xf32>, tensor<?x4x5x3xf32>, tensor<?x4x5x3xf32>
  nn.return %d#2 : tensor<?x2x6x3xf32>
}
