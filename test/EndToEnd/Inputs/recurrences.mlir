// Recurrent networks over sequences of any length, of any batch.
!frames = tensor<?x?x6xf32, #nn.sizes<batch, frames>>
!labels = tensor<?x?xi64, #nn.sizes<batch, letters>>
!states = tensor<?x?x1x8xf32, #nn.sizes<batch, frames>>
!both = tensor<?x?x2x4xf32, #nn.sizes<batch, frames>>
!wide = tensor<?x?x8xf32, #nn.sizes<batch, frames>>
!logits = tensor<?x?x5xf32, #nn.sizes<batch, frames>>
nn.variable @lstm_w : tensor<1x32x6xf32> init #nn.xavier_uniform
nn.variable @lstm_r : tensor<1x32x8xf32> init #nn.xavier_uniform
nn.variable @lstm_b : tensor<1x64xf32> init #nn.normal<0.0, 0.1>
nn.variable @gru_w : tensor<2x12x8xf32> init #nn.xavier_uniform
nn.variable @gru_r : tensor<2x12x4xf32> init #nn.xavier_uniform
nn.variable @head : tensor<8x5xf32> init #nn.xavier_uniform
nn.func private @forward(%x: !frames, %lengths: tensor<?xi64>) -> (logits: !logits) {
  %w0 = nn.read @lstm_w : tensor<1x32x6xf32>
  %r0 = nn.read @lstm_r : tensor<1x32x8xf32>
  %b0 = nn.read @lstm_b : tensor<1x64xf32>
  %w1 = nn.read @gru_w : tensor<2x12x8xf32>
  %r1 = nn.read @gru_r : tensor<2x12x4xf32>
  %head = nn.read @head : tensor<8x5xf32>
  %y, %h, %c = nn.lstm %x, %w0, %r0 bias(%b0 : tensor<1x64xf32>) : !frames, tensor<1x32x6xf32>, tensor<1x32x8xf32>
  %hidden = nn.reshape %y : !states to !wide
  %z, %n = nn.gru %hidden, %w1, %r1 lengths(%lengths : tensor<?xi64>) direction bidirectional : !wide, tensor<2x12x8xf32>, tensor<2x12x4xf32>
  %both = nn.reshape %z : !both to !wide
  %logits = nn.matmul %both, %head : !wide, tensor<8x5xf32>
  nn.return %logits : !logits
}
nn.func @predict(%x: !frames, %lengths: tensor<?xi64>) -> (logits: !logits) {
  %logits = nn.call @forward(%x, %lengths) : (!frames, tensor<?xi64>) -> !logits
  nn.return %logits : !logits
}
nn.func @loss(%x: !frames, %labels: !labels, %lengths: tensor<?xi64>, %letter_counts: tensor<?xi64>) -> (loss: tensor<f32>) {
  %logits = nn.call @forward(%x, %lengths) : (!frames, tensor<?xi64>) -> !logits
  %p = nn.log_softmax %logits axis 2 : !logits
  %loss = nn.ctc_loss %p, %labels, %lengths, %letter_counts blank 4 : !logits, !labels, tensor<?xi64>, tensor<?xi64>
  nn.return %loss : tensor<f32>
}
// The derivative of a sum needs nothing of a step.
nn.func @total(%x: !frames) -> (y: tensor<?x6xf32>, d: !frames) {
  %zero = nn.constant dense<0.0> : tensor<6xf32>
  %first = nn.reduce_sum %x axes [1] : !frames
  %start = nn.sub %first, %first : tensor<?x6xf32>, tensor<?x6xf32>
  %y = nn.scan axis 1 carry(%s = %start : tensor<?x6xf32>) over(%v = %x : !frames) {
    %next = nn.add %s, %v : tensor<?x6xf32>, tensor<?x6xf32>
    nn.yield %next : tensor<?x6xf32>
  }
  %squares = nn.mul %y, %y : tensor<?x6xf32>, tensor<?x6xf32>
  %sum = nn.reduce_sum %squares : tensor<?x6xf32>
  %d = train.gradient %sum wrt (%x) : tensor<f32>, (!frames)
  nn.return %y, %d : tensor<?x6xf32>, !frames
}
// A vanilla recurrence along axis 0, the last step first, with what each step yields.
nn.func @reversed(%x: tensor<?x3xf32, #nn.sizes<frames>>, %w: tensor<3x3xf32>) -> (last: tensor<1x3xf32>, all: tensor<?x1x3xf32, #nn.sizes<frames>>) {
  %start = nn.constant dense<0.5> : tensor<1x3xf32>
  %rows = nn.reshape %x : tensor<?x3xf32, #nn.sizes<frames>> to tensor<?x1x3xf32, #nn.sizes<frames>>
  %last, %all = nn.scan axis 0 reverse carry(%s = %start : tensor<1x3xf32>) over(%v = %rows : tensor<?x1x3xf32, #nn.sizes<frames>>) capture(%k = %w : tensor<3x3xf32>) {
    %p = nn.matmul %s, %k : tensor<1x3xf32>, tensor<3x3xf32>
    %q = nn.add %p, %v : tensor<1x3xf32>, tensor<1x3xf32>
    %next = nn.tanh %q : tensor<1x3xf32>
    nn.yield %next, %next : tensor<1x3xf32>, tensor<1x3xf32>
  }
  nn.return %last, %all : tensor<1x3xf32>, tensor<?x1x3xf32, #nn.sizes<frames>>
}
