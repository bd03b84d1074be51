// A Boltzmann machine: hidden units learn what pairs of visible ones cannot express, by comparing being awake with dreaming
//
// D. H. Ackley, G. E. Hinton and T. J. Sejnowski: A learning algorithm for Boltzmann machines (1985).
//
// A Hopfield network whose units are 0 or 1 and answer at random: a unit is 1 with the probability sigmoid(its weighted sum). Left
// alone, the network then visits each state x with the probability exp(-E(x)) / Z, where E(x) = -½ Σ w(i,j) x(i) x(j) - Σ b(i) x(i).
// Learning makes what it visits like the data: a connection grows by how often both its units are 1 while the visible units hold
// data ("awake"), minus how often they are while the network runs freely ("asleep").
//
// Here, 3 visible units learn the rows of XOR, (x, y, x xor y), with the probabilities 0.1, 0.2, 0.3 and 0.4. Any two of the three
// say nothing about the third, so connections between visible units do not suffice; 5 hidden units do. There are only 2⁸ states, so
// the divergence KL(data || network) is computed exactly, for the record: learning itself only samples.
//
//   dlc run boltzmann.mlir --entry learn
!weights = tensor<8x8xf32>     // units 0 to 2 are visible; symmetric, with a diagonal of 0
!biases = tensor<8xf32>
!units = tensor<8xf32>
!chains = tensor<500x8xf32>    // 500 networks side by side, which share their weights
!mask = tensor<8xi1>
!random = tensor<2xi64>

