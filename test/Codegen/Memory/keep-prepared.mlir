// RUN: dlc-opt %s -split-input-file -dlc-keep-prepared | FileCheck %s

// A buffer that is computed of a variable alone lies in the memory that is kept, and so does one that is computed of that;
// their kernels run where a flag is 0. What depends on an input runs in each call.
// CHECK: module attributes {dlc.prepared_bytes = 192 : i64, dlc.prepared_count = 2 : i64}
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: %[[X:[a-z0-9]*]]: memref<4xf32>, %[[Y:[a-z0-9]*]]: memref<4xf32>, %[[W:[a-z0-9]*]]: memref<4xf32>, %[[MEMORY:[a-z0-9]*]]: memref<192xi8>)
// CHECK-SAME: dlc.prepares
// CHECK-DAG: %[[A:.*]] = memref.view %[[MEMORY]][%c64{{.*}}][] : memref<192xi8> to memref<4xf32>
// CHECK-DAG: %[[B:.*]] = memref.view %[[MEMORY]][%c128{{.*}}][] : memref<192xi8> to memref<4xf32>
// CHECK: %[[FLAG:.*]] = memref.load %[[MEMORY]]
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[FLAG]]
// CHECK: scf.if %[[FIRST]] {
// CHECK-NEXT: func.call @double(%[[W]], %[[A]])
// CHECK: memref.store {{.*}}, %[[MEMORY]]
// CHECK: scf.if {{.*}} {
// CHECK-NEXT: func.call @double(%[[A]], %[[B]])
// CHECK: memref.store {{.*}}, %[[MEMORY]]
// CHECK-NEXT: }
// CHECK: %[[C:.*]] = memref.alloc
// CHECK: call @add(%[[X]], %[[B]], %[[C]])
// CHECK: call @double(%[[C]], %[[Y]])
func.func @predict(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "predict"} {
  %c = memref.alloc() : memref<4xf32>
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%x, %b, %c) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  call @double(%c, %y) : (memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

// -----

// A buffer that also has what depends on an input, before or behind, is none; nor is one that is read in between.
// CHECK-LABEL: func.func @used_again(
// CHECK-NOT: scf.if
// CHECK: return
func.func @used_again(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "used_again"} {
  %a = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %y) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%x, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %y) : (memref<4xf32>, memref<4xf32>) -> ()
  %b = memref.alloc() : memref<4xf32>
  call @double(%w, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%x, %b, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  call @double(%y, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%b, %y) : (memref<4xf32>, memref<4xf32>) -> ()
  return
}

