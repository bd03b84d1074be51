// Loops over steps and branches, run: order of steps and of what they stack, a batch, early ends.
// RUN: %run | FileCheck %s
func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"}) attributes {llvm.emit_c_interface}

// Running sums along the second axis, in both directions; the state before each step is stacked too.
nn.func @sums(%x: tensor<?x3xf32>, %start: tensor<?xf32>) -> (last: tensor<?xf32>, after: tensor<?x3xf32>, before: tensor<?x3xf32>, backwards: tensor<?x3xf32>) {
  %0:3 = nn.scan axis 1 carry(%s = %start : tensor<?xf32>) over(%x = %x : tensor<?x3xf32>) {
    %n = nn.add %s, %x : tensor<?xf32>, tensor<?xf32>
    nn.yield %n, %n, %s : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
  }
  %1:2 = nn.scan axis 1 reverse carry(%s = %start : tensor<?xf32>) over(%x = %x : tensor<?x3xf32>) {
    %n = nn.add %s, %x : tensor<?xf32>, tensor<?xf32>
    nn.yield %n, %n : tensor<?xf32>, tensor<?xf32>
  }
  nn.return %0#0, %0#1, %0#2, %1#1 : tensor<?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// Two carried values that change places; no step at all; unsigned bytes.
nn.func @exchange(%a: tensor<2xf32>, %b: tensor<2xf32>, %bytes: tensor<3xui8>) -> (a: tensor<2xf32>, b: tensor<2xf32>, c: tensor<2xf32>, n: tensor<i64>) {
  %0:2 = nn.scan length 3 axis 0 carry(%a = %a : tensor<2xf32>, %b = %b : tensor<2xf32>) {
    nn.yield %b, %a : tensor<2xf32>, tensor<2xf32>
  }
  %1 = nn.scan length 0 axis 0 carry(%a = %a : tensor<2xf32>) {
    %n = nn.neg %a : tensor<2xf32>
    nn.yield %n : tensor<2xf32>
  }
  %zero = nn.constant dense<0> : tensor<i64>
  %2 = nn.scan axis 0 carry(%n = %zero : tensor<i64>) over(%x = %bytes : tensor<3xui8>) {
    %w = nn.cast %x : tensor<ui8> to tensor<i64>
    %m = nn.add %n, %w : tensor<i64>, tensor<i64>
    nn.yield %m : tensor<i64>
  }
  nn.return %0#0, %0#1, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>
}

// The number of doublings below the limit, at most 10.
nn.func @doublings(%start: tensor<f32>, %limit: tensor<f32>) -> (value: tensor<f32>, count: tensor<i64>) {
  %zero = nn.constant dense<0> : tensor<i64>
  %go = nn.compare lt %start, %limit : tensor<f32>, tensor<f32>
  %v, %n = nn.loop %i to 10 while %go carry(%v = %start : tensor<f32>, %n = %zero : tensor<i64>) capture(%l = %limit : tensor<f32>) {
    %one = nn.constant dense<1> : tensor<i64>
    %w = nn.add %v, %v : tensor<f32>, tensor<f32>
    %m = nn.add %i, %one : tensor<i64>, tensor<i64>
    %more = nn.compare lt %w, %l : tensor<f32>, tensor<f32>
    nn.yield %more, %w, %m : tensor<i1>, tensor<f32>, tensor<i64>
  }
  nn.return %v, %n : tensor<f32>, tensor<i64>
}

func.func private @print2(%x: tensor<?x3xf32>) {
  %0 = tensor.cast %x : tensor<?x3xf32> to tensor<*xf32>
  call @printMemrefF32(%0) : (tensor<*xf32>) -> ()
  return
}
func.func private @print1(%x: tensor<2xf32>) {
  %0 = tensor.cast %x : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%0) : (tensor<*xf32>) -> ()
  return
}
func.func private @printI(%x: tensor<i64>) {
  %0 = tensor.expand_shape %x [] output_shape [1] : tensor<i64> into tensor<1xi64>
  %1 = tensor.cast %0 : tensor<1xi64> to tensor<*xi64>
  call @printMemrefI64(%1) : (tensor<*xi64>) -> ()
  return
}
func.func private @callSums(%x: tensor<?x3xf32>, %s: tensor<?xf32>) -> (tensor<?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0:4 = nn.call @sums(%x, %s) : (tensor<?x3xf32>, tensor<?xf32>) -> (tensor<?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}
func.func @main() {
  %x = nn.constant dense<[[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]> : tensor<2x3xf32>
  %s = nn.constant dense<[100.0, 0.5]> : tensor<2xf32>
  %xb = tensor.cast %x : tensor<2x3xf32> to tensor<?x3xf32>
  %sb = tensor.cast %s : tensor<2xf32> to tensor<?xf32>
  %0:4 = call @callSums(%xb, %sb) : (tensor<?x3xf32>, tensor<?xf32>) -> (tensor<?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>)
  %last = tensor.cast %0#0 : tensor<?xf32> to tensor<2xf32>
  // CHECK: [106, 60.5]
  call @print1(%last) : (tensor<2xf32>) -> ()
  // CHECK: {{\[}}[101, 103, 106]
  // CHECK-NEXT: [10.5, 30.5, 60.5]
  call @print2(%0#1) : (tensor<?x3xf32>) -> ()
  // CHECK: {{\[}}[100, 101, 103]
  // CHECK-NEXT: [0.5, 10.5, 30.5]
  call @print2(%0#2) : (tensor<?x3xf32>) -> ()
  // CHECK: {{\[}}[106, 105, 103]
  // CHECK-NEXT: [60.5, 50.5, 30.5]
  call @print2(%0#3) : (tensor<?x3xf32>) -> ()

  %a = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %b = nn.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %bytes = nn.constant dense<[200, 100, 3]> : tensor<3xui8>
  %1:4 = nn.call @exchange(%a, %b, %bytes) : (tensor<2xf32>, tensor<2xf32>, tensor<3xui8>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>)
  // CHECK: [3, 4]
  call @print1(%1#0) : (tensor<2xf32>) -> ()
  // CHECK: [1, 2]
  call @print1(%1#1) : (tensor<2xf32>) -> ()
  // CHECK: [1, 2]
  call @print1(%1#2) : (tensor<2xf32>) -> ()
  // CHECK: [303]
  call @printI(%1#3) : (tensor<i64>) -> ()

  %three = nn.constant dense<3.0> : tensor<f32>
  %thirty = nn.constant dense<30.0> : tensor<f32>
  %huge = nn.constant dense<1.0e30> : tensor<f32>
  %2:2 = nn.call @doublings(%three, %thirty) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<i64>)
  // CHECK: [4]
  call @printI(%2#1) : (tensor<i64>) -> ()
  %3:2 = nn.call @doublings(%thirty, %three) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<i64>)
  // CHECK: [0]
  call @printI(%3#1) : (tensor<i64>) -> ()
  %4:2 = nn.call @doublings(%three, %huge) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<i64>)
  // CHECK: [10]
  call @printI(%4#1) : (tensor<i64>) -> ()
  return
}
