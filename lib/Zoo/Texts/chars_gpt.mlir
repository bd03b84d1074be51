// A small GPT for characters: guesses the next one, looking back at up to 128, and writes
//
// A. Vaswani et al.: Attention is all you need (2017); A. Radford et al.: Improving language understanding by generative pre-training
// (2018); J. Su et al.: RoFormer: enhanced transformer with rotary position embedding (2021); D. So et al.: Primer: searching for efficient
// transformers for language modeling (2021), which squares what passes a ReLU; A. Pagnoni et al.: Byte latent transformer: patches scale better
// than tokens (2024), which has vectors for hashed groups of neighbours.
//
// Two transformer layers, 64 wide, two heads, for texts of up to 128 different characters; 671,680 parameters, of which most are vectors of pairs and
// triples of characters. `bits` is what it takes to write down a character, if both sides have the network's guess: 7 without one.
//
//   dlc train chars_gpt.mlir --data 'book.txt(sequence=128)' --batch 4 --epochs 5 --lr 5e-3 --optimizer 'adamw(beta2=0.99, weight_decay=0.05), clip_norm=1' --schedule 'cosine(warmup=0.1)' -o gpt.dlm
//   dlc eval gpt.dlm --data 'another.txt(sequence=128)'
//   dlc generate gpt.dlm --prompt 'ROMEO:' --temperature 0.7
//   dlc run gpt.dlm --entry write --input temperature=0.7 --steps 400 --output text=written.txt        the same by the network's own dice
!tokens = tensor<?x128xi64>
!states = tensor<?x128x64xf32>
!projected = tensor<?x128x192xf32>
!heads = tensor<?x128x2x32xf32>
!by_head = tensor<?x2x128x32xf32>
!hidden = tensor<?x128x256xf32>
!logits = tensor<?x128x128xf32>
!table = tensor<128x64xf32>
!slots = tensor<4093x64xf32>
!vector = tensor<64xf32>
!square = tensor<64x64xf32>
!wide = tensor<64x192xf32>
!expand = tensor<64x256xf32>
!contract = tensor<256x64xf32>
!text = tensor<1x400xi64>
!random = tensor<2xi64>
!one = tensor<1x64xf32>
!one_by_head = tensor<1x2x1x32xf32>
!cache = tensor<1x2x128x32xf32>
!speeds = tensor<16xf32>

