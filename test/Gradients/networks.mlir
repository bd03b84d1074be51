// Whole networks, small: what is right for each op is right for what they make together. PyTorch alone is asked, for differences
// find the kinks of ReLUs and maxima, and rules were compared with differences one by one.
// RUN: %evaluate-gradients
// RUN: %compare-gradients

// LeNet-5, on 12 × 12 pixels.
// no differences: kinks of ReLU and max pooling
// first order only: the other orders are proven op by op
// range %label: 0 to 3
// torch: y = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=2)), 2)
// torch: y = F.max_pool2d(F.relu(F.conv2d(y, w2, b2)), 2).flatten(1)
// torch: F.cross_entropy(F.relu(y @ w3 + b3) @ w4 + b4, label)
nn.func @lenet(%x: tensor<?x1x12x12xf64>, %label: tensor<?xi64>, %w1: tensor<2x1x5x5xf64>, %b1: tensor<2xf64>, %w2: tensor<3x2x3x3xf64>, %b2: tensor<3xf64>,
    %w3: tensor<12x5xf64>, %b3: tensor<5xf64>, %w4: tensor<5x4xf64>, %b4: tensor<4xf64>) -> (loss: tensor<f64>) {
  %c1 = nn.conv %x, %w1 bias %b1 pads [2, 2, 2, 2] : tensor<?x1x12x12xf64>, tensor<2x1x5x5xf64>, tensor<2xf64>
  %r1 = nn.relu %c1 : tensor<?x2x12x12xf64>
  %p1 = nn.max_pool %r1 kernel_shape [2, 2] strides [2, 2] : tensor<?x2x12x12xf64>
  %c2 = nn.conv %p1, %w2 bias %b2 : tensor<?x2x6x6xf64>, tensor<3x2x3x3xf64>, tensor<3xf64>
  %r2 = nn.relu %c2 : tensor<?x3x4x4xf64>
  %p2 = nn.max_pool %r2 kernel_shape [2, 2] strides [2, 2] : tensor<?x3x4x4xf64>
  %f = nn.flatten %p2 : tensor<?x3x2x2xf64>
  %m3 = nn.matmul %f, %w3 : tensor<?x12xf64>, tensor<12x5xf64>
  %a3 = nn.add %m3, %b3 : tensor<?x5xf64>, tensor<5xf64>
  %r3 = nn.relu %a3 : tensor<?x5xf64>
  %m4 = nn.matmul %r3, %w4 : tensor<?x5xf64>, tensor<5x4xf64>
  %logits = nn.add %m4, %b4 : tensor<?x4xf64>, tensor<4xf64>
  %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x4xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}

// A residual block with batch normalisation, and global pooling behind it.
// no differences: kinks of ReLU
// first order only: the other orders are proven op by op
// range %label: 0 to 2
// torch: y = F.relu(F.batch_norm(F.conv2d(x, w1, padding=1), None, None, s1, b1, training=True))
// torch: y = F.relu(x + F.batch_norm(F.conv2d(y, w2, padding=1), None, None, s2, b2, training=True))
// torch: F.cross_entropy(y.mean((2, 3)) @ w3, label, label_smoothing=0.1)
nn.func @residual(%x: tensor<?x2x6x6xf64>, %label: tensor<?xi64>, %w1: tensor<2x2x3x3xf64>, %s1: tensor<2xf64>, %b1: tensor<2xf64>,
    %w2: tensor<2x2x3x3xf64>, %s2: tensor<2xf64>, %b2: tensor<2xf64>, %w3: tensor<2x3xf64>) -> (loss: tensor<f64>) {
  %c1 = nn.conv %x, %w1 pads [1, 1, 1, 1] : tensor<?x2x6x6xf64>, tensor<2x2x3x3xf64>
  %n1, %m1, %v1 = nn.batch_norm_training %c1 scale %s1 bias %b1 : tensor<?x2x6x6xf64>, tensor<2xf64>, tensor<2xf64>
  %r1 = nn.relu %n1 : tensor<?x2x6x6xf64>
  %c2 = nn.conv %r1, %w2 pads [1, 1, 1, 1] : tensor<?x2x6x6xf64>, tensor<2x2x3x3xf64>
  %n2, %m2, %v2 = nn.batch_norm_training %c2 scale %s2 bias %b2 : tensor<?x2x6x6xf64>, tensor<2xf64>, tensor<2xf64>
  %sum = nn.add %x, %n2 : tensor<?x2x6x6xf64>, tensor<?x2x6x6xf64>
  %r2 = nn.relu %sum : tensor<?x2x6x6xf64>
  %g = nn.global_average_pool %r2 : tensor<?x2x6x6xf64>
  %f = nn.flatten %g : tensor<?x2x1x1xf64>
  %logits = nn.matmul %f, %w3 : tensor<?x2xf64>, tensor<2x3xf64>
  %loss = nn.softmax_cross_entropy_loss %logits, %label label_smoothing 0.1 : tensor<?x3xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}

