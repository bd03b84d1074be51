// Neocognitron: cells that learn shapes without a teacher, and cells behind them that do not mind where a shape is
//
// K. Fukushima: Neocognitron: a self-organizing neural network model for a mechanism of pattern recognition unaffected by shift in
// position (1980).
//
// S cells of a plane have the same weights, and answer where what they see is like these: by the cosine between both, as far as
// it is above a threshold. C cells take the mean of S cells of a plane that are near each other, so that a small shift changes little. Two
// layers of each follow one another. S cells learn by competition: at each place, the planes that answer most come nearer to what is seen
// there. No label is needed; only the ten units at the end, which weigh the last C cells, learn classes.
//
// `shifted` is how many images are still right when they are shifted to the right by two pixels; `pixels` and `shifted_pixels` are the same
// for ten units that weigh the pixels themselves.
//
//   dlc train neocognitron.mlir --data fashion-mnist --epochs 6 --batch 128 --lr 1e-3 -o neocognitron.dlm
//   dlc eval neocognitron.dlm --data fashion-mnist:test
//   dlc run neocognitron.mlir --entry wake --seed 1 -o awake.dlm                   S cells that are not taught, but answer
//   dlc train awake.dlm --data fashion-mnist --epochs 4 --batch 128 --lr 1e-3 --plan classify -o untaught.dlm
//   dlc run neocognitron.dlm --entry filters --output filters=filters.png         what the first S cells are for
!images = tensor<?x1x28x28xf32>
!s1 = tensor<?x16x28x28xf32>
!c1 = tensor<?x16x14x14xf32>
!s2 = tensor<?x48x14x14xf32>
!c2 = tensor<?x48x6x6xf32>
!w1 = tensor<16x1x5x5xf32>
!w2 = tensor<48x16x5x5xf32>
!logits = tensor<?x10xf32>
!labels = tensor<?xi64>

