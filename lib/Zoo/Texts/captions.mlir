// Captions: a convolutional network looks at a scene, and a recurrent one says what it is, word by word: "bag above sneaker"
//
// O. Vinyals et al.: Show and tell: a neural image caption generator (2015); K. Cho et al.: Learning phrase representations using RNN
// encoder-decoder (2014), whose gated recurrent units these are.
//
// A scene has 56 by 56 pixels, four places of 28 by 28. In one of them is an item of clothing, or in two, one above or beside the
// other: @compose makes them of the images and labels of a batch, new ones in each step, and writes the caption. Words are numbers:
//
//   0 (end)  1 above  2 beside  3 top  4 trousers  5 dress  6 sandal  7 sneaker  8 bag  9 boot
//
// where T-shirts, pullovers, coats and shirts are all tops. It learns from mirrored images as well. What the
// convolutions see becomes the first state of 128 recurrent units. They are given the last word, and guess the next: when they learn, the
// right last word, and when they write, their own.
//
//   dlc train captions.mlir --data fashion-mnist --epochs 8 --batch 64 --optimizer 'adamw(weight_decay=0.05), average=0.998' --lr 2e-3 --schedule 'cosine(warmup=0.5)' -o captions.dlm
//   dlc eval captions.dlm --data fashion-mnist:test         scenes of images that were never seen; `exact`: all words are right
!images = tensor<?x1x28x28xf32>
!labels = tensor<?xi64>
!scenes = tensor<?x1x56x56xf32>
!captions = tensor<?x4xi64>
!numbers = tensor<?xf32>
!features = tensor<?x768xf32>
!state = tensor<?x1x128xf32>
!logits = tensor<?x10xf32>
!random = tensor<2xi64>