// A variational autoencoder, given its noise.
// no differences: kinks of ReLU
// first order only: the other orders are proven op by op
// range %x: 0 to 1
// torch: h = F.relu(x @ e)
// torch: m, v = h @ em, h @ ev
// torch: y = F.relu((m + noise * (v / 2).exp()) @ d) @ p
// torch: F.binary_cross_entropy_with_logits(y, x, reduction="sum") - 0.5 * (1 + v - m * m - v.exp()).sum()
nn.func @vae(%x: tensor<?x6xf64>, %noise: tensor<?x2xf64>, %e: tensor<6x5xf64>, %em: tensor<5x2xf64>, %ev: tensor<5x2xf64>, %d: tensor<2x5xf64>, %p: tensor<5x6xf64>) -> (loss: tensor<f64>) {
  %half = nn.constant dense<0.5> : tensor<f64>
  %one = nn.constant dense<1.0> : tensor<f64>
  %e1 = nn.matmul %x, %e : tensor<?x6xf64>, tensor<6x5xf64>
  %h = nn.relu %e1 : tensor<?x5xf64>
  %m = nn.matmul %h, %em : tensor<?x5xf64>, tensor<5x2xf64>
  %v = nn.matmul %h, %ev : tensor<?x5xf64>, tensor<5x2xf64>
  %hv = nn.mul %v, %half : tensor<?x2xf64>, tensor<f64>
  %std = nn.exp %hv : tensor<?x2xf64>
  %n = nn.mul %noise, %std : tensor<?x2xf64>, tensor<?x2xf64>
  %z = nn.add %m, %n : tensor<?x2xf64>, tensor<?x2xf64>
  %d1 = nn.matmul %z, %d : tensor<?x2xf64>, tensor<2x5xf64>
  %dr = nn.relu %d1 : tensor<?x5xf64>
  %y = nn.matmul %dr, %p : tensor<?x5xf64>, tensor<5x6xf64>
  %likelihood = nn.binary_cross_entropy_with_logits_loss %y, %x reduction sum : tensor<?x6xf64>, tensor<?x6xf64>
  %v1 = nn.add %v, %one : tensor<?x2xf64>, tensor<f64>
  %mm = nn.mul %m, %m : tensor<?x2xf64>, tensor<?x2xf64>
  %ve = nn.exp %v : tensor<?x2xf64>
  %k1 = nn.sub %v1, %mm : tensor<?x2xf64>, tensor<?x2xf64>
  %k2 = nn.sub %k1, %ve : tensor<?x2xf64>, tensor<?x2xf64>
  %k3 = nn.reduce_sum %k2 : tensor<?x2xf64>
  %k = nn.mul %k3, %half : tensor<f64>, tensor<f64>
  %loss = nn.sub %likelihood, %k : tensor<f64>, tensor<f64>
  nn.return %loss : tensor<f64>
}

