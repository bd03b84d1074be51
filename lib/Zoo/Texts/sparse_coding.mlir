// Sparse coding: patches of photographs, written with as few words as possible, teach a dictionary of edges
//
// B. A. Olshausen and D. J. Field: Emergence of simple-cell receptive field properties by learning a sparse code for natural images
// (1996); A. Beck and M. Teboulle: A fast iterative shrinkage-thresholding algorithm (2009).
//
// A patch x of 12 × 12 pixels is a sum of few of 196 atoms: x ≈ a D, where most of the 196 coefficients a are 0. For a patch, they are
// those that make ½ |x - a D|² + 0.8 Σ |a| small, found by gradient steps that shrink every coefficient towards 0 (ISTA). Then
// the dictionary D takes a step that makes the rest x - a D smaller, and its atoms get length 1 again. What comes out looks like
// what cells in the visual cortex answer to: small edges, at a place, of an orientation and a width.
//
//   dlc run sparse_coding.mlir --entry look --input images=docs/models/natural.npy -o looked.dlm        whitens three photographs
//   dlc run looked.dlm --entry learn --steps 1000 -o dictionary.dlm
//   dlc run dictionary.dlm --entry atoms_as_images --output atoms=atoms.png
//   dlc run dictionary.dlm --entry measure                                  how many atoms are local, and oriented
!images = tensor<3x1x224x224xf32>
!patches = tensor<200x144xf32>
!codes = tensor<200x196xf32>
!atoms = tensor<196x144xf32>
!random = tensor<2xi64>

