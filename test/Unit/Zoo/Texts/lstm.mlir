// Two layers of long short-term memory (Hochreiter and Schmidhuber, 1997), 256 units each, and a
// dense layer for each step.
//
// Takes sequences of 100 steps with 128 features each, as [batch, 100, 128]. Any batch: `?`.
//
// Parameters: 954,496.
module @lstm {
  nn.variable @lstm1.weight     : tensor<1x1024x128xf32> init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @lstm1.recurrence : tensor<1x1024x256xf32> init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @lstm1.bias       : tensor<1x2048xf32>     init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @lstm2.weight     : tensor<1x1024x256xf32> init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @lstm2.recurrence : tensor<1x1024x256xf32> init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @lstm2.bias       : tensor<1x2048xf32>     init #nn.uniform<-0.0625 : f32, 0.0625 : f32>
  nn.variable @fc.weight        : tensor<256x128xf32>    init #nn.fan_in_uniform
  nn.variable @fc.bias          : tensor<128xf32>        init #nn.zeros

  // One logit for each of 128 symbols, behind every step.
  nn.func @predict(%sequence: tensor<?x100x128xf32>) -> (logits: tensor<?x100x128xf32>) {
    %lstm1.weight = nn.read @lstm1.weight : tensor<1x1024x128xf32>
    %lstm1.recurrence = nn.read @lstm1.recurrence : tensor<1x1024x256xf32>
    %lstm1.bias = nn.read @lstm1.bias : tensor<1x2048xf32>
    %lstm1.states, %lstm1.h, %lstm1.c = nn.lstm %sequence, %lstm1.weight, %lstm1.recurrence bias(%lstm1.bias : tensor<1x2048xf32>) : tensor<?x100x128xf32>, tensor<1x1024x128xf32>, tensor<1x1024x256xf32>
    %lstm1 = nn.reshape %lstm1.states : tensor<?x100x1x256xf32> to tensor<?x100x256xf32>
    %lstm1.last = nn.reshape %lstm1.h : tensor<?x1x256xf32> to tensor<?x256xf32>
    %lstm2.weight = nn.read @lstm2.weight : tensor<1x1024x256xf32>
    %lstm2.recurrence = nn.read @lstm2.recurrence : tensor<1x1024x256xf32>
    %lstm2.bias = nn.read @lstm2.bias : tensor<1x2048xf32>
    %lstm2.states, %lstm2.h, %lstm2.c = nn.lstm %lstm1, %lstm2.weight, %lstm2.recurrence bias(%lstm2.bias : tensor<1x2048xf32>) : tensor<?x100x256xf32>, tensor<1x1024x256xf32>, tensor<1x1024x256xf32>
    %lstm2 = nn.reshape %lstm2.states : tensor<?x100x1x256xf32> to tensor<?x100x256xf32>
    %lstm2.last = nn.reshape %lstm2.h : tensor<?x1x256xf32> to tensor<?x256xf32>
    %fc.weight = nn.read @fc.weight : tensor<256x128xf32>
    %fc.product = nn.matmul %lstm2, %fc.weight : tensor<?x100x256xf32>, tensor<256x128xf32>
    %fc.bias = nn.read @fc.bias : tensor<128xf32>
    %fc = nn.add %fc.product, %fc.bias : tensor<?x100x128xf32>, tensor<128xf32>
    nn.return %fc : tensor<?x100x128xf32>
  }

  // What training makes small: the mean cross entropy over the steps of all sequences. Its
  // accuracy is the fraction of steps whose largest logit is at the label.
  nn.func @loss(%sequence: tensor<?x100x128xf32>, %label: tensor<?x100xi64>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %logits = nn.call @predict(%sequence) : (tensor<?x100x128xf32>) -> tensor<?x100x128xf32>

    // A cross entropy has the classes in dimension 1.
    %transpose = nn.transpose %logits perm [0, 2, 1] : tensor<?x100x128xf32>
    %loss = nn.softmax_cross_entropy_loss %transpose, %label : tensor<?x128x100xf32>, tensor<?x100xi64>
    %arg_max = nn.arg_max %logits axis -1 : tensor<?x100x128xf32>
    %hits = nn.compare eq %arg_max, %label : tensor<?x100xi64>, tensor<?x100xi64>
    %cast = nn.cast %hits : tensor<?x100xi1> to tensor<?x100xf32>
    %accuracy = nn.reduce_mean %cast : tensor<?x100xf32>
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