// Words to a class: embedding, LSTM, the last state.
// no differences: proven op by op
// first order only: the other orders are proven op by op
// range %words: 0 to 4
// range %label: 0 to 2
// torch: g = lambda m: torch.cat([m[0:3], m[6:9], m[9:12], m[3:6]])
// torch: z = torch.zeros(1, 3, 3, dtype=torch.float64)
// torch: y, n, d = torch._VF.lstm(F.embedding(words, t), (z, z), [g(w[0]), g(r[0]), g(b[0, :12]), g(b[0, 12:])], True, 1, 0.0, False, False, True)
// torch: F.cross_entropy(n[0] @ o, label)
nn.func @lstm_classifier(%words: tensor<?x4xi64>, %label: tensor<?xi64>, %t: tensor<5x2xf64>, %w: tensor<1x12x2xf64>, %r: tensor<1x12x3xf64>, %b: tensor<1x24xf64>, %o: tensor<3x3xf64>) -> (loss: tensor<f64>) {
  %x = nn.embedding %t, %words : tensor<5x2xf64>, tensor<?x4xi64>
  %y, %n, %d = nn.lstm %x, %w, %r bias(%b : tensor<1x24xf64>) : tensor<?x4x2xf64>, tensor<1x12x2xf64>, tensor<1x12x3xf64>
  %last = nn.flatten %n : tensor<?x1x3xf64>
  %logits = nn.matmul %last, %o : tensor<?x3xf64>, tensor<3x3xf64>
  %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf64>, tensor<?xi64>
  nn.return %loss : tensor<f64>
}

// A decoder block of a transformer: causal attention in two heads, then GELU, each behind layer normalisation.
// no differences: proven op by op
// first order only: the other orders are proven op by op
// range %words: 0 to 4
// range %next: 0 to 4
// torch: x = F.embedding(words, t)
// torch: q, k, v = (F.layer_norm(x, (4,), s1, b1) @ wqkv).reshape(3, 3, 3, 2, 2).permute(2, 0, 3, 1, 4)
// torch: x = x + F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(3, 3, 4) @ wo
// torch: x = x + F.gelu(F.layer_norm(x, (4,), s2, b2) @ w1) @ w2
// torch: F.cross_entropy((x @ t.T).reshape(9, 5), next.reshape(9))
nn.func @transformer(%words: tensor<3x3xi64>, %next: tensor<3x3xi64>, %t: tensor<5x4xf64>, %s1: tensor<4xf64>, %b1: tensor<4xf64>, %wqkv: tensor<4x12xf64>, %wo: tensor<4x4xf64>,
    %s2: tensor<4xf64>, %b2: tensor<4xf64>, %w1: tensor<4x6xf64>, %w2: tensor<6x4xf64>) -> (loss: tensor<f64>) {
  %x = nn.embedding %t, %words : tensor<5x4xf64>, tensor<3x3xi64>
  %n1 = nn.layer_norm %x scale %s1 bias %b1 : tensor<3x3x4xf64>, tensor<4xf64>, tensor<4xf64>
  %qkv = nn.matmul %n1, %wqkv : tensor<3x3x4xf64>, tensor<4x12xf64>
  %heads = nn.reshape %qkv : tensor<3x3x12xf64> to tensor<3x3x3x2x2xf64>
  %front = nn.transpose %heads perm [2, 0, 3, 1, 4] : tensor<3x3x3x2x2xf64>
  %q0, %k0, %v0 = nn.split %front axis 0 split [1, 1, 1] : tensor<3x3x2x3x2xf64>
  %q = nn.squeeze %q0 axes [0] : tensor<1x3x2x3x2xf64>
  %k = nn.squeeze %k0 axes [0] : tensor<1x3x2x3x2xf64>
  %v = nn.squeeze %v0 axes [0] : tensor<1x3x2x3x2xf64>
  %a = nn.attention %q, %k, %v causal : tensor<3x2x3x2xf64>, tensor<3x2x3x2xf64>, tensor<3x2x3x2xf64>
  %back = nn.transpose %a perm [0, 2, 1, 3] : tensor<3x2x3x2xf64>
  %flat = nn.reshape %back : tensor<3x3x2x2xf64> to tensor<3x3x4xf64>
  %o = nn.matmul %flat, %wo : tensor<3x3x4xf64>, tensor<4x4xf64>
  %x1 = nn.add %x, %o : tensor<3x3x4xf64>, tensor<3x3x4xf64>
  %n2 = nn.layer_norm %x1 scale %s2 bias %b2 : tensor<3x3x4xf64>, tensor<4xf64>, tensor<4xf64>
  %h = nn.matmul %n2, %w1 : tensor<3x3x4xf64>, tensor<4x6xf64>
  %g = nn.gelu %h : tensor<3x3x6xf64>
  %m = nn.matmul %g, %w2 : tensor<3x3x6xf64>, tensor<6x4xf64>
  %x2 = nn.add %x1, %m : tensor<3x3x4xf64>, tensor<3x3x4xf64>
  %tt = nn.transpose %t perm [1, 0] : tensor<5x4xf64>
  %scores = nn.matmul %x2, %tt : tensor<3x3x4xf64>, tensor<4x5xf64>
  %logits = nn.reshape %scores : tensor<3x3x5xf64> to tensor<9x5xf64>
  %labels = nn.reshape %next : tensor<3x3xi64> to tensor<9xi64>
  %loss = nn.softmax_cross_entropy_loss %logits, %labels : tensor<9x5xf64>, tensor<9xi64>
  nn.return %loss : tensor<f64>
}