// Where a kernel also writes to an output, its other results are not kept either; and what a loop over steps writes is
// not.
// CHECK-LABEL: func.func @mixed(
// CHECK-NOT: scf.if
// CHECK: return
func.func @mixed(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "mixed"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<4xf32>
  call @both(%w, %a, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  %b = memref.alloc() : memref<4xf32>
  scf.for %i = %c0 to %c1 step %c1 {
    func.call @double(%w, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  } {dlc.steps}
  call @add(%a, %b, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @both(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  call @double(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %to) : (memref<4xf32>, memref<4xf32>) -> ()
  return
}

// A function of the network that others call has memory of its own in each call: it is no kernel.
// CHECK-LABEL: func.func @calls(
// CHECK-NOT: scf.if
// CHECK: return
func.func @calls(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "calls"} {
  %a = memref.alloc() : memref<4xf32>
  call @shared(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%x, %a, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @shared(%from: memref<4xf32>, %to: memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  call @double(%from, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %to) : (memref<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// What one of two forms needs is prepared where that form is taken, under a flag of its own.
// CHECK: module attributes {dlc.prepared_bytes = 192 : i64, dlc.prepared_count = 2 : i64}
// CHECK-LABEL: func.func @forms(
// CHECK: scf.if %{{.*}} {
// CHECK: func.call @double(%{{.*}}, %[[OUTER:[a-z0-9_]*]])
// CHECK: }
// CHECK: scf.if %{{[a-z0-9]*}} {
// CHECK: scf.if %{{.*}} {
// CHECK: func.call @double(%[[OUTER]], %[[INNER:[a-z0-9_]*]])
// CHECK: }
// CHECK: func.call @add(%{{.*}}, %[[INNER]], %{{.*}})
// CHECK: } else {
// CHECK-NOT: scf.if
// CHECK: func.call @add(%{{.*}}, %[[OUTER]], %{{.*}})
func.func @forms(%is: i1, %x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "forms"} {
  %a = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  scf.if %is {
    %b = memref.alloc() : memref<4xf32>
    func.call @double(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
    func.call @add(%x, %b, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  } else {
    func.call @add(%x, %a, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  }
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

// -----

// Entry points share one buffer of what they compute alike; another function of the variable is another one. A training
// step keeps nothing of a variable that it updates, and says what is out of date after it.
// CHECK: module attributes {dlc.prepared_bytes = 192 : i64, dlc.prepared_count = 2 : i64}
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: dlc.prepares
// CHECK: memref.view %{{.*}}[%c64{{.*}}][] : memref<192xi8> to memref<4xf32>
// CHECK: scf.if
// CHECK-NEXT: func.call @double(
func.func @predict(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "predict"} {
  %a = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%x, %a, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @evaluate(
// CHECK-DAG: memref.view %{{.*}}[%c64{{.*}}][] : memref<192xi8> to memref<4xf32>
// CHECK-DAG: memref.view %{{.*}}[%c128{{.*}}][] : memref<192xi8> to memref<4xf32>
// CHECK: scf.if
// CHECK: scf.if
func.func @evaluate(%x: memref<4xf32>, %y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "evaluate"} {
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%w, %w, %b) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  call @add(%a, %b, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: dlc.outdated = array<i32: 0, 1>
// CHECK-NOT: dlc.prepares
// CHECK: %[[A:.*]] = memref.alloc
// CHECK-NEXT: call @double(%{{.*}}, %[[A]])
// CHECK-NEXT: call @add(%{{.*}}, %[[A]], %{{.*}})
func.func @train_step(%x: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], nn.state_results = [@w], dlc.entry_point = "train_step"} {
  %a = memref.alloc() : memref<4xf32>
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%x, %a, %w) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

// -----

// What a step leaves alone it prepares for good, and of what it updates nothing.
// CHECK: module attributes {dlc.prepared_bytes = 128 : i64, dlc.prepared_count = 1 : i64}
// CHECK-LABEL: func.func @train_step(
// CHECK-NOT: dlc.outdated
// CHECK: scf.if
// CHECK-NEXT: func.call @double(%arg0
// CHECK: }
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: call @double(%arg1, %[[A]])
func.func @train_step(%frozen: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@frozen, @w], nn.state_results = [@w], dlc.entry_point = "train_step"} {
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  call @double(%frozen, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%w, %a) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%a, %b, %w) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

// -----

// A buffer that is written once more where others have been computed of what was written with it: all these calls are one, in
// their order. Told apart, the second one would stand before the first one, whose last call is behind it.
// CHECK-LABEL: func.func @judge(
// CHECK-COUNT-3: memref.view %{{.*}} : memref<256xi8> to memref<4xf32>
// CHECK: scf.if
// CHECK-NEXT: func.call @split(%{{.*}}, %[[A:.*]], %[[B:.*]]) {
// CHECK-NEXT: func.call @double(%[[A]], %[[C:.*]]) {
// CHECK-NEXT: func.call @double(%[[C]], %[[B]]) {
// CHECK: }
// CHECK-NOT: scf.if
// CHECK: call @add(%[[A]], %[[B]], %{{.*}})
func.func @judge(%y: memref<4xf32>, %w: memref<4xf32>)
    attributes {nn.state_arguments = [@w], dlc.entry_point = "judge"} {
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  %c = memref.alloc() : memref<4xf32>
  call @split(%w, %a, %b) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  call @double(%a, %c) : (memref<4xf32>, memref<4xf32>) -> ()
  call @double(%c, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @add(%a, %b, %y) : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}

func.func private @split(%from: memref<4xf32>, %a: memref<4xf32>, %b: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %v, %a[%i] : memref<4xf32>
    memref.store %s, %b[%i] : memref<4xf32>
  }
  return
}

func.func private @double(%from: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %from[%i] : memref<4xf32>
    %s = arith.addf %v, %v : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}

func.func private @add(%a: memref<4xf32>, %b: memref<4xf32>, %to: memref<4xf32>) attributes {dlc.noalias = array<i64>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xf32>
    %u = memref.load %b[%i] : memref<4xf32>
    %s = arith.addf %v, %u : f32
    memref.store %s, %to[%i] : memref<4xf32>
  }
  return
}
