// Counts what is called, so that a plan shows in its variables: calls are digits of @log, in their order, in base 10.
module @counts attributes {train.plan = "critic*2, generator, copy every 2"} {
  nn.variable buffer @log  : tensor<f64> init #nn.zeros
  nn.variable buffer @seen : tensor<f64> init #nn.zeros
  nn.variable buffer @beta : tensor<f32> init #nn.zeros

  nn.func private @note(%digit: tensor<f64>) {
    %ten = nn.constant dense<10.0> : tensor<f64>
    %log = nn.read @log : tensor<f64>
    %shifted = nn.mul %log, %ten : tensor<f64>, tensor<f64>
    %next = nn.add %shifted, %digit : tensor<f64>, tensor<f64>
    nn.assign @log, %next : tensor<f64>
  }
  nn.func private @see(%x: tensor<?xf64>) -> (mean: tensor<f64>) {
    %sum = nn.reduce_sum %x : tensor<?xf64>
    %seen = nn.read @seen : tensor<f64>
    %next = nn.add %seen, %sum : tensor<f64>, tensor<f64>
    nn.assign @seen, %next : tensor<f64>
    %mean = nn.reduce_mean %x : tensor<?xf64>
    nn.return %mean : tensor<f64>
  }
  nn.func @critic(%x: tensor<?xf64>) -> (loss: tensor<f64>) {
    %one = nn.constant dense<1.0> : tensor<f64>
    nn.call @note(%one) : (tensor<f64>) -> ()
    %mean = nn.call @see(%x) : (tensor<?xf64>) -> tensor<f64>
    nn.return %mean : tensor<f64>
  }
  nn.func @generator(%x: tensor<?xf64>) -> (loss: tensor<f64>, twice: tensor<f64>) {
    %two = nn.constant dense<2.0> : tensor<f64>
    nn.call @note(%two) : (tensor<f64>) -> ()
    %mean = nn.call @see(%x) : (tensor<?xf64>) -> tensor<f64>
    %twice = nn.add %mean, %mean : tensor<f64>, tensor<f64>
    nn.return %mean, %twice : tensor<f64>, tensor<f64>
  }
  nn.func @copy() {
    %three = nn.constant dense<3.0> : tensor<f64>
    nn.call @note(%three) : (tensor<f64>) -> ()
  }
  nn.func @scaled(%x: tensor<?xf64>, %beta: tensor<f32>) -> (loss: tensor<f64>) {
    nn.assign @beta, %beta : tensor<f32>
    %mean = nn.call @see(%x) : (tensor<?xf64>) -> tensor<f64>
    nn.return %mean : tensor<f64>
  }
  nn.func @state() -> (log: tensor<f64>, seen: tensor<f64>, beta: tensor<f32>) {
    %log = nn.read @log : tensor<f64>
    %seen = nn.read @seen : tensor<f64>
    %beta = nn.read @beta : tensor<f32>
    nn.return %log, %seen, %beta : tensor<f64>, tensor<f64>, tensor<f32>
  }
}
