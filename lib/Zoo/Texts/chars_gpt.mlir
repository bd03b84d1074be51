// A small GPT for characters: guesses the next one, looking back at up to 128, and writes
//
// A. Vaswani et al.: Attention is all you need (2017); A. Radford et al.: Improving language understanding by generative pre-training
// (2018); J. Su et al.: RoFormer: enhanced transformer with rotary position embedding (2021).
//
// Three transformer layers, 96 wide, four heads, for texts of up to 128 different characters; 360,000 parameters, about as many as those of
// its rival, chars_lstm. `bits` is what it takes to write down a character, if both sides have the network's guess: 7 without one.
//
//   dlc train chars_gpt.mlir --data 'book.txt(sequence=128)' --batch 8 --epochs 3 --lr 3e-3 --optimizer 'adamw, clip_norm=1' --schedule cosine -o gpt.dlm
//   dlc eval gpt.dlm --data 'another.txt(sequence=128)'
//   dlc generate gpt.dlm --prompt 'ROMEO:' --temperature 0.7
//   dlc run gpt.dlm --entry write --input temperature=0.7 --steps 400 --output text=written.txt        the same by the network's own dice
!tokens = tensor<?x128xi64>
!states = tensor<?x128x96xf32>
!projected = tensor<?x128x288xf32>
!heads = tensor<?x128x4x24xf32>
!by_head = tensor<?x4x128x24xf32>
!hidden = tensor<?x128x384xf32>
!logits = tensor<?x128x128xf32>
!vector = tensor<96xf32>
!square = tensor<96x96xf32>
!wide = tensor<96x288xf32>
!expand = tensor<96x384xf32>
!contract = tensor<384x96xf32>
!text = tensor<1x400xi64>
!random = tensor<2xi64>
!one = tensor<1x96xf32>
!one_by_head = tensor<1x4x1x24xf32>
!cache = tensor<1x4x128x24xf32>
!speeds = tensor<12xf32>

