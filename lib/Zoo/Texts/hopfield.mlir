// A Hopfield network: stores images as local minima of an energy, and recalls them from a quarter of wrong pixels
//
// J. J. Hopfield: Neural networks and physical systems with emergent collective computational abilities (1982).
//
// Every pixel is a unit that is 1 or -1, and every two units are connected, alike in both directions. Storing an image makes the
// connection of two units stronger if they are equal in it, and weaker if they differ (Hebb's rule). Recalling starts from any
// image and asks one unit after the other: it becomes 1 if the sum of the others, weighted by their connections, is not negative,
// else -1. No such change raises the energy E = -½ Σ w(i,j) s(i) s(j), so the network comes to rest, most often in the nearest
// stored image. It holds about 0.138 random images a unit; beyond that, they are lost all at once (Amit, Gutfreund and
// Sompolinsky, 1985).
//
//   dlc run hopfield.mlir --entry recall --output images=recall.png       stored, with a quarter of wrong pixels, recalled
//   dlc run hopfield.mlir --entry recall_rate                             how often that goes well, and what the energy does
//   dlc run hopfield.mlir --entry capacity                                how many images a network of 1000 units holds
!letters = tensor<4x100xf32>
!weights = tensor<100x100xf32>
!trials = tensor<400x100xf32>   // 100 of each letter: the network runs on all of them side by side