module @sparse_coding {
  nn.variable @atoms : !atoms init #nn.normal<0.0 : f32, 0.083 : f32>
  nn.variable buffer @images : !images init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // What the eye does before: differences from the mean of the surroundings, at about equal contrast everywhere.
  nn.func @look(%images: tensor<3x224x224xui8>) -> (preview: tensor<3x224x224xf32>) {
    %bytes = nn.unsqueeze %images axes [1] : tensor<3x224x224xui8>
    %x = nn.cast %bytes : tensor<3x1x224x224xui8> to !images
    // The binomial coefficients of order 4, in both directions, as a window of 5 × 5 whose sum is 1.
    %binomial = nn.constant dense<[0.0625, 0.25, 0.375, 0.25, 0.0625]> : tensor<5xf32>
    %column = nn.reshape %binomial : tensor<5xf32> to tensor<1x1x5x1xf32>
    %row = nn.reshape %binomial : tensor<5xf32> to tensor<1x1x1x5xf32>
    %window = nn.mul %column, %row : tensor<1x1x5x1xf32>, tensor<1x1x1x5xf32>
    %surround = nn.conv %x, %window pads [2, 2, 2, 2] : !images, tensor<1x1x5x5xf32>
    %difference = nn.sub %x, %surround : !images, !images
    %square = nn.mul %difference, %difference : !images, !images
    %wide = nn.constant dense<0.00591716> : tensor<1x1x13x13xf32>
    %power = nn.conv %square, %wide pads [6, 6, 6, 6] : !images, tensor<1x1x13x13xf32>
    %floor = nn.constant dense<4.0> : tensor<f32>
    %bounded = nn.add %power, %floor : !images, tensor<f32>
    %contrast = nn.sqrt %bounded : !images
    %white = nn.div %difference, %contrast : !images, !images
    nn.assign @images, %white : !images
    // To look at: grey is 0.
    %eighth = nn.constant dense<0.17> : tensor<f32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %scaled = nn.mul %white, %eighth : !images, tensor<f32>
    %shifted = nn.add %scaled, %half : !images, tensor<f32>
    %preview = nn.squeeze %shifted axes [1] : !images
    nn.return %preview : tensor<3x224x224xf32>
  }

  // 200 patches from anywhere but the borders, where the surroundings are missing. Their means are 0.
  nn.func private @draw() -> (patches: !patches) {
    %images = nn.read @images : !images
    %random = nn.read @random : !random
    %uniform, %next = nn.random_uniform %random : tensor<200x3xf32>
    nn.assign @random, %next : !random
    // Which image, and the row and the column of the upper left pixel: 8 to 203.
    %ranges = nn.constant dense<[3.0, 196.0, 196.0]> : tensor<3xf32>
    %starts = nn.constant dense<[0.0, 8.0, 8.0]> : tensor<3xf32>
    %scaled = nn.mul %uniform, %ranges : tensor<200x3xf32>, tensor<3xf32>
    %whole = nn.floor %scaled : tensor<200x3xf32>
    %places = nn.add %whole, %starts : tensor<200x3xf32>, tensor<3xf32>
    %indices = nn.cast %places : tensor<200x3xf32> to tensor<200x3xi64>
    %strides = nn.constant dense<[50176, 224, 1]> : tensor<3xi64>
    %parts = nn.mul %indices, %strides : tensor<200x3xi64>, tensor<3xi64>
    %first = nn.reduce_sum %parts axes [1] keepdims : tensor<200x3xi64>
    // The 144 pixels of a patch, from its first one on.
    %line = nn.range : tensor<12xi64>
    %width = nn.constant dense<224> : tensor<i64>
    %rows = nn.mul %line, %width : tensor<12xi64>, tensor<i64>
    %rows_column = nn.unsqueeze %rows axes [1] : tensor<12xi64>
    %table = nn.add %rows_column, %line : tensor<12x1xi64>, tensor<12xi64>
    %offsets = nn.reshape %table : tensor<12x12xi64> to tensor<144xi64>
    %pixels = nn.add %first, %offsets : tensor<200x1xi64>, tensor<144xi64>
    %flat = nn.reshape %images : !images to tensor<150528xf32>
    %raw = nn.gather %flat, %pixels axis 0 : tensor<150528xf32>, tensor<200x144xi64>
    %mean = nn.reduce_mean %raw axes [1] keepdims : !patches
    %patches = nn.sub %raw, %mean : !patches, tensor<200x1xf32>
    nn.return %patches : !patches
  }

  // 60 steps of ISTA: a ← shrink(a + (x - a D) Dᵀ / L, 0.8 / L), where L is no less than the largest eigenvalue of D Dᵀ.
  nn.func private @encode(%patches: !patches, %atoms: !atoms) -> (codes: !codes) {
    %gram = nn.matmul %atoms, %atoms transpose_rhs : !atoms, !atoms
    %sizes = nn.abs %gram : tensor<196x196xf32>
    %row_sums = nn.reduce_sum %sizes axes [1] : tensor<196x196xf32>
    %largest = nn.reduce_max %row_sums : tensor<196xf32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %step = nn.div %one, %largest : tensor<f32>, tensor<f32>
    %sparsity = nn.constant dense<0.8> : tensor<f32>
    %threshold = nn.mul %sparsity, %step : tensor<f32>, tensor<f32>
    %match = nn.matmul %patches, %atoms transpose_rhs : !patches, !atoms
    %start = nn.constant dense<0.0> : !codes
    %codes = nn.loop %i to 60 carry(%a = %start : !codes) capture(%gram = %gram : tensor<196x196xf32>, %match = %match : !codes, %step = %step : tensor<f32>, %threshold = %threshold : tensor<f32>) {
      %explained = nn.matmul %a, %gram : !codes, tensor<196x196xf32>
      %rest = nn.sub %match, %explained : !codes, !codes
      %move = nn.mul %rest, %step : !codes, tensor<f32>
      %moved = nn.add %a, %move : !codes, !codes
      // Towards 0 by the threshold, and no further: the value minus itself cut off at ±threshold.
      %minus = nn.neg %threshold : tensor<f32>
      %below = nn.min %moved, %threshold : !codes, tensor<f32>
      %cut = nn.max %below, %minus : !codes, tensor<f32>
      %next = nn.sub %moved, %cut : !codes, !codes
      nn.yield %next : !codes
    }
    nn.return %codes : !codes
  }

  nn.func private @unit(%atoms: !atoms) -> (atoms: !atoms) {
    %squares = nn.mul %atoms, %atoms : !atoms, !atoms
    %sums = nn.reduce_sum %squares axes [1] keepdims : !atoms
    %small = nn.constant dense<1.0e-12> : tensor<f32>
    %bounded = nn.add %sums, %small : tensor<196x1xf32>, tensor<f32>
    %lengths = nn.sqrt %bounded : tensor<196x1xf32>
    %unit = nn.div %atoms, %lengths : !atoms, tensor<196x1xf32>
    nn.return %unit : !atoms
  }

  // A step of learning from 200 new patches. Gives the part of the variance that the codes leave unexplained, and the part of
  // the coefficients that are not 0.
  nn.func @learn() -> (unexplained: tensor<f32>, active: tensor<f32>) {
    %patches = nn.call @draw() : () -> !patches
    %raw = nn.read @atoms : !atoms
    %atoms = nn.call @unit(%raw) : (!atoms) -> !atoms
    %codes = nn.call @encode(%patches, %atoms) : (!patches, !atoms) -> !codes
    %image = nn.matmul %codes, %atoms : !codes, !atoms
    %rest = nn.sub %patches, %image : !patches, !patches
    %direction = nn.matmul %codes, %rest transpose_lhs : !codes, !patches
    // Each atom moves by the mean of what was left where it was used; those used seldom move as fast as others.
    %squares = nn.mul %codes, %codes : !codes, !codes
    %uses = nn.reduce_sum %squares axes [0] : !codes
    %some = nn.constant dense<5.0> : tensor<f32>
    %bounded = nn.add %uses, %some : tensor<196xf32>, tensor<f32>
    %column = nn.unsqueeze %bounded axes [1] : tensor<196xf32>
    %change = nn.div %direction, %column : !atoms, tensor<196x1xf32>
    %rate = nn.constant dense<0.3> : tensor<f32>
    %move = nn.mul %change, %rate : !atoms, tensor<f32>
    %moved = nn.add %atoms, %move : !atoms, !atoms
    %next = nn.call @unit(%moved) : (!atoms) -> !atoms
    nn.assign @atoms, %next : !atoms

    %rest_squares = nn.mul %rest, %rest : !patches, !patches
    %patch_squares = nn.mul %patches, %patches : !patches, !patches
    %left = nn.reduce_sum %rest_squares : !patches
    %all = nn.reduce_sum %patch_squares : !patches
    %unexplained = nn.div %left, %all : tensor<f32>, tensor<f32>
    %sizes = nn.abs %codes : !codes
    %zero = nn.constant dense<0.0> : tensor<f32>
    %is_active = nn.compare gt %sizes, %zero : !codes, tensor<f32>
    %ones = nn.cast %is_active : tensor<200x196xi1> to !codes
    %active = nn.reduce_mean %ones : !codes
    nn.return %unexplained, %active : tensor<f32>, tensor<f32>
  }

  // The dictionary as images, each atom scaled by its largest: grey is 0.
  nn.func @atoms_as_images() -> (atoms: tensor<196x1x24x24xf32>) {
    %atoms = nn.read @atoms : !atoms
    %sizes = nn.abs %atoms : !atoms
    %largest = nn.reduce_max %sizes axes [1] keepdims : !atoms
    %scaled = nn.div %atoms, %largest : !atoms, tensor<196x1xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %scaled, %half : !atoms, tensor<f32>
    %grey = nn.add %halved, %half : !atoms, tensor<f32>
    %small = nn.reshape %grey : !atoms to tensor<196x1x12x12xf32>
    %images = nn.resize %small : tensor<196x1x12x12xf32> -> tensor<196x1x24x24xf32>
    nn.return %images : tensor<196x1x24x24xf32>
  }

  // `local` is the part of the atoms that have more than half of their energy within some window of 6 × 6, a quarter of their
  // pixels. `oriented` is the part whose brightness changes mostly along one direction: with the sums xx, yy and xy of the
  // products of horizontal and vertical differences, √((xx - yy)² + 4 xy²) / (xx + yy) is above 0.5. (0: no direction, 1: one alone.)
  nn.func @measure() -> (local: tensor<f32>, oriented: tensor<f32>) {
    %atoms = nn.read @atoms : !atoms
    %images = nn.reshape %atoms : !atoms to tensor<196x1x12x12xf32>
    %energy = nn.mul %images, %images : tensor<196x1x12x12xf32>, tensor<196x1x12x12xf32>
    %window = nn.constant dense<1.0> : tensor<1x1x6x6xf32>
    %in_windows = nn.conv %energy, %window : tensor<196x1x12x12xf32>, tensor<1x1x6x6xf32>
    %best = nn.reduce_max %in_windows axes [1, 2, 3] : tensor<196x1x7x7xf32>
    %total = nn.reduce_sum %energy axes [1, 2, 3] : tensor<196x1x12x12xf32>
    %share = nn.div %best, %total : tensor<196xf32>, tensor<196xf32>
    %local = nn.call @part_above_half(%share) : (tensor<196xf32>) -> tensor<f32>

    %horizontal = nn.constant dense<[[[[-1.0, 1.0], [-1.0, 1.0]]]]> : tensor<1x1x2x2xf32>
    %vertical = nn.constant dense<[[[[-1.0, -1.0], [1.0, 1.0]]]]> : tensor<1x1x2x2xf32>
    %x = nn.conv %images, %horizontal : tensor<196x1x12x12xf32>, tensor<1x1x2x2xf32>
    %y = nn.conv %images, %vertical : tensor<196x1x12x12xf32>, tensor<1x1x2x2xf32>
    %x2 = nn.mul %x, %x : tensor<196x1x11x11xf32>, tensor<196x1x11x11xf32>
    %y2 = nn.mul %y, %y : tensor<196x1x11x11xf32>, tensor<196x1x11x11xf32>
    %x_y = nn.mul %x, %y : tensor<196x1x11x11xf32>, tensor<196x1x11x11xf32>
    %xx = nn.reduce_sum %x2 axes [1, 2, 3] : tensor<196x1x11x11xf32>
    %yy = nn.reduce_sum %y2 axes [1, 2, 3] : tensor<196x1x11x11xf32>
    %xy = nn.reduce_sum %x_y axes [1, 2, 3] : tensor<196x1x11x11xf32>
    %difference = nn.sub %xx, %yy : tensor<196xf32>, tensor<196xf32>
    %two = nn.constant dense<2.0> : tensor<f32>
    %twice = nn.mul %xy, %two : tensor<196xf32>, tensor<f32>
    %a = nn.mul %difference, %difference : tensor<196xf32>, tensor<196xf32>
    %b = nn.mul %twice, %twice : tensor<196xf32>, tensor<196xf32>
    %sum_of_squares = nn.add %a, %b : tensor<196xf32>, tensor<196xf32>
    %length = nn.sqrt %sum_of_squares : tensor<196xf32>
    %sum = nn.add %xx, %yy : tensor<196xf32>, tensor<196xf32>
    %coherence = nn.div %length, %sum : tensor<196xf32>, tensor<196xf32>
    %oriented = nn.call @part_above_half(%coherence) : (tensor<196xf32>) -> tensor<f32>
    nn.return %local, %oriented : tensor<f32>, tensor<f32>
  }

  nn.func private @part_above_half(%x: tensor<196xf32>) -> (part: tensor<f32>) {
    %half = nn.constant dense<0.5> : tensor<f32>
    %above = nn.compare gt %x, %half : tensor<196xf32>, tensor<f32>
    %ones = nn.cast %above : tensor<196xi1> to tensor<196xf32>
    %part = nn.reduce_mean %ones : tensor<196xf32>
    nn.return %part : tensor<f32>
  }
}