module @chars_gpt {
  // A vector for each character, and one for what it means as the last before, as the one before that …
  nn.variable @tokens.weight : !table init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @before1.weight : !table init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @before2.weight : !table init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @before3.weight : !table init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @before4.weight : !table init #nn.normal<0.0 : f32, 0.1 : f32>
  // For pairs and triples of characters, by their numbers modulo 4093.
  nn.variable @pairs.weight : !slots init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @triples.weight : !slots init #nn.normal<0.0 : f32, 0.1 : f32>
  // A layer adds to what there was, and at first nothing: its last weights are 0.
  nn.variable @block1.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.09 : f32>
  nn.variable @block1.project.weight : !square init #nn.zeros
  nn.variable @block1.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block1.expand.weight : !expand init #nn.normal<0.0 : f32, 0.09 : f32>
  nn.variable @block1.contract.weight : !contract init #nn.zeros
  nn.variable @block2.norm1.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.qkv.weight : !wide init #nn.normal<0.0 : f32, 0.09 : f32>
  nn.variable @block2.project.weight : !square init #nn.zeros
  nn.variable @block2.norm2.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @block2.expand.weight : !expand init #nn.normal<0.0 : f32, 0.09 : f32>
  nn.variable @block2.contract.weight : !contract init #nn.zeros
  nn.variable @norm.scale : !vector init #nn.constant<1.0 : f32>
  nn.variable @head.weight : tensor<64x128xf32> init #nn.normal<0.0 : f32, 0.02 : f32>

  // What was written so far, how many characters that is, the last four of them, and the keys and values of the last 128.
  nn.variable buffer @text : !text init #nn.zeros
  nn.variable buffer @written : tensor<i64> init #nn.zeros
  nn.variable buffer @before : tensor<4xi64> init #nn.zeros
  nn.variable buffer @block1.keys : !cache init #nn.zeros
  nn.variable buffer @block1.values : !cache init #nn.zeros
  nn.variable buffer @block2.keys : !cache init #nn.zeros
  nn.variable buffer @block2.values : !cache init #nn.zeros
  // The state of the dice.
  nn.variable buffer @random : !random init #nn.random_state

  // 16 speeds of rotation, from 1 down to 1/1000.
  nn.func private @speeds() -> (speeds: !speeds) {
    %exponents = nn.range start 0.0 delta -0.460517 : !speeds
    %speeds = nn.exp %exponents : !speeds
    nn.return %speeds : !speeds
  }

  // Angles of 128 positions.
  nn.func private @angles() -> (cos: tensor<128x16xf32>, sin: tensor<128x16xf32>) {
    %speeds = nn.call @speeds() : () -> !speeds
    %positions = nn.range : tensor<128xf32>
    %angles = nn.outer %positions, %speeds : tensor<128xf32>, !speeds
    %cos = nn.cos %angles : tensor<128x16xf32>
    %sin = nn.sin %angles : tensor<128x16xf32>
    nn.return %cos, %sin : tensor<128x16xf32>, tensor<128x16xf32>
  }

  // A layer: each character looks back at those before it, and then a dense network thinks about each alone. Both are added to what
  // there was.
  nn.func private @block(%x: !states, %norm1.scale: !vector, %qkv.weight: !wide, %project.weight: !square, %norm2.scale: !vector, %expand.weight: !expand, %contract.weight: !contract) -> (x: !states) {
    %normal1 = nn.rms_norm %x scale %norm1.scale : !states, !vector
    %projected = nn.matmul %normal1, %qkv.weight : !states, !wide
    %q, %k, %v = nn.split %projected axis 2 split [64, 64, 64] : !projected
    %q1 = nn.reshape %q : !states to !heads
    %k1 = nn.reshape %k : !states to !heads
    %v1 = nn.reshape %v : !states to !heads
    %q2 = nn.transpose %q1 perm [0, 2, 1, 3] : !heads
    %k2 = nn.transpose %k1 perm [0, 2, 1, 3] : !heads
    // Queries and keys are rotated by angles that grow with the position, each pair of elements at a speed of its own, so that their
    // products depend on how far apart two characters are.
    %cos, %sin = nn.call @angles() : () -> (tensor<128x16xf32>, tensor<128x16xf32>)
    %query = nn.rotary_embedding %q2 cos %cos sin %sin : !by_head, tensor<128x16xf32>
    %key = nn.rotary_embedding %k2 cos %cos sin %sin : !by_head, tensor<128x16xf32>
    %value = nn.transpose %v1 perm [0, 2, 1, 3] : !heads
    %seen = nn.attention %query, %key, %value causal : !by_head, !by_head, !by_head
    %seen1 = nn.transpose %seen perm [0, 2, 1, 3] : !by_head
    %seen2 = nn.reshape %seen1 : !heads to !states
    %attention = nn.matmul %seen2, %project.weight : !states, !square
    %attended = nn.add %x, %attention : !states, !states
    %normal2 = nn.rms_norm %attended scale %norm2.scale : !states, !vector
    %expanded = nn.matmul %normal2, %expand.weight : !states, !expand
    %positive = nn.relu %expanded : !hidden
    %hidden = nn.mul %positive, %positive : !hidden, !hidden
    %thought = nn.matmul %hidden, %contract.weight : !hidden, !contract
    %next = nn.add %attended, %thought : !states, !states
    nn.return %next : !states
  }

  // The same layer for one character alone, by its angles. Its key and its value go to where `slot` says, and it looks back at all that
  // is `filled`: what the characters before it have there was computed when they were written, and need not be again.
  nn.func private @block_of_one(%x: !one, %keys: !cache, %values: !cache, %slot: tensor<128x1xi1>, %filled: tensor<1x128xi1>, %cos: tensor<1x16xf32>, %sin: tensor<1x16xf32>, %norm1.scale: !vector, %qkv.weight: !wide, %project.weight: !square, %norm2.scale: !vector, %expand.weight: !expand, %contract.weight: !contract) -> (x: !one, keys: !cache, values: !cache) {
    %normal1 = nn.rms_norm %x scale %norm1.scale : !one, !vector
    %projected = nn.matmul %normal1, %qkv.weight : !one, !wide
    %q, %k, %v = nn.split %projected axis 1 split [64, 64, 64] : tensor<1x192xf32>
    %q1 = nn.reshape %q : !one to !one_by_head
    %k1 = nn.reshape %k : !one to !one_by_head
    %value = nn.reshape %v : !one to !one_by_head
    %query = nn.rotary_embedding %q1 cos %cos sin %sin : !one_by_head, tensor<1x16xf32>
    %key = nn.rotary_embedding %k1 cos %cos sin %sin : !one_by_head, tensor<1x16xf32>
    %next_keys = nn.where %slot, %key, %keys : tensor<128x1xi1>, !one_by_head, !cache
    %next_values = nn.where %slot, %value, %values : tensor<128x1xi1>, !one_by_head, !cache
    %seen = nn.attention %query, %next_keys, %next_values mask %filled : !one_by_head, !cache, !cache, tensor<1x128xi1>
    %seen1 = nn.reshape %seen : !one_by_head to !one
    %attention = nn.matmul %seen1, %project.weight : !one, !square
    %attended = nn.add %x, %attention : !one, !one
    %normal2 = nn.rms_norm %attended scale %norm2.scale : !one, !vector
    %expanded = nn.matmul %normal2, %expand.weight : !one, !expand
    %positive = nn.relu %expanded : tensor<1x256xf32>
    %hidden = nn.mul %positive, %positive : tensor<1x256xf32>, tensor<1x256xf32>
    %thought = nn.matmul %hidden, %contract.weight : tensor<1x256xf32>, !contract
    %next = nn.add %attended, %thought : !one, !one
    nn.return %next, %next_keys, %next_values : !one, !cache, !cache
  }

  // Behind every character, a logit for each that may be the next.
  nn.func @predict(%tokens: !tokens) -> (logits: !logits) {
    %table = nn.read @tokens.weight : !table
    %own = nn.embedding %table, %tokens : !table, !tokens
    // What stands before a character is not left for attention to find: vectors of the four before it, and of the pair and the triple that it
    // completes, are added to its own. Pairs and triples share slots, which is rare for frequent ones.
    %table1 = nn.read @before1.weight : !table
    %first1 = nn.slice %tokens starts [0] ends [127] axes [1] : !tokens
    %before1 = nn.pad %first1 pads [0, 1, 0, 0] : tensor<?x127xi64>
    %vector1 = nn.embedding %table1, %before1 : !table, !tokens
    %sum1 = nn.add %own, %vector1 : !states, !states
    %table2 = nn.read @before2.weight : !table
    %first2 = nn.slice %tokens starts [0] ends [126] axes [1] : !tokens
    %before2 = nn.pad %first2 pads [0, 2, 0, 0] : tensor<?x126xi64>
    %vector2 = nn.embedding %table2, %before2 : !table, !tokens
    %sum2 = nn.add %sum1, %vector2 : !states, !states
    %table3 = nn.read @before3.weight : !table
    %first3 = nn.slice %tokens starts [0] ends [125] axes [1] : !tokens
    %before3 = nn.pad %first3 pads [0, 3, 0, 0] : tensor<?x125xi64>
    %vector3 = nn.embedding %table3, %before3 : !table, !tokens
    %sum3 = nn.add %sum2, %vector3 : !states, !states
    %table4 = nn.read @before4.weight : !table
    %first4 = nn.slice %tokens starts [0] ends [124] axes [1] : !tokens
    %before4 = nn.pad %first4 pads [0, 4, 0, 0] : tensor<?x124xi64>
    %vector4 = nn.embedding %table4, %before4 : !table, !tokens
    %sum4 = nn.add %sum3, %vector4 : !states, !states
    %characters = nn.constant dense<128> : tensor<i64>
    %groups = nn.constant dense<4093> : tensor<i64>
    %scaled1 = nn.mul %before1, %characters : !tokens, tensor<i64>
    %pair = nn.add %scaled1, %tokens : !tokens, !tokens
    %pair_slot = nn.mod %pair, %groups : !tokens, tensor<i64>
    %pairs = nn.read @pairs.weight : !slots
    %pair_vector = nn.embedding %pairs, %pair_slot : !slots, !tokens
    %with_pairs = nn.add %sum4, %pair_vector : !states, !states
    %scaled2 = nn.mul %before2, %characters : !tokens, tensor<i64>
    %pair_before = nn.add %scaled2, %before1 : !tokens, !tokens
    %scaled3 = nn.mul %pair_before, %characters : !tokens, tensor<i64>
    %triple = nn.add %scaled3, %tokens : !tokens, !tokens
    %triple_slot = nn.mod %triple, %groups : !tokens, tensor<i64>
    %triples = nn.read @triples.weight : !slots
    %triple_vector = nn.embedding %triples, %triple_slot : !slots, !tokens
    %x0 = nn.add %with_pairs, %triple_vector : !states, !states
    %block1.norm1.scale = nn.read @block1.norm1.scale : !vector
    %block1.qkv.weight = nn.read @block1.qkv.weight : !wide
    %block1.project.weight = nn.read @block1.project.weight : !square
    %block1.norm2.scale = nn.read @block1.norm2.scale : !vector
    %block1.expand.weight = nn.read @block1.expand.weight : !expand
    %block1.contract.weight = nn.read @block1.contract.weight : !contract
    %x1 = nn.call @block(%x0, %block1.norm1.scale, %block1.qkv.weight, %block1.project.weight, %block1.norm2.scale, %block1.expand.weight, %block1.contract.weight) : (!states, !vector, !wide, !square, !vector, !expand, !contract) -> !states
    %block2.norm1.scale = nn.read @block2.norm1.scale : !vector
    %block2.qkv.weight = nn.read @block2.qkv.weight : !wide
    %block2.project.weight = nn.read @block2.project.weight : !square
    %block2.norm2.scale = nn.read @block2.norm2.scale : !vector
    %block2.expand.weight = nn.read @block2.expand.weight : !expand
    %block2.contract.weight = nn.read @block2.contract.weight : !contract
    %x2 = nn.call @block(%x1, %block2.norm1.scale, %block2.qkv.weight, %block2.project.weight, %block2.norm2.scale, %block2.expand.weight, %block2.contract.weight) : (!states, !vector, !wide, !square, !vector, !expand, !contract) -> !states
    %norm.scale = nn.read @norm.scale : !vector
    %normal = nn.rms_norm %x2 scale %norm.scale : !states, !vector
    %head = nn.read @head.weight : tensor<64x128xf32>
    %logits = nn.matmul %normal, %head : !states, tensor<64x128xf32>
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
    %cos = nn.cos %angles : tensor<1x16xf32>
    %sin = nn.sin %angles : tensor<1x16xf32>
    %slots = nn.range : tensor<128xi64>
    %size = nn.constant dense<128> : tensor<i64>
    %place = nn.mod %written, %size : tensor<i64>, tensor<i64>
    %is_place = nn.compare eq %slots, %place : tensor<128xi64>, tensor<i64>
    %slot = nn.unsqueeze %is_place axes [1] : tensor<128xi1>
    %is_filled = nn.compare le %slots, %written : tensor<128xi64>, tensor<i64>
    %filled = nn.unsqueeze %is_filled axes [0] : tensor<128xi1>
    %table = nn.read @tokens.weight : !table
    %own = nn.embedding %table, %token : !table, tensor<1xi64>
    %before = nn.read @before : tensor<4xi64>
    %table1 = nn.read @before1.weight : !table
    %before1 = nn.slice %before starts [3] ends [4] axes [0] : tensor<4xi64>
    %vector1 = nn.embedding %table1, %before1 : !table, tensor<1xi64>
    %sum1 = nn.add %own, %vector1 : !one, !one
    %table2 = nn.read @before2.weight : !table
    %before2 = nn.slice %before starts [2] ends [3] axes [0] : tensor<4xi64>
    %vector2 = nn.embedding %table2, %before2 : !table, tensor<1xi64>
    %sum2 = nn.add %sum1, %vector2 : !one, !one
    %table3 = nn.read @before3.weight : !table
    %before3 = nn.slice %before starts [1] ends [2] axes [0] : tensor<4xi64>
    %vector3 = nn.embedding %table3, %before3 : !table, tensor<1xi64>
    %sum3 = nn.add %sum2, %vector3 : !one, !one
    %table4 = nn.read @before4.weight : !table
    %before4 = nn.slice %before starts [0] ends [1] axes [0] : tensor<4xi64>
    %vector4 = nn.embedding %table4, %before4 : !table, tensor<1xi64>
    %sum4 = nn.add %sum3, %vector4 : !one, !one
    %characters = nn.constant dense<128> : tensor<i64>
    %groups = nn.constant dense<4093> : tensor<i64>
    %scaled1 = nn.mul %before1, %characters : tensor<1xi64>, tensor<i64>
    %pair = nn.add %scaled1, %token : tensor<1xi64>, tensor<1xi64>
    %pair_slot = nn.mod %pair, %groups : tensor<1xi64>, tensor<i64>
    %pairs = nn.read @pairs.weight : !slots
    %pair_vector = nn.embedding %pairs, %pair_slot : !slots, tensor<1xi64>
    %with_pairs = nn.add %sum4, %pair_vector : !one, !one
    %scaled2 = nn.mul %before2, %characters : tensor<1xi64>, tensor<i64>
    %pair_before = nn.add %scaled2, %before1 : tensor<1xi64>, tensor<1xi64>
    %scaled3 = nn.mul %pair_before, %characters : tensor<1xi64>, tensor<i64>
    %triple = nn.add %scaled3, %token : tensor<1xi64>, tensor<1xi64>
    %triple_slot = nn.mod %triple, %groups : tensor<1xi64>, tensor<i64>
    %triples = nn.read @triples.weight : !slots
    %triple_vector = nn.embedding %triples, %triple_slot : !slots, tensor<1xi64>
    %x0 = nn.add %with_pairs, %triple_vector : !one, !one
    %later = nn.slice %before starts [1] ends [4] axes [0] : tensor<4xi64>
    %last_tokens = nn.concat %later, %token axis 0 : tensor<3xi64>, tensor<1xi64>
    nn.assign @before, %last_tokens : tensor<4xi64>

    %block1.keys = nn.read @block1.keys : !cache
    %block1.values = nn.read @block1.values : !cache
    %block1.norm1.scale = nn.read @block1.norm1.scale : !vector
    %block1.qkv.weight = nn.read @block1.qkv.weight : !wide
    %block1.project.weight = nn.read @block1.project.weight : !square
    %block1.norm2.scale = nn.read @block1.norm2.scale : !vector
    %block1.expand.weight = nn.read @block1.expand.weight : !expand
    %block1.contract.weight = nn.read @block1.contract.weight : !contract
    %x1, %keys1, %values1 = nn.call @block_of_one(%x0, %block1.keys, %block1.values, %slot, %filled, %cos, %sin, %block1.norm1.scale, %block1.qkv.weight, %block1.project.weight, %block1.norm2.scale, %block1.expand.weight, %block1.contract.weight) : (!one, !cache, !cache, tensor<128x1xi1>, tensor<1x128xi1>, tensor<1x16xf32>, tensor<1x16xf32>, !vector, !wide, !square, !vector, !expand, !contract) -> (!one, !cache, !cache)
    nn.assign @block1.keys, %keys1 : !cache
    nn.assign @block1.values, %values1 : !cache
    %block2.keys = nn.read @block2.keys : !cache
    %block2.values = nn.read @block2.values : !cache
    %block2.norm1.scale = nn.read @block2.norm1.scale : !vector
    %block2.qkv.weight = nn.read @block2.qkv.weight : !wide
    %block2.project.weight = nn.read @block2.project.weight : !square
    %block2.norm2.scale = nn.read @block2.norm2.scale : !vector
    %block2.expand.weight = nn.read @block2.expand.weight : !expand
    %block2.contract.weight = nn.read @block2.contract.weight : !contract
    %x2, %keys2, %values2 = nn.call @block_of_one(%x1, %block2.keys, %block2.values, %slot, %filled, %cos, %sin, %block2.norm1.scale, %block2.qkv.weight, %block2.project.weight, %block2.norm2.scale, %block2.expand.weight, %block2.contract.weight) : (!one, !cache, !cache, tensor<128x1xi1>, tensor<1x128xi1>, tensor<1x16xf32>, tensor<1x16xf32>, !vector, !wide, !square, !vector, !expand, !contract) -> (!one, !cache, !cache)
    nn.assign @block2.keys, %keys2 : !cache
    nn.assign @block2.values, %values2 : !cache
    %norm.scale = nn.read @norm.scale : !vector
    %normal = nn.rms_norm %x2 scale %norm.scale : !one, !vector
    %head = nn.read @head.weight : tensor<64x128xf32>
    %last = nn.matmul %normal, %head : !one, tensor<64x128xf32>
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
