// RUN: dlc-opt %s --dlc-separate-destinations | FileCheck %s

// One fill for each sum: together they would need a copy.
// CHECK-LABEL: func.func @shared
func.func @shared(%batch: index, %x: tensor<?x4xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %zero = arith.constant 0.0 : f32
  // CHECK: tensor.empty
  %empty = tensor.empty(%batch) : tensor<?xf32>
  // CHECK-NOT: linalg.fill
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  // CHECK: %[[E1:.*]] = tensor.empty
  // CHECK-NEXT: %[[F1:.*]] = linalg.fill {{.*}} outs(%[[E1]]
  // CHECK-NEXT: linalg.reduce { arith.addf } ins(%{{.*}}) outs(%[[F1]]
  %a = linalg.reduce { arith.addf } ins(%x : tensor<?x4xf32>) outs(%start : tensor<?xf32>) dimensions = [1]
  // CHECK: %[[E2:.*]] = tensor.empty
  // CHECK-NEXT: %[[F2:.*]] = linalg.fill {{.*}} outs(%[[E2]]
  // CHECK-NEXT: linalg.reduce { arith.mulf } ins(%{{.*}}) outs(%[[F2]]
  %b = linalg.reduce { arith.mulf } ins(%x : tensor<?x4xf32>) outs(%start : tensor<?xf32>) dimensions = [1]
  return %a, %b : tensor<?xf32>, tensor<?xf32>
}

// What is only read stays one; each op writes into memory of its own.
// CHECK-LABEL: func.func @read
func.func @read(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %one = arith.constant 1.0 : f32
  %empty = tensor.empty() : tensor<4xf32>
  // CHECK: %[[F:.*]] = linalg.fill
  %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: %[[OWN:.*]] = tensor.empty
  // CHECK-NEXT: linalg.add ins(%{{.*}}, %[[F]] : {{.*}} outs(%[[OWN]] :
  %a = linalg.add ins(%x, %ones : tensor<4xf32>, tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: outs(%[[OWN]]
  // CHECK: linalg.mul ins(%{{.*}}, %[[F]] :
  %b = linalg.mul ins(%x, %ones : tensor<4xf32>, tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @alone
func.func @alone(%x: tensor<4x4xf32>, %into: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4xf32>
  // CHECK: linalg.fill {{.*}} outs(%{{.*}} : tensor<4xf32>)
  // CHECK-NEXT: linalg.reduce
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %a = linalg.reduce { arith.addf } ins(%x : tensor<4x4xf32>) outs(%start : tensor<4xf32>) dimensions = [1]
  // What has a destination of the caller's is left to it.
  // CHECK-NEXT: linalg.fill {{.*}} outs(%arg1
  // CHECK-NEXT: return
  %b = linalg.fill ins(%zero : f32) outs(%into : tensor<4xf32>) -> tensor<4xf32>
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// Constants that are returned or start a sum are filled in; one that is read, or has several values, stays.
// CHECK-LABEL: func.func @constants
func.func @constants(%x: tensor<4x4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<2xf32>) {
  // CHECK-DAG: %[[ONES:.*]] = arith.constant dense<1.000000e+00> : tensor<4xf32>
  // CHECK-DAG: %[[TWO:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]>
  %ones = arith.constant dense<1.0> : tensor<4xf32>
  %two = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %empty = tensor.empty() : tensor<4xf32>
  // CHECK: %[[START:.*]] = linalg.fill
  // CHECK-NEXT: %[[SUM:.*]] = linalg.reduce { arith.addf } ins(%{{.*}}) outs(%[[START]]
  %sum = linalg.reduce { arith.addf } ins(%x : tensor<4x4xf32>) outs(%ones : tensor<4xf32>) dimensions = [1]
  // CHECK: %[[READ:.*]] = linalg.add ins(%[[SUM]], %[[ONES]] :
  %read = linalg.add ins(%sum, %ones : tensor<4xf32>, tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[RESULT:.*]] = linalg.fill
  // CHECK-NEXT: return %[[SUM]], %[[READ]], %[[RESULT]], %[[TWO]]
  return %sum, %read, %ones, %two : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<2xf32>
}

// Several results of a loop each have memory of their own.
// CHECK-LABEL: func.func @results
func.func @results(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %empty = tensor.empty() : tensor<4xf32>
  // CHECK: %[[A:.*]] = tensor.empty
  // CHECK: %[[B:.*]] = tensor.empty
  // CHECK: linalg.generic {{.*}} outs(%[[B]], %[[A]] :
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%empty, %empty : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%in: f32, %a: f32, %b: f32):
    %n = arith.negf %in : f32
    linalg.yield %in, %n : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}
