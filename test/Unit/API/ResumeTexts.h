// Small networks with all that a training may have to remember, for the tests of resuming.
#pragma once

namespace dlc {

/// Weights, running statistics, and dropout's random numbers.
inline constexpr const char *classifierText = R"(
module @classifier {
  nn.variable @hidden.weight : tensor<4x8xf32> init #nn.he_uniform
  nn.variable @norm.scale : tensor<8xf32> init #nn.constant<1.0 : f32>
  nn.variable @norm.bias : tensor<8xf32> init #nn.zeros
  nn.variable buffer @norm.mean : tensor<8xf32> init #nn.zeros
  nn.variable buffer @norm.variance : tensor<8xf32> init #nn.constant<1.0 : f32>
  nn.variable @classes.weight : tensor<8x3xf32> init #nn.he_uniform
  nn.variable buffer @random : tensor<2xi64> init #nn.random_state

  nn.func @predict(%x: tensor<?x4xf32>) -> (logits: tensor<?x3xf32>) {
    %w = nn.read @hidden.weight : tensor<4x8xf32>
    %hidden = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x8xf32>
    %scale = nn.read @norm.scale : tensor<8xf32>
    %bias = nn.read @norm.bias : tensor<8xf32>
    %mean = nn.read @norm.mean : tensor<8xf32>
    %variance = nn.read @norm.variance : tensor<8xf32>
    %norm = nn.batch_norm %hidden scale %scale bias %bias mean %mean variance %variance : tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
    %active = nn.tanh %norm : tensor<?x8xf32>
    %random = nn.read @random : tensor<2xi64>
    %some = nn.dropout %active, %random ratio 0.1 : tensor<?x8xf32>
    %c = nn.read @classes.weight : tensor<8x3xf32>
    %logits = nn.matmul %some, %c : tensor<?x8xf32>, tensor<8x3xf32>
    nn.return %logits : tensor<?x3xf32>
  }
  nn.func @loss(%x: tensor<?x4xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {
    %logits = nn.call @predict(%x) : (tensor<?x4xf32>) -> tensor<?x3xf32>
    %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x3xf32>, tensor<?xi64>
    nn.return %loss : tensor<f32>
  }
}
)";

/// Two that learn against each other, each with an optimizer of its own; one call of one, then two of the
/// other, so that rounds go on across epochs.
inline constexpr const char *adversariesText = R"(
module @adversaries attributes {train.plan = "generator(strength=1), critic*2"} {
  nn.variable @critic.weight : tensor<4x1xf32> init #nn.he_uniform
  nn.variable @generator.weight : tensor<4x4xf32> init #nn.he_uniform
  nn.variable buffer @random : tensor<2xi64> init #nn.random_state

  nn.func private @judge(%x: tensor<?x4xf32>) -> (logit: tensor<?x1xf32>) {
    %w = nn.read @critic.weight : tensor<4x1xf32>
    %logit = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x1xf32>
    nn.return %logit : tensor<?x1xf32>
  }
  nn.func private @fake() -> (x: tensor<?x4xf32>) {
    %random = nn.read @random : tensor<2xi64>
    %latent, %next = nn.random_normal %random : tensor<?x4xf32>
    nn.assign @random, %next : tensor<2xi64>
    %w = nn.read @generator.weight : tensor<4x4xf32>
    %x = nn.matmul %latent, %w : tensor<?x4xf32>, tensor<4x4xf32>
    nn.return %x : tensor<?x4xf32>
  }
  nn.func @critic(%x: tensor<?x4xf32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, fooled: tensor<f32>) {
    %drawn = nn.call @fake() : () -> tensor<?x4xf32>
    %given = nn.stop_gradient %drawn : tensor<?x4xf32>
    %real_logit = nn.call @judge(%x) : (tensor<?x4xf32>) -> tensor<?x1xf32>
    %fake_logit = nn.call @judge(%given) : (tensor<?x4xf32>) -> tensor<?x1xf32>
    %minus = nn.neg %real_logit : tensor<?x1xf32>
    %missed = nn.softplus %minus : tensor<?x1xf32>
    %believed = nn.softplus %fake_logit : tensor<?x1xf32>
    %both = nn.add %missed, %believed : tensor<?x1xf32>, tensor<?x1xf32>
    %loss = nn.reduce_mean %both : tensor<?x1xf32>
    %fooled = nn.reduce_mean %believed : tensor<?x1xf32>
    train.minimize %loss, %learning_rate using #train.adam<beta1 = 0.5> of (@critic.weight)
    nn.return %loss, %fooled : tensor<f32>, tensor<f32>
  }
  nn.func @generator(%x: tensor<?x4xf32>, %strength: tensor<f32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %fake = nn.call @fake() : () -> tensor<?x4xf32>
    %logit = nn.call @judge(%fake) : (tensor<?x4xf32>) -> tensor<?x1xf32>
    %minus = nn.neg %logit : tensor<?x1xf32>
    %unconvincing = nn.softplus %minus : tensor<?x1xf32>
    %mean = nn.reduce_mean %unconvincing : tensor<?x1xf32>
    %loss = nn.mul %mean, %strength : tensor<f32>, tensor<f32>
    train.minimize %loss, %learning_rate using #train.momentum of (@generator.weight)
    nn.return %loss : tensor<f32>
  }
}
)";

