// The adding problem: what stands 200 steps back is within reach of long short-term memory, and out of that of a plain recurrent network
//
// S. Hochreiter and J. Schmidhuber: Long short-term memory (1997).
//
// A sequence of 200 steps with two numbers each: one at random in 0 … 1, and a mark, which is 1 at two places and 0 elsewhere. The
// network reads them all and then answers with the sum of the two marked numbers. Answering always with the mean, 1, has a squared
// error of 1/6 = 0.167. The first mark is in the first half: to do better, a network must carry a number over 100 steps and more.
// Gradients through so many steps of a plain network vanish; the cell of an LSTM keeps them.
//
// The data are drawn when they are needed, so there are no epochs and no test set: every batch is new.
//
//   dlc run adding.mlir --entry learn_lstm --input learning_rate=3e-3 --steps 2000 --seed 1 -o lstm.dlm
//   dlc run adding.mlir --entry learn_rnn --input learning_rate=1e-3 --steps 2000 --seed 1 -o rnn.dlm
!sequences = tensor<64x200x2xf32>
!sums = tensor<64x1xf32>
!states = tensor<64x64xf32>

module @adding {
  // Gates of an LSTM in the order input, output, forget, cell. Forget gates start open (bias 1), so that gradients pass from the start.
  nn.variable @lstm.weight     : tensor<1x256x2xf32>  init #nn.uniform<-0.3 : f32, 0.3 : f32>
  nn.variable @lstm.recurrence : tensor<1x256x64xf32> init #nn.uniform<-0.125 : f32, 0.125 : f32>
  nn.variable @lstm.bias       : tensor<1x512xf32>    init #nn.zeros
  nn.variable @lstm.fc.weight  : tensor<64x1xf32>     init #nn.xavier_uniform
  nn.variable @lstm.fc.bias    : tensor<1xf32>        init #nn.zeros

  nn.variable @rnn.weight      : tensor<1x64x2xf32>   init #nn.uniform<-0.3 : f32, 0.3 : f32>
  nn.variable @rnn.recurrence  : tensor<1x64x64xf32>  init #nn.uniform<-0.125 : f32, 0.125 : f32>
  nn.variable @rnn.bias        : tensor<1x128xf32>    init #nn.zeros
  nn.variable @rnn.fc.weight   : tensor<64x1xf32>     init #nn.xavier_uniform
  nn.variable @rnn.fc.bias     : tensor<1xf32>        init #nn.zeros

  nn.variable buffer @random   : tensor<2xi64>        init #nn.random_state

  // 64 new sequences, and the sums of their marked numbers.
  nn.func private @draw() -> (sequences: !sequences, sums: !sums) {
    %random = nn.read @random : tensor<2xi64>
    %numbers, %random1 = nn.random_uniform %random : tensor<64x200xf32>
    %first, %random2 = nn.random_uniform %random1 low 0.0 high 100.0 : !sums
    %second, %random3 = nn.random_uniform %random2 low 100.0 high 200.0 : !sums
    nn.assign @random, %random3 : tensor<2xi64>
    %step = nn.range : tensor<200xf32>
    %first_step = nn.floor %first : !sums
    %second_step = nn.floor %second : !sums
    %is_first = nn.compare eq %step, %first_step : tensor<200xf32>, !sums
    %is_second = nn.compare eq %step, %second_step : tensor<200xf32>, !sums
    %is_marked = nn.or %is_first, %is_second : tensor<64x200xi1>, tensor<64x200xi1>
    %marks = nn.cast %is_marked : tensor<64x200xi1> to tensor<64x200xf32>
    %marked = nn.mul %numbers, %marks : tensor<64x200xf32>, tensor<64x200xf32>
    %sums = nn.reduce_sum %marked axes [1] keepdims : tensor<64x200xf32>
    %a = nn.unsqueeze %numbers axes [2] : tensor<64x200xf32>
    %b = nn.unsqueeze %marks axes [2] : tensor<64x200xf32>
    %sequences = nn.concat %a, %b axis 2 : tensor<64x200x1xf32>, tensor<64x200x1xf32>
    nn.return %sequences, %sums : !sequences, !sums
  }

  // The squared error of the LSTM's answers to new sequences.
  nn.func @lstm() -> (error: tensor<f32>) {
    %sequences, %sums = nn.call @draw() : () -> (!sequences, !sums)
    %w = nn.read @lstm.weight : tensor<1x256x2xf32>
    %r = nn.read @lstm.recurrence : tensor<1x256x64xf32>
    %b0 = nn.read @lstm.bias : tensor<1x512xf32>
    // One more for the 64 forget gates, which are the third of four groups.
    %ones = nn.constant dense<1.0> : tensor<1x64xf32>
    %gates = nn.pad %ones pads [0, 128, 0, 320] : tensor<1x64xf32>
    %b = nn.add %b0, %gates : tensor<1x512xf32>, tensor<1x512xf32>
    %all, %last, %cell = nn.lstm %sequences, %w, %r bias(%b : tensor<1x512xf32>) : !sequences, tensor<1x256x2xf32>, tensor<1x256x64xf32>
    %state = nn.squeeze %last axes [1] : tensor<64x1x64xf32>
    %fc = nn.read @lstm.fc.weight : tensor<64x1xf32>
    %bias = nn.read @lstm.fc.bias : tensor<1xf32>
    %product = nn.matmul %state, %fc : !states, tensor<64x1xf32>
    %answer = nn.add %product, %bias : !sums, tensor<1xf32>
    %error = nn.mse_loss %answer, %sums : !sums, !sums
    nn.return %error : tensor<f32>
  }

  nn.func @learn_lstm(%learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %error = nn.call @lstm() : () -> tensor<f32>
    train.minimize %error, %learning_rate using #train.recipe<#train.adam, clip_norm = 1.0>
    nn.return %error : tensor<f32>
  }

  // The same with the plain recurrent network: state ← tanh(W input + R state + b).
  nn.func @rnn() -> (error: tensor<f32>) {
    %sequences, %sums = nn.call @draw() : () -> (!sequences, !sums)
    %w = nn.read @rnn.weight : tensor<1x64x2xf32>
    %r = nn.read @rnn.recurrence : tensor<1x64x64xf32>
    %b = nn.read @rnn.bias : tensor<1x128xf32>
    %all, %last = nn.rnn %sequences, %w, %r bias(%b : tensor<1x128xf32>) : !sequences, tensor<1x64x2xf32>, tensor<1x64x64xf32>
    %state = nn.squeeze %last axes [1] : tensor<64x1x64xf32>
    %fc = nn.read @rnn.fc.weight : tensor<64x1xf32>
    %bias = nn.read @rnn.fc.bias : tensor<1xf32>
    %product = nn.matmul %state, %fc : !states, tensor<64x1xf32>
    %answer = nn.add %product, %bias : !sums, tensor<1xf32>
    %error = nn.mse_loss %answer, %sums : !sums, !sums
    nn.return %error : tensor<f32>
  }

  nn.func @learn_rnn(%learning_rate: tensor<f32>) -> (error: tensor<f32>) {
    %error = nn.call @rnn() : () -> tensor<f32>
    train.minimize %error, %learning_rate using #train.recipe<#train.adam, clip_norm = 1.0>
    nn.return %error : tensor<f32>
  }
}
