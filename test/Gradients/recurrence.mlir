// Recurrent layers, against PyTorch's. Its gates have another order: of an LSTM i, f, c, o, of a GRU r, z, h.
// RUN: %evaluate-gradients
// RUN: %compare-gradients

// torch: y, n = torch._VF.rnn_tanh(x, h.transpose(0, 1), [w[0], r[0], b[0, :2], b[0, 2:]], True, 1, 0.0, False, False, True)
// torch: (y.unsqueeze(2), n.transpose(0, 1))
nn.func @rnn(%x: tensor<?x3x2xf64>, %w: tensor<1x2x2xf64>, %r: tensor<1x2x2xf64>, %b: tensor<1x4xf64>, %h: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, n: tensor<?x1x2xf64>) {
  %y, %n = nn.rnn %x, %w, %r bias(%b : tensor<1x4xf64>) initial_h(%h : tensor<?x1x2xf64>) : tensor<?x3x2xf64>, tensor<1x2x2xf64>, tensor<1x2x2xf64>
  nn.return %y, %n : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>
}

// Both directions, sequences that end early, states that start from zero.
// at %n: 3, 1, 2
// torch: p = torch.nn.utils.rnn.pack_padded_sequence(x, n, batch_first=True, enforce_sorted=False)
// torch: v = [w[0], r[0], b[0, :2], b[0, 2:], w[1], r[1], b[1, :2], b[1, 2:]]
// torch: z = torch.zeros(2, 3, 2, dtype=torch.float64)
// torch: y, m = torch._VF.rnn_tanh(p.data, p.batch_sizes, z, v, True, 1, 0.0, False, True)
// torch: q = torch.nn.utils.rnn.PackedSequence(y, p.batch_sizes, p.sorted_indices, p.unsorted_indices)
// torch: y = torch.nn.utils.rnn.pad_packed_sequence(q, batch_first=True, total_length=3)[0]
// torch: (y.reshape(3, 3, 2, 2), m[:, p.unsorted_indices].transpose(0, 1))
nn.func @lengths(%x: tensor<?x3x2xf64>, %w: tensor<2x2x2xf64>, %r: tensor<2x2x2xf64>, %b: tensor<2x4xf64>, %n: tensor<?xi64>) -> (y: tensor<?x3x2x2xf64>, m: tensor<?x2x2xf64>) {
  %y, %m = nn.rnn %x, %w, %r bias(%b : tensor<2x4xf64>) lengths(%n : tensor<?xi64>) direction bidirectional : tensor<?x3x2xf64>, tensor<2x2x2xf64>, tensor<2x2x2xf64>
  nn.return %y, %m : tensor<?x3x2x2xf64>, tensor<?x2x2xf64>
}

// torch: g = lambda m: torch.cat([m[0:2], m[4:6], m[6:8], m[2:4]])
// torch: s = (h.transpose(0, 1), c.transpose(0, 1))
// torch: y, n, d = torch._VF.lstm(x, s, [g(w[0]), g(r[0]), g(b[0, :8]), g(b[0, 8:])], True, 1, 0.0, False, False, True)
// torch: (y.unsqueeze(2), n.transpose(0, 1), d.transpose(0, 1))
nn.func @lstm(%x: tensor<?x3x2xf64>, %w: tensor<1x8x2xf64>, %r: tensor<1x8x2xf64>, %b: tensor<1x16xf64>, %h: tensor<?x1x2xf64>, %c: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, n: tensor<?x1x2xf64>, d: tensor<?x1x2xf64>) {
  %y, %n, %d = nn.lstm %x, %w, %r bias(%b : tensor<1x16xf64>) initial_h(%h : tensor<?x1x2xf64>) initial_c(%c : tensor<?x1x2xf64>) : tensor<?x3x2xf64>, tensor<1x8x2xf64>, tensor<1x8x2xf64>
  nn.return %y, %n, %d : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>, tensor<?x1x2xf64>
}

