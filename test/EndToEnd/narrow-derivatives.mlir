// Derivatives of what is stored in 16 bits: counts and epsilons have no place there, so that rules and decompositions
// compute in f32, and round once.
// RUN: dlc run %s | FileCheck %s
nn.func @predict() -> (max: tensor<2xf16>, mean: tensor<2xf16>, mse: tensor<2xf16>, bf16: tensor<2xbf16>, layer: tensor<1x4xf16>, rms: tensor<1x3xf16>,
    rms_y: tensor<1x3xf16>, lp_y: tensor<1x3xf16>, cosine_y: tensor<1xf16>, cosine: tensor<1x3xf16>, bce: tensor<2xf16>, body: tensor<f16>) {
  // 1 / 70000, a denormal number of f16, whose greatest is 65504.
  // CHECK: max
  // CHECK-NEXT: {{^ +1.4305e-05 +1.4305e-05$}}
  // CHECK: mean
  // CHECK-NEXT: {{^ +1.4305e-05 +1.4305e-05$}}
  %c = nn.constant dense<3.0> : tensor<70000xf16>
  %m = nn.reduce_max %c : tensor<70000xf16>
  %gm = train.gradient %m wrt (%c) : tensor<f16>, (tensor<70000xf16>)
  %max = nn.slice %gm starts [0] ends [2] axes [0] : tensor<70000xf16>
  %a = nn.reduce_mean %c : tensor<70000xf16>
  %ga = train.gradient %a wrt (%c) : tensor<f16>, (tensor<70000xf16>)
  %mean = nn.slice %ga starts [0] ends [2] axes [0] : tensor<70000xf16>

  // 1024 · 2 · (3 - 1) / 70000 = 0.0585.
  // CHECK: mse
  // CHECK-NEXT: {{^ +0.058502 +0.058502$}}
  // CHECK: bf16
  // CHECK-NEXT: {{^ +0.058594 +0.058594$}}
  %t = nn.constant dense<1.0> : tensor<70000xf16>
  %k = nn.constant dense<1024.0> : tensor<f16>
  %e = nn.mse_loss %c, %t : tensor<70000xf16>, tensor<70000xf16>
  %ek = nn.mul %e, %k : tensor<f16>, tensor<f16>
  %ge = train.gradient %ek wrt (%c) : tensor<f16>, (tensor<70000xf16>)
  %mse = nn.slice %ge starts [0] ends [2] axes [0] : tensor<70000xf16>
  %cb = nn.constant dense<3.0> : tensor<70000xbf16>
  %tb = nn.constant dense<1.0> : tensor<70000xbf16>
  %kb = nn.constant dense<1024.0> : tensor<bf16>
  %eb = nn.mse_loss %cb, %tb : tensor<70000xbf16>, tensor<70000xbf16>
  %ekb = nn.mul %eb, %kb : tensor<bf16>, tensor<bf16>
  %geb = train.gradient %ekb wrt (%cb) : tensor<bf16>, (tensor<70000xbf16>)
  %bf16 = nn.slice %geb starts [0] ends [2] axes [0] : tensor<70000xbf16>

  // The square of the deviation of 476 is more than f16 holds. In f64: -2.1633 -3.0926 2.2098 3.0461; the result of the norm
  // is rounded.
  // CHECK: layer
  // CHECK-NEXT: {{^ +-2.1641 +-3.0918 +2.209 +3.0469$}}
  %row = nn.constant dense<[[450.0, -450.0, 500.0, -500.0]]> : tensor<1x4xf16>
  %w = nn.constant dense<[[1000.0, 2000.0, 3000.0, 5000.0]]> : tensor<1x4xf16>
  %ln = nn.layer_norm %row {axis = 1 : i64} : tensor<1x4xf16>
  %lw = nn.mul %ln, %w : tensor<1x4xf16>, tensor<1x4xf16>
  %ls = nn.reduce_sum %lw : tensor<1x4xf16>
  %layer = train.gradient %ls wrt (%row) : tensor<f16>, (tensor<1x4xf16>)

  // Epsilons of 1e-8 and 1e-12 are 0 in f16; results stay what they are when they are differentiated.
  // CHECK: rms  f16
  // CHECK-NEXT: {{^ +10000 +10000 +10000$}}
  // CHECK: rms_y
  // CHECK-NEXT: {{^ +0 +0 +0$}}
  // CHECK: lp_y
  // CHECK-NEXT: {{^ +0 +0 +0$}}
  // CHECK: cosine_y
  // CHECK-NEXT: {{^ +0$}}
  // 5.7735e-4 / (1e-8 · √3), to a multiple of 32.
  // CHECK: cosine  f16
  // CHECK-NEXT: {{^ +33344 +33344 +33344$}}
  %z = nn.constant dense<0.0> : tensor<1x3xf16>
  %one = nn.constant dense<1.0> : tensor<1x3xf16>
  %rms_y = nn.rms_norm %z {axis = 1 : i64, epsilon = 1.0e-8 : f64} : tensor<1x3xf16>
  %rs = nn.reduce_sum %rms_y : tensor<1x3xf16>
  %rms = train.gradient %rs wrt (%z) : tensor<f16>, (tensor<1x3xf16>)
  %lp_y = nn.lp_normalization %z : tensor<1x3xf16>
  %lps = nn.reduce_sum %lp_y : tensor<1x3xf16>
  %lp = train.gradient %lps wrt (%z) : tensor<f16>, (tensor<1x3xf16>)
  %cosine_y = nn.cosine_similarity %z, %one {epsilon = 1.0e-8 : f64} : tensor<1x3xf16>, tensor<1x3xf16>
  %tiny = nn.constant dense<5.7735e-4> : tensor<f16>
  %ct = nn.mul %cosine_y, %tiny : tensor<1xf16>, tensor<f16>
  %cs = nn.reduce_sum %ct : tensor<1xf16>
  %cosine = train.gradient %cs wrt (%z) : tensor<f16>, (tensor<1x3xf16>)

  // CHECK: bce
  // CHECK-NEXT: {{^ +0 +0$}}
  %p = nn.constant dense<[0.0, 1.0]> : tensor<2xf16>
  %q = nn.constant dense<[0.0, 1.0]> : tensor<2xf16>
  %b = nn.binary_cross_entropy_loss %p, %q : tensor<2xf16>, tensor<2xf16>
  %bce = train.gradient %b wrt (%p) : tensor<f16>, (tensor<2xf16>)

  // In a body: 2 / 70000, rounded to a multiple of 2^-24; the sum of 10000 of them.
  // CHECK: body  f16 [] 0.28613
  %step = nn.scan length 2 axis 0 carry(%n = %k : tensor<f16>) capture(%cc = %c : tensor<70000xf16>) {
    %mm = nn.reduce_mean %cc : tensor<70000xf16>
    %next = nn.add %n, %mm : tensor<f16>, tensor<f16>
    nn.yield %next : tensor<f16>
  }
  %gs = train.gradient %step wrt (%c) : tensor<f16>, (tensor<70000xf16>)
  %part = nn.slice %gs starts [0] ends [10000] axes [0] : tensor<70000xf16>
  %body = nn.reduce_sum %part : tensor<10000xf16>
  nn.return %max, %mean, %mse, %bf16, %layer, %rms, %rms_y, %lp_y, %cosine_y, %cosine, %bce, %body : tensor<2xf16>, tensor<2xf16>, tensor<2xf16>, tensor<2xbf16>,
      tensor<1x4xf16>, tensor<1x3xf16>, tensor<1x3xf16>, tensor<1x3xf16>, tensor<1xf16>, tensor<1x3xf16>, tensor<2xf16>, tensor<f16>
}