/// Values that are learnt towards those of a copy of some steps ago, as those of deep Q-learning are.
inline constexpr const char *targetText = R"(
module @values attributes {train.plan = "learn, copy every 3"} {
  nn.variable @weight : tensor<4x3xf32> init #nn.he_uniform
  nn.variable buffer @target : tensor<4x3xf32> init #nn.zeros

  nn.func @learn(%x: tensor<?x4xf32>, %label: tensor<?xi64>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %w = nn.read @weight : tensor<4x3xf32>
    %values = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
    %place = nn.unsqueeze %label axes [1] : tensor<?xi64>
    %value = nn.gather_elements %values, %place axis 1 : tensor<?x3xf32>, tensor<?x1xi64>
    %t = nn.read @target : tensor<4x3xf32>
    %next = nn.matmul %x, %t : tensor<?x4xf32>, tensor<4x3xf32>
    %best = nn.reduce_max %next axes [1] keepdims : tensor<?x3xf32>
    %half = nn.constant dense<0.5> : tensor<f32>
    %future = nn.mul %best, %half : tensor<?x1xf32>, tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %sum = nn.add %future, %one : tensor<?x1xf32>, tensor<f32>
    %goal = nn.stop_gradient %sum : tensor<?x1xf32>
    %loss = nn.huber_loss %value, %goal : tensor<?x1xf32>, tensor<?x1xf32>
    train.minimize %loss, %learning_rate using #train.recipe<#train.adam, clip_norm = 10.0>
    nn.return %loss : tensor<f32>
  }
  nn.func @copy() {
    %w = nn.read @weight : tensor<4x3xf32>
    nn.assign @target, %w : tensor<4x3xf32>
    nn.return
  }
}
)";

/// A restricted Boltzmann machine whose chains make three steps of Gibbs sampling for each step of learning.
inline constexpr const char *chainsText = R"(
module @machine attributes {train.plan = "gibbs*3, learn"} {
  nn.variable @weights : tensor<4x6xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
  nn.variable buffer @chains : tensor<5x4xf32> init #nn.zeros
  nn.variable buffer @random : tensor<2xi64> init #nn.random_state

  nn.func @gibbs() {
    %v = nn.read @chains : tensor<5x4xf32>
    %w = nn.read @weights : tensor<4x6xf32>
    %random = nn.read @random : tensor<2xi64>
    %field = nn.matmul %v, %w : tensor<5x4xf32>, tensor<4x6xf32>
    %probability = nn.sigmoid %field : tensor<5x6xf32>
    %h, %random1 = nn.bernoulli %probability, %random : tensor<5x6xf32>
    %back = nn.matmul %h, %w transpose_rhs : tensor<5x6xf32>, tensor<4x6xf32>
    %visible = nn.sigmoid %back : tensor<5x4xf32>
    %next, %random2 = nn.bernoulli %visible, %random1 : tensor<5x4xf32>
    nn.assign @chains, %next : tensor<5x4xf32>
    nn.assign @random, %random2 : tensor<2xi64>
    nn.return
  }
  nn.func @learn(%x: tensor<?x4xf32>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>) {
    %w = nn.read @weights : tensor<4x6xf32>
    %field = nn.matmul %x, %w : tensor<?x4xf32>, tensor<4x6xf32>
    %h = nn.sigmoid %field : tensor<?x6xf32>
    %sum = nn.matmul %x, %h transpose_lhs : tensor<?x4xf32>, tensor<?x6xf32>
    %batch = nn.size %x axes [0] : tensor<?x4xf32> -> tensor<f32>
    %products = nn.div %sum, %batch : tensor<4x6xf32>, tensor<f32>
    %chains = nn.read @chains : tensor<5x4xf32>
    %chain_field = nn.matmul %chains, %w : tensor<5x4xf32>, tensor<4x6xf32>
    %chain_h = nn.sigmoid %chain_field : tensor<5x6xf32>
    %chain_sum = nn.matmul %chains, %chain_h transpose_lhs : tensor<5x4xf32>, tensor<5x6xf32>
    %count = nn.constant dense<5.0> : tensor<f32>
    %chain_products = nn.div %chain_sum, %count : tensor<4x6xf32>, tensor<f32>
    %direction = nn.sub %chain_products, %products : tensor<4x6xf32>, tensor<4x6xf32>
    train.update @weights, %direction, %learning_rate : tensor<4x6xf32> using #train.momentum
    %loss = nn.reduce_mean %direction : tensor<4x6xf32>
    nn.return %loss : tensor<f32>
  }
}
)";

} // namespace dlc
