// Deep Q-learning from pixels: catches what falls, by a convolutional network that is given nothing but the score
//
// V. Mnih et al.: Human-level control through deep reinforcement learning (2015); H. van Hasselt, A. Guez and D. Silver: Deep
// reinforcement learning with double Q-learning (2016).
//
// A state is an image of 10 × 10 pixels: a ball that falls from the top row, in any column, and a paddle of three pixels in the
// bottom row. The actions are left, stay and right. When the ball is down, the reward is 1 if it is caught and -1 if it is not.
// The network estimates Q(s, a): the sum of all rewards from here on, discounted by 0.99 a step, if action a is taken in state s
// and the best actions behind it. What it should be, by Bellman's equation, is the reward plus 0.99 times the largest Q of the next
// state; steps that were stored in the past are drawn at random and learnt from. The target is computed by a second network, which is
// a copy of the first from some time ago (`@copy_to_target`): a network that chases its own estimate may run away. Of the two, the
// first chooses the best action, and the second says what it is worth (double Q-learning).
//
// The environment, the store of steps and the exploration are a loop around this file: docs/models/dqn.cpp.
!states = tensor<?x1x10x10xf32>
!values = tensor<?x3xf32>
!batch = tensor<?xf32>

module @catch {
  nn.variable @q.conv1.weight : tensor<16x1x3x3xf32> init #nn.he_uniform
  nn.variable @q.conv1.bias : tensor<16xf32> init #nn.zeros
  nn.variable @q.conv2.weight : tensor<16x16x3x3xf32> init #nn.he_uniform
  nn.variable @q.conv2.bias : tensor<16xf32> init #nn.zeros
  nn.variable @q.fc1.weight : tensor<400x64xf32> init #nn.he_uniform
  nn.variable @q.fc1.bias : tensor<64xf32> init #nn.zeros
  nn.variable @q.fc2.weight : tensor<64x3xf32> init #nn.xavier_uniform
  nn.variable @q.fc2.bias : tensor<3xf32> init #nn.zeros

  // The copy from some time ago. Buffers: no step trains them.
  nn.variable buffer @target.conv1.weight : tensor<16x1x3x3xf32> init #nn.zeros
  nn.variable buffer @target.conv1.bias : tensor<16xf32> init #nn.zeros
  nn.variable buffer @target.conv2.weight : tensor<16x16x3x3xf32> init #nn.zeros
  nn.variable buffer @target.conv2.bias : tensor<16xf32> init #nn.zeros
  nn.variable buffer @target.fc1.weight : tensor<400x64xf32> init #nn.zeros
  nn.variable buffer @target.fc1.bias : tensor<64xf32> init #nn.zeros
  nn.variable buffer @target.fc2.weight : tensor<64x3xf32> init #nn.zeros
  nn.variable buffer @target.fc2.bias : tensor<3xf32> init #nn.zeros

  // The value of each action.
  nn.func @predict(%state: !states) -> (values: !values) {
    %conv1.weight = nn.read @q.conv1.weight : tensor<16x1x3x3xf32>
    %conv1.bias = nn.read @q.conv1.bias : tensor<16xf32>
    %sum1 = nn.conv %state, %conv1.weight bias %conv1.bias pads [1, 1, 1, 1] : !states, tensor<16x1x3x3xf32>, tensor<16xf32>
    %features1 = nn.relu %sum1 : tensor<?x16x10x10xf32>
    %conv2.weight = nn.read @q.conv2.weight : tensor<16x16x3x3xf32>
    %conv2.bias = nn.read @q.conv2.bias : tensor<16xf32>
    %sum2 = nn.conv %features1, %conv2.weight bias %conv2.bias strides [2, 2] pads [1, 1, 1, 1] : tensor<?x16x10x10xf32>, tensor<16x16x3x3xf32>, tensor<16xf32>
    %features2 = nn.relu %sum2 : tensor<?x16x5x5xf32>
    %flat = nn.flatten %features2 : tensor<?x16x5x5xf32>
    %fc1.weight = nn.read @q.fc1.weight : tensor<400x64xf32>
    %fc1.bias = nn.read @q.fc1.bias : tensor<64xf32>
    %sum3_product = nn.matmul %flat, %fc1.weight : tensor<?x400xf32>, tensor<400x64xf32>
    %sum3 = nn.add %sum3_product, %fc1.bias : tensor<?x64xf32>, tensor<64xf32>
    %hidden = nn.relu %sum3 : tensor<?x64xf32>
    %fc2.weight = nn.read @q.fc2.weight : tensor<64x3xf32>
    %fc2.bias = nn.read @q.fc2.bias : tensor<3xf32>
    %values_product = nn.matmul %hidden, %fc2.weight : tensor<?x64xf32>, tensor<64x3xf32>
    %values = nn.add %values_product, %fc2.bias : !values, tensor<3xf32>
    nn.return %values : !values
  }

  // The same by the copy.
  nn.func private @target(%state: !states) -> (values: !values) {
    %conv1.weight = nn.read @target.conv1.weight : tensor<16x1x3x3xf32>
    %conv1.bias = nn.read @target.conv1.bias : tensor<16xf32>
    %sum1 = nn.conv %state, %conv1.weight bias %conv1.bias pads [1, 1, 1, 1] : !states, tensor<16x1x3x3xf32>, tensor<16xf32>
    %features1 = nn.relu %sum1 : tensor<?x16x10x10xf32>
    %conv2.weight = nn.read @target.conv2.weight : tensor<16x16x3x3xf32>
    %conv2.bias = nn.read @target.conv2.bias : tensor<16xf32>
    %sum2 = nn.conv %features1, %conv2.weight bias %conv2.bias strides [2, 2] pads [1, 1, 1, 1] : tensor<?x16x10x10xf32>, tensor<16x16x3x3xf32>, tensor<16xf32>
    %features2 = nn.relu %sum2 : tensor<?x16x5x5xf32>
    %flat = nn.flatten %features2 : tensor<?x16x5x5xf32>
    %fc1.weight = nn.read @target.fc1.weight : tensor<400x64xf32>
    %fc1.bias = nn.read @target.fc1.bias : tensor<64xf32>
    %sum3_product = nn.matmul %flat, %fc1.weight : tensor<?x400xf32>, tensor<400x64xf32>
    %sum3 = nn.add %sum3_product, %fc1.bias : tensor<?x64xf32>, tensor<64xf32>
    %hidden = nn.relu %sum3 : tensor<?x64xf32>
    %fc2.weight = nn.read @target.fc2.weight : tensor<64x3xf32>
    %fc2.bias = nn.read @target.fc2.bias : tensor<3xf32>
    %values_product = nn.matmul %hidden, %fc2.weight : tensor<?x64xf32>, tensor<64x3xf32>
    %values = nn.add %values_product, %fc2.bias : !values, tensor<3xf32>
    nn.return %values : !values
  }

  // Learns from a batch of steps: state, action taken, reward, next state, and 1 where the episode ended there, else 0.
  nn.func @learn(%state: !states, %action: tensor<?xi64>, %reward: !batch, %next: !states, %ended: !batch, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %all = nn.call @predict(%state) : (!states) -> !values
    %place = nn.unsqueeze %action axes [1] : tensor<?xi64>
    %chosen = nn.gather_elements %all, %place axis 1 : !values, tensor<?x1xi64>
    %value = nn.squeeze %chosen axes [1] : tensor<?x1xf32>

    %next_values = nn.call @predict(%next) : (!states) -> !values
    %best = nn.arg_max %next_values axis 1 keepdims : !values
    %their_worth = nn.call @target(%next) : (!states) -> !values
    %next_worth = nn.gather_elements %their_worth, %best axis 1 : !values, tensor<?x1xi64>
    %next_value = nn.squeeze %next_worth axes [1] : tensor<?x1xf32>
    %discount = nn.constant dense<0.99> : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %goes_on = nn.sub %one, %ended : tensor<f32>, !batch
    %discounted = nn.mul %next_value, %discount : !batch, tensor<f32>
    %future = nn.mul %discounted, %goes_on : !batch, !batch
    %sum = nn.add %reward, %future : !batch, !batch
    %goal = nn.stop_gradient %sum : !batch
    %loss = nn.huber_loss %value, %goal : !batch, !batch
    train.minimize %loss, %learning_rate using #train.recipe<#train.adam, clip_norm = 10.0>
    nn.return %loss : tensor<f32>
  }

  nn.func @copy_to_target() {
    %0 = nn.read @q.conv1.weight : tensor<16x1x3x3xf32>
    nn.assign @target.conv1.weight, %0 : tensor<16x1x3x3xf32>
    %1 = nn.read @q.conv1.bias : tensor<16xf32>
    nn.assign @target.conv1.bias, %1 : tensor<16xf32>
    %2 = nn.read @q.conv2.weight : tensor<16x16x3x3xf32>
    nn.assign @target.conv2.weight, %2 : tensor<16x16x3x3xf32>
    %3 = nn.read @q.conv2.bias : tensor<16xf32>
    nn.assign @target.conv2.bias, %3 : tensor<16xf32>
    %4 = nn.read @q.fc1.weight : tensor<400x64xf32>
    nn.assign @target.fc1.weight, %4 : tensor<400x64xf32>
    %5 = nn.read @q.fc1.bias : tensor<64xf32>
    nn.assign @target.fc1.bias, %5 : tensor<64xf32>
    %6 = nn.read @q.fc2.weight : tensor<64x3xf32>
    nn.assign @target.fc2.weight, %6 : tensor<64x3xf32>
    %7 = nn.read @q.fc2.bias : tensor<3xf32>
    nn.assign @target.fc2.bias, %7 : tensor<3xf32>
    nn.return
  }
}
