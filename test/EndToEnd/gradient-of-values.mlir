// Derivatives with respect to values whose uses simplification gives to other values. Right is what the text says.
// RUN: dlc run %s --seed 0 | FileCheck %s
// RUN: dlc check-grad %s --function predict | FileCheck %s --check-prefix=GRAD

// Each derivative that the function asks for is compared too; those in bodies of loops are not.
// GRAD-NOT: train.{{[a-z]+}}.{{[0-9]+ +}}variable
// GRAD: train.gradient.1 {{ *}}derivative
// GRAD: train.gradient.11 {{ *}}derivative
// GRAD: train.jvp.12 {{ *}}derivative
// GRAD-NOT: train.{{[a-z]+}}.{{[0-9]+ +}}variable
// GRAD-NOT: WRONG
nn.variable @w : tensor<1xf32> init #nn.constant<3.0>

nn.func private @product(%a: tensor<f32>, %b: tensor<f32>) -> (da: tensor<f32>, db: tensor<f32>) {
  %f = nn.mul %a, %b : tensor<f32>, tensor<f32>
  %f2 = nn.mul %f, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %f2 wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)
  nn.return %da, %db : tensor<f32>, tensor<f32>
}

nn.func @predict() -> (apple: tensor<f32>, count: tensor<f32>, tax: tensor<f32>, a: tensor<f32>, b: tensor<f32>, tanh: tensor<f32>,
    tanh2: tensor<f32>, plus0: tensor<f32>, x: tensor<f32>, inner: tensor<f32>, reshape: tensor<2xf32>, read: tensor<1xf32>,
    sum: tensor<f32>, call_a: tensor<f32>, call_b: tensor<f32>, second: tensor<2xf32>, body: tensor<f32>, jvp: tensor<f32>) {
  // All three are constants: f = apple · count · tax.
  // CHECK: apple{{ +f32 \[\] +2.2$}}
  // CHECK: count{{ +f32 \[\] +110$}}
  // CHECK: tax{{ +f32 \[\] +200$}}
  %apple = nn.constant dense<100.0> : tensor<f32>
  %count = nn.constant dense<2.0> : tensor<f32>
  %tax = nn.constant dense<1.1> : tensor<f32>
  %apples = nn.mul %apple, %count : tensor<f32>, tensor<f32>
  %price = nn.mul %apples, %tax : tensor<f32>, tensor<f32>
  %dapple, %dcount, %dtax = train.gradient %price wrt (%apple, %count, %tax) : tensor<f32>, (tensor<f32>, tensor<f32>, tensor<f32>)

  // Equal constants: a² b.
  // CHECK: a{{ +f32 \[\] +18$}}
  // CHECK: b{{ +f32 \[\] +9$}}
  %a = nn.constant dense<3.0> : tensor<f32>
  %b = nn.constant dense<3.0> : tensor<f32>
  %aa = nn.mul %a, %a : tensor<f32>, tensor<f32>
  %aab = nn.mul %aa, %b : tensor<f32>, tensor<f32>
  %da, %db = train.gradient %aab wrt (%a, %b) : tensor<f32>, (tensor<f32>, tensor<f32>)

  // Equal values: u + 2 v.
  // CHECK: tanh{{ +f32 \[\] +1$}}
  // CHECK: tanh2{{ +f32 \[\] +2$}}
  %u = nn.tanh %a : tensor<f32>
  %v = nn.tanh %a : tensor<f32>
  %v2 = nn.mul %v, %count : tensor<f32>, tensor<f32>
  %uv = nn.add %u, %v2 : tensor<f32>, tensor<f32>
  %du, %dv = train.gradient %uv wrt (%u, %v) : tensor<f32>, (tensor<f32>, tensor<f32>)

  // y = x + 0 is x: f = y x. With respect to both, x moves y as well.
  // CHECK: plus0{{ +f32 \[\] +3$}}
  // CHECK: x{{ +f32 \[\] +6$}}
  %zero = nn.constant dense<0.0> : tensor<f32>
  %x = nn.abs %a : tensor<f32>
  %y = nn.add %x, %zero : tensor<f32>, tensor<f32>
  %yx = nn.mul %y, %x : tensor<f32>, tensor<f32>
  %dy, %dx = train.gradient %yx wrt (%y, %x) : tensor<f32>, (tensor<f32>, tensor<f32>)

  // -(-x): with respect to the inner one.
  // CHECK: inner{{ +f32 \[\] +-2$}}
  %inner = nn.neg %x : tensor<f32>
  %outer = nn.neg %inner : tensor<f32>
  %twice = nn.mul %outer, %count : tensor<f32>, tensor<f32>
  %dinner = train.gradient %twice wrt (%inner) : tensor<f32>, (tensor<f32>)

  // A reshape to the shape that is there: Σ r c.
  // CHECK: reshape
  // CHECK-NEXT: {{ 2 +3$}}
  %c = nn.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %r = nn.reshape %c : tensor<2xf32> to tensor<2xf32>
  %rc = nn.mul %r, %c : tensor<2xf32>, tensor<2xf32>
  %sumrc = nn.reduce_sum %rc : tensor<2xf32>
  %dr = train.gradient %sumrc wrt (%r) : tensor<f32>, (tensor<2xf32>)

  // Two reads of a variable: w1 w2.
  // CHECK: read
  // CHECK-NEXT: {{ 3$}}
  %w1 = nn.read @w : tensor<1xf32>
  %w2 = nn.read @w : tensor<1xf32>
  %ww = nn.mul %w1, %w2 : tensor<1xf32>, tensor<1xf32>
  %sumww = nn.reduce_sum %ww : tensor<1xf32>
  %dw = train.gradient %sumww wrt (%w1) : tensor<f32>, (tensor<1xf32>)

  // A sum of constants, which folds.
  // CHECK: sum{{ +f32 \[\] +1$}}
  %s = nn.add %a, %count : tensor<f32>, tensor<f32>
  %t = nn.add %s, %b : tensor<f32>, tensor<f32>
  %ds = train.gradient %t wrt (%s) : tensor<f32>, (tensor<f32>)

  // Arguments of a function that is called with one value for both: a b².
  // CHECK: call_a{{ +f32 \[\] +9$}}
  // CHECK: call_b{{ +f32 \[\] +18$}}
  %calla, %callb = nn.call @product(%x, %x) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)

  // A derivative, which is the value p: f = Σ p q, df/dq = p; then Σ df/dq · p with respect to df/dq is p, not 2 p.
  // CHECK: second
  // CHECK-NEXT: {{ 4 +5$}}
  %p = nn.constant dense<[4.0, 5.0]> : tensor<2xf32>
  %q = nn.constant dense<[6.0, 7.0]> : tensor<2xf32>
  %pq = nn.mul %p, %q : tensor<2xf32>, tensor<2xf32>
  %sumpq = nn.reduce_sum %pq : tensor<2xf32>
  %dq = train.gradient %sumpq wrt (%q) : tensor<f32>, (tensor<2xf32>)
  %dqp = nn.mul %dq, %p : tensor<2xf32>, tensor<2xf32>
  %sumdqp = nn.reduce_sum %dqp : tensor<2xf32>
  %second = train.gradient %sumdqp wrt (%dq) : tensor<f32>, (tensor<2xf32>)

  // In a body that captures one value twice: k m.
  // CHECK: body{{ +f32 \[\] +3$}}
  %body = nn.scan length 1 axis 0 carry(%n = %zero : tensor<f32>) capture(%k = %x : tensor<f32>, %m = %x : tensor<f32>) {
    %km = nn.mul %k, %m : tensor<f32>, tensor<f32>
    %dk = train.gradient %km wrt (%k) : tensor<f32>, (tensor<f32>)
    %next = nn.add %n, %dk : tensor<f32>, tensor<f32>
    nn.yield %next : tensor<f32>
  }

  // Forward: u v moved along u by 2.
  // CHECK: jvp{{ +f32 \[\] +6$}}
  %h = nn.abs %a : tensor<f32>
  %hx = nn.mul %h, %x : tensor<f32>, tensor<f32>
  %j = train.jvp (%hx) wrt (%h) along (%count) : (tensor<f32>), (tensor<f32>)

  nn.return %dapple, %dcount, %dtax, %da, %db, %du, %dv, %dy, %dx, %dinner, %dr, %dw, %ds, %calla, %callb, %second, %body, %j
      : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>,
        tensor<2xf32>, tensor<1xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<2xf32>, tensor<f32>, tensor<f32>
}
