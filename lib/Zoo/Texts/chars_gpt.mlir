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
//   dlc run gpt.dlm --entry write --input temperature=0.7 --steps 400 --output text=written.txt
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

  // What was written so far, and the state of the dice.
  nn.variable buffer @text : !text init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // Angles of 128 positions at 12 speeds, from 1 down to 1/1000.
  nn.func private @angles() -> (cos: tensor<128x12xf32>, sin: tensor<128x12xf32>) {
    %exponents = nn.range start 0.0 delta -0.62798 : tensor<12xf32>
    %speeds = nn.exp %exponents : tensor<12xf32>
    %positions = nn.range : tensor<128xf32>
    %angles = nn.outer %positions, %speeds : tensor<128xf32>, tensor<12xf32>
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

  // Writes one more character, drawn as the network guesses from the last 128: at temperature 1 as often as it says, at lower ones
  // rather what is likely. The text keeps its last 400.
  nn.func @write(%temperature: tensor<f32>) -> (text: !text) {
    %text = nn.read @text : !text
    %window = nn.slice %text starts [272] ends [400] axes [1] : !text
    // @predict takes any batch: the batch of this call, of which one is enough.
    %windows = nn.expand %window : tensor<1x128xi64> to !tokens
    %logits = nn.call @predict(%windows) : (!tokens) -> !logits
    %behind = nn.slice %logits starts [0, 127] ends [1, 128] axes [0, 1] : !logits
    %last = nn.reshape %behind : tensor<1x1x128xf32> to tensor<1x128xf32>
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