module @neocognitron attributes {train.plan = "learn1(learning_rate=2e-2) for 1; learn2(learning_rate=2e-2) for 1; classify"} {
  nn.variable @s1.weight : !w1 init #nn.normal<0.0 : f32, 1.0 : f32>
  nn.variable @s2.weight : !w2 init #nn.normal<0.0 : f32, 1.0 : f32>
  nn.variable buffer @s2.threshold : tensor<f32> init #nn.constant<0.3 : f32>
  nn.variable buffer @scale : tensor<f32> init #nn.constant<30.0 : f32>
  nn.variable @classes.weight : tensor<1728x10xf32> init #nn.zeros
  nn.variable @classes.bias : tensor<10xf32> init #nn.zeros
  nn.variable @pixels.weight : tensor<784x10xf32> init #nn.zeros
  nn.variable @pixels.bias : tensor<10xf32> init #nn.zeros

  // The cosines between what 16 planes of S cells see, windows of 5 by 5 pixels less their mean, and their weights; and how much contrast
  // there is in each window.
  nn.func private @likeness1(%image: !images) -> (cosine: !s1, contrast: !images) {
    %w = nn.read @s1.weight : !w1
    %mean = nn.reduce_mean %w axes [1, 2, 3] keepdims : !w1
    %centered = nn.sub %w, %mean : !w1, tensor<16x1x1x1xf32>
    %squares = nn.mul %centered, %centered : !w1, !w1
    %square = nn.reduce_sum %squares axes [1, 2, 3] keepdims : !w1
    %length = nn.sqrt %square : tensor<16x1x1x1xf32>
    %unit = nn.div %centered, %length : !w1, tensor<16x1x1x1xf32>
    %product = nn.conv %image, %unit pads [2, 2, 2, 2] : !images, !w1
    %ones = nn.constant dense<1.0> : tensor<1x1x5x5xf32>
    %sum = nn.conv %image, %ones pads [2, 2, 2, 2] : !images, tensor<1x1x5x5xf32>
    %image_squares = nn.mul %image, %image : !images, !images
    %square_sum = nn.conv %image_squares, %ones pads [2, 2, 2, 2] : !images, tensor<1x1x5x5xf32>
    %sum_square = nn.mul %sum, %sum : !images, !images
    %count = nn.constant dense<25.0> : tensor<f32>
    %of_mean = nn.div %sum_square, %count : !images, tensor<f32>
    %contrast = nn.sub %square_sum, %of_mean : !images, !images
    // What has no contrast has no shape either.
    %tiny = nn.constant dense<0.1> : tensor<f32>
    %regular = nn.add %contrast, %tiny : !images, tensor<f32>
    %size = nn.sqrt %regular : !images
    %cosine = nn.div %product, %size : !s1, !images
    nn.return %cosine, %contrast : !s1, !images
  }

  // The first S and C cells.
  nn.func private @layer1(%image: !images) -> (c: !c1) {
    %cosine, %contrast = nn.call @likeness1(%image) : (!images) -> (!s1, !images)
    %threshold = nn.constant dense<0.3> : tensor<f32>
    %above = nn.sub %cosine, %threshold : !s1, tensor<f32>
    %s = nn.relu %above : !s1
    %c = nn.average_pool %s kernel_shape [4, 4] strides [2, 2] pads [1, 1, 1, 1] count_include_pad : !s1
    nn.return %c : !c1
  }

  // The same for 48 planes of S cells that see 5 by 5 C cells of all planes. C cells answer with numbers above 0, so that whatever they show is
  // much alike until its mean is taken away: what inhibition did in the original.
  nn.func private @likeness2(%c: !c1) -> (cosine: !s2, contrast: tensor<?x1x14x14xf32>) {
    %w = nn.read @s2.weight : !w2
    %mean = nn.reduce_mean %w axes [1, 2, 3] keepdims : !w2
    %centered = nn.sub %w, %mean : !w2, tensor<48x1x1x1xf32>
    %squares = nn.mul %centered, %centered : !w2, !w2
    %square = nn.reduce_sum %squares axes [1, 2, 3] keepdims : !w2
    %length = nn.sqrt %square : tensor<48x1x1x1xf32>
    %unit = nn.div %centered, %length : !w2, tensor<48x1x1x1xf32>
    %product = nn.conv %c, %unit pads [2, 2, 2, 2] : !c1, !w2
    %ones = nn.constant dense<1.0> : tensor<1x16x5x5xf32>
    %sum = nn.conv %c, %ones pads [2, 2, 2, 2] : !c1, tensor<1x16x5x5xf32>
    %c_squares = nn.mul %c, %c : !c1, !c1
    %square_sum = nn.conv %c_squares, %ones pads [2, 2, 2, 2] : !c1, tensor<1x16x5x5xf32>
    %sum_square = nn.mul %sum, %sum : tensor<?x1x14x14xf32>, tensor<?x1x14x14xf32>
    %count = nn.constant dense<400.0> : tensor<f32>
    %of_mean = nn.div %sum_square, %count : tensor<?x1x14x14xf32>, tensor<f32>
    %contrast = nn.sub %square_sum, %of_mean : tensor<?x1x14x14xf32>, tensor<?x1x14x14xf32>
    %tiny = nn.constant dense<0.02> : tensor<f32>
    %regular = nn.add %contrast, %tiny : tensor<?x1x14x14xf32>, tensor<f32>
    %size = nn.sqrt %regular : tensor<?x1x14x14xf32>
    %cosine = nn.div %product, %size : !s2, tensor<?x1x14x14xf32>
    nn.return %cosine, %contrast : !s2, tensor<?x1x14x14xf32>
  }

  // Makes S cells that are not taught answer, to compare with. What random weights of so many cells are like is hardly anything: their
  // cosines are normal with a deviation of 0.05, so that none would reach the threshold. At one of 0.05, up to a sixth of them answers, and the
  // small numbers that come out are scaled by more for the units behind them.
  nn.func @wake() -> (threshold: tensor<f32>) {
    %threshold = nn.constant dense<0.05> : tensor<f32>
    %scale = nn.constant dense<100.0> : tensor<f32>
    nn.assign @s2.threshold, %threshold : tensor<f32>
    nn.assign @scale, %scale : tensor<f32>
    nn.return %threshold : tensor<f32>
  }

  // The last C cells.
  nn.func private @cells(%image: !images) -> (c: tensor<?x1728xf32>) {
    %c1 = nn.call @layer1(%image) : (!images) -> !c1
    %cosine, %contrast = nn.call @likeness2(%c1) : (!c1) -> (!s2, tensor<?x1x14x14xf32>)
    %threshold = nn.read @s2.threshold : tensor<f32>
    %above = nn.sub %cosine, %threshold : !s2, tensor<f32>
    %s = nn.relu %above : !s2
    %c = nn.average_pool %s kernel_shape [4, 4] strides [2, 2] : !s2
    %flat = nn.flatten %c : !c2
    nn.return %flat : tensor<?x1728xf32>
  }

  // First phase. Competition: the likeness of what is seen to the plane that is most like it is made large wherever there is something to
  // see. It is smoothed by a fortieth, so that planes that come close learn a little, too; by more, all come to be alike.
  nn.func @learn1(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %cosine, %contrast = nn.call @likeness1(%image) : (!images) -> (!s1, !images)
    %sharpness = nn.constant dense<40.0> : tensor<f32>
    %sharp = nn.mul %cosine, %sharpness : !s1, tensor<f32>
    %best = nn.reduce_log_sum_exp %sharp axes [1] keepdims : !s1
    %enough = nn.constant dense<0.5> : tensor<f32>
    %is_seen = nn.compare gt %contrast, %enough : !images, tensor<f32>
    %seen = nn.cast %is_seen : tensor<?x1x28x28xi1> to !images
    %counted = nn.mul %best, %seen : !images, !images
    %sum = nn.reduce_sum %counted : !images
    %count = nn.reduce_sum %seen : !images
    %mean = nn.div %sum, %count : tensor<f32>, tensor<f32>
    %scaled = nn.div %mean, %sharpness : tensor<f32>, tensor<f32>
    %loss = nn.neg %scaled : tensor<f32>
    train.minimize %loss, %learning_rate using #train.adam of (@s1.weight)
    nn.return %loss : tensor<f32>
  }

  // Second phase: the same for the second S cells, while the first stay as they are.
  nn.func @learn2(%image: !images, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %c = nn.call @layer1(%image) : (!images) -> !c1
    %cosine, %contrast = nn.call @likeness2(%c) : (!c1) -> (!s2, tensor<?x1x14x14xf32>)
    %sharpness = nn.constant dense<40.0> : tensor<f32>
    %sharp = nn.mul %cosine, %sharpness : !s2, tensor<f32>
    %best = nn.reduce_log_sum_exp %sharp axes [1] keepdims : !s2
    %enough = nn.constant dense<0.1> : tensor<f32>
    %is_seen = nn.compare gt %contrast, %enough : tensor<?x1x14x14xf32>, tensor<f32>
    %seen = nn.cast %is_seen : tensor<?x1x14x14xi1> to tensor<?x1x14x14xf32>
    %counted = nn.mul %best, %seen : tensor<?x1x14x14xf32>, tensor<?x1x14x14xf32>
    %sum = nn.reduce_sum %counted : tensor<?x1x14x14xf32>
    %count = nn.reduce_sum %seen : tensor<?x1x14x14xf32>
    %mean = nn.div %sum, %count : tensor<f32>, tensor<f32>
    %scaled = nn.div %mean, %sharpness : tensor<f32>, tensor<f32>
    %loss = nn.neg %scaled : tensor<f32>
    train.minimize %loss, %learning_rate using #train.adam of (@s2.weight)
    nn.return %loss : tensor<f32>
  }

  nn.func @predict(%image: !images) -> (logits: !logits) {
    %cells = nn.call @cells(%image) : (!images) -> tensor<?x1728xf32>
    // Means of a few cells are small numbers.
    %scale = nn.read @scale : tensor<f32>
    %scaled = nn.mul %cells, %scale : tensor<?x1728xf32>, tensor<f32>
    %w = nn.read @classes.weight : tensor<1728x10xf32>
    %b = nn.read @classes.bias : tensor<10xf32>
    %product = nn.matmul %scaled, %w : tensor<?x1728xf32>, tensor<1728x10xf32>
    %logits = nn.add %product, %b : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  // Ten units that weigh pixels.
  nn.func private @template(%image: !images) -> (logits: !logits) {
    %flat = nn.flatten %image : !images
    %w = nn.read @pixels.weight : tensor<784x10xf32>
    %b = nn.read @pixels.bias : tensor<10xf32>
    %product = nn.matmul %flat, %w : tensor<?x784xf32>, tensor<784x10xf32>
    %logits = nn.add %product, %b : !logits, tensor<10xf32>
    nn.return %logits : !logits
  }

  nn.func private @measure(%logits: !logits, %label: !labels) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %loss = nn.softmax_cross_entropy_loss %logits, %label : !logits, !labels
    %answer = nn.arg_max %logits axis 1 : !logits
    %right = nn.compare eq %answer, %label : !labels, !labels
    %hits = nn.cast %right : tensor<?xi1> to tensor<?xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  // Last phase: labels, for the units at the end alone.
  nn.func @classify(%image: !images, %label: !labels, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%image) : (!images) -> !logits
    %loss, %accuracy = nn.call @measure(%logits, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam of (@classes.weight, @classes.bias)
    %pixel_logits = nn.call @template(%image) : (!images) -> !logits
    %pixel_loss, %pixel_accuracy = nn.call @measure(%pixel_logits, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    train.minimize %pixel_loss, %learning_rate using #train.adam of (@pixels.weight, @pixels.bias)
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }

  nn.func @loss(%image: !images, %label: !labels) -> (loss: tensor<f32>, accuracy: tensor<f32>, shifted: tensor<f32>, pixels: tensor<f32>, shifted_pixels: tensor<f32>) {
    %logits = nn.call @predict(%image) : (!images) -> !logits
    %loss, %accuracy = nn.call @measure(%logits, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    %pixel_logits = nn.call @template(%image) : (!images) -> !logits
    %pixel_loss, %pixels = nn.call @measure(%pixel_logits, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    %wider = nn.pad %image pads [0, 0, 0, 2, 0, 0, 0, 0] : !images
    %moved = nn.slice %wider starts [0] ends [28] axes [3] : tensor<?x1x28x30xf32>
    %logits2 = nn.call @predict(%moved) : (!images) -> !logits
    %loss2, %shifted = nn.call @measure(%logits2, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    %pixel_logits2 = nn.call @template(%moved) : (!images) -> !logits
    %pixel_loss2, %shifted_pixels = nn.call @measure(%pixel_logits2, %label) : (!logits, !labels) -> (tensor<f32>, tensor<f32>)
    nn.return %loss, %accuracy, %shifted, %pixels, %shifted_pixels : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }

  // The weights of the 16 first planes as images, grey being 0, each pixel as 6 by 6.
  nn.func @filters() -> (filters: tensor<16x30x30xf32>) {
    %w = nn.read @s1.weight : !w1
    %mean = nn.reduce_mean %w axes [1, 2, 3] keepdims : !w1
    %centered = nn.sub %w, %mean : !w1, tensor<16x1x1x1xf32>
    %sizes = nn.abs %centered : !w1
    %largest = nn.reduce_max %sizes axes [1, 2, 3] keepdims : !w1
    %scaled = nn.div %centered, %largest : !w1, tensor<16x1x1x1xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %halved = nn.mul %scaled, %half : !w1, tensor<f32>
    %grey = nn.add %halved, %half : !w1, tensor<f32>
    %large = nn.resize %grey mode nearest : !w1 -> tensor<16x1x30x30xf32>
    %filters = nn.reshape %large : tensor<16x1x30x30xf32> to tensor<16x30x30xf32>
    nn.return %filters : tensor<16x30x30xf32>
  }
}
