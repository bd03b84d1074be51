// Loops over steps, and branches: with respect to what is carried, sliced and captured.
// RUN: %evaluate-gradients
// RUN: %compare-gradients

// A recurrent cell, whose states are read at all steps and at the last one.
// torch: s = h
// torch: o = []
// torch: for t in range(4): s = torch.tanh(xs[:, t] @ w + s @ u); o.append(s)
// torch: (torch.stack(o, 1), s)
nn.func @cell(%xs: tensor<?x4x3xf64>, %h: tensor<?x2xf64>, %w: tensor<3x2xf64>, %u: tensor<2x2xf64>) -> (all: tensor<?x4x2xf64>, last: tensor<?x2xf64>) {
  %last, %all = nn.scan axis 1 carry(%s = %h : tensor<?x2xf64>) over(%x = %xs : tensor<?x4x3xf64>)
      capture(%a = %w : tensor<3x2xf64>, %b = %u : tensor<2x2xf64>) {
    %p = nn.matmul %x, %a : tensor<?x3xf64>, tensor<3x2xf64>
    %q = nn.matmul %s, %b : tensor<?x2xf64>, tensor<2x2xf64>
    %r = nn.add %p, %q : tensor<?x2xf64>, tensor<?x2xf64>
    %n = nn.tanh %r : tensor<?x2xf64>
    nn.yield %n, %n : tensor<?x2xf64>, tensor<?x2xf64>
  }
  nn.return %all, %last : tensor<?x4x2xf64>, tensor<?x2xf64>
}

// From the last step to the first, along the leading axis; two values are carried, and one of them is no float.
// torch: c = torch.zeros(2, dtype=torch.float64)
// torch: o = [None] * 3
// torch: for k, t in enumerate([2, 1, 0]): c = c * torch.sigmoid(xs[t]) + k * xs[t]; o[t] = c * c
// torch: torch.stack(o)
nn.func @reverse(%xs: tensor<3x2xf64>) -> (y: tensor<3x2xf64>) {
  %zero = nn.constant dense<0.0> : tensor<2xf64>
  %first = nn.constant dense<0> : tensor<i64>
  %c, %n, %y = nn.scan axis 0 reverse carry(%c = %zero : tensor<2xf64>, %k = %first : tensor<i64>) over(%x = %xs : tensor<3x2xf64>) {
    %one = nn.constant dense<1> : tensor<i64>
    %g = nn.sigmoid %x : tensor<2xf64>
    %kept = nn.mul %c, %g : tensor<2xf64>, tensor<2xf64>
    %f = nn.cast %k : tensor<i64> to tensor<f64>
    %added = nn.mul %x, %f : tensor<2xf64>, tensor<f64>
    %next = nn.add %kept, %added : tensor<2xf64>, tensor<2xf64>
    %square = nn.mul %next, %next : tensor<2xf64>, tensor<2xf64>
    %m = nn.add %k, %one : tensor<i64>, tensor<i64>
    nn.yield %next, %m, %square : tensor<2xf64>, tensor<i64>, tensor<2xf64>
  }
  nn.return %y : tensor<3x2xf64>
}

// A carried value gets its derivative by way of another one; compound ops in the body.
// torch: p, q = x, torch.ones(3, dtype=torch.float64)
// torch: for _ in range(3): p, q = q, F.silu(p) + w * q
// torch: p
nn.func @exchanged(%x: tensor<3xf64>, %w: tensor<f64>) -> (y: tensor<3xf64>) {
  %ones = nn.constant dense<1.0> : tensor<3xf64>
  %p, %q = nn.scan length 3 axis 0 carry(%p = %x : tensor<3xf64>, %q = %ones : tensor<3xf64>) capture(%v = %w : tensor<f64>) {
    %s = nn.silu %p : tensor<3xf64>
    %m = nn.mul %q, %v : tensor<3xf64>, tensor<f64>
    %n = nn.add %s, %m : tensor<3xf64>, tensor<3xf64>
    nn.yield %q, %n : tensor<3xf64>, tensor<3xf64>
  }
  nn.return %p : tensor<3xf64>
}

