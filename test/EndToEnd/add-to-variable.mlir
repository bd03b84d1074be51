// A product that is added to a variable is computed in the variable's place. Of so many terms sums are made in parts, which may not be kept there.
// RUN: rm -rf %t && mkdir %t && cd %t && %files count a.npy '<f4' 50,1300 && %files count w.npy '<f4' 1300,70
// RUN: dlc compile %s --stop-after bufferize -o %t/b.mlir && FileCheck %s --check-prefix=INPLACE < %t/b.mlir
// RUN: dlc run %s --entry add --seed 1 --input a=a.npy --input w=w.npy --steps 2 | FileCheck %s
// RUN: dlc run %s --entry add --seed 1 --input a=a.npy --input w=w.npy --steps 2 --threads 1 --cpu x86-64-v3 | FileCheck %s

// INPLACE: kernel.matmul ins({{.*}}) extras(%[[OUT:[a-z_0-9]*]] : {{.*}}) outs(%[[OUT]] :
// CHECK: difference  f32 [] {{ *(0|.*e-0[6789])$}}
nn.variable @sum : tensor<50x70xf32> init #nn.constant<0.0>
nn.variable @calls : tensor<f32> init #nn.constant<0.0>
nn.func @add(%a: tensor<50x1300xf32>, %w: tensor<1300x70xf32>) -> (difference: tensor<f32>) {
  %before = nn.read @sum : tensor<50x70xf32>
  %calls = nn.read @calls : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %count = nn.add %calls, %one : tensor<f32>, tensor<f32>
  nn.assign @calls, %count : tensor<f32>
  %b = nn.sin %a : tensor<50x1300xf32>
  %v = nn.sin %w : tensor<1300x70xf32>
  %p = nn.matmul %b, %v : tensor<50x1300xf32>, tensor<1300x70xf32>
  %sum = nn.add %p, %before : tensor<50x70xf32>, tensor<50x70xf32>
  nn.assign @sum, %sum : tensor<50x70xf32>
  // The same by a product without an epilogue, for all calls.
  %half = nn.constant dense<0.5> : tensor<f32>
  %c = nn.mul %b, %half : tensor<50x1300xf32>, tensor<f32>
  %q = nn.matmul %c, %v : tensor<50x1300xf32>, tensor<1300x70xf32>
  %twice = nn.add %q, %q : tensor<50x70xf32>, tensor<50x70xf32>
  %all = nn.mul %twice, %count : tensor<50x70xf32>, tensor<f32>
  %d = nn.sub %sum, %all : tensor<50x70xf32>, tensor<50x70xf32>
  %e = nn.abs %d : tensor<50x70xf32>
  %m = nn.reduce_max %e : tensor<50x70xf32>
  %s = nn.abs %all : tensor<50x70xf32>
  %largest = nn.reduce_max %s : tensor<50x70xf32>
  %difference = nn.div %m, %largest : tensor<f32>, tensor<f32>
  nn.return %difference : tensor<f32>
}