// torch: g = lambda m: torch.cat([m[0:1], m[2:3], m[3:4], m[1:2]])
// torch: z = torch.zeros(2, 2, 1, dtype=torch.float64)
// torch: v = [g(w[0]), g(r[0]), g(w[1]), g(r[1])]
// torch: y, n, d = torch._VF.lstm(x, (z, z), v, False, 1, 0.0, False, True, True)
// torch: (y.reshape(2, 3, 2, 1), n.transpose(0, 1), d.transpose(0, 1))
nn.func @lstm_both(%x: tensor<2x3x2xf64>, %w: tensor<2x4x2xf64>, %r: tensor<2x4x1xf64>) -> (y: tensor<2x3x2x1xf64>, n: tensor<2x2x1xf64>, d: tensor<2x2x1xf64>) {
  %y, %n, %d = nn.lstm %x, %w, %r direction bidirectional : tensor<2x3x2xf64>, tensor<2x4x2xf64>, tensor<2x4x1xf64>
  nn.return %y, %n, %d : tensor<2x3x2x1xf64>, tensor<2x2x1xf64>, tensor<2x2x1xf64>
}

// Sequences that end early, the shortest first.
// at %n: 1, 3, 2
// torch: g = lambda m: torch.cat([m[0:2], m[4:6], m[6:8], m[2:4]])
// torch: p = torch.nn.utils.rnn.pack_padded_sequence(x, n, batch_first=True, enforce_sorted=False)
// torch: s = tuple(v.transpose(0, 1)[:, p.sorted_indices] for v in (h, c))
// torch: y, m, d = torch._VF.lstm(p.data, p.batch_sizes, s, [g(w[0]), g(r[0]), g(b[0, :8]), g(b[0, 8:])], True, 1, 0.0, False, False)
// torch: q = torch.nn.utils.rnn.PackedSequence(y, p.batch_sizes, p.sorted_indices, p.unsorted_indices)
// torch: y = torch.nn.utils.rnn.pad_packed_sequence(q, batch_first=True, total_length=3)[0]
// torch: (y.unsqueeze(2), m[:, p.unsorted_indices].transpose(0, 1), d[:, p.unsorted_indices].transpose(0, 1))
nn.func @lstm_lengths(%x: tensor<?x3x2xf64>, %w: tensor<1x8x2xf64>, %r: tensor<1x8x2xf64>, %b: tensor<1x16xf64>, %n: tensor<?xi64>, %h: tensor<?x1x2xf64>, %c: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, m: tensor<?x1x2xf64>, d: tensor<?x1x2xf64>) {
  %y, %m, %d = nn.lstm %x, %w, %r bias(%b : tensor<1x16xf64>) lengths(%n : tensor<?xi64>) initial_h(%h : tensor<?x1x2xf64>) initial_c(%c : tensor<?x1x2xf64>) : tensor<?x3x2xf64>, tensor<1x8x2xf64>, tensor<1x8x2xf64>
  nn.return %y, %m, %d : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>, tensor<?x1x2xf64>
}

// The last step first: PyTorch's forward layer on the reversed input.
// torch: g = lambda m: torch.cat([m[0:1], m[2:3], m[3:4], m[1:2]])
// torch: z = torch.zeros(1, 2, 1, dtype=torch.float64)
// torch: y, n, d = torch._VF.lstm(x.flip(1), (z, z), [g(w[0]), g(r[0])], False, 1, 0.0, False, False, True)
// torch: (y.flip(1).unsqueeze(2), n.transpose(0, 1), d.transpose(0, 1))
nn.func @lstm_reverse(%x: tensor<2x3x2xf64>, %w: tensor<1x4x2xf64>, %r: tensor<1x4x1xf64>) -> (y: tensor<2x3x1x1xf64>, n: tensor<2x1x1xf64>, d: tensor<2x1x1xf64>) {
  %y, %n, %d = nn.lstm %x, %w, %r direction reverse : tensor<2x3x2xf64>, tensor<1x4x2xf64>, tensor<1x4x1xf64>
  nn.return %y, %n, %d : tensor<2x3x1x1xf64>, tensor<2x1x1xf64>, tensor<2x1x1xf64>
}

