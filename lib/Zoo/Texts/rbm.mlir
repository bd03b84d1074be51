// A restricted Boltzmann machine: 784 pixels and 256 hidden units that learn what clothes look like
//
// P. Smolensky: Harmony theory (1986); G. E. Hinton: Training products of experts by minimizing contrastive divergence (2002);
// T. Tieleman: Training restricted Boltzmann machines using approximations to the likelihood gradient (2008); R. Salakhutdinov and
// I. Murray: On the quantitative analysis of deep belief networks (2008).
//
// A Boltzmann machine in which connections run only between pixels and hidden units. Given the pixels v, all hidden units h are
// independent, and the other way round: h(j) is 1 with the probability sigmoid(c(j) + v · W(:,j)), and v(i) with sigmoid(b(i) + W(i,:) · h).
// The energy is E(v, h) = -v W h - b v - c h, and p(v) = Σ over h of exp(-E) / Z = exp(-F(v)) / Z, with the free energy
// F(v) = -b v - Σ log(1 + exp(c(j) + v · W(:,j))).
//
// Learning makes the data more probable, and the machine's own samples less: W grows by the mean of v h over data minus that over
// samples, which Gibbs sampling draws: hidden units given pixels, pixels given hidden units, and so on.
//   contrastive divergence (CD-k): k steps away from the data (@contrastive)
//   persistent CD (PCD-1): 128 chains go on from one training step to the next, and so get far away from the data (@train_step)
//
//   dlc train rbm.mlir --data fashion-mnist --batch 100 --epochs 20 --lr 0.05 -o rbm.dlm       by PCD
//   dlc train rbm.mlir --data fashion-mnist --batch 100 --epochs 20 --lr 0.05 --plan 'contrastive(k=10)' -o cd10.dlm
//   dlc run rbm.dlm --entry filters --output filters=filters.png
//   dlc run rbm.dlm --entry samples --output images=samples.png
//   dlc eval rbm.dlm --data fashion-mnist:test            the mean free energy F(v) …
//   dlc run rbm.dlm --entry partition                     … and log Z: log p(v) = -F(v) - log Z
!weights = tensor<784x256xf32>
!visible = tensor<784xf32>
!hidden = tensor<256xf32>
!random = tensor<2xi64>
!images = tensor<?x784xf32>
!codes = tensor<?x256xf32>
!chains = tensor<128x784xf32>
!chain_codes = tensor<128x256xf32>