// A scan in a scan.
// torch: c = torch.zeros(2, dtype=torch.float64)
// torch: for i in range(3):
// torch:   for j in range(2): c = torch.sin(c + xs[i, j]) * w
// torch: c
nn.func @nested(%xs: tensor<3x2x2xf64>, %w: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %zero = nn.constant dense<0.0> : tensor<2xf64>
  %y = nn.scan axis 0 carry(%c = %zero : tensor<2xf64>) over(%row = %xs : tensor<3x2x2xf64>) capture(%w = %w : tensor<2xf64>) {
    %d = nn.scan axis 0 carry(%c = %c : tensor<2xf64>) over(%x = %row : tensor<2x2xf64>) capture(%w = %w : tensor<2xf64>) {
      %s = nn.add %c, %x : tensor<2xf64>, tensor<2xf64>
      %t = nn.sin %s : tensor<2xf64>
      %u = nn.mul %t, %w : tensor<2xf64>, tensor<2xf64>
      nn.yield %u : tensor<2xf64>
    }
    nn.yield %d : tensor<2xf64>
  }
  nn.return %y : tensor<2xf64>
}

// Each branch, with a value that only one of them reads.
// range %p: 1 to 1
// torch: torch.where(p > 0, torch.exp(x) * w, x)
nn.func @taken(%p: tensor<i64>, %x: tensor<?x2xf64>, %w: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %zero = nn.constant dense<0> : tensor<i64>
  %c = nn.compare gt %p, %zero : tensor<i64>, tensor<i64>
  %y = nn.if %c capture(%a = %x : tensor<?x2xf64>, %v = %w : tensor<2xf64>) {
    %e = nn.exp %a : tensor<?x2xf64>
    %m = nn.mul %e, %v : tensor<?x2xf64>, tensor<2xf64>
    nn.yield %m : tensor<?x2xf64>
  } else {
    nn.yield %a : tensor<?x2xf64>
  }
  nn.return %y : tensor<?x2xf64>
}
// range %p: 0 to 0
// torch: torch.where(p > 0, torch.exp(x) * w, x)
nn.func @not_taken(%p: tensor<i64>, %x: tensor<?x2xf64>, %w: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %zero = nn.constant dense<0> : tensor<i64>
  %c = nn.compare gt %p, %zero : tensor<i64>, tensor<i64>
  %y = nn.if %c capture(%a = %x : tensor<?x2xf64>, %v = %w : tensor<2xf64>) {
    %e = nn.exp %a : tensor<?x2xf64>
    %m = nn.mul %e, %v : tensor<?x2xf64>, tensor<2xf64>
    nn.yield %m : tensor<?x2xf64>
  } else {
    nn.yield %a : tensor<?x2xf64>
  }
  nn.return %y : tensor<?x2xf64>
}

// Newton's iteration for a root, which ends when it is exact enough: fewer steps for some.
// range %a: 1.5 to 1.6
// torch: r = a
// torch: for _ in range(3): r = (r + a / r) / 2
// torch: r
nn.func @while(%a: tensor<f64>) -> (root: tensor<f64>) {
  %go = nn.constant dense<true> : tensor<i1>
  %root = nn.loop %i to 9 while %go carry(%r = %a : tensor<f64>) capture(%a = %a : tensor<f64>) {
    %half = nn.constant dense<0.5> : tensor<f64>
    %last = nn.constant dense<2> : tensor<i64>
    %q = nn.div %a, %r : tensor<f64>, tensor<f64>
    %s = nn.add %r, %q : tensor<f64>, tensor<f64>
    %n = nn.mul %s, %half : tensor<f64>, tensor<f64>
    %more = nn.compare lt %i, %last : tensor<i64>, tensor<i64>
    nn.yield %more, %n : tensor<i1>, tensor<f64>
  }
  nn.return %root : tensor<f64>
}

// torch: c = x
// torch: for i in range(4): c = c * w + i
// torch: c
nn.func @counted(%x: tensor<2xf64>, %w: tensor<2xf64>) -> (y: tensor<2xf64>) {
  %y = nn.loop %i to 4 carry(%c = %x : tensor<2xf64>) capture(%v = %w : tensor<2xf64>) {
    %f = nn.cast %i : tensor<i64> to tensor<f64>
    %m = nn.mul %c, %v : tensor<2xf64>, tensor<2xf64>
    %n = nn.add %m, %f : tensor<2xf64>, tensor<f64>
    nn.yield %n : tensor<2xf64>
  }
  nn.return %y : tensor<2xf64>
}

// A loop that carries a batch: its derivative stacks what each step starts from.
// torch: for t in range(3): x = torch.sin(x) * w
// torch: x
nn.func @loop_with_batch(%x: tensor<?x2xf64>, %w: tensor<2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.loop %i to 3 carry(%c = %x : tensor<?x2xf64>) capture(%w = %w : tensor<2xf64>) {
    %t = nn.sin %c : tensor<?x2xf64>
    %u = nn.mul %t, %w : tensor<?x2xf64>, tensor<2xf64>
    nn.yield %u : tensor<?x2xf64>
  }
  nn.return %y : tensor<?x2xf64>
}