module @chars_gpt {
  nn.variable @tokens.weight : tensor<128x96xf32> init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.norm1.bias : !vector init #nn.zeros
  nn.variable @block1.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.qkv.bias : tensor<288xf32> init #nn.zeros
  nn.variable @block1.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.project.bias : !vector init #nn.zeros
  nn.variable @block1.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.norm2.bias : !vector init #nn.zeros
  nn.variable @block1.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.expand.bias : tensor<384xf32> init #nn.zeros
  nn.variable @block1.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block1.contract.bias : !vector init #nn.zeros
  nn.variable @block2.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.norm1.bias : !vector init #nn.zeros
  nn.variable @block2.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.qkv.bias : tensor<288xf32> init #nn.zeros
  nn.variable @block2.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.project.bias : !vector init #nn.zeros
  nn.variable @block2.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.norm2.bias : !vector init #nn.zeros
  nn.variable @block2.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.expand.bias : tensor<384xf32> init #nn.zeros
  nn.variable @block2.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block2.contract.bias : !vector init #nn.zeros
  nn.variable @block3.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block3.norm1.bias : !vector init #nn.zeros
  nn.variable @block3.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.qkv.bias : tensor<288xf32> init #nn.zeros
  nn.variable @block3.project.weight : !square init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.project.bias : !vector init #nn.zeros
  nn.variable @block3.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block3.norm2.bias : !vector init #nn.zeros
  nn.variable @block3.expand.weight : !expand init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.expand.bias : tensor<384xf32> init #nn.zeros
  nn.variable @block3.contract.weight : !contract init #nn.normal<0.0 : f32, 0.02 : f32>
  nn.variable @block3.contract.bias : !vector init #nn.zeros
  nn.variable @norm.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @norm.bias : !vector init #nn.zeros
  nn.variable @head.weight : tensor<96x128xf32> init #nn.normal<0.0 : f32, 0.02 : f32>

  // What was written so far, how many characters that is, and the keys and values of the last 128 of them.
  nn.variable buffer @text : !text init #nn.zeros
  nn.variable buffer @written : tensor<i64> init #nn.zeros
  nn.variable buffer @block1.keys : !cache init #nn.zeros
  nn.variable buffer @block1.values : !cache init #nn.zeros
  nn.variable buffer @block2.keys : !cache init #nn.zeros
  nn.variable buffer @block2.values : !cache init #nn.zeros
  nn.variable buffer @block3.keys : !cache init #nn.zeros
  nn.variable buffer @block3.values : !cache init #nn.zeros
  // The state of the dice.
  nn.variable buffer @random : !random init #nn.random_state

  // 12 speeds of rotation, from 1 down to 1/1000.
  nn.func private @speeds() -> (speeds: !speeds) {
    %exponents = nn.range start 0.0 delta -0.62798 : !speeds
    %speeds = nn.exp %exponents : !speeds
    nn.return %speeds : !speeds
  }

  // Angles of 128 positions.
  nn.func private @angles() -> (cos: tensor<128x12xf32>, sin: tensor<128x12xf32>) {
    %speeds = nn.call @speeds() : () -> !speeds
    %positions = nn.range : tensor<128xf32>
    %angles = nn.outer %positions, %speeds : tensor<128xf32>, !speeds
    %cos = nn.cos %angles : tensor<128x12xf32>
    %sin = nn.sin %angles : tensor<128x12xf32>
    nn.return %cos, %sin : tensor<128x12xf32>, tensor<128x12xf32>
  }

  // A layer: each character looks back at those before it, and then a dense network thinks about each alone. Both are added to what
  // there was.
  nn.func private @block(%x: !states, %norm1.scale: !vector, %norm1.bias: !vector, %qkv.weight: !wide, %qkv.bias: tensor<288xf32>, %project.weight: !square, %project.bias: !vector, %norm2.scale: !vector, %norm2.bias: !vector, %expand.weight: !expand, %expand.bias: tensor<384xf32>, %contract.weight: !contract, %contract.bias: !vector) -> (x: !states) {
    %normal1 = nn.layer_norm %x scale %norm1.scale bias %norm1.bias : !states, !vector, !vector
    %product1 = nn.matmul %normal1, %qkv.weight : !states, !wide
    %projected = nn.add %product1, %qkv.bias : !projected, tensor<288xf32>
    %q, %k, %v = nn.split %projected axis 2 split [96, 96, 96] : !projected
    %q1 = nn.reshape %q : !states to !heads
    %k1 = nn.reshape %k : !states to !heads
    %v1 = nn.reshape %v : !states to !heads
    %q2 = nn.transpose %q1 perm [0, 2, 1, 3] : !heads
    %k2 = nn.transpose %k1 perm [0, 2, 1, 3] : !heads
    // Queries and keys are rotated by angles that grow with the position, each pair of elements at a speed of its own, so that their
    // products depend on how far apart two characters are.
    %cos, %sin = nn.call @angles() : () -> (tensor<128x12xf32>, tensor<128x12xf32>)
    %query = nn.rotary_embedding %q2 cos %cos sin %sin : !by_head, tensor<128x12xf32>
    %key = nn.rotary_embedding %k2 cos %cos sin %sin : !by_head, tensor<128x12xf32>
    %value = nn.transpose %v1 perm [0, 2, 1, 3] : !heads
    %seen = nn.attention %query, %key, %value causal : !by_head, !by_head, !by_head
    %seen1 = nn.transpose %seen perm [0, 2, 1, 3] : !by_head
    %seen2 = nn.reshape %seen1 : !heads to !states
    %product2 = nn.matmul %seen2, %project.weight : !states, !square
    %attention = nn.add %product2, %project.bias : !states, !vector
    %attended = nn.add %x, %attention : !states, !states
    %normal2 = nn.layer_norm %attended scale %norm2.scale bias %norm2.bias : !states, !vector, !vector
    %product3 = nn.matmul %normal2, %expand.weight : !states, !expand
    %sum3 = nn.add %product3, %expand.bias : !hidden, tensor<384xf32>
    %hidden = nn.gelu %sum3 approximate tanh : !hidden
    %product4 = nn.matmul %hidden, %contract.weight : !hidden, !contract
    %thought = nn.add %product4, %contract.bias : !states, !vector
    %next = nn.add %attended, %thought : !states, !states
    nn.return %next : !states
  }

  // The same layer for one character alone, by its angles. Its key and its value go to where `slot` says, and it looks back at all that
  // is `filled`: what the characters before it have there was computed when they were written, and need not be again.
  nn.func private @block_of_one(%x: !one, %keys: !cache, %values: !cache, %slot: tensor<128x1xi1>, %filled: tensor<1x128xi1>, %cos: tensor<1x12xf32>, %sin: tensor<1x12xf32>, %norm1.scale: !vector, %norm1.bias: !vector, %qkv.weight: !wide, %qkv.bias: tensor<288xf32>, %project.weight: !square, %project.bias: !vector, %norm2.scale: !vector, %norm2.bias: !vector, %expand.weight: !expand, %expand.bias: tensor<384xf32>, %contract.weight: !contract, %contract.bias: !vector) -> (x: !one, keys: !cache, values: !cache) {
    %normal1 = nn.layer_norm %x scale %norm1.scale bias %norm1.bias : !one, !vector, !vector
    %product1 = nn.matmul %normal1, %qkv.weight : !one, !wide
    %projected = nn.add %product1, %qkv.bias : tensor<1x288xf32>, tensor<288xf32>
    %q, %k, %v = nn.split %projected axis 1 split [96, 96, 96] : tensor<1x288xf32>
    %q1 = nn.reshape %q : !one to !one_by_head
    %k1 = nn.reshape %k : !one to !one_by_head
    %value = nn.reshape %v : !one to !one_by_head
    %query = nn.rotary_embedding %q1 cos %cos sin %sin : !one_by_head, tensor<1x12xf32>
    %key = nn.rotary_embedding %k1 cos %cos sin %sin : !one_by_head, tensor<1x12xf32>
    %next_keys = nn.where %slot, %key, %keys : tensor<128x1xi1>, !one_by_head, !cache
    %next_values = nn.where %slot, %value, %values : tensor<128x1xi1>, !one_by_head, !cache
    %seen = nn.attention %query, %next_keys, %next_values mask %filled : !one_by_head, !cache, !cache, tensor<1x128xi1>
    %seen1 = nn.reshape %seen : !one_by_head to !one
    %product2 = nn.matmul %seen1, %project.weight : !one, !square
    %attention = nn.add %product2, %project.bias : !one, !vector
    %attended = nn.add %x, %attention : !one, !one
    %normal2 = nn.layer_norm %attended scale %norm2.scale bias %norm2.bias : !one, !vector, !vector
    %product3 = nn.matmul %normal2, %expand.weight : !one, !expand
    %sum3 = nn.add %product3, %expand.bias : tensor<1x384xf32>, tensor<384xf32>
    %hidden = nn.gelu %sum3 approximate tanh : tensor<1x384xf32>
    %product4 = nn.matmul %hidden, %contract.weight : tensor<1x384xf32>, !contract
    %thought = nn.add %product4, %contract.bias : !one, !vector
    %next = nn.add %attended, %thought : !one, !one
    nn.return %next, %next_keys, %next_values : !one, !cache, !cache
  }

  // Behind every character, a logit for each that may be the next.
  nn.func @predict(%tokens: !tokens) -> (logits: !logits) {
    %table = nn.read @tokens.weight : tensor<128x96xf32>
    %x0 = nn.embedding %table, %tokens : tensor<128x96xf32>, !tokens
    %block1.norm1.scale = nn.read @block1.norm1.scale : !vector
    %block1.norm1.bias = nn.read @block1.norm1.bias : !vector
    %block1.qkv.weight = nn.read @block1.qkv.weight : !wide
    %block1.qkv.bias = nn.read @block1.qkv.bias : tensor<288xf32>
    %block1.project.weight = nn.read @block1.project.weight : !square
    %block1.project.bias = nn.read @block1.project.bias : !vector
    %block1.norm2.scale = nn.read @block1.norm2.scale : !vector
    %block1.norm2.bias = nn.read @block1.norm2.bias : !vector
    %block1.expand.weight = nn.read @block1.expand.weight : !expand
    %block1.expand.bias = nn.read @block1.expand.bias : tensor<384xf32>
    %block1.contract.weight = nn.read @block1.contract.weight : !contract
    %block1.contract.bias = nn.read @block1.contract.bias : !vector
    %x1 = nn.call @block(%x0, %block1.norm1.scale, %block1.norm1.bias, %block1.qkv.weight, %block1.qkv.bias, %block1.project.weight, %block1.project.bias, %block1.norm2.scale, %block1.norm2.bias, %block1.expand.weight, %block1.expand.bias, %block1.contract.weight, %block1.contract.bias) : (!states, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> !states
    %block2.norm1.scale = nn.read @block2.norm1.scale : !vector
    %block2.norm1.bias = nn.read @block2.norm1.bias : !vector
    %block2.qkv.weight = nn.read @block2.qkv.weight : !wide
    %block2.qkv.bias = nn.read @block2.qkv.bias : tensor<288xf32>
    %block2.project.weight = nn.read @block2.project.weight : !square
    %block2.project.bias = nn.read @block2.project.bias : !vector
    %block2.norm2.scale = nn.read @block2.norm2.scale : !vector
    %block2.norm2.bias = nn.read @block2.norm2.bias : !vector
    %block2.expand.weight = nn.read @block2.expand.weight : !expand
    %block2.expand.bias = nn.read @block2.expand.bias : tensor<384xf32>
    %block2.contract.weight = nn.read @block2.contract.weight : !contract
    %block2.contract.bias = nn.read @block2.contract.bias : !vector
    %x2 = nn.call @block(%x1, %block2.norm1.scale, %block2.norm1.bias, %block2.qkv.weight, %block2.qkv.bias, %block2.project.weight, %block2.project.bias, %block2.norm2.scale, %block2.norm2.bias, %block2.expand.weight, %block2.expand.bias, %block2.contract.weight, %block2.contract.bias) : (!states, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> !states
    %block3.norm1.scale = nn.read @block3.norm1.scale : !vector
    %block3.norm1.bias = nn.read @block3.norm1.bias : !vector
    %block3.qkv.weight = nn.read @block3.qkv.weight : !wide
    %block3.qkv.bias = nn.read @block3.qkv.bias : tensor<288xf32>
    %block3.project.weight = nn.read @block3.project.weight : !square
    %block3.project.bias = nn.read @block3.project.bias : !vector
    %block3.norm2.scale = nn.read @block3.norm2.scale : !vector
    %block3.norm2.bias = nn.read @block3.norm2.bias : !vector
    %block3.expand.weight = nn.read @block3.expand.weight : !expand
    %block3.expand.bias = nn.read @block3.expand.bias : tensor<384xf32>
    %block3.contract.weight = nn.read @block3.contract.weight : !contract
    %block3.contract.bias = nn.read @block3.contract.bias : !vector
    %x3 = nn.call @block(%x2, %block3.norm1.scale, %block3.norm1.bias, %block3.qkv.weight, %block3.qkv.bias, %block3.project.weight, %block3.project.bias, %block3.norm2.scale, %block3.norm2.bias, %block3.expand.weight, %block3.expand.bias, %block3.contract.weight, %block3.contract.bias) : (!states, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> !states
    %norm.scale = nn.read @norm.scale : !vector
    %norm.bias = nn.read @norm.bias : !vector
    %normal = nn.layer_norm %x3 scale %norm.scale bias %norm.bias : !states, !vector, !vector
    %head = nn.read @head.weight : tensor<96x128xf32>
    %logits = nn.matmul %normal, %head : !states, tensor<96x128xf32>
    nn.return %logits : !logits
  }

  nn.func @loss(%tokens: !tokens, %label: !tokens) -> (loss: tensor<f32>, bits: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%tokens) : (!tokens) -> !logits
    // A cross entropy has the classes in dimension 1.
    %by_class = nn.transpose %logits perm [0, 2, 1] : !logits
    %loss = nn.softmax_cross_entropy_loss %by_class, %label : tensor<?x128x128xf32>, !tokens
    %bit = nn.constant dense<0.693147180559945> : tensor<f32>
    %bits = nn.div %loss, %bit : tensor<f32>, tensor<f32>
    %guess = nn.arg_max %logits axis 2 : !logits
    %right = nn.compare eq %guess, %label : !tokens, !tokens
    %hits = nn.cast %right : tensor<?x128xi1> to tensor<?x128xf32>
    %accuracy = nn.reduce_mean %hits : tensor<?x128xf32>
    nn.return %loss, %bits, %accuracy : tensor<f32>, tensor<f32>, tensor<f32>
  }

  // Reads one more character, and gives a logit for each that may be the next. Only this one goes through the layers.
  nn.func @next(%token: tensor<1xi64>) -> (logits: tensor<1x128xf32>) {
    // Its position, the angles there, and its slot in the cache, where it takes the place of the character 128 before it.
    %written = nn.read @written : tensor<i64>
    %position = nn.cast %written : tensor<i64> to tensor<f32>
    %speeds = nn.call @speeds() : () -> !speeds
    %angles0 = nn.mul %speeds, %position : !speeds, tensor<f32>
    %angles = nn.unsqueeze %angles0 axes [0] : !speeds
    %cos = nn.cos %angles : tensor<1x12xf32>
    %sin = nn.sin %angles : tensor<1x12xf32>
    %slots = nn.range : tensor<128xi64>
    %size = nn.constant dense<128> : tensor<i64>
    %place = nn.mod %written, %size : tensor<i64>, tensor<i64>
    %is_place = nn.compare eq %slots, %place : tensor<128xi64>, tensor<i64>
    %slot = nn.unsqueeze %is_place axes [1] : tensor<128xi1>
    %is_filled = nn.compare le %slots, %written : tensor<128xi64>, tensor<i64>
    %filled = nn.unsqueeze %is_filled axes [0] : tensor<128xi1>

    %table = nn.read @tokens.weight : tensor<128x96xf32>
    %x0 = nn.embedding %table, %token : tensor<128x96xf32>, tensor<1xi64>
    %block1.keys = nn.read @block1.keys : !cache
    %block1.values = nn.read @block1.values : !cache
    %block1.norm1.scale = nn.read @block1.norm1.scale : !vector
    %block1.norm1.bias = nn.read @block1.norm1.bias : !vector
    %block1.qkv.weight = nn.read @block1.qkv.weight : !wide
    %block1.qkv.bias = nn.read @block1.qkv.bias : tensor<288xf32>
    %block1.project.weight = nn.read @block1.project.weight : !square
    %block1.project.bias = nn.read @block1.project.bias : !vector
    %block1.norm2.scale = nn.read @block1.norm2.scale : !vector
    %block1.norm2.bias = nn.read @block1.norm2.bias : !vector
    %block1.expand.weight = nn.read @block1.expand.weight : !expand
    %block1.expand.bias = nn.read @block1.expand.bias : tensor<384xf32>
    %block1.contract.weight = nn.read @block1.contract.weight : !contract
    %block1.contract.bias = nn.read @block1.contract.bias : !vector
    %x1, %keys1, %values1 = nn.call @block_of_one(%x0, %block1.keys, %block1.values, %slot, %filled, %cos, %sin, %block1.norm1.scale, %block1.norm1.bias, %block1.qkv.weight, %block1.qkv.bias, %block1.project.weight, %block1.project.bias, %block1.norm2.scale, %block1.norm2.bias, %block1.expand.weight, %block1.expand.bias, %block1.contract.weight, %block1.contract.bias) : (!one, !cache, !cache, tensor<128x1xi1>, tensor<1x128xi1>, tensor<1x12xf32>, tensor<1x12xf32>, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> (!one, !cache, !cache)
    nn.assign @block1.keys, %keys1 : !cache
    nn.assign @block1.values, %values1 : !cache
    %block2.keys = nn.read @block2.keys : !cache
    %block2.values = nn.read @block2.values : !cache
    %block2.norm1.scale = nn.read @block2.norm1.scale : !vector
    %block2.norm1.bias = nn.read @block2.norm1.bias : !vector
    %block2.qkv.weight = nn.read @block2.qkv.weight : !wide
    %block2.qkv.bias = nn.read @block2.qkv.bias : tensor<288xf32>
    %block2.project.weight = nn.read @block2.project.weight : !square
    %block2.project.bias = nn.read @block2.project.bias : !vector
    %block2.norm2.scale = nn.read @block2.norm2.scale : !vector
    %block2.norm2.bias = nn.read @block2.norm2.bias : !vector
    %block2.expand.weight = nn.read @block2.expand.weight : !expand
    %block2.expand.bias = nn.read @block2.expand.bias : tensor<384xf32>
    %block2.contract.weight = nn.read @block2.contract.weight : !contract
    %block2.contract.bias = nn.read @block2.contract.bias : !vector
    %x2, %keys2, %values2 = nn.call @block_of_one(%x1, %block2.keys, %block2.values, %slot, %filled, %cos, %sin, %block2.norm1.scale, %block2.norm1.bias, %block2.qkv.weight, %block2.qkv.bias, %block2.project.weight, %block2.project.bias, %block2.norm2.scale, %block2.norm2.bias, %block2.expand.weight, %block2.expand.bias, %block2.contract.weight, %block2.contract.bias) : (!one, !cache, !cache, tensor<128x1xi1>, tensor<1x128xi1>, tensor<1x12xf32>, tensor<1x12xf32>, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> (!one, !cache, !cache)
    nn.assign @block2.keys, %keys2 : !cache
    nn.assign @block2.values, %values2 : !cache
    %block3.keys = nn.read @block3.keys : !cache
    %block3.values = nn.read @block3.values : !cache
    %block3.norm1.scale = nn.read @block3.norm1.scale : !vector
    %block3.norm1.bias = nn.read @block3.norm1.bias : !vector
    %block3.qkv.weight = nn.read @block3.qkv.weight : !wide
    %block3.qkv.bias = nn.read @block3.qkv.bias : tensor<288xf32>
    %block3.project.weight = nn.read @block3.project.weight : !square
    %block3.project.bias = nn.read @block3.project.bias : !vector
    %block3.norm2.scale = nn.read @block3.norm2.scale : !vector
    %block3.norm2.bias = nn.read @block3.norm2.bias : !vector
    %block3.expand.weight = nn.read @block3.expand.weight : !expand
    %block3.expand.bias = nn.read @block3.expand.bias : tensor<384xf32>
    %block3.contract.weight = nn.read @block3.contract.weight : !contract
    %block3.contract.bias = nn.read @block3.contract.bias : !vector
    %x3, %keys3, %values3 = nn.call @block_of_one(%x2, %block3.keys, %block3.values, %slot, %filled, %cos, %sin, %block3.norm1.scale, %block3.norm1.bias, %block3.qkv.weight, %block3.qkv.bias, %block3.project.weight, %block3.project.bias, %block3.norm2.scale, %block3.norm2.bias, %block3.expand.weight, %block3.expand.bias, %block3.contract.weight, %block3.contract.bias) : (!one, !cache, !cache, tensor<128x1xi1>, tensor<1x128xi1>, tensor<1x12xf32>, tensor<1x12xf32>, !vector, !vector, !wide, tensor<288xf32>, !square, !vector, !vector, !vector, !expand, tensor<384xf32>, !contract, !vector) -> (!one, !cache, !cache)
    nn.assign @block3.keys, %keys3 : !cache
    nn.assign @block3.values, %values3 : !cache
    %norm.scale = nn.read @norm.scale : !vector
    %norm.bias = nn.read @norm.bias : !vector
    %normal = nn.layer_norm %x3 scale %norm.scale bias %norm.bias : !one, !vector, !vector
    %head = nn.read @head.weight : tensor<96x128xf32>
    %last = nn.matmul %normal, %head : !one, tensor<96x128xf32>
    %single = nn.constant dense<1> : tensor<i64>
    %more = nn.add %written, %single : tensor<i64>, tensor<i64>
    nn.assign @written, %more : tensor<i64>
    nn.return %last : tensor<1x128xf32>
  }

  // Writes one more character, drawn as the network guesses from those before it: at temperature 1 as often as it says, at lower ones
  // rather what is likely. The text keeps its last 400.
  nn.func @write(%temperature: tensor<f32>) -> (text: !text) {
    %text = nn.read @text : !text
    %final = nn.slice %text starts [399] ends [400] axes [1] : !text
    %before = nn.reshape %final : tensor<1x1xi64> to tensor<1xi64>
    %last = nn.call @next(%before) : (tensor<1xi64>) -> tensor<1x128xf32>
    %scaled = nn.div %last, %temperature : tensor<1x128xf32>, tensor<f32>
    %random = nn.read @random : !random
    %character, %random1 = nn.categorical %scaled, %random : tensor<1x128xf32>
    %new = nn.unsqueeze %character axes [1] : tensor<1xi64>
    %rest = nn.slice %text starts [1] ends [400] axes [1] : !text
    %next = nn.concat %rest, %new axis 1 : tensor<1x399xi64>, tensor<1x1xi64>
    nn.assign @text, %next : !text
    nn.assign @random, %random1 : !random
    nn.return %next : !text
  }
}