// A step down and up again, as networks that take noise away are made of.
// no differences: proven op by op
// first order only: the other orders are proven op by op
// torch: d = F.silu(F.group_norm(F.conv2d(x, w1, stride=2, padding=1), 2, s, b))
// torch: y = F.conv2d(torch.cat([F.conv_transpose2d(d, w2, stride=2), x], 1), w3, padding=1)
// torch: F.mse_loss(y, noise)
nn.func @denoiser(%x: tensor<?x2x6x6xf64>, %noise: tensor<?x2x6x6xf64>, %w1: tensor<4x2x3x3xf64>, %s: tensor<4xf64>, %b: tensor<4xf64>, %w2: tensor<4x2x2x2xf64>, %w3: tensor<2x4x3x3xf64>) -> (loss: tensor<f64>) {
  %c1 = nn.conv %x, %w1 strides [2, 2] pads [1, 1, 1, 1] : tensor<?x2x6x6xf64>, tensor<4x2x3x3xf64>
  %n1 = nn.group_norm %c1 scale %s bias %b num_groups 2 : tensor<?x4x3x3xf64>, tensor<4xf64>, tensor<4xf64>
  %d = nn.silu %n1 : tensor<?x4x3x3xf64>
  %up = nn.conv_transpose %d, %w2 strides [2, 2] : tensor<?x4x3x3xf64>, tensor<4x2x2x2xf64>
  %both = nn.concat %up, %x axis 1 : tensor<?x2x6x6xf64>, tensor<?x2x6x6xf64>
  %y = nn.conv %both, %w3 pads [1, 1, 1, 1] : tensor<?x4x6x6xf64>, tensor<2x4x3x3xf64>
  %loss = nn.mse_loss %y, %noise : tensor<?x2x6x6xf64>, tensor<?x2x6x6xf64>
  nn.return %loss : tensor<f64>
}