module @hopfield {
  // A, C, O and T.
  nn.func private @letters() -> (letters: !letters) {
    %pixels = nn.constant dense<[
      [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 1, 1, 1, 1, 0, 0, 0],
       [0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
       [0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
       [0, 0, 1, 1, 1, 1, 1, 1, 0, 0],
       [0, 0, 1, 1, 1, 1, 1, 1, 0, 0],
       [0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
       [0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
       [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
      [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
       [0, 0, 1, 1, 1, 1, 1, 1, 1, 0],
       [0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
       [0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
       [0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
       [0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
       [0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
       [0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
       [0, 0, 1, 1, 1, 1, 1, 1, 1, 0],
       [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
      [[0, 0, 1, 1, 1, 1, 1, 1, 0, 0],
       [0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
       [1, 1, 1, 0, 0, 0, 0, 1, 1, 1],
       [1, 1, 0, 0, 0, 0, 0, 0, 1, 1],
       [1, 1, 0, 0, 0, 0, 0, 0, 1, 1],
       [1, 1, 0, 0, 0, 0, 0, 0, 1, 1],
       [1, 1, 0, 0, 0, 0, 0, 0, 1, 1],
       [1, 1, 1, 0, 0, 0, 0, 1, 1, 1],
       [0, 1, 1, 1, 1, 1, 1, 1, 1, 0],
       [0, 0, 1, 1, 1, 1, 1, 1, 0, 0]],
      [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
       [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
       [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 1, 1, 0, 0, 0, 0]]
    ]> : tensor<4x10x10xi8>
    %flat = nn.flatten %pixels : tensor<4x10x10xi8>
    %bits = nn.cast %flat : tensor<4x100xi8> to !letters
    %two = nn.constant dense<2.0> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %doubled = nn.mul %bits, %two : !letters, tensor<f32>
    %letters = nn.sub %doubled, %one : !letters, tensor<f32>
    nn.return %letters : !letters
  }

  // Hebb's rule: the connection of two units is the sum over all images of the product of both. No unit has one to itself.
  nn.func private @store(%patterns: !letters) -> (weights: !weights) {
    %products = nn.matmul %patterns, %patterns transpose_lhs : !letters, !letters
    %identity = nn.eye : !weights
    %images = nn.constant dense<4.0> : tensor<f32>
    %diagonal = nn.mul %identity, %images : !weights, tensor<f32>
    %weights = nn.sub %products, %diagonal : !weights, !weights
    nn.return %weights : !weights
  }

  // Asks 8 times all units, each time in another order. Gives the state in which the network is then, and the energy before the
  // first and after each of the 800 updates.
  nn.func private @settle(%weights: !weights, %cue: !trials) -> (state: !trials, energies: tensor<400x801xf32>) {
    %seed = nn.constant dense<[1, 0]> : tensor<2xi64>
    %random, %state, %history = nn.scan length 8 axis 1 carry(%random = %seed : tensor<2xi64>, %state = %cue : !trials) capture(%w = %weights : !weights) {
      %order, %next_random = nn.permutation %random : tensor<100xi64>
      %settled, %energies = nn.scan axis 1 carry(%s = %state : !trials) over(%unit = %order : tensor<100xi64>) capture(%w = %w : !weights) {
        %connections = nn.gather %w, %unit axis 0 : !weights, tensor<i64>
        %inputs = nn.mul %s, %connections : !trials, tensor<100xf32>
        %sum = nn.reduce_sum %inputs axes [1] keepdims : !trials
        %zero = nn.constant dense<0.0> : tensor<f32>
        %fires = nn.compare ge %sum, %zero : tensor<400x1xf32>, tensor<f32>
        %one = nn.constant dense<1.0> : tensor<f32>
        %minus_one = nn.constant dense<-1.0> : tensor<f32>
        %answer = nn.where %fires, %one, %minus_one : tensor<400x1xi1>, tensor<f32>, tensor<f32>
        // This unit takes its answer, all others stay.
        %numbers = nn.range : tensor<100xi64>
        %is_it = nn.compare eq %numbers, %unit : tensor<100xi64>, tensor<i64>
        %next = nn.where %is_it, %answer, %s : tensor<100xi1>, tensor<400x1xf32>, !trials
        %energy = nn.call @energy(%w, %next) : (!weights, !trials) -> tensor<400xf32>
        nn.yield %next, %energy : !trials, tensor<400xf32>
      }
      nn.yield %next_random, %settled, %energies : tensor<2xi64>, !trials, tensor<400x100xf32>
    }
    %first = nn.call @energy(%weights, %cue) : (!weights, !trials) -> tensor<400xf32>
    %column = nn.unsqueeze %first axes [1] : tensor<400xf32>
    %updates = nn.flatten %history : tensor<400x8x100xf32>
    %energies = nn.concat %column, %updates axis 1 : tensor<400x1xf32>, tensor<400x800xf32>
    nn.return %state, %energies : !trials, tensor<400x801xf32>
  }

  // E = -½ Σ w(i,j) s(i) s(j), a whole number, which f32 holds exactly.
  nn.func private @energy(%weights: !weights, %state: !trials) -> (energy: tensor<400xf32>) {
    %fields = nn.matmul %state, %weights : !trials, !weights
    %terms = nn.mul %state, %fields : !trials, !trials
    %sum = nn.reduce_sum %terms axes [1] : !trials
    %minus_half = nn.constant dense<-0.5> : tensor<f32>
    %energy = nn.mul %sum, %minus_half : tensor<400xf32>, tensor<f32>
    nn.return %energy : tensor<400xf32>
  }

  // Each letter 100 times, and the same with 25 of its 100 pixels flipped: those with the 25 largest of 100 random numbers.
  nn.func private @trials() -> (letters: !trials, cues: !trials) {
    %letters = nn.call @letters() : () -> !letters
    %all = nn.tile %letters repeats [100, 1] : !letters
    %seed = nn.constant dense<[2, 0]> : tensor<2xi64>
    %numbers, %next = nn.random_uniform %seed : !trials
    %sorted, %order = nn.sort %numbers axis 1 : !trials
    %threshold = nn.slice %sorted starts [75] ends [76] axes [1] : !trials
    %is_flipped = nn.compare ge %numbers, %threshold : !trials, tensor<400x1xf32>
    %opposite = nn.neg %all : !trials
    %cues = nn.where %is_flipped, %opposite, %all : tensor<400x100xi1>, !trials, !trials
    nn.return %all, %cues : !trials, !trials
  }

  // In a row for each: the four letters as they are stored, with a quarter of their pixels flipped, and as they are recalled.
  nn.func @recall() -> (images: tensor<12x80x80xf32>) {
    %stored, %cues = nn.call @trials() : () -> (!trials, !trials)
    %letters = nn.call @letters() : () -> !letters
    %weights = nn.call @store(%letters) : (!letters) -> !weights
    %state, %energies = nn.call @settle(%weights, %cues) : (!weights, !trials) -> (!trials, tensor<400x801xf32>)
    %1 = nn.slice %stored starts [4] ends [8] axes [0] : !trials
    %2 = nn.slice %cues starts [4] ends [8] axes [0] : !trials
    %3 = nn.slice %state starts [4] ends [8] axes [0] : !trials
    %rows = nn.concat %1, %2, %3 axis 0 : !letters, !letters, !letters
    // Units of 1 are drawn black, on white.
    %one = nn.constant dense<1.0> : tensor<f32>
    %light = nn.sub %one, %rows : tensor<f32>, tensor<12x100xf32>
    %small = nn.reshape %light : tensor<12x100xf32> to tensor<12x1x10x10xf32>
    %large = nn.resize %small : tensor<12x1x10x10xf32> -> tensor<12x1x80x80xf32>
    %images = nn.squeeze %large axes [1] : tensor<12x1x80x80xf32>
    nn.return %images : tensor<12x80x80xf32>
  }

  // Of 100 trials with each letter: the part that is recalled to the last pixel; the mean energies of the cues, of what is recalled
  // and of the stored letters; and the largest rise of the energy in any of the 800 updates of any trial, which is never above 0.
  nn.func @recall_rate() -> (recalled: tensor<4xf32>, energy_of_cues: tensor<4xf32>, energy_recalled: tensor<4xf32>, energy_stored: tensor<4xf32>, largest_rise: tensor<f32>) {
    %stored, %cues = nn.call @trials() : () -> (!trials, !trials)
    %letters = nn.call @letters() : () -> !letters
    %weights = nn.call @store(%letters) : (!letters) -> !weights
    %state, %energies = nn.call @settle(%weights, %cues) : (!weights, !trials) -> (!trials, tensor<400x801xf32>)

    %differences = nn.sub %state, %stored : !trials, !trials
    %sizes = nn.abs %differences : !trials
    %worst = nn.reduce_max %sizes axes [1] : !trials
    %zero = nn.constant dense<0.0> : tensor<f32>
    %equal = nn.compare eq %worst, %zero : tensor<400xf32>, tensor<f32>
    %hits = nn.cast %equal : tensor<400xi1> to tensor<400xf32>
    %recalled = nn.call @mean_by_letter(%hits) : (tensor<400xf32>) -> tensor<4xf32>

    %first = nn.slice %energies starts [0] ends [1] axes [1] : tensor<400x801xf32>
    %last = nn.slice %energies starts [800] ends [801] axes [1] : tensor<400x801xf32>
    %first_column = nn.squeeze %first axes [1] : tensor<400x1xf32>
    %last_column = nn.squeeze %last axes [1] : tensor<400x1xf32>
    %of_stored = nn.call @energy(%weights, %stored) : (!weights, !trials) -> tensor<400xf32>
    %energy_of_cues = nn.call @mean_by_letter(%first_column) : (tensor<400xf32>) -> tensor<4xf32>
    %energy_recalled = nn.call @mean_by_letter(%last_column) : (tensor<400xf32>) -> tensor<4xf32>
    %energy_stored = nn.call @mean_by_letter(%of_stored) : (tensor<400xf32>) -> tensor<4xf32>

    %before = nn.slice %energies starts [0] ends [800] axes [1] : tensor<400x801xf32>
    %after = nn.slice %energies starts [1] ends [801] axes [1] : tensor<400x801xf32>
    %rises = nn.sub %after, %before : tensor<400x800xf32>, tensor<400x800xf32>
    %largest_rise = nn.reduce_max %rises : tensor<400x800xf32>
    nn.return %recalled, %energy_of_cues, %energy_recalled, %energy_stored, %largest_rise : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>
  }

  nn.func private @mean_by_letter(%x: tensor<400xf32>) -> (mean: tensor<4xf32>) {
    %table = nn.reshape %x : tensor<400xf32> to tensor<100x4xf32>
    %mean = nn.reduce_mean %table axes [0] : tensor<100x4xf32>
    nn.return %mean : tensor<4xf32>
  }

  // A network of 1000 units that stores 20, 40, … 240 random images, that is 0.02 … 0.24 a unit, and is started from each of them.
  // Gives the mean overlap of where it comes to rest with where it was started (1: the image itself, 0: nothing of it), and the
  // part of the images that are still there, with an overlap of 0.9 or more. All units answer at once here, 30 times.
  nn.func @capacity() -> (images: tensor<12xf32>, overlap: tensor<12xf32>, kept: tensor<12xf32>) {
    %seed = nn.constant dense<[3, 0]> : tensor<2xi64>
    %normal, %next = nn.random_normal %seed : tensor<240x1000xf32>
    %patterns = nn.sign %normal : tensor<240x1000xf32>
    %images = nn.range start 20.0 delta 20.0 : tensor<12xf32>
    %overlap, %kept = nn.scan axis 0 over(%count = %images : tensor<12xf32>) capture(%p = %patterns : tensor<240x1000xf32>) {
      // The first `count` images are stored; the rows of all others are 0.
      %number = nn.range : tensor<240xf32>
      %is_stored = nn.compare lt %number, %count : tensor<240xf32>, tensor<f32>
      %mask = nn.cast %is_stored : tensor<240xi1> to tensor<240xf32>
      %column = nn.unsqueeze %mask axes [1] : tensor<240xf32>
      %stored = nn.mul %p, %column : tensor<240x1000xf32>, tensor<240x1xf32>
      %products = nn.matmul %stored, %stored transpose_lhs : tensor<240x1000xf32>, tensor<240x1000xf32>
      %identity = nn.eye : tensor<1000x1000xf32>
      %diagonal = nn.mul %identity, %count : tensor<1000x1000xf32>, tensor<f32>
      %weights = nn.sub %products, %diagonal : tensor<1000x1000xf32>, tensor<1000x1000xf32>
      %rest = nn.loop %step to 30 carry(%s = %p : tensor<240x1000xf32>) capture(%w = %weights : tensor<1000x1000xf32>) {
        %fields = nn.matmul %s, %w : tensor<240x1000xf32>, tensor<1000x1000xf32>
        // Fields are whole numbers: with a half more, a field of 0 makes its unit 1.
        %half = nn.constant dense<0.5> : tensor<f32>
        %shifted = nn.add %fields, %half : tensor<240x1000xf32>, tensor<f32>
        %answers = nn.sign %shifted : tensor<240x1000xf32>
        nn.yield %answers : tensor<240x1000xf32>
      }
      %agreement = nn.mul %rest, %stored : tensor<240x1000xf32>, tensor<240x1000xf32>
      %overlaps = nn.reduce_mean %agreement axes [1] : tensor<240x1000xf32>
      %total = nn.reduce_sum %overlaps : tensor<240xf32>
      %overlap = nn.div %total, %count : tensor<f32>, tensor<f32>
      %bar = nn.constant dense<0.9> : tensor<f32>
      %is_kept = nn.compare ge %overlaps, %bar : tensor<240xf32>, tensor<f32>
      %hits = nn.cast %is_kept : tensor<240xi1> to tensor<240xf32>
      %hit_count = nn.reduce_sum %hits : tensor<240xf32>
      %kept = nn.div %hit_count, %count : tensor<f32>, tensor<f32>
      nn.yield %overlap, %kept : tensor<f32>, tensor<f32>
    }
    nn.return %images, %overlap, %kept : tensor<12xf32>, tensor<12xf32>, tensor<12xf32>
  }
}
