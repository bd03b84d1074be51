// Numbers in place of named sizes, and of what is computed of them; other names stay.
// RUN: dlc-opt %s --split-input-file --nn-specialize-sizes='sizes=sequence=5' --verify-diagnostics | FileCheck %s
// RUN: dlc-opt %s --split-input-file --nn-specialize-sizes='sizes=sequence=5,batch=2' --verify-diagnostics | FileCheck %s --check-prefix=BOTH

!x = tensor<?x?x8xf32, #nn.sizes<batch, sequence>>

// CHECK-LABEL: nn.func @f(%x: tensor<?x5x8xf32>, %h: tensor<?xf32, #nn.sizes<batch floordiv 2>>) -> (y: tensor<?x40xf32>, h: tensor<?xf32, #nn.sizes<batch floordiv 2>>)
// CHECK:         nn.flatten %{{.*}} : tensor<?x5x8xf32>
// BOTH-LABEL:  nn.func @f(%x: tensor<2x5x8xf32>, %h: tensor<1xf32>) -> (y: tensor<2x40xf32>, h: tensor<1xf32>)
// BOTH:          nn.flatten %{{.*}} : tensor<2x5x8xf32>
nn.func @f(%x: !x, %h: tensor<?xf32, #nn.sizes<batch floordiv 2>>) -> (y: tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>, h: tensor<?xf32, #nn.sizes<batch floordiv 2>>) {
  %0 = nn.flatten %x : !x
  nn.return %0, %h : tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>, tensor<?xf32, #nn.sizes<batch floordiv 2>>
}

// -----

// expected-error@+1 {{the size 'sequence - 7' would be -2 where }}
nn.func @negative(%x: tensor<?xf32, #nn.sizes<sequence>>, %y: tensor<?xf32, #nn.sizes<sequence - 7>>) -> (x: tensor<?xf32, #nn.sizes<sequence>>) {
  nn.return %x : tensor<?xf32, #nn.sizes<sequence>>
}

// -----

// expected-error@+1 {{there is no size 'sequence'; there are height}}
module {
  nn.func @other(%x: tensor<?xf32, #nn.sizes<height>>) -> (x: tensor<?xf32, #nn.sizes<height>>) {
    nn.return %x : tensor<?xf32, #nn.sizes<height>>
  }
}