module @rbm {
  nn.variable @weights : !weights init #nn.normal<0.0 : f32, 0.01 : f32>
  nn.variable @visible.bias : !visible init #nn.zeros
  nn.variable @hidden.bias : !hidden init #nn.zeros
  nn.variable buffer @chains : !chains init #nn.zeros
  // How often each pixel is 1 in the data, as a running mean.
  nn.variable buffer @mean : !visible init #nn.constant<0.2>
  nn.variable buffer @random : !random init #nn.random_state

  // Grey images become black and white.
  nn.func private @binarize(%image: !images) -> (v: !images) {
    %half = nn.constant dense<0.5> : tensor<f32>
    %bright = nn.compare gt %image, %half : !images, tensor<f32>
    %v = nn.cast %bright : tensor<?x784xi1> to !images
    nn.return %v : !images
  }

  // c + v W: what the hidden units are given by the pixels; their probabilities are the sigmoids of it.
  nn.func private @field(%v: !images) -> (field: !codes) {
    %w = nn.read @weights : !weights
    %c = nn.read @hidden.bias : !hidden
    %product = nn.matmul %v, %w : !images, !weights
    %field = nn.add %product, %c : !codes, !hidden
    nn.return %field : !codes
  }

  // A step of Gibbs sampling for all examples, which may be chains: hidden units drawn for the pixels, then pixels for the hidden units.
  nn.func private @gibbs_step(%v: !images, %w: !weights, %b: !visible, %c: !hidden, %random: !random) -> (v: !images, probability: !images, random: !random) {
    %product = nn.matmul %v, %w : !images, !weights
    %hidden_field = nn.add %product, %c : !codes, !hidden
    %hidden_probability = nn.sigmoid %hidden_field : !codes
    %h, %random1 = nn.bernoulli %hidden_probability, %random : !codes
    %back = nn.matmul %h, %w transpose_rhs : !codes, !weights
    %visible_field = nn.add %back, %b : !images, !visible
    %probability = nn.sigmoid %visible_field : !images
    %next, %random2 = nn.bernoulli %probability, %random1 : !images
    nn.return %next, %probability, %random2 : !images, !images, !random
  }

  // Persistent contrastive divergence. The loss that is shown is how badly the data are rebuilt from their hidden units, in nats an
  // image; it is no likelihood, and not what is made small.
  nn.func @train_step(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %v = nn.call @binarize(%image) : (!images) -> !images
    %products, %mean_v, %mean_h, %h = nn.call @statistics(%v) : (!images) -> (!weights, !visible, !hidden, !codes)

    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %c = nn.read @hidden.bias : !hidden
    %chains = nn.read @chains : !chains
    %random = nn.read @random : !random
    %next_chains, %probability, %next_random = nn.call @gibbs_step(%chains, %w, %b, %c, %random) : (!chains, !weights, !visible, !hidden, !random) -> (!chains, !chains, !random)
    nn.assign @chains, %next_chains : !chains
    nn.assign @random, %next_random : !random
    %product = nn.matmul %next_chains, %w : !chains, !weights
    %chain_field = nn.add %product, %c : !chain_codes, !hidden
    %chain_h = nn.sigmoid %chain_field : !chain_codes
    %chain_sum = nn.matmul %next_chains, %chain_h transpose_lhs : !chains, !chain_codes
    %count = nn.constant dense<128.0> : tensor<f32>
    %chain_products = nn.div %chain_sum, %count : !weights, tensor<f32>
    %chain_mean_v = nn.reduce_mean %next_chains axes [0] : !chains
    %chain_mean_h = nn.reduce_mean %chain_h axes [0] : !chain_codes
    nn.call @learn(%products, %chain_products, %mean_v, %chain_mean_v, %mean_h, %chain_mean_h, %learning_rate) : (!weights, !weights, !visible, !visible, !hidden, !hidden, tensor<f32>) -> ()

    %loss = nn.call @reconstruction_error(%v, %h) : (!images, !codes) -> tensor<f32>
    nn.return %loss : tensor<f32>
  }

  // Contrastive divergence: samples are k steps of Gibbs sampling away from the data, 50 at most.
  nn.func @contrastive(%image: !images, %k: tensor<f32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %v = nn.call @binarize(%image) : (!images) -> !images
    %products, %mean_v, %mean_h, %h = nn.call @statistics(%v) : (!images) -> (!weights, !visible, !hidden, !codes)

    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %c = nn.read @hidden.bias : !hidden
    %random = nn.read @random : !random
    %none = nn.constant dense<0.0> : tensor<f32>
    %is_any = nn.compare gt %k, %none : tensor<f32>, tensor<f32>
    %sample, %next = nn.loop %step to 50 while %is_any carry(%s = %v : !images, %r = %random : !random) capture(%w = %w : !weights, %b = %b : !visible, %c = %c : !hidden, %k = %k : tensor<f32>) {
      %further, %probability, %r1 = nn.call @gibbs_step(%s, %w, %b, %c, %r) : (!images, !weights, !visible, !hidden, !random) -> (!images, !images, !random)
      %number = nn.cast %step : tensor<i64> to tensor<f32>
      %one = nn.constant dense<1.0> : tensor<f32>
      %done = nn.add %number, %one : tensor<f32>, tensor<f32>
      %goes_on = nn.compare lt %done, %k : tensor<f32>, tensor<f32>
      nn.yield %goes_on, %further, %r1 : tensor<i1>, !images, !random
    }
    nn.assign @random, %next : !random
    %chain_products, %chain_mean_v, %chain_mean_h, %chain_h = nn.call @statistics(%sample) : (!images) -> (!weights, !visible, !hidden, !codes)
    nn.call @learn(%products, %chain_products, %mean_v, %chain_mean_v, %mean_h, %chain_mean_h, %learning_rate) : (!weights, !weights, !visible, !visible, !hidden, !hidden, tensor<f32>) -> ()

    %loss = nn.call @reconstruction_error(%v, %h) : (!images, !codes) -> tensor<f32>
    nn.return %loss : tensor<f32>
  }

  // The mean of v h, of v and of h over a batch, with the hidden units at their probabilities.
  nn.func private @statistics(%v: !images) -> (products: !weights, mean_v: !visible, mean_h: !hidden, h: !codes) {
    %field = nn.call @field(%v) : (!images) -> !codes
    %h = nn.sigmoid %field : !codes
    %sum = nn.matmul %v, %h transpose_lhs : !images, !codes
    %batch = nn.size %v axes [0] : !images -> tensor<f32>
    %products = nn.div %sum, %batch : !weights, tensor<f32>
    %mean_v = nn.reduce_mean %v axes [0] : !images
    %mean_h = nn.reduce_mean %h axes [0] : !codes
    nn.return %products, %mean_v, %mean_h, %h : !weights, !visible, !hidden, !codes
  }

  // Towards the statistics of the data, away from those of the samples. (`train.update` goes against the direction that it is given.)
  nn.func private @learn(%products: !weights, %chain_products: !weights, %v: !visible, %chain_v: !visible, %h: !hidden, %chain_h: !hidden, %learning_rate: tensor<f32>) -> () {
    %dw = nn.sub %chain_products, %products : !weights, !weights
    %db = nn.sub %chain_v, %v : !visible, !visible
    %dc = nn.sub %chain_h, %h : !hidden, !hidden
    train.update @weights, %dw, %learning_rate : !weights using #train.sgd
    train.update @visible.bias, %db, %learning_rate : !visible using #train.sgd
    train.update @hidden.bias, %dc, %learning_rate : !hidden using #train.sgd
    %mean = nn.read @mean : !visible
    %slowness = nn.constant dense<0.99> : tensor<f32>
    %quickness = nn.constant dense<0.01> : tensor<f32>
    %kept = nn.mul %mean, %slowness : !visible, tensor<f32>
    %new = nn.mul %v, %quickness : !visible, tensor<f32>
    %next = nn.add %kept, %new : !visible, !visible
    nn.assign @mean, %next : !visible
    nn.return
  }

  // Binary cross entropy of the data with what their hidden units give back.
  nn.func private @reconstruction_error(%v: !images, %h: !codes) -> (nats: tensor<f32>) {
    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %back = nn.matmul %h, %w transpose_rhs : !codes, !weights
    %field = nn.add %back, %b : !images, !visible
    %softplus = nn.softplus %field : !images
    %agreement = nn.mul %field, %v : !images, !images
    %terms = nn.sub %softplus, %agreement : !images, !images
    %sums = nn.reduce_sum %terms axes [1] : !images
    %nats = nn.reduce_mean %sums : tensor<?xf32>
    nn.return %nats : tensor<f32>
  }

  // The mean free energy of images.
  nn.func @loss(%image: !images) -> (free_energy: tensor<f32>, reconstruction_error: tensor<f32>) {
    %v = nn.call @binarize(%image) : (!images) -> !images
    %field = nn.call @field(%v) : (!images) -> !codes
    %softplus = nn.softplus %field : !codes
    %of_hidden = nn.reduce_sum %softplus axes [1] : !codes
    %b = nn.read @visible.bias : !visible
    %weighted = nn.mul %v, %b : !images, !visible
    %of_visible = nn.reduce_sum %weighted axes [1] : !images
    %sum = nn.add %of_hidden, %of_visible : tensor<?xf32>, tensor<?xf32>
    %mean = nn.reduce_mean %sum : tensor<?xf32>
    %free_energy = nn.neg %mean : tensor<f32>
    %h = nn.sigmoid %field : !codes
    %reconstruction_error = nn.call @reconstruction_error(%v, %h) : (!images, !codes) -> tensor<f32>
    nn.return %free_energy, %reconstruction_error : tensor<f32>, tensor<f32>
  }

  // What an image is remembered as: from its hidden units, all at their probabilities.
  nn.func @predict(%image: !images) -> (reconstruction: !images) {
    %v = nn.call @binarize(%image) : (!images) -> !images
    %field = nn.call @field(%v) : (!images) -> !codes
    %h = nn.sigmoid %field : !codes
    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %back = nn.matmul %h, %w transpose_rhs : !codes, !weights
    %visible_field = nn.add %back, %b : !images, !visible
    %reconstruction = nn.sigmoid %visible_field : !images
    nn.return %reconstruction : !images
  }

  // 64 of the persistent chains, 500 steps of Gibbs sampling further on; shown are the probabilities of the pixels.
  nn.func @samples() -> (images: tensor<64x28x28xf32>) {
    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %c = nn.read @hidden.bias : !hidden
    %chains = nn.read @chains : !chains
    %random = nn.read @random : !random
    %last, %probability, %next = nn.loop %step to 500 carry(%v = %chains : !chains, %p = %chains : !chains, %r = %random : !random) capture(%w = %w : !weights, %b = %b : !visible, %c = %c : !hidden) {
      %next, %probability, %random = nn.call @gibbs_step(%v, %w, %b, %c, %r) : (!chains, !weights, !visible, !hidden, !random) -> (!chains, !chains, !random)
      nn.yield %next, %probability, %random : !chains, !chains, !random
    }
    %some = nn.slice %probability starts [0] ends [64] axes [0] : !chains
    %images = nn.reshape %some : tensor<64x784xf32> to tensor<64x28x28xf32>
    nn.assign @chains, %last : !chains
    nn.assign @random, %next : !random
    nn.return %images : tensor<64x28x28xf32>
  }

  // The weights of the first 100 hidden units as images, each scaled by its largest: grey is 0.
  nn.func @filters() -> (filters: tensor<100x28x28xf32>) {
    %w = nn.read @weights : !weights
    %transposed = nn.transpose %w perm [1, 0] : !weights
    %first = nn.slice %transposed starts [0] ends [100] axes [0] : tensor<256x784xf32>
    %sizes = nn.abs %first : tensor<100x784xf32>
    %largest = nn.reduce_max %sizes axes [1] keepdims : tensor<100x784xf32>
    %scaled = nn.div %first, %largest : tensor<100x784xf32>, tensor<100x1xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %scaled, %half : tensor<100x784xf32>, tensor<f32>
    %grey = nn.add %halved, %half : tensor<100x784xf32>, tensor<f32>
    %filters = nn.reshape %grey : tensor<100x784xf32> to tensor<100x28x28xf32>
    nn.return %filters : tensor<100x28x28xf32>
  }

  // log Z by annealed importance sampling (AIS): 128 runs from a machine without connections, whose Z is known, to this one, in 2000
  // steps of inverse temperature; each run weighs how much more probable every step makes the state that it is in. The mean of the
  // weights is an unbiased estimate of the ratio of both Z. `spread` is the standard deviation of the runs' log weights.
  nn.func private @anneal(%w: !weights, %b: !visible, %c: !hidden) -> (log_z: tensor<f32>, spread: tensor<f32>) {
    // The biases of the first machine make its pixels as bright as the data's are on average.
    %mean = nn.read @mean : !visible
    %low = nn.constant dense<0.005> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %on = nn.add %mean, %low : !visible, tensor<f32>
    %off0 = nn.sub %one, %mean : tensor<f32>, !visible
    %off = nn.add %off0, %low : !visible, tensor<f32>
    %odds = nn.div %on, %off : !visible, !visible
    %base = nn.log %odds : !visible
    %chance = nn.sigmoid %base : !visible
    %zeros = nn.constant dense<0.0> : !chains
    %chances = nn.add %zeros, %chance : !chains, !visible
    %seed = nn.constant dense<[5, 0]> : !random
    %start, %random = nn.bernoulli %chances, %seed : !chains
    %no_weight = nn.constant dense<0.0> : tensor<128xf32>
    %v, %log_weights, %r = nn.loop %step to 2000 carry(%v = %start : !chains, %weight = %no_weight : tensor<128xf32>, %r = %random : !random) capture(%w = %w : !weights, %b = %b : !visible, %c = %c : !hidden, %base = %base : !visible) {
      %one = nn.constant dense<1.0> : tensor<f32>
      %steps = nn.constant dense<2000.0> : tensor<f32>
      %number = nn.cast %step : tensor<i64> to tensor<f32>
      %before = nn.div %number, %steps : tensor<f32>, tensor<f32>
      %number1 = nn.add %number, %one : tensor<f32>, tensor<f32>
      %after = nn.div %number1, %steps : tensor<f32>, tensor<f32>

      // log of the probability at inverse temperature t, but for Z: (1 - t) base v + t b v + Σ log(1 + exp(t (c + v W))).
      %product = nn.matmul %v, %w : !chains, !weights
      %field = nn.add %product, %c : !chain_codes, !hidden
      %cold = nn.mul %field, %after : !chain_codes, tensor<f32>
      %warm = nn.mul %field, %before : !chain_codes, tensor<f32>
      %cold_softplus = nn.softplus %cold : !chain_codes
      %warm_softplus = nn.softplus %warm : !chain_codes
      %gain = nn.sub %cold_softplus, %warm_softplus : !chain_codes, !chain_codes
      %hidden_gain = nn.reduce_sum %gain axes [1] : !chain_codes
      %bias_change = nn.sub %b, %base : !visible, !visible
      %weighted = nn.mul %v, %bias_change : !chains, !visible
      %bias_sum = nn.reduce_sum %weighted axes [1] : !chains
      %difference = nn.sub %after, %before : tensor<f32>, tensor<f32>
      %visible_gain = nn.mul %bias_sum, %difference : tensor<128xf32>, tensor<f32>
      %weight1 = nn.add %weight, %hidden_gain : tensor<128xf32>, tensor<128xf32>
      %weight2 = nn.add %weight1, %visible_gain : tensor<128xf32>, tensor<128xf32>

      // A step of Gibbs sampling at the new temperature.
      %hidden_probability = nn.sigmoid %cold : !chain_codes
      %h, %r1 = nn.bernoulli %hidden_probability, %r : !chain_codes
      %back = nn.matmul %h, %w transpose_rhs : !chain_codes, !weights
      %with_bias = nn.add %back, %b : !chains, !visible
      %own = nn.mul %with_bias, %after : !chains, tensor<f32>
      %rest = nn.sub %one, %after : tensor<f32>, tensor<f32>
      %of_base = nn.mul %base, %rest : !visible, tensor<f32>
      %visible_field = nn.add %own, %of_base : !chains, !visible
      %probability = nn.sigmoid %visible_field : !chains
      %next, %r2 = nn.bernoulli %probability, %r1 : !chains
      nn.yield %next, %weight2, %r2 : !chains, tensor<128xf32>, !random
    }
    // log Z of the first machine: Σ log(1 + exp(base)), and log 2 for each hidden unit.
    %softplus = nn.softplus %base : !visible
    %of_pixels = nn.reduce_sum %softplus : !visible
    %of_hidden = nn.constant dense<177.445678> : tensor<f32>
    %first = nn.add %of_pixels, %of_hidden : tensor<f32>, tensor<f32>
    %log_sum = nn.reduce_log_sum_exp %log_weights : tensor<128xf32>
    %log_runs = nn.constant dense<4.852030> : tensor<f32>
    %log_mean = nn.sub %log_sum, %log_runs : tensor<f32>, tensor<f32>
    %log_z = nn.add %log_mean, %first : tensor<f32>, tensor<f32>
    %average = nn.reduce_mean %log_weights : tensor<128xf32>
    %centred = nn.sub %log_weights, %average : tensor<128xf32>, tensor<f32>
    %squares = nn.mul %centred, %centred : tensor<128xf32>, tensor<128xf32>
    %variance = nn.reduce_mean %squares : tensor<128xf32>
    %spread = nn.sqrt %variance : tensor<f32>
    nn.return %log_z, %spread : tensor<f32>, tensor<f32>
  }

  nn.func @partition() -> (log_z: tensor<f32>, spread: tensor<f32>) {
    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %c = nn.read @hidden.bias : !hidden
    %log_z, %spread = nn.call @anneal(%w, %b, %c) : (!weights, !visible, !hidden) -> (tensor<f32>, tensor<f32>)
    nn.return %log_z, %spread : tensor<f32>, tensor<f32>
  }

  // Whether AIS is right: the same machine with only its first 12 hidden units connected, where Z can be computed exactly as the sum
  // over their 4096 states: Z = Σ over h of exp(c h + Σ log(1 + exp(b + W h))). Each of the 244 others adds log 2.
  nn.func @check_partition() -> (annealed: tensor<f32>, exact: tensor<f32>, spread: tensor<f32>) {
    %w = nn.read @weights : !weights
    %b = nn.read @visible.bias : !visible
    %c = nn.read @hidden.bias : !hidden
    %numbers = nn.range : !hidden
    %twelve = nn.constant dense<12.0> : tensor<f32>
    %is_first = nn.compare lt %numbers, %twelve : !hidden, tensor<f32>
    %mask = nn.cast %is_first : tensor<256xi1> to !hidden
    %cut_w = nn.mul %w, %mask : !weights, !hidden
    %cut_c = nn.mul %c, %mask : !hidden, !hidden
    %annealed, %spread = nn.call @anneal(%cut_w, %b, %cut_c) : (!weights, !visible, !hidden) -> (tensor<f32>, tensor<f32>)

    %states = nn.range : tensor<4096xi64>
    %column = nn.unsqueeze %states axes [1] : tensor<4096xi64>
    %places = nn.range : tensor<12xi64>
    %shifted = nn.bit_shift right %column, %places : tensor<4096x1xi64>, tensor<12xi64>
    %one = nn.constant dense<1> : tensor<i64>
    %bits = nn.bitwise_and %shifted, %one : tensor<4096x12xi64>, tensor<i64>
    %h = nn.cast %bits : tensor<4096x12xi64> to tensor<4096x12xf32>
    %w12 = nn.slice %w starts [0] ends [12] axes [1] : !weights
    %c12 = nn.slice %c starts [0] ends [12] axes [0] : !hidden
    %product = nn.matmul %h, %w12 transpose_rhs : tensor<4096x12xf32>, tensor<784x12xf32>
    %field = nn.add %product, %b : tensor<4096x784xf32>, !visible
    %softplus = nn.softplus %field : tensor<4096x784xf32>
    %of_pixels = nn.reduce_sum %softplus axes [1] : tensor<4096x784xf32>
    %weighted = nn.mul %h, %c12 : tensor<4096x12xf32>, tensor<12xf32>
    %of_hidden = nn.reduce_sum %weighted axes [1] : tensor<4096x12xf32>
    %terms = nn.add %of_pixels, %of_hidden : tensor<4096xf32>, tensor<4096xf32>
    %log_sum = nn.reduce_log_sum_exp %terms : tensor<4096xf32>
    %others = nn.constant dense<169.127912> : tensor<f32>
    %exact = nn.add %log_sum, %others : tensor<f32>, tensor<f32>
    nn.return %annealed, %exact, %spread : tensor<f32>, tensor<f32>, tensor<f32>
  }
}