// What PyTorch has not: peepholes, a limit, other activations, the last step first.
// torch: h = torch.zeros(2, 2, dtype=torch.float64)
// torch: c, o = h, [None] * 3
// torch: for t in [2, 1, 0]:
// torch:   i, u, f, g = (x[:, t] @ w[0].T + h @ r[0].T).chunk(4, 1)
// torch:   i = torch.sigmoid((i + p[0, 0:2] * c).clamp(-0.5, 0.5)); f = torch.sigmoid((f + p[0, 4:6] * c).clamp(-0.5, 0.5))
// torch:   c = f * c + i * F.softsign(g.clamp(-0.5, 0.5))
// torch:   h = torch.sigmoid((u + p[0, 2:4] * c).clamp(-0.5, 0.5)) * torch.tanh(c.clamp(-0.5, 0.5)); o[t] = h
// torch: (torch.stack(o, 1).unsqueeze(2), h.unsqueeze(1), c.unsqueeze(1))
nn.func @peephole(%x: tensor<2x3x2xf64>, %w: tensor<1x8x2xf64>, %r: tensor<1x8x2xf64>, %p: tensor<1x6xf64>) -> (y: tensor<2x3x1x2xf64>, n: tensor<2x1x2xf64>, d: tensor<2x1x2xf64>) {
  %y, %n, %d = nn.lstm %x, %w, %r peephole(%p : tensor<1x6xf64>) direction reverse activations ["sigmoid", "softsign", "tanh"] clip 0.5 : tensor<2x3x2xf64>, tensor<1x8x2xf64>, tensor<1x8x2xf64>
  nn.return %y, %n, %d : tensor<2x3x1x2xf64>, tensor<2x1x2xf64>, tensor<2x1x2xf64>
}

// torch: h = torch.zeros(2, 2, dtype=torch.float64)
// torch: c, o = h, []
// torch: for t in range(2):
// torch:   i, u, f, g = (x[:, t] @ w[0].T + h @ r[0].T).chunk(4, 1)
// torch:   i = torch.sigmoid(i); c = (1 - i) * c + i * torch.tanh(g); h = torch.sigmoid(u) * torch.tanh(c); o.append(h)
// torch: (torch.stack(o, 1).unsqueeze(2), h.unsqueeze(1), c.unsqueeze(1))
nn.func @input_forget(%x: tensor<2x2x2xf64>, %w: tensor<1x8x2xf64>, %r: tensor<1x8x2xf64>) -> (y: tensor<2x2x1x2xf64>, n: tensor<2x1x2xf64>, d: tensor<2x1x2xf64>) {
  %y, %n, %d = nn.lstm %x, %w, %r input_forget : tensor<2x2x2xf64>, tensor<1x8x2xf64>, tensor<1x8x2xf64>
  nn.return %y, %n, %d : tensor<2x2x1x2xf64>, tensor<2x1x2xf64>, tensor<2x1x2xf64>
}

// torch: g = lambda m: torch.cat([m[2:4], m[0:2], m[4:6]])
// torch: y, n = torch._VF.gru(x, h.transpose(0, 1), [g(w[0]), g(r[0]), g(b[0, :6]), g(b[0, 6:])], True, 1, 0.0, False, False, True)
// torch: (y.unsqueeze(2), n.transpose(0, 1))
nn.func @gru(%x: tensor<?x3x2xf64>, %w: tensor<1x6x2xf64>, %r: tensor<1x6x2xf64>, %b: tensor<1x12xf64>, %h: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, n: tensor<?x1x2xf64>) {
  %y, %n = nn.gru %x, %w, %r bias(%b : tensor<1x12xf64>) initial_h(%h : tensor<?x1x2xf64>) linear_before_reset : tensor<?x3x2xf64>, tensor<1x6x2xf64>, tensor<1x6x2xf64>
  nn.return %y, %n : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>
}