// A critic whose slope is held at 1 (Gulrajani et al., 2017): its loss holds a gradient.
// first order only: the loss has one already
// torch: s = (F.softplus(x @ w) @ v).sum()
// torch: g, = torch.autograd.grad(s, x, create_graph=True)
// torch: s + ((g.pow(2).sum(1).sqrt() - 1) ** 2).mean()
nn.func @critic(%x: tensor<?x4xf64>, %w: tensor<4x3xf64>, %v: tensor<3x1xf64>) -> (loss: tensor<f64>) {
  %m = nn.matmul %x, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %a = nn.softplus %m : tensor<?x3xf64>
  %s = nn.matmul %a, %v : tensor<?x3xf64>, tensor<3x1xf64>
  %sum = nn.reduce_sum %s : tensor<?x1xf64>
  %g = train.gradient %sum wrt (%x) : tensor<f64>, (tensor<?x4xf64>)
  %norm = nn.reduce_l2 %g axes [1] : tensor<?x4xf64>
  %one = nn.constant dense<1.0> : tensor<f64>
  %d = nn.sub %norm, %one : tensor<?xf64>, tensor<f64>
  %p = nn.mul %d, %d : tensor<?xf64>, tensor<?xf64>
  %mean = nn.reduce_mean %p : tensor<?xf64>
  %loss = nn.add %sum, %mean : tensor<f64>, tensor<f64>
  nn.return %loss : tensor<f64>
}

// The style of an image (Gatys et al., 2015): products of features, at any place, with each other.
// no differences: kinks of ReLU
// first order only: the other orders are proven op by op
// torch: f = F.relu(F.conv2d(x, w, padding=1)).flatten(2)
// torch: F.mse_loss(torch.einsum("bip,bjp->bij", f, f) / 36, style) + F.l1_loss(x[..., 1:], x[..., :-1])
nn.func @style(%x: tensor<1x3x6x6xf64>, %w: tensor<4x3x3x3xf64>, %style: tensor<1x4x4xf64>) -> (loss: tensor<f64>) {
  %c = nn.conv %x, %w pads [1, 1, 1, 1] : tensor<1x3x6x6xf64>, tensor<4x3x3x3xf64>
  %r = nn.relu %c : tensor<1x4x6x6xf64>
  %f = nn.reshape %r : tensor<1x4x6x6xf64> to tensor<1x4x36xf64>
  %p = nn.einsum "bip,bjp->bij" %f, %f : tensor<1x4x36xf64>, tensor<1x4x36xf64>
  %size = nn.constant dense<36.0> : tensor<f64>
  %gram = nn.div %p, %size : tensor<1x4x4xf64>, tensor<f64>
  %l = nn.mse_loss %gram, %style : tensor<1x4x4xf64>, tensor<1x4x4xf64>
  %right = nn.slice %x starts [1] ends [6] axes [3] : tensor<1x3x6x6xf64>
  %left = nn.slice %x starts [0] ends [5] axes [3] : tensor<1x3x6x6xf64>
  %v = nn.l1_loss %right, %left : tensor<1x3x6x5xf64>, tensor<1x3x6x5xf64>
  %loss = nn.add %l, %v : tensor<f64>, tensor<f64>
  nn.return %loss : tensor<f64>
}

// A restricted Boltzmann machine (Hinton, 2002): how much lower the free energy of data is than that of what the machine dreams.
// first order only: the other orders are proven op by op
// range %v: 0 to 1
// range %dream: 0 to 1
// torch: free = lambda x: -(x @ b) - F.softplus(x @ w + c).sum(1)
// torch: (free(v) - free(dream)).mean()
nn.func @boltzmann(%v: tensor<?x5xf64>, %dream: tensor<?x5xf64>, %w: tensor<5x3xf64>, %b: tensor<5xf64>, %c: tensor<3xf64>) -> (loss: tensor<f64>) {
  %bm = nn.reshape %b : tensor<5xf64> to tensor<5x1xf64>
  %x1 = nn.matmul %v, %w : tensor<?x5xf64>, tensor<5x3xf64>
  %y1 = nn.add %x1, %c : tensor<?x3xf64>, tensor<3xf64>
  %s1 = nn.softplus %y1 : tensor<?x3xf64>
  %h1 = nn.reduce_sum %s1 axes [1] keepdims : tensor<?x3xf64>
  %l1 = nn.matmul %v, %bm : tensor<?x5xf64>, tensor<5x1xf64>
  %f1 = nn.add %h1, %l1 : tensor<?x1xf64>, tensor<?x1xf64>
  %x2 = nn.matmul %dream, %w : tensor<?x5xf64>, tensor<5x3xf64>
  %y2 = nn.add %x2, %c : tensor<?x3xf64>, tensor<3xf64>
  %s2 = nn.softplus %y2 : tensor<?x3xf64>
  %h2 = nn.reduce_sum %s2 axes [1] keepdims : tensor<?x3xf64>
  %l2 = nn.matmul %dream, %bm : tensor<?x5xf64>, tensor<5x1xf64>
  %f2 = nn.add %h2, %l2 : tensor<?x1xf64>, tensor<?x1xf64>
  %d = nn.sub %f2, %f1 : tensor<?x1xf64>, tensor<?x1xf64>
  %loss = nn.reduce_mean %d : tensor<?x1xf64>
  nn.return %loss : tensor<f64>
}

