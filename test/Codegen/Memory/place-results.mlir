// RUN: dlc-opt %s --dlc-place-results | FileCheck %s

nn.variable @w : tensor<4xf32> init #nn.zeros
nn.variable @v : tensor<4xf32> init #nn.zeros

#one = affine_map<(d0) -> (d0)>

// The batch, inputs, outputs, variables; an output is stored, the next version computed in the variable's own memory.
// CHECK-LABEL: func.func @step
// CHECK-SAME: (%[[BATCH:.*]]: index, %[[X:.*]]: memref<4xf32>, %[[Y:.*]]: memref<4xf32> {dlc.result = 0 : i64}, %[[W:.*]]: memref<4xf32>)
// CHECK-SAME: attributes {nn.state_arguments = [@w], nn.state_results = [@w]} {
// CHECK-DAG: %[[XT:.*]] = bufferization.to_tensor %[[X]] restrict : memref<4xf32> to tensor<4xf32>
// CHECK-DAG: %[[WT:.*]] = bufferization.to_tensor %[[W]] restrict writable
func.func @step(%batch: index, %x: tensor<4xf32> {nn.name = "x"}, %w: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w], nn.state_results = [@w]} {
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: %[[SUM:.*]] = linalg.add ins(%[[XT]], %[[WT]] : {{.*}}) outs(%[[E:.*]] :
  // CHECK: %[[NEXT:.*]] = linalg.mul ins(%[[XT]], %[[WT]] : {{.*}}) outs(%[[WT]] :
  %next = linalg.mul ins(%x, %w : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.add ins(%x, %w : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: bufferization.materialize_in_destination %[[SUM]] in restrict writable %[[Y]]
  // CHECK: bufferization.materialize_in_destination %[[NEXT]] in writable %[[W]]
  // CHECK: return
  return %y, %next : tensor<4xf32>, tensor<4xf32>
}

// What reads the update must run behind it, and the variable's last read behind both: it is computed elsewhere.
// CHECK-LABEL: func.func @read_after
// CHECK: %[[WT:.*]] = bufferization.to_tensor
// CHECK: %[[NEXT:.*]] = linalg.negf ins(%[[WT]] : {{.*}}) outs(%[[E:.*]] :
// CHECK: linalg.add ins(%[[NEXT]], %[[WT]] :
func.func @read_after(%batch: index, %w: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w], nn.state_results = [@w]} {
  %e = tensor.empty() : tensor<4xf32>
  %next = linalg.negf ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.add ins(%next, %w : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %y, %next : tensor<4xf32>, tensor<4xf32>
}

// A variable that only is read, and one that stays: nothing is stored.
// CHECK-LABEL: func.func @read_only
// CHECK-NOT: bufferization.materialize_in_destination
// CHECK: return
func.func @read_only(%batch: index, %w: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<4xf32> attributes {nn.state_arguments = [@w, @v], nn.state_results = [@v]} {
  return %v : tensor<4xf32>
}

// Copied before they are stored, because the other one is overwritten.
// CHECK-LABEL: func.func @swap
// CHECK-DAG: %[[WT:.*]] = bufferization.to_tensor %[[W:.*]] restrict :
// CHECK-DAG: %[[VT:.*]] = bufferization.to_tensor %[[V:.*]] restrict :
// CHECK-DAG: %[[WC:.*]] = bufferization.alloc_tensor() copy(%[[WT]])
// CHECK-DAG: %[[VC:.*]] = bufferization.alloc_tensor() copy(%[[VT]])
// CHECK: bufferization.materialize_in_destination %[[VC]] in writable %[[W]]
// CHECK: bufferization.materialize_in_destination %[[WC]] in writable %[[V]]
func.func @swap(%batch: index, %w: tensor<4xf32>, %v: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w, @v], nn.state_results = [@w, @v]} {
  return %v, %w : tensor<4xf32>, tensor<4xf32>
}

// The other one stays what it is: no copy but the one that stores.
// CHECK-LABEL: func.func @follow
// CHECK-NOT: alloc_tensor
// CHECK: bufferization.materialize_in_destination
// CHECK-NOT: bufferization.materialize_in_destination
func.func @follow(%batch: index, %w: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<4xf32> attributes {nn.state_arguments = [@w, @v], nn.state_results = [@w]} {
  return %v : tensor<4xf32>
}

// What an output is of the former version is stored before the variable is.
// CHECK-LABEL: func.func @former
// CHECK-SAME: %[[X:[a-z0-9]*]]: memref<4xf32>, %[[Y:[a-z0-9]*]]: memref<2x2xf32> {dlc.result = 0 : i64}, %[[W:[a-z0-9]*]]: memref<4xf32>
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[Y]]
// CHECK: bufferization.materialize_in_destination %{{.*}} in writable %[[W]]
func.func @former(%batch: index, %x: tensor<4xf32>, %w: tensor<4xf32>) -> (tensor<2x2xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w], nn.state_results = [@w]} {
  %view = tensor.expand_shape %w [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %view, %x : tensor<2x2xf32>, tensor<4xf32>
}

// A value becomes both variables: computed in one, copied to the other.
// CHECK-LABEL: func.func @both
// CHECK-DAG: %[[WT:.*]] = bufferization.to_tensor %[[W:.*]] restrict writable
// CHECK-DAG: bufferization.to_tensor %[[V:.*]] restrict :
// CHECK: %[[NEXT:.*]] = linalg.negf ins({{.*}}) outs(%[[WT]] :
// CHECK: bufferization.materialize_in_destination %[[NEXT]] in writable %[[W]]
// CHECK: bufferization.materialize_in_destination %[[NEXT]] in writable %[[V]]
func.func @both(%batch: index, %w: tensor<4xf32>, %v: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w, @v], nn.state_results = [@w, @v]} {
  %e = tensor.empty() : tensor<4xf32>
  %next = linalg.negf ins(%v : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %next, %next : tensor<4xf32>, tensor<4xf32>
}

// A loop that starts from a variable may run in its place only if the variable becomes what it ends with.
// CHECK-LABEL: func.func @loops
// CHECK-DAG: %[[WT:.*]] = bufferization.to_tensor %[[W:.*]] restrict writable
// CHECK-DAG: %[[VT:.*]] = bufferization.to_tensor %[[V:.*]] restrict :
// CHECK: %[[NEXT:.*]]:2 = scf.for {{.*}} iter_args(%{{.*}} = %[[WT]], %{{.*}} = %[[VT]])
func.func @loops(%batch: index, %w: tensor<4xf32>, %v: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {nn.state_arguments = [@w, @v], nn.state_results = [@w]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %w, %b = %v) -> (tensor<4xf32>, tensor<4xf32>) {
    %n = linalg.negf ins(%a : tensor<4xf32>) outs(%a : tensor<4xf32>) -> tensor<4xf32>
    %m = linalg.negf ins(%b : tensor<4xf32>) outs(%b : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %n, %m : tensor<4xf32>, tensor<4xf32>
  }
  return %0#1, %0#0 : tensor<4xf32>, tensor<4xf32>
}

// Inputs are outputs, twice.
// CHECK-LABEL: func.func @identity
// CHECK-SAME: (%{{.*}}: index, %[[X:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32> {dlc.result = 0 : i64}, %[[Z:.*]]: memref<?xf32> {dlc.result = 1 : i64})
// CHECK: %[[XT:.*]] = bufferization.to_tensor %[[X]] restrict :
// CHECK: bufferization.materialize_in_destination %[[XT]] in restrict writable %[[Y]]
// CHECK: bufferization.materialize_in_destination %[[XT]] in restrict writable %[[Z]]
func.func @identity(%batch: index, %x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  return %x, %x : tensor<?xf32>, tensor<?xf32>
}

// A variable put together from scalars, which two variables become: the scalars are stored into it.
// CHECK-LABEL: func.func @scalars
// CHECK-DAG: %[[WT:.*]] = bufferization.to_tensor %[[W:.*]] restrict writable
// CHECK-DAG: %[[VT:.*]] = bufferization.to_tensor %[[V:.*]] restrict writable
// CHECK: bufferization.materialize_in_destination %[[WT]] in restrict writable %[[Y:.*]] :
// CHECK: %[[FIRST:.*]] = tensor.insert %[[A:.*]] into %[[WT]][%c0{{.*}}]
// CHECK: %[[SECOND:.*]] = tensor.insert %[[B:.*]] into %[[FIRST]][%c1{{.*}}]
// CHECK: bufferization.materialize_in_destination %[[SECOND]] in writable %[[W]]
// CHECK: tensor.insert %[[A]] into %[[VT]]
// CHECK: %[[LAST:.*]] = tensor.insert %[[B]]
// CHECK: bufferization.materialize_in_destination %[[LAST]] in writable %[[V]]
func.func @scalars(%batch: index, %a: i64, %w: tensor<2xi64>, %v: tensor<2xi64>) -> (tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) attributes {nn.state_arguments = [@w, @v], nn.state_results = [@w, @v]} {
  %c0 = arith.constant 0 : index
  %b = tensor.extract %w[%c0] : tensor<2xi64>
  %next = tensor.from_elements %a, %b : tensor<2xi64>
  return %w, %next, %next : tensor<2xi64>, tensor<2xi64>, tensor<2xi64>
}
