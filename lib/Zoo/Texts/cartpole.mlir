// Deep Q-learning: balances a pole on a cart, from four numbers and trial and error
//
// V. Mnih et al.: Human-level control through deep reinforcement learning (2015); H. van Hasselt, A. Guez and D. Silver: Deep
// reinforcement learning with double Q-learning (2016).
//
// A state is where the cart is, how fast it goes, how far the pole leans and how fast it falls; the actions are to push the cart to the
// left or to the right. Every step in which the pole stands is rewarded by 1; after 500, the episode ends.
// The network estimates Q(s, a): the sum of all rewards from here on, discounted by 0.99 a step, if action a is taken in state s
// and the best actions behind it. What it should be, by Bellman's equation, is the reward plus 0.99 times the largest Q of the next
// state; steps that were stored in the past are drawn at random and learnt from. The target is computed by a second network, which is
// a copy of the first from some time ago (`@copy_to_target`): a network that chases its own estimate may run away. Of the two, the
// first chooses the best action, and the second says what it is worth (double Q-learning).
//
// The environment, the store of steps and the exploration are a loop around this file: docs/models/dqn.cpp.
!states = tensor<?x4xf32>
!values = tensor<?x2xf32>
!batch = tensor<?xf32>

module @cartpole {
  nn.variable @q.fc1.weight : tensor<4x128xf32> init #nn.he_uniform
  nn.variable @q.fc1.bias : tensor<128xf32> init #nn.zeros
  nn.variable @q.fc2.weight : tensor<128x128xf32> init #nn.he_uniform
  nn.variable @q.fc2.bias : tensor<128xf32> init #nn.zeros
  nn.variable @q.fc3.weight : tensor<128x2xf32> init #nn.xavier_uniform
  nn.variable @q.fc3.bias : tensor<2xf32> init #nn.zeros

  // The copy from some time ago. Buffers: no step trains them.
  nn.variable buffer @target.fc1.weight : tensor<4x128xf32> init #nn.zeros
  nn.variable buffer @target.fc1.bias : tensor<128xf32> init #nn.zeros
  nn.variable buffer @target.fc2.weight : tensor<128x128xf32> init #nn.zeros
  nn.variable buffer @target.fc2.bias : tensor<128xf32> init #nn.zeros
  nn.variable buffer @target.fc3.weight : tensor<128x2xf32> init #nn.zeros
  nn.variable buffer @target.fc3.bias : tensor<2xf32> init #nn.zeros

  // The value of each action.
  nn.func @predict(%state: !states) -> (values: !values) {
    %fc1.weight = nn.read @q.fc1.weight : tensor<4x128xf32>
    %fc1.bias = nn.read @q.fc1.bias : tensor<128xf32>
    %sum1_product = nn.matmul %state, %fc1.weight : !states, tensor<4x128xf32>
    %sum1 = nn.add %sum1_product, %fc1.bias : tensor<?x128xf32>, tensor<128xf32>
    %hidden1 = nn.relu %sum1 : tensor<?x128xf32>
    %fc2.weight = nn.read @q.fc2.weight : tensor<128x128xf32>
    %fc2.bias = nn.read @q.fc2.bias : tensor<128xf32>
    %sum2_product = nn.matmul %hidden1, %fc2.weight : tensor<?x128xf32>, tensor<128x128xf32>
    %sum2 = nn.add %sum2_product, %fc2.bias : tensor<?x128xf32>, tensor<128xf32>
    %hidden2 = nn.relu %sum2 : tensor<?x128xf32>
    %fc3.weight = nn.read @q.fc3.weight : tensor<128x2xf32>
    %fc3.bias = nn.read @q.fc3.bias : tensor<2xf32>
    %values_product = nn.matmul %hidden2, %fc3.weight : tensor<?x128xf32>, tensor<128x2xf32>
    %values = nn.add %values_product, %fc3.bias : !values, tensor<2xf32>
    nn.return %values : !values
  }

  // The same by the copy.
  nn.func private @target(%state: !states) -> (values: !values) {
    %fc1.weight = nn.read @target.fc1.weight : tensor<4x128xf32>
    %fc1.bias = nn.read @target.fc1.bias : tensor<128xf32>
    %sum1_product = nn.matmul %state, %fc1.weight : !states, tensor<4x128xf32>
    %sum1 = nn.add %sum1_product, %fc1.bias : tensor<?x128xf32>, tensor<128xf32>
    %hidden1 = nn.relu %sum1 : tensor<?x128xf32>
    %fc2.weight = nn.read @target.fc2.weight : tensor<128x128xf32>
    %fc2.bias = nn.read @target.fc2.bias : tensor<128xf32>
    %sum2_product = nn.matmul %hidden1, %fc2.weight : tensor<?x128xf32>, tensor<128x128xf32>
    %sum2 = nn.add %sum2_product, %fc2.bias : tensor<?x128xf32>, tensor<128xf32>
    %hidden2 = nn.relu %sum2 : tensor<?x128xf32>
    %fc3.weight = nn.read @target.fc3.weight : tensor<128x2xf32>
    %fc3.bias = nn.read @target.fc3.bias : tensor<2xf32>
    %values_product = nn.matmul %hidden2, %fc3.weight : tensor<?x128xf32>, tensor<128x2xf32>
    %values = nn.add %values_product, %fc3.bias : !values, tensor<2xf32>
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
    %0 = nn.read @q.fc1.weight : tensor<4x128xf32>
    nn.assign @target.fc1.weight, %0 : tensor<4x128xf32>
    %1 = nn.read @q.fc1.bias : tensor<128xf32>
    nn.assign @target.fc1.bias, %1 : tensor<128xf32>
    %2 = nn.read @q.fc2.weight : tensor<128x128xf32>
    nn.assign @target.fc2.weight, %2 : tensor<128x128xf32>
    %3 = nn.read @q.fc2.bias : tensor<128xf32>
    nn.assign @target.fc2.bias, %3 : tensor<128xf32>
    %4 = nn.read @q.fc3.weight : tensor<128x2xf32>
    nn.assign @target.fc3.weight, %4 : tensor<128x2xf32>
    %5 = nn.read @q.fc3.bias : tensor<2xf32>
    nn.assign @target.fc3.bias, %5 : tensor<2xf32>
    nn.return
  }
}
