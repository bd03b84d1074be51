// RUN: dlc-opt %s --nn-lift-state --split-input-file --verify-diagnostics | FileCheck %s

nn.variable @w : tensor<3xf32> init #nn.zeros
nn.variable buffer @calls : tensor<f32> init #nn.zeros
nn.variable @unused : tensor<3xf32> init #nn.zeros

// CHECK-LABEL: nn.func @step(%x: tensor<3xf32>, %w: tensor<3xf32>, %calls: tensor<f32>)
// CHECK-SAME: -> (y: tensor<3xf32>, calls: tensor<f32>)
// CHECK-SAME: nn.state_arguments = [@w, @calls], nn.state_results = [@calls]
nn.func @step(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  %one = nn.constant dense<1.0> : tensor<f32>
  %w = nn.read @w : tensor<3xf32>
  %n = nn.read @calls : tensor<f32>
  // CHECK: %[[N:.*]] = nn.add %calls, %{{.*}}
  %n1 = nn.add %n, %one : tensor<f32>, tensor<f32>
  nn.assign @calls, %n1 : tensor<f32>
  // A read after an assignment sees the new version.
  // CHECK: %[[Y:.*]] = nn.mul %w, %[[N]]
  %again = nn.read @calls : tensor<f32>
  %y = nn.mul %w, %again : tensor<3xf32>, tensor<f32>
  // CHECK: nn.return %[[Y]], %[[N]]
  nn.return %y : tensor<3xf32>
}

// CHECK-LABEL: nn.func @pure(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
nn.func @pure(%x: tensor<3xf32>) -> (y: tensor<3xf32>) {
  nn.return %x : tensor<3xf32>
}

// -----

// Arguments and results may have the name of a variable.
nn.variable @w : tensor<3xf32> init #nn.zeros
// CHECK: nn.func @same_name(%w: tensor<3xf32>, %w.variable: tensor<3xf32>) -> (w: tensor<3xf32>, w.variable: tensor<3xf32>)
// CHECK-SAME: nn.state_arguments = [@w], nn.state_results = [@w]
nn.func @same_name(%w: tensor<3xf32>) -> (w: tensor<3xf32>) {
  // CHECK: %[[S:.*]] = nn.add %w.variable, %w
  // CHECK: nn.return %[[S]], %w
  %old = nn.read @w : tensor<3xf32>
  %sum = nn.add %old, %w : tensor<3xf32>, tensor<3xf32>
  nn.assign @w, %w : tensor<3xf32>
  nn.return %sum : tensor<3xf32>
}

// -----

nn.func @f(%x: tensor<3xf32>) {
}
nn.func @calls(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.call' op must be inlined before state is lifted; run nn-inline-calls first}}
  nn.call @f(%x) : (tensor<3xf32>) -> ()
}
