// Bodies with captures: a scan in either direction, one without inputs, a branch, a loop that stops.
module @control {
  nn.func @predict(%x: tensor<?x3x4xf32>) -> (all: tensor<?x3x4xf32>, last: tensor<?x4xf32>, chosen: tensor<?x4xf32>, root: tensor<f32>, powers: tensor<5xf32>) {
    %zero = nn.constant dense<0.0> : tensor<4xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %first = nn.reduce_sum %x axes [1] : tensor<?x3x4xf32>
    %start = nn.mul %first, %half : tensor<?x4xf32>, tensor<f32>
    %last, %all = nn.scan axis 1 reverse carry(%h = %start : tensor<?x4xf32>) over(%s = %x : tensor<?x3x4xf32>) capture(%f = %half : tensor<f32>) {
      %m = nn.mul %h, %f : tensor<?x4xf32>, tensor<f32>
      %n = nn.add %m, %s : tensor<?x4xf32>, tensor<?x4xf32>
      nn.yield %n, %n : tensor<?x4xf32>, tensor<?x4xf32>
    }
    %sum = nn.reduce_sum %x : tensor<?x3x4xf32>
    %none = nn.constant dense<0.0> : tensor<f32>
    %positive = nn.compare gt %sum, %none : tensor<f32>, tensor<f32>
    %chosen = nn.if %positive capture(%a = %last : tensor<?x4xf32>) {
      %t = nn.tanh %a : tensor<?x4xf32>
      nn.yield %t : tensor<?x4xf32>
    } else {
      nn.yield %a : tensor<?x4xf32>
    }
    %two = nn.constant dense<2.0> : tensor<f32>
    %yes = nn.constant dense<true> : tensor<i1>
    %root = nn.loop %i to 20 while %yes carry(%r = %two : tensor<f32>) capture(%n = %two : tensor<f32>, %f = %half : tensor<f32>) {
      %q = nn.div %n, %r : tensor<f32>, tensor<f32>
      %b = nn.add %q, %r : tensor<f32>, tensor<f32>
      %next = nn.mul %b, %f : tensor<f32>, tensor<f32>
      %d = nn.sub %next, %r : tensor<f32>, tensor<f32>
      %e = nn.abs %d : tensor<f32>
      %tiny = nn.constant dense<1.0e-6> : tensor<f32>
      %more = nn.compare gt %e, %tiny : tensor<f32>, tensor<f32>
      nn.yield %more, %next : tensor<i1>, tensor<f32>
    }
    %one = nn.constant dense<1.0> : tensor<f32>
    %end, %powers = nn.scan length 5 axis 0 carry(%p = %one : tensor<f32>) {
      %d = nn.add %p, %p : tensor<f32>, tensor<f32>
      nn.yield %d, %p : tensor<f32>, tensor<f32>
    }
    nn.return %all, %last, %chosen, %root, %powers : tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<f32>, tensor<5xf32>
  }
}
