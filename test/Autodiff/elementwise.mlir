// RUN: dlc-opt %s --train-differentiate --split-input-file | FileCheck %s

// -g
// CHECK-LABEL: nn.func @neg
nn.func @neg(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.neg %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[DX:.*]] = nn.neg %[[G]]
  // CHECK: nn.return %[[DX]]
  %y = nn.neg %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g · sign x: 0 at 0
// CHECK-LABEL: nn.func @abs
nn.func @abs(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.abs %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[S:.*]] = nn.sign %x
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[S]]
  // CHECK: nn.return %[[DX]]
  %y = nn.abs %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g / 2y
// CHECK-LABEL: nn.func @sqrt
nn.func @sqrt(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.sqrt %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[H:.*]] = nn.constant dense<5.000000e-01>
  // CHECK: %[[GH:.*]] = nn.mul %[[G]], %[[H]]
  // CHECK: %[[DX:.*]] = nn.div %[[GH]], %[[Y]]
  // CHECK: nn.return %[[DX]]
  %y = nn.sqrt %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// -g/2 · y³
// CHECK-LABEL: nn.func @rsqrt
nn.func @rsqrt(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.rsqrt %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK-DAG: %[[H:.*]] = nn.constant dense<-5.000000e-01>
  // CHECK-DAG: %[[GH:.*]] = nn.mul %[[G]], %[[H]]
  // CHECK-DAG: %[[Y2:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK-DAG: %[[Y3:.*]] = nn.mul %[[Y]], %[[Y2]]
  // CHECK: %[[DX:.*]] = nn.mul %[[GH]], %[[Y3]]
  // CHECK: nn.return %[[DX]]
  %y = nn.rsqrt %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// -g · y²
// CHECK-LABEL: nn.func @reciprocal
nn.func @reciprocal(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.reciprocal %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[Y2:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK: %[[P:.*]] = nn.mul %[[G]], %[[Y2]]
  // CHECK: %[[DX:.*]] = nn.neg %[[P]]
  // CHECK: nn.return %[[DX]]
  %y = nn.reciprocal %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g · y
// CHECK-LABEL: nn.func @exp
nn.func @exp(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.exp %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[Y]]
  // CHECK: nn.return %[[DX]]
  %y = nn.exp %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g / x
// CHECK-LABEL: nn.func @log
nn.func @log(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.log %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[DX:.*]] = nn.div %[[G]], %x
  // CHECK: nn.return %[[DX]]
  %y = nn.log %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g / (1 + x)
// CHECK-LABEL: nn.func @log1p
nn.func @log1p(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.log1p %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[D:.*]] = nn.add %x
  // CHECK: %[[DX:.*]] = nn.div %[[G]], %[[D]]
  // CHECK: nn.return %[[DX]]
  %y = nn.log1p %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g · (1 - y²)
// CHECK-LABEL: nn.func @tanh
nn.func @tanh(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.tanh %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK-DAG: %[[Y2:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK: %[[D:.*]] = nn.sub %{{.*}}, %[[Y2]]
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[D]]
  // CHECK: nn.return %[[DX]]
  %y = nn.tanh %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g · y · (1 - y)
// CHECK-LABEL: nn.func @sigmoid
nn.func @sigmoid(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.sigmoid %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[D:.*]] = nn.sub %{{.*}}, %[[Y]]
  // CHECK: %[[P:.*]] = nn.mul %[[Y]], %[[D]]
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[P]]
  // CHECK: nn.return %[[DX]]
  %y = nn.sigmoid %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g where x > 0, which is where the result is: 0 at 0
// CHECK-LABEL: nn.func @relu
nn.func @relu(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.relu %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[C:.*]] = nn.compare gt %[[Y]]
  // CHECK: %[[DX:.*]] = nn.where %[[C]], %[[G]]
  // CHECK: nn.return %[[DX]]
  %y = nn.relu %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g · sigmoid x
// CHECK-LABEL: nn.func @softplus
nn.func @softplus(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.softplus %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[S:.*]] = nn.sigmoid %x
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[S]]
  // CHECK: nn.return %[[DX]]
  %y = nn.softplus %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g and -g
// CHECK-LABEL: nn.func @sub
nn.func @sub(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.sub %a, %b
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[DB:.*]] = nn.neg %[[G]]
  // CHECK: nn.return %[[G]], %[[DB]]
  %y = nn.sub %a, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// g / b and -g/b · y
// CHECK-LABEL: nn.func @div
nn.func @div(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.div %a, %b
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[DA:.*]] = nn.div %[[G]], %b
  // CHECK: %[[P:.*]] = nn.mul %[[DA]], %[[Y]]
  // CHECK: %[[DB:.*]] = nn.neg %[[P]]
  // CHECK: nn.return %[[DA]], %[[DB]]
  %y = nn.div %a, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// nothing for the smaller, half each at a tie
// CHECK-LABEL: nn.func @max
nn.func @max(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.max %a, %b
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[H:.*]] = nn.mul %[[G]]
  // CHECK: %[[E:.*]] = nn.compare eq %a, %b
  // CHECK: %[[S:.*]] = nn.where %[[E]], %[[H]], %[[G]]
  // CHECK: %[[L:.*]] = nn.compare lt %a, %b
  // CHECK: %[[DA:.*]] = nn.where %[[L]], %{{.*}}, %[[S]]
  // CHECK: nn.compare lt %b, %a
  // CHECK: %[[DB:.*]] = nn.where
  // CHECK: nn.return %[[DA]], %[[DB]]
  %y = nn.max %a, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// nothing for the larger, half each at a tie
// CHECK-LABEL: nn.func @min
nn.func @min(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.min %a, %b
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: nn.compare gt %a, %b
  // CHECK: %[[DA:.*]] = nn.where
  // CHECK: nn.compare gt %b, %a
  // CHECK: %[[DB:.*]] = nn.where
  // CHECK: nn.return %[[DA]], %[[DB]]
  %y = nn.min %a, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// exponent 0 and base 0 are told apart in front of the power and the logarithm: an infinity that is masked behind them
// would be NaN in a derivative of the derivative
// CHECK-LABEL: nn.func @pow
nn.func @pow(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[Y:.*]] = nn.pow %a, %b
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[AZ:.*]] = nn.compare eq %a
  // CHECK: %[[BZ:.*]] = nn.compare eq %b
  // CHECK: %[[ONE_IF:.*]] = nn.where %[[BZ]], %{{.*}}, %b
  // CHECK: %[[ABS:.*]] = nn.abs %a
  // CHECK: %[[NUMBER:.*]] = nn.compare gt %[[ABS]]
  // CHECK: %[[EXPONENT:.*]] = nn.where %[[NUMBER]], %b, %[[ONE_IF]]
  // CHECK: %[[LESS:.*]] = nn.sub %[[EXPONENT]]
  // CHECK: %[[POWER:.*]] = nn.pow %a, %[[LESS]]
  // CHECK: %[[SLOPE:.*]] = nn.mul %b, %[[POWER]]
  // CHECK: %[[DA:.*]] = nn.mul %[[G]], %[[SLOPE]]
  // CHECK: %[[GE:.*]] = nn.compare ge %b
  // CHECK: %[[SAFE:.*]] = nn.where %[[GE]], %{{.*}}, %a
  // CHECK: %[[BASE:.*]] = nn.where %[[AZ]], %[[SAFE]], %a
  // CHECK: %[[LOG:.*]] = nn.log %[[BASE]]
  // CHECK: %[[TIMES:.*]] = nn.mul %[[Y]], %[[LOG]]
  // CHECK: %[[DB:.*]] = nn.mul %[[G]], %[[TIMES]]
  // CHECK: nn.return %[[DA]], %[[DB]]
  %y = nn.pow %a, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// CHECK-LABEL: nn.func @where
nn.func @where(%c: tensor<i1>, %a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[Z:.*]] = nn.constant dense<0.000000e+00>
  // CHECK-DAG: %[[DA:.*]] = nn.where %c, %[[G]], %[[Z]]
  // CHECK-DAG: %[[DB:.*]] = nn.where %c, %[[Z]], %[[G]]
  // CHECK: nn.return %[[DA]], %[[DB]]
  %y = nn.where %c, %a, %b : tensor<i1>, tensor<f32>, tensor<f32>
  %da, %db = train.gradient %y wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

// -----

// CHECK-LABEL: nn.func @cast
nn.func @cast(%x: tensor<f64>) -> (dx: tensor<f64>) {
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
  // CHECK: nn.cast %[[G]] : tensor<f32> to tensor<f64>
  %y = nn.cast %x : tensor<f64> to tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f64>)
  nn.return %dx : tensor<f64>
}

// -----

// g · cos x
// CHECK-LABEL: nn.func @sin
nn.func @sin(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: nn.sin %x
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[C:.*]] = nn.cos %x
  // CHECK: %[[DX:.*]] = nn.mul %[[G]], %[[C]]
  // CHECK: nn.return %[[DX]]
  %y = nn.sin %x : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// g between the bounds and at them
// CHECK-LABEL: nn.func @clip
nn.func @clip(%x: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK: %[[MIN:.*]] = nn.constant dense<-1.000000e+00>
  // CHECK: %[[GE:.*]] = nn.compare ge %x, %[[MIN]]
  // CHECK: %[[A:.*]] = nn.where %[[GE]], %[[G]], %
  // CHECK: %[[MAX:.*]] = nn.constant dense<2.000000e+00>
  // CHECK: %[[LE:.*]] = nn.compare le %x, %[[MAX]]
  // CHECK: %[[DX:.*]] = nn.where %[[LE]], %[[A]], %
  // CHECK: nn.return %[[DX]]
  %y = nn.clip %x min -1.0 max 2.0 : tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}

// -----

// The dividend's adjoint is g itself, and nothing is computed for the divisor that nobody asks for.
// CHECK-LABEL: nn.func @mod
nn.func @mod(%x: tensor<f32>, %m: tensor<f32>) -> (dx: tensor<f32>) {
  // CHECK: nn.mod
  // CHECK-NEXT: %[[G:.*]] = nn.constant dense<1.000000e+00>
  // CHECK-NEXT: nn.return %[[G]]
  %y = nn.mod %x, %m : tensor<f32>, tensor<f32>
  %dx = train.gradient %y wrt (%x) : tensor<f32>, (tensor<f32>)
  nn.return %dx : tensor<f32>
}