// The words as they are written one behind the other, which is what `dlc run --output caption=captions.txt` does.
module @captions attributes {nn.class_names = ["", " above ", " beside ", "top", "trousers", "dress", "sandal", "sneaker", "bag", "boot"]} {
  nn.variable @conv1.weight : tensor<32x1x5x5xf32> init #nn.he_normal
  nn.variable @bn1.scale : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @bn1.bias : tensor<32xf32> init #nn.zeros
  nn.variable buffer @bn1.mean : tensor<32xf32> init #nn.zeros
  nn.variable buffer @bn1.variance : tensor<32xf32> init #nn.constant<1.0 : f32>
  nn.variable @conv2.weight : tensor<48x32x3x3xf32> init #nn.he_normal
  nn.variable @bn2.scale : tensor<48xf32> init #nn.constant<1.0 : f32>
  nn.variable @bn2.bias : tensor<48xf32> init #nn.zeros
  nn.variable buffer @bn2.mean : tensor<48xf32> init #nn.zeros
  nn.variable buffer @bn2.variance : tensor<48xf32> init #nn.constant<1.0 : f32>
  nn.variable @conv3.weight : tensor<96x48x3x3xf32> init #nn.he_normal
  nn.variable @bn3.scale : tensor<96xf32> init #nn.constant<1.0 : f32>
  nn.variable @bn3.bias : tensor<96xf32> init #nn.zeros
  nn.variable buffer @bn3.mean : tensor<96xf32> init #nn.zeros
  nn.variable buffer @bn3.variance : tensor<96xf32> init #nn.constant<1.0 : f32>
  nn.variable @place.weight : tensor<192x96x7x7xf32> init #nn.he_normal
  nn.variable @place.bias : tensor<192xf32> init #nn.zeros
  nn.variable @start.weight : tensor<768x128xf32> init #nn.xavier_normal
  nn.variable @start.bias : tensor<128xf32> init #nn.zeros
  nn.variable @words.weight : tensor<10x32xf32> init #nn.normal<0.0 : f32, 0.3 : f32>
  nn.variable @gru.weight : tensor<1x384x32xf32> init #nn.uniform<-0.09 : f32, 0.09 : f32>
  nn.variable @gru.recurrence : tensor<1x384x128xf32> init #nn.uniform<-0.09 : f32, 0.09 : f32>
  nn.variable @gru.bias : tensor<1x768xf32> init #nn.zeros
  nn.variable @out.weight : tensor<128x10xf32> init #nn.xavier_normal
  nn.variable @out.bias : tensor<10xf32> init #nn.zeros

  nn.variable buffer @random : !random init #nn.random_state

  // A row or column, 0 or 1, as a choice of two: [1, 0] or [0, 1].
  nn.func private @choice(%place: !numbers) -> (choice: tensor<?x2xf32>) {
    %one = nn.constant dense<1.0> : tensor<f32>
    %other = nn.sub %one, %place : tensor<f32>, !numbers
    %first = nn.unsqueeze %other axes [1] : !numbers
    %second = nn.unsqueeze %place axes [1] : !numbers
    %choice = nn.concat %first, %second axis 1 : tensor<?x1xf32>, tensor<?x1xf32>
    nn.return %choice : tensor<?x2xf32>
  }

  // An image in the place of this row and column, and nothing in the three others.
  nn.func private @put(%image: !images, %row: !numbers, %column: !numbers) -> (scene: tensor<?x2x28x2x28xf32>) {
    %rows0 = nn.call @choice(%row) : (!numbers) -> tensor<?x2xf32>
    %columns0 = nn.call @choice(%column) : (!numbers) -> tensor<?x2xf32>
    %rows = nn.reshape %rows0 : tensor<?x2xf32> to tensor<?x2x1x1x1xf32>
    %columns = nn.reshape %columns0 : tensor<?x2xf32> to tensor<?x1x1x2x1xf32>
    %pixels = nn.reshape %image : !images to tensor<?x1x28x1x28xf32>
    %in_row = nn.mul %pixels, %rows : tensor<?x1x28x1x28xf32>, tensor<?x2x1x1x1xf32>
    %scene = nn.mul %in_row, %columns : tensor<?x2x28x1x28xf32>, tensor<?x1x1x2x1xf32>
    nn.return %scene : tensor<?x2x28x2x28xf32>
  }

  // Scenes of the images of a batch, each with the next one beside it, below it, or alone, and their captions.
  nn.func private @compose(%image: !images, %label: !labels) -> (scene: !scenes, caption: !captions) {
    // The second item is the next image of the batch, the last one's is the first.
    %single = nn.constant dense<1> : tensor<i64>
    %ones = nn.expand %single : tensor<i64> to !labels
    %count = nn.cumsum %ones axis 0 : !labels
    %batch = nn.reduce_sum %ones : !labels
    %next = nn.mod %count, %batch : !labels, tensor<i64>
    %image2 = nn.gather %image, %next axis 0 : !images, !labels
    %label2 = nn.gather %label, %next axis 0 : !labels, !labels

    // A quarter of the items is alone; of the pairs, half have one above the other. `side` says which half of the scene is used.
    %random = nn.read @random : !random
    %kind, %random1 = nn.random_uniform %random : !numbers
    %half_of, %random2 = nn.random_uniform %random1 : !numbers
    nn.assign @random, %random2 : !random
    %quarter = nn.constant dense<0.25> : tensor<f32>
    %limit = nn.constant dense<0.625> : tensor<f32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %is_alone = nn.compare lt %kind, %quarter : !numbers, tensor<f32>
    %is_above = nn.compare gt %kind, %limit : !numbers, tensor<f32>
    %is_far = nn.compare gt %half_of, %half : !numbers, tensor<f32>
    %alone = nn.cast %is_alone : tensor<?xi1> to !numbers
    %above = nn.cast %is_above : tensor<?xi1> to !numbers
    %side = nn.cast %is_far : tensor<?xi1> to !numbers
    %beside = nn.sub %one, %above : tensor<f32>, !numbers
    %row1 = nn.mul %beside, %side : !numbers, !numbers
    %anywhere = nn.add %above, %alone : !numbers, !numbers
    %column1 = nn.mul %anywhere, %side : !numbers, !numbers
    %row2 = nn.add %above, %row1 : !numbers, !numbers
    %in_column = nn.mul %above, %side : !numbers, !numbers
    %column2 = nn.add %in_column, %beside : !numbers, !numbers

    %scene1 = nn.call @put(%image, %row1, %column1) : (!images, !numbers, !numbers) -> tensor<?x2x28x2x28xf32>
    %paired = nn.sub %one, %alone : tensor<f32>, !numbers
    %visible = nn.unsqueeze %paired axes [1, 2, 3] : !numbers
    %shown2 = nn.mul %image2, %visible : !images, tensor<?x1x1x1xf32>
    %scene2 = nn.call @put(%shown2, %row2, %column2) : (!images, !numbers, !numbers) -> tensor<?x2x28x2x28xf32>
    %both = nn.add %scene1, %scene2 : tensor<?x2x28x2x28xf32>, tensor<?x2x28x2x28xf32>
    %scene = nn.reshape %both : tensor<?x2x28x2x28xf32> to !scenes

    // The noun of each of the ten classes. What stands behind an item that is alone is the end.
    %nouns = nn.constant dense<[3, 4, 3, 5, 3, 6, 3, 7, 8, 9]> : tensor<10xi64>
    %noun1 = nn.gather %nouns, %label axis 0 : tensor<10xi64>, !labels
    %noun2 = nn.gather %nouns, %label2 axis 0 : tensor<10xi64>, !labels
    %end = nn.constant dense<0> : tensor<i64>
    %two = nn.constant dense<2> : tensor<i64>
    %relation0 = nn.where %is_above, %single, %two : tensor<?xi1>, tensor<i64>, tensor<i64>
    %relation = nn.where %is_alone, %end, %relation0 : tensor<?xi1>, tensor<i64>, !labels
    %object = nn.where %is_alone, %end, %noun2 : tensor<?xi1>, tensor<i64>, !labels
    %last = nn.expand %end : tensor<i64> to !labels
    %word1 = nn.unsqueeze %noun1 axes [1] : !labels
    %word2 = nn.unsqueeze %relation axes [1] : !labels
    %word3 = nn.unsqueeze %object axes [1] : !labels
    %word4 = nn.unsqueeze %last axes [1] : !labels
    %caption = nn.concat %word1, %word2, %word3, %word4 axis 1 : tensor<?x1xi64>, tensor<?x1xi64>, tensor<?x1xi64>, tensor<?x1xi64>
    nn.return %scene, %caption : !scenes, !captions
  }

  // What the recurrent units know of a scene before they say anything.
  nn.func private @see(%scene: !scenes) -> (state: !state) {
    %w1 = nn.read @conv1.weight : tensor<32x1x5x5xf32>
    %conv1 = nn.conv %scene, %w1 pads [2, 2, 2, 2] : !scenes, tensor<32x1x5x5xf32>
    %scale1 = nn.read @bn1.scale : tensor<32xf32>
    %bias1 = nn.read @bn1.bias : tensor<32xf32>
    %mean1 = nn.read @bn1.mean : tensor<32xf32>
    %variance1 = nn.read @bn1.variance : tensor<32xf32>
    %bn1 = nn.batch_norm %conv1 scale %scale1 bias %bias1 mean %mean1 variance %variance1 : tensor<?x32x56x56xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>
    %relu1 = nn.relu %bn1 : tensor<?x32x56x56xf32>
    %pool1 = nn.max_pool %relu1 kernel_shape [2, 2] strides [2, 2] : tensor<?x32x56x56xf32>
    %w2 = nn.read @conv2.weight : tensor<48x32x3x3xf32>
    %conv2 = nn.conv %pool1, %w2 pads [1, 1, 1, 1] : tensor<?x32x28x28xf32>, tensor<48x32x3x3xf32>
    %scale2 = nn.read @bn2.scale : tensor<48xf32>
    %bias2 = nn.read @bn2.bias : tensor<48xf32>
    %mean2 = nn.read @bn2.mean : tensor<48xf32>
    %variance2 = nn.read @bn2.variance : tensor<48xf32>
    %bn2 = nn.batch_norm %conv2 scale %scale2 bias %bias2 mean %mean2 variance %variance2 : tensor<?x48x28x28xf32>, tensor<48xf32>, tensor<48xf32>, tensor<48xf32>, tensor<48xf32>
    %relu2 = nn.relu %bn2 : tensor<?x48x28x28xf32>
    %pool2 = nn.max_pool %relu2 kernel_shape [2, 2] strides [2, 2] : tensor<?x48x28x28xf32>
    %w3 = nn.read @conv3.weight : tensor<96x48x3x3xf32>
    %conv3 = nn.conv %pool2, %w3 pads [1, 1, 1, 1] : tensor<?x48x14x14xf32>, tensor<96x48x3x3xf32>
    %scale3 = nn.read @bn3.scale : tensor<96xf32>
    %bias3 = nn.read @bn3.bias : tensor<96xf32>
    %mean3 = nn.read @bn3.mean : tensor<96xf32>
    %variance3 = nn.read @bn3.variance : tensor<96xf32>
    %bn3 = nn.batch_norm %conv3 scale %scale3 bias %bias3 mean %mean3 variance %variance3 : tensor<?x96x14x14xf32>, tensor<96xf32>, tensor<96xf32>, tensor<96xf32>, tensor<96xf32>
    %relu3 = nn.relu %bn3 : tensor<?x96x14x14xf32>
    // A window as large as a place, and no smaller step: what is in each of the four places is told by the same weights, so that
    // an item that was seen in one of them is known in all.
    %w4 = nn.read @place.weight : tensor<192x96x7x7xf32>
    %b4 = nn.read @place.bias : tensor<192xf32>
    %conv4 = nn.conv %relu3, %w4 bias %b4 strides [7, 7] : tensor<?x96x14x14xf32>, tensor<192x96x7x7xf32>, tensor<192xf32>
    %relu4 = nn.relu %conv4 : tensor<?x192x2x2xf32>
    %places = nn.flatten %relu4 : tensor<?x192x2x2xf32>
    %random = nn.read @random : !random
    %features = nn.dropout %places, %random ratio 0.3 : !features
    %w5 = nn.read @start.weight : tensor<768x128xf32>
    %b5 = nn.read @start.bias : tensor<128xf32>
    %product5 = nn.matmul %features, %w5 : !features, tensor<768x128xf32>
    %sum5 = nn.add %product5, %b5 : tensor<?x128xf32>, tensor<128xf32>
    %start = nn.tanh %sum5 : tensor<?x128xf32>
    %state = nn.unsqueeze %start axes [1] : tensor<?x128xf32>
    nn.return %state : !state
  }

  // The next word: a logit for each of ten, by the state and the last word; and the next state.
  nn.func private @word(%state: !state, %last: !labels) -> (state: !state, logits: !logits) {
    %table = nn.read @words.weight : tensor<10x32xf32>
    %meaning = nn.embedding %table, %last : tensor<10x32xf32>, !labels
    %input = nn.unsqueeze %meaning axes [1] : tensor<?x32xf32>
    %w = nn.read @gru.weight : tensor<1x384x32xf32>
    %r = nn.read @gru.recurrence : tensor<1x384x128xf32>
    %b = nn.read @gru.bias : tensor<1x768xf32>
    %all, %next = nn.gru %input, %w, %r bias(%b : tensor<1x768xf32>) initial_h(%state : !state) linear_before_reset : tensor<?x1x32xf32>, tensor<1x384x32xf32>, tensor<1x384x128xf32>
    %flat = nn.squeeze %next axes [1] : !state
    %out = nn.read @out.weight : tensor<128x10xf32>
    %bias = nn.read @out.bias : tensor<10xf32>
    %product = nn.matmul %flat, %out : tensor<?x128xf32>, tensor<128x10xf32>
    %logits = nn.add %product, %bias : !logits, tensor<10xf32>
    nn.return %next, %logits : !state, !logits
  }

  // The caption of a scene: each word is the likeliest behind those before.
  nn.func @predict(%scene: !scenes) -> (caption: !captions) {
    %state0 = nn.call @see(%scene) : (!scenes) -> !state
    %end = nn.constant dense<0> : tensor<i64>
    %nothing = nn.expand %end : tensor<i64> to !labels
    %state1, %logits1 = nn.call @word(%state0, %nothing) : (!state, !labels) -> (!state, !logits)
    %word1 = nn.arg_max %logits1 axis 1 : !logits
    %state2, %logits2 = nn.call @word(%state1, %word1) : (!state, !labels) -> (!state, !logits)
    %word2 = nn.arg_max %logits2 axis 1 : !logits
    %state3, %logits3 = nn.call @word(%state2, %word2) : (!state, !labels) -> (!state, !logits)
    %word3 = nn.arg_max %logits3 axis 1 : !logits
    %state4, %logits4 = nn.call @word(%state3, %word3) : (!state, !labels) -> (!state, !logits)
    %word4 = nn.arg_max %logits4 axis 1 : !logits
    %c1 = nn.unsqueeze %word1 axes [1] : !labels
    %c2 = nn.unsqueeze %word2 axes [1] : !labels
    %c3 = nn.unsqueeze %word3 axes [1] : !labels
    %c4 = nn.unsqueeze %word4 axes [1] : !labels
    %caption = nn.concat %c1, %c2, %c3, %c4 axis 1 : tensor<?x1xi64>, tensor<?x1xi64>, tensor<?x1xi64>, tensor<?x1xi64>
    nn.return %caption : !captions
  }

  // Half of the images are mirrored.
  nn.func private @mirror(%image: !images) -> (mirrored: !images) {
    %random = nn.read @random : !random
    %draw, %next = nn.random_uniform %random : !numbers
    nn.assign @random, %next : !random
    %half = nn.constant dense<0.5> : tensor<f32>
    %chosen = nn.compare lt %draw, %half : !numbers, tensor<f32>
    %choice = nn.unsqueeze %chosen axes [1, 2, 3] : tensor<?xi1>
    %flipped = nn.flip %image axes [3] : !images
    %mirrored = nn.where %choice, %flipped, %image : tensor<?x1x1x1xi1>, !images, !images
    nn.return %mirrored : !images
  }

  // The mean cross entropy of a word, given the right ones before it, and the part of the captions that are right.
  nn.func private @judge(%scene: !scenes, %caption: !captions) -> (loss: tensor<f32>, exact: tensor<f32>) {
    %right1, %right2, %right3, %right4 = nn.split %caption axis 1 split [1, 1, 1, 1] : !captions
    %word1 = nn.reshape %right1 : tensor<?x1xi64> to !labels
    %word2 = nn.reshape %right2 : tensor<?x1xi64> to !labels
    %word3 = nn.reshape %right3 : tensor<?x1xi64> to !labels
    %word4 = nn.reshape %right4 : tensor<?x1xi64> to !labels
    %state0 = nn.call @see(%scene) : (!scenes) -> !state
    %end = nn.constant dense<0> : tensor<i64>
    %nothing = nn.expand %end : tensor<i64> to !labels
    %state1, %logits1 = nn.call @word(%state0, %nothing) : (!state, !labels) -> (!state, !logits)
    %state2, %logits2 = nn.call @word(%state1, %word1) : (!state, !labels) -> (!state, !logits)
    %state3, %logits3 = nn.call @word(%state2, %word2) : (!state, !labels) -> (!state, !logits)
    %state4, %logits4 = nn.call @word(%state3, %word3) : (!state, !labels) -> (!state, !logits)
    %loss1 = nn.softmax_cross_entropy_loss %logits1, %word1 : !logits, !labels
    %loss2 = nn.softmax_cross_entropy_loss %logits2, %word2 : !logits, !labels
    %loss3 = nn.softmax_cross_entropy_loss %logits3, %word3 : !logits, !labels
    %loss4 = nn.softmax_cross_entropy_loss %logits4, %word4 : !logits, !labels
    %sum2 = nn.add %loss1, %loss2 : tensor<f32>, tensor<f32>
    %sum3 = nn.add %sum2, %loss3 : tensor<f32>, tensor<f32>
    %sum4 = nn.add %sum3, %loss4 : tensor<f32>, tensor<f32>
    %four = nn.constant dense<4.0> : tensor<f32>
    %loss = nn.div %sum4, %four : tensor<f32>, tensor<f32>

    // A caption is right if all words that are the likeliest behind right ones are: then it is also what @predict says.
    %guess1 = nn.arg_max %logits1 axis 1 : !logits
    %guess2 = nn.arg_max %logits2 axis 1 : !logits
    %guess3 = nn.arg_max %logits3 axis 1 : !logits
    %guess4 = nn.arg_max %logits4 axis 1 : !logits
    %ok1 = nn.compare eq %guess1, %word1 : !labels, !labels
    %ok2 = nn.compare eq %guess2, %word2 : !labels, !labels
    %ok3 = nn.compare eq %guess3, %word3 : !labels, !labels
    %ok4 = nn.compare eq %guess4, %word4 : !labels, !labels
    %all2 = nn.and %ok1, %ok2 : tensor<?xi1>, tensor<?xi1>
    %all3 = nn.and %all2, %ok3 : tensor<?xi1>, tensor<?xi1>
    %all4 = nn.and %all3, %ok4 : tensor<?xi1>, tensor<?xi1>
    %hits = nn.cast %all4 : tensor<?xi1> to !numbers
    %exact = nn.reduce_mean %hits : !numbers
    nn.return %loss, %exact : tensor<f32>, tensor<f32>
  }

  // What training makes small, on scenes of images of which half are mirrored.
  nn.func @loss(%image: !images, %label: !labels) -> (loss: tensor<f32>, exact: tensor<f32>) {
    %images = nn.call @mirror(%image) : (!images) -> !images
    %scene, %caption = nn.call @compose(%images, %label) : (!images, !labels) -> (!scenes, !captions)
    %loss, %exact = nn.call @judge(%scene, %caption) : (!scenes, !captions) -> (tensor<f32>, tensor<f32>)
    nn.return %loss, %exact : tensor<f32>, tensor<f32>
  }

  // The same of scenes of the images as they are.
  nn.func @evaluate(%image: !images, %label: !labels) -> (loss: tensor<f32>, exact: tensor<f32>) {
    %scene, %caption = nn.call @compose(%image, %label) : (!images, !labels) -> (!scenes, !captions)
    %loss, %exact = nn.call @judge(%scene, %caption) : (!scenes, !captions) -> (tensor<f32>, tensor<f32>)
    nn.return %loss, %exact : tensor<f32>, tensor<f32>
  }

  // Scenes of these images, what they show, and what the network says of them.
  nn.func @describe(%image: !images, %label: !labels) -> (scene: tensor<?x56x56xf32>, right: !captions, caption: !captions) {
    %scene, %right = nn.call @compose(%image, %label) : (!images, !labels) -> (!scenes, !captions)
    %caption = nn.call @predict(%scene) : (!scenes) -> !captions
    %flat = nn.reshape %scene : !scenes to tensor<?x56x56xf32>
    nn.return %flat, %right, %caption : tensor<?x56x56xf32>, !captions, !captions
  }
}