// Two players (Goodfellow et al., 2014): the critic's loss, behind which the generator is held still, and the generator's.
// no differences: what is held still has no derivative, but a difference
// first order only: the other orders are proven op by op
// torch: fake = torch.tanh(z @ g)
// torch: d = lambda x: (F.leaky_relu(x @ w, 0.2) @ v).squeeze(1)
// torch: real, held = d(x), d(fake.detach())
// torch: critic = F.binary_cross_entropy_with_logits(real, torch.ones_like(real)) + F.binary_cross_entropy_with_logits(held, torch.zeros_like(held))
// torch: (critic, F.binary_cross_entropy_with_logits(d(fake), torch.ones_like(real)))
nn.func @adversaries(%x: tensor<?x4xf64>, %z: tensor<?x2xf64>, %g: tensor<2x4xf64>, %w: tensor<4x3xf64>, %v: tensor<3x1xf64>) -> (critic: tensor<f64>, generator: tensor<f64>) {
  %p = nn.matmul %z, %g : tensor<?x2xf64>, tensor<2x4xf64>
  %fake = nn.tanh %p : tensor<?x4xf64>
  %still = nn.stop_gradient %fake : tensor<?x4xf64>
  %ones = nn.constant dense<1.0> : tensor<f64>
  %zeros = nn.constant dense<0.0> : tensor<f64>
  %r1 = nn.matmul %x, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %r2 = nn.leaky_relu %r1 {alpha = 0.2 : f64} : tensor<?x3xf64>
  %real = nn.matmul %r2, %v : tensor<?x3xf64>, tensor<3x1xf64>
  %h1 = nn.matmul %still, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %h2 = nn.leaky_relu %h1 {alpha = 0.2 : f64} : tensor<?x3xf64>
  %held = nn.matmul %h2, %v : tensor<?x3xf64>, tensor<3x1xf64>
  %f1 = nn.matmul %fake, %w : tensor<?x4xf64>, tensor<4x3xf64>
  %f2 = nn.leaky_relu %f1 {alpha = 0.2 : f64} : tensor<?x3xf64>
  %free = nn.matmul %f2, %v : tensor<?x3xf64>, tensor<3x1xf64>
  %zero = nn.mul %real, %zeros : tensor<?x1xf64>, tensor<f64>
  %one = nn.add %zero, %ones : tensor<?x1xf64>, tensor<f64>
  %lr = nn.binary_cross_entropy_with_logits_loss %real, %one : tensor<?x1xf64>, tensor<?x1xf64>
  %lh = nn.binary_cross_entropy_with_logits_loss %held, %zero : tensor<?x1xf64>, tensor<?x1xf64>
  %critic = nn.add %lr, %lh : tensor<f64>, tensor<f64>
  %generator = nn.binary_cross_entropy_with_logits_loss %free, %one : tensor<?x1xf64>, tensor<?x1xf64>
  nn.return %critic, %generator : tensor<f64>, tensor<f64>
}