module @boltzmann {
  // The probabilities of the visible states 000, 001, … 111: the four rows of XOR have some.
  nn.func private @data() -> (probabilities: tensor<8xf32>) {
    %probabilities = nn.constant dense<[0.1, 0.0, 0.0, 0.2, 0.0, 0.3, 0.4, 0.0]> : tensor<8xf32>
    nn.return %probabilities : tensor<8xf32>
  }

  // One update of every unit in turn (Gibbs sampling), but of those that are clamped.
  nn.func private @sweep(%weights: !weights, %biases: !biases, %state: !chains, %clamped: !mask, %random: !random) -> (state: !chains, random: !random) {
    %noise, %next_random = nn.random_uniform %random : !chains
    %numbers = nn.range : tensor<8xi64>
    %swept = nn.loop %i to 8 carry(%x = %state : !chains) capture(%w = %weights : !weights, %b = %biases : !biases, %noise = %noise : !chains, %clamped = %clamped : !mask, %numbers = %numbers : tensor<8xi64>) {
      %connections = nn.gather %w, %i axis 0 : !weights, tensor<i64>
      %bias = nn.gather %b, %i axis 0 : !biases, tensor<i64>
      %held = nn.gather %clamped, %i axis 0 : !mask, tensor<i64>
      %inputs = nn.mul %x, %connections : !chains, !units
      %sum = nn.reduce_sum %inputs axes [1] keepdims : !chains
      %field = nn.add %sum, %bias : tensor<500x1xf32>, tensor<f32>
      %probability = nn.sigmoid %field : tensor<500x1xf32>
      // The unit is 1 where a random number is below its probability.
      %below = nn.compare lt %noise, %probability : !chains, tensor<500x1xf32>
      %answers = nn.cast %below : tensor<500x8xi1> to !chains
      %is_it = nn.compare eq %numbers, %i : tensor<8xi64>, tensor<i64>
      %is_free = nn.not %held : tensor<i1>
      %takes = nn.and %is_it, %is_free : !mask, tensor<i1>
      %next = nn.where %takes, %answers, %x : !mask, !chains, !chains
      nn.yield %next : !chains
    }
    nn.return %swept, %next_random : !chains, !random
  }

  // How often two units are 1 together, and each alone, on average over the chains.
  nn.func private @statistics(%state: !chains) -> (pairs: !weights, units: !units) {
    %products = nn.matmul %state, %state transpose_lhs : !chains, !chains
    %count = nn.constant dense<500.0> : tensor<f32>
    %pairs = nn.div %products, %count : !weights, tensor<f32>
    %units = nn.reduce_mean %state axes [0] : !chains
    nn.return %pairs, %units : !weights, !units
  }

  // The exact probabilities of the 8 visible states 000, 001, … 111, by summing exp(-E) over all 256 states.
  nn.func private @exact(%weights: !weights, %biases: !biases) -> (probabilities: tensor<8xf32>) {
    %numbers = nn.range : tensor<256xi64>
    %column = nn.unsqueeze %numbers axes [1] : tensor<256xi64>
    %places = nn.constant dense<[7, 6, 5, 4, 3, 2, 1, 0]> : tensor<8xi64>
    %shifted = nn.bit_shift right %column, %places : tensor<256x1xi64>, tensor<8xi64>
    %one = nn.constant dense<1> : tensor<i64>
    %bits = nn.bitwise_and %shifted, %one : tensor<256x8xi64>, tensor<i64>
    %states = nn.cast %bits : tensor<256x8xi64> to tensor<256x8xf32>
    %fields = nn.matmul %states, %weights : tensor<256x8xf32>, !weights
    %half = nn.constant dense<0.5> : tensor<f32>
    %halves = nn.mul %fields, %half : tensor<256x8xf32>, tensor<f32>
    %with_biases = nn.add %halves, %biases : tensor<256x8xf32>, !biases
    %terms = nn.mul %states, %with_biases : tensor<256x8xf32>, tensor<256x8xf32>
    %minus_energy = nn.reduce_sum %terms axes [1] : tensor<256x8xf32>
    %states_probabilities = nn.softmax %minus_energy axis 0 : tensor<256xf32>
    %table = nn.reshape %states_probabilities : tensor<256xf32> to tensor<8x32xf32>
    %probabilities = nn.reduce_sum %table axes [1] : tensor<8x32xf32>
    nn.return %probabilities : tensor<8xf32>
  }

  // KL(data || network) = Σ p log(p / q) over the four rows of the data, which are the visible states 000, 011, 101 and 110.
  nn.func private @divergence(%exact: tensor<8xf32>) -> (divergence: tensor<f32>) {
    %data = nn.call @data() : () -> tensor<8xf32>
    %places = nn.constant dense<[0, 3, 5, 6]> : tensor<4xi64>
    %p = nn.gather %data, %places axis 0 : tensor<8xf32>, tensor<4xi64>
    %q = nn.gather %exact, %places axis 0 : tensor<8xf32>, tensor<4xi64>
    %ratio = nn.div %p, %q : tensor<4xf32>, tensor<4xf32>
    %log = nn.log %ratio : tensor<4xf32>
    %terms = nn.mul %p, %log : tensor<4xf32>, tensor<4xf32>
    %divergence = nn.reduce_sum %terms : tensor<4xf32>
    nn.return %divergence : tensor<f32>
  }

  // Learns for 40 times 500 steps. Gives the divergence behind each 500, the exact probabilities of the visible states 000 to 111
  // in the end, and the part of the states that the freely running chains are in.
  nn.func @learn() -> (divergence: tensor<40xf32>, network: tensor<8xf32>, data: tensor<8xf32>, sampled: tensor<8xf32>) {
    %seed = nn.constant dense<[1, 0]> : !random
    // Small random connections to begin with: hidden units that are alike would stay so.
    %normal, %random = nn.random_normal %seed stddev 0.5 : !weights
    %transposed = nn.transpose %normal perm [1, 0] : !weights
    %symmetric = nn.add %normal, %transposed : !weights, !weights
    %identity = nn.eye : !weights
    %one = nn.constant dense<1.0> : tensor<f32>
    %off_diagonal = nn.sub %one, %identity : tensor<f32>, !weights
    %weights = nn.mul %symmetric, %off_diagonal : !weights, !weights
    %biases = nn.constant dense<0.0> : !biases
    %dreams = nn.constant dense<0.0> : !chains
    // 500 examples: 50, 100, 150 and 200 of the rows, followed by 5 hidden units that are 0 at first.
    %a = nn.constant dense<[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<1x8xf32>
    %b = nn.constant dense<[[0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<1x8xf32>
    %c = nn.constant dense<[[1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<1x8xf32>
    %d = nn.constant dense<[[1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<1x8xf32>
    %a50 = nn.tile %a repeats [50, 1] : tensor<1x8xf32>
    %b100 = nn.tile %b repeats [100, 1] : tensor<1x8xf32>
    %c150 = nn.tile %c repeats [150, 1] : tensor<1x8xf32>
    %d200 = nn.tile %d repeats [200, 1] : tensor<1x8xf32>
    %examples = nn.concat %a50, %b100, %c150, %d200 axis 0 : tensor<50x8xf32>, tensor<100x8xf32>, tensor<150x8xf32>, tensor<200x8xf32>

    // The learning rate falls from 0.2 to 0.005, so that the noise of sampling averages out.
    %rates = nn.range start 0.2 delta -0.005 : tensor<40xf32>
    %w, %bias, %awake, %asleep, %r, %curve = nn.scan axis 0 carry(%w = %weights : !weights, %b = %biases : !biases, %awake = %examples : !chains, %asleep = %dreams : !chains, %random = %random : !random) over(%rate = %rates : tensor<40xf32>) capture(%off_diagonal = %off_diagonal : !weights) {
      %w1, %b1, %awake1, %asleep1, %random1 = nn.loop %step to 500 carry(%w = %w : !weights, %b = %b : !biases, %awake = %awake : !chains, %asleep = %asleep : !chains, %random = %random : !random) capture(%off_diagonal = %off_diagonal : !weights, %rate = %rate : tensor<f32>) {
        // Awake: the visible units hold the data. Asleep: all are free, and go on from where they were.
        %held = nn.constant dense<[true, true, true, false, false, false, false, false]> : !mask
        %none = nn.constant dense<false> : !mask
        %h1, %r1 = nn.call @sweep(%w, %b, %awake, %held, %random) : (!weights, !biases, !chains, !mask, !random) -> (!chains, !random)
        %h2, %r2 = nn.call @sweep(%w, %b, %h1, %held, %r1) : (!weights, !biases, !chains, !mask, !random) -> (!chains, !random)
        %f1, %r3 = nn.call @sweep(%w, %b, %asleep, %none, %r2) : (!weights, !biases, !chains, !mask, !random) -> (!chains, !random)
        %f2, %r4 = nn.call @sweep(%w, %b, %f1, %none, %r3) : (!weights, !biases, !chains, !mask, !random) -> (!chains, !random)
        %pairs_awake, %units_awake = nn.call @statistics(%h2) : (!chains) -> (!weights, !units)
        %pairs_asleep, %units_asleep = nn.call @statistics(%f2) : (!chains) -> (!weights, !units)
        %pair_difference = nn.sub %pairs_awake, %pairs_asleep : !weights, !weights
        %unit_difference = nn.sub %units_awake, %units_asleep : !units, !units
        %pair_change = nn.mul %pair_difference, %rate : !weights, tensor<f32>
        %unit_change = nn.mul %unit_difference, %rate : !units, tensor<f32>
        %changed = nn.add %w, %pair_change : !weights, !weights
        %next_w = nn.mul %changed, %off_diagonal : !weights, !weights
        %next_b = nn.add %b, %unit_change : !biases, !biases
        nn.yield %next_w, %next_b, %h2, %f2, %r4 : !weights, !biases, !chains, !chains, !random
      }
      %exact = nn.call @exact(%w1, %b1) : (!weights, !biases) -> tensor<8xf32>
      %divergence = nn.call @divergence(%exact) : (tensor<8xf32>) -> tensor<f32>
      nn.yield %w1, %b1, %awake1, %asleep1, %random1, %divergence : !weights, !biases, !chains, !chains, !random, tensor<f32>
    }
    %network = nn.call @exact(%w, %bias) : (!weights, !biases) -> tensor<8xf32>
    %data = nn.call @data() : () -> tensor<8xf32>
    // The visible state as a number.
    %visible = nn.slice %asleep starts [0] ends [3] axes [1] : !chains
    %values = nn.constant dense<[4.0, 2.0, 1.0]> : tensor<3xf32>
    %weighted = nn.mul %visible, %values : tensor<500x3xf32>, tensor<3xf32>
    %number = nn.reduce_sum %weighted axes [1] keepdims : tensor<500x3xf32>
    %numbers = nn.range : tensor<8xf32>
    %is_in = nn.compare eq %number, %numbers : tensor<500x1xf32>, tensor<8xf32>
    %ones = nn.cast %is_in : tensor<500x8xi1> to tensor<500x8xf32>
    %sampled = nn.reduce_mean %ones axes [0] : tensor<500x8xf32>
    nn.return %curve, %network, %data, %sampled : tensor<40xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
  }
}