// A batch in a scan along axis 0, which neither cuts nor stacks anything.
// torch: for t in range(2): x = torch.sin(x)
// torch: x
nn.func @scan_with_batch(%x: tensor<?x2xf64>) -> (y: tensor<?x2xf64>) {
  %y = nn.scan length 2 axis 0 carry(%c = %x : tensor<?x2xf64>) {
    %t = nn.sin %c : tensor<?x2xf64>
    nn.yield %t : tensor<?x2xf64>
  }
  nn.return %y : tensor<?x2xf64>
}

// One step, and none.
// torch: (torch.sin(x), x * 2)
nn.func @few_steps(%x: tensor<?x2xf64>) -> (once: tensor<?x2xf64>, none: tensor<?x2xf64>) {
  %once = nn.scan length 1 axis 1 carry(%c = %x : tensor<?x2xf64>) {
    %t = nn.sin %c : tensor<?x2xf64>
    nn.yield %t : tensor<?x2xf64>
  }
  %none = nn.scan length 0 axis 1 carry(%c = %x : tensor<?x2xf64>) {
    %t = nn.sin %c : tensor<?x2xf64>
    nn.yield %t : tensor<?x2xf64>
  }
  %two = nn.add %none, %x : tensor<?x2xf64>, tensor<?x2xf64>
  nn.return %once, %two : tensor<?x2xf64>, tensor<?x2xf64>
}

// A loop in a loop that never runs: what it stacks is empty, and so is what is stacked of that. A product of nothing.
// torch: (x * 4, torch.zeros(3, 0, 2, 2, dtype=torch.float64), w * 0)
nn.func @never(%x: tensor<?x2xf64>, %w: tensor<2x2xf64>) -> (y: tensor<?x2xf64>, all: tensor<?x0x2x2xf64>, z: tensor<2x2xf64>) {
  %y, %all = nn.scan length 2 axis 1 carry(%p = %x : tensor<?x2xf64>) {
    %q, %none = nn.scan length 0 axis 1 carry(%c = %p : tensor<?x2xf64>) {
      %s = nn.sin %c : tensor<?x2xf64>
      nn.yield %s, %s : tensor<?x2xf64>, tensor<?x2xf64>
    }
    %d = nn.add %q, %p : tensor<?x2xf64>, tensor<?x2xf64>
    %u = nn.reshape %none : tensor<?x0x2xf64> to tensor<?x0x2xf64>
    nn.yield %d, %u : tensor<?x2xf64>, tensor<?x0x2xf64>
  }
  %t = nn.transpose %all perm [0, 2, 1, 3] : tensor<?x2x0x2xf64>
  %last, %products = nn.scan length 0 axis 1 carry(%c = %x : tensor<?x2xf64>) capture(%w = %w : tensor<2x2xf64>) {
    %m = nn.matmul %c, %w : tensor<?x2xf64>, tensor<2x2xf64>
    nn.yield %m, %m : tensor<?x2xf64>, tensor<?x2xf64>
  }
  %sum = nn.reduce_sum %products : tensor<?x0x2xf64>
  %z = nn.mul %w, %sum : tensor<2x2xf64>, tensor<f64>
  nn.return %y, %t, %z : tensor<?x2xf64>, tensor<?x0x2x2xf64>, tensor<2x2xf64>
}

// Layers of one shape, whose weights are stacked along axis 0: matrices, rows and numbers; what it stacks has no batch.
nn.func @layers(%x: tensor<?x2xf64>, %w: tensor<3x2x2xf64>, %b: tensor<3x2xf64>, %s: tensor<3xf64>) -> (y: tensor<?x2xf64>, n: tensor<3x2xf64>) {
  %y, %n = nn.scan axis 0 carry(%c = %x : tensor<?x2xf64>) over(%w = %w : tensor<3x2x2xf64>, %b = %b : tensor<3x2xf64>, %s = %s : tensor<3xf64>) {
    %p = nn.matmul %c, %w : tensor<?x2xf64>, tensor<2x2xf64>
    %q = nn.add %p, %b : tensor<?x2xf64>, tensor<2xf64>
    %t = nn.tanh %q : tensor<?x2xf64>
    %next = nn.mul %t, %s : tensor<?x2xf64>, tensor<f64>
    %norm = nn.mul %b, %s : tensor<2xf64>, tensor<f64>
    nn.yield %next, %norm : tensor<?x2xf64>, tensor<2xf64>
  }
  nn.return %y, %n : tensor<?x2xf64>, tensor<3x2xf64>
}
