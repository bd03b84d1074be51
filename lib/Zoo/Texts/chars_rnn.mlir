// A plain recurrent network for characters: guesses the next one by a state that it renews with each, and writes
//
// J. L. Elman: Finding structure in time (1990).
//
// One layer of 480 units for texts of up to 128 different characters; 351,296 parameters, about as many as those of chars_lstm.
// `bits` is what it takes to write down a character, if both sides have the network's guess: 7 without one.
//
//   dlc train chars_rnn.mlir --data 'book.txt(sequence=128)' --batch 8 --epochs 3 --lr 2e-3 --optimizer 'adam, clip_norm=1' --schedule cosine -o rnn.dlm
//   dlc eval rnn.dlm --data 'another.txt(sequence=128)'
//   dlc generate rnn.dlm --prompt 'ROMEO:' --temperature 0.7
//   dlc run rnn.dlm --entry write --input temperature=0.7 --steps 400 --output text=written.txt       the same by the network's own dice
!tokens = tensor<?x128xi64>
!states = tensor<?x128x480xf32>
!logits = tensor<?x128x128xf32>
!text = tensor<1x400xi64>
!random = tensor<2xi64>

module @chars_rnn {
  nn.variable @tokens.weight : tensor<128x96xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable @rnn.weight : tensor<1x480x96xf32> init #nn.uniform<-0.1 : f32, 0.1 : f32>
  nn.variable @rnn.recurrence : tensor<1x480x480xf32> init #nn.uniform<-0.046 : f32, 0.046 : f32>
  nn.variable @rnn.bias : tensor<1x960xf32> init #nn.zeros
  nn.variable @head.weight : tensor<480x128xf32> init #nn.xavier_uniform
  nn.variable @head.bias : tensor<128xf32> init #nn.zeros

  // What was written so far, and the state of the dice.
  nn.variable buffer @text : !text init #nn.zeros
  nn.variable buffer @random : !random init #nn.random_state

  // Behind every character, a logit for each that may be the next.
  nn.func @predict(%tokens: !tokens) -> (logits: !logits) {
    %table = nn.read @tokens.weight : tensor<128x96xf32>
    %embedding = nn.embedding %table, %tokens : tensor<128x96xf32>, !tokens
    %w = nn.read @rnn.weight : tensor<1x480x96xf32>
    %r = nn.read @rnn.recurrence : tensor<1x480x480xf32>
    %b = nn.read @rnn.bias : tensor<1x960xf32>
    %all, %last = nn.rnn %embedding, %w, %r bias(%b : tensor<1x960xf32>) : tensor<?x128x96xf32>, tensor<1x480x96xf32>, tensor<1x480x480xf32>
    %states = nn.squeeze %all axes [2] : tensor<?x128x1x480xf32>
    %head = nn.read @head.weight : tensor<480x128xf32>
    %bias = nn.read @head.bias : tensor<128xf32>
    %product = nn.matmul %states, %head : !states, tensor<480x128xf32>
    %logits = nn.add %product, %bias : !logits, tensor<128xf32>
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