// at %n: 1, 3, 2
// torch: g = lambda m: torch.cat([m[2:4], m[0:2], m[4:6]])
// torch: p = torch.nn.utils.rnn.pack_padded_sequence(x, n, batch_first=True, enforce_sorted=False)
// torch: v = [g(w[0]), g(r[0]), g(b[0, :6]), g(b[0, 6:])]
// torch: y, m = torch._VF.gru(p.data, p.batch_sizes, h.transpose(0, 1)[:, p.sorted_indices], v, True, 1, 0.0, False, False)
// torch: q = torch.nn.utils.rnn.PackedSequence(y, p.batch_sizes, p.sorted_indices, p.unsorted_indices)
// torch: y = torch.nn.utils.rnn.pad_packed_sequence(q, batch_first=True, total_length=3)[0]
// torch: (y.unsqueeze(2), m[:, p.unsorted_indices].transpose(0, 1))
nn.func @gru_lengths(%x: tensor<?x3x2xf64>, %w: tensor<1x6x2xf64>, %r: tensor<1x6x2xf64>, %b: tensor<1x12xf64>, %n: tensor<?xi64>, %h: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, m: tensor<?x1x2xf64>) {
  %y, %m = nn.gru %x, %w, %r bias(%b : tensor<1x12xf64>) lengths(%n : tensor<?xi64>) initial_h(%h : tensor<?x1x2xf64>) linear_before_reset : tensor<?x3x2xf64>, tensor<1x6x2xf64>, tensor<1x6x2xf64>
  nn.return %y, %m : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>
}

// torch: g = lambda m: torch.cat([m[1:2], m[0:1], m[2:3]])
// torch: v = [g(w[0]), g(r[0]), g(w[1]), g(r[1])]
// torch: y, n = torch._VF.gru(x, torch.zeros(2, 2, 1, dtype=torch.float64), v, False, 1, 0.0, False, True, True)
// torch: (y.reshape(2, 3, 2, 1), n.transpose(0, 1))
nn.func @gru_both(%x: tensor<2x3x2xf64>, %w: tensor<2x3x2xf64>, %r: tensor<2x3x1xf64>) -> (y: tensor<2x3x2x1xf64>, n: tensor<2x2x1xf64>) {
  %y, %n = nn.gru %x, %w, %r direction bidirectional linear_before_reset : tensor<2x3x2xf64>, tensor<2x3x2xf64>, tensor<2x3x1xf64>
  nn.return %y, %n : tensor<2x3x2x1xf64>, tensor<2x2x1xf64>
}

// torch: g = lambda m: torch.cat([m[1:2], m[0:1], m[2:3]])
// torch: z = torch.zeros(1, 2, 1, dtype=torch.float64)
// torch: y, n = torch._VF.gru(x.flip(1), z, [g(w[0]), g(r[0])], False, 1, 0.0, False, False, True)
// torch: (y.flip(1).unsqueeze(2), n.transpose(0, 1))
nn.func @gru_reverse(%x: tensor<2x3x2xf64>, %w: tensor<1x3x2xf64>, %r: tensor<1x3x1xf64>) -> (y: tensor<2x3x1x1xf64>, n: tensor<2x1x1xf64>) {
  %y, %n = nn.gru %x, %w, %r direction reverse linear_before_reset : tensor<2x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x1xf64>
  nn.return %y, %n : tensor<2x3x1x1xf64>, tensor<2x1x1xf64>
}

// The reset gate in front of the product, as in the paper, which PyTorch has not.
// torch: s, o = h[:, 0], []
// torch: for t in range(3):
// torch:   a = x[:, t] @ w[0].T + b[0, :6]; k = s @ r[0, :4].T + b[0, 6:10]
// torch:   z = torch.sigmoid(a[:, 0:2] + k[:, 0:2]); q = torch.sigmoid(a[:, 2:4] + k[:, 2:4])
// torch:   s = (1 - z) * torch.tanh(a[:, 4:6] + (q * s) @ r[0, 4:6].T + b[0, 10:]) + z * s; o.append(s)
// torch: (torch.stack(o, 1).unsqueeze(2), s.unsqueeze(1))
nn.func @gru_reset_first(%x: tensor<?x3x2xf64>, %w: tensor<1x6x2xf64>, %r: tensor<1x6x2xf64>, %b: tensor<1x12xf64>, %h: tensor<?x1x2xf64>) -> (y: tensor<?x3x1x2xf64>, n: tensor<?x1x2xf64>) {
  %y, %n = nn.gru %x, %w, %r bias(%b : tensor<1x12xf64>) initial_h(%h : tensor<?x1x2xf64>) : tensor<?x3x2xf64>, tensor<1x6x2xf64>, tensor<1x6x2xf64>
  nn.return %y, %n : tensor<?x3x1x2xf64>, tensor<?x1x2xf64>
}
