// Sums of many terms keep the digits that a running sum in f32 loses: ones would stop at 2^24 = 16777216, which one sum takes 2^24
// terms to show; a mean of equal numbers drifts much earlier.
// RUN: dlc run %s --threads 1 | FileCheck %s
// RUN: dlc run %s --threads 2 | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s

nn.func @predict() -> (columns: tensor<2xf32>, all: tensor<f32>, mean: tensor<f32>, rows: tensor<2xf32>, inner: tensor<3xf32>, channels: tensor<2xf32>,
    variance: tensor<2xf32>, loss: tensor<f32>, many: tensor<f32>) {
  // CHECK: columns
  // CHECK-NEXT: {{^ +1.7e\+07 +1.7e\+07$}}
  // CHECK: all{{ +f32 \[\] +3.4e\+07$}}
  %one = nn.constant dense<1.0> : tensor<f32>
  %ones = nn.expand %one : tensor<f32> to tensor<17000000x2xf32>
  %columns = nn.reduce_sum %ones axes [0] : tensor<17000000x2xf32>
  %all = nn.reduce_sum %ones : tensor<17000000x2xf32>

  // CHECK: mean{{ +f32 \[\] +0.1$}}
  // CHECK: rows
  // CHECK-NEXT: {{^ +3e\+05 +3e\+05$}}
  %tenth = nn.constant dense<0.1> : tensor<f32>
  %tenths = nn.expand %tenth : tensor<f32> to tensor<2x3000000xf32>
  %mean = nn.reduce_mean %tenths : tensor<2x3000000xf32>
  %rows = nn.reduce_sum %tenths axes [1] : tensor<2x3000000xf32>

  // Reductions that are not next to one another in memory.
  // CHECK: inner
  // CHECK-NEXT: {{^ +2e\+05 +2e\+05 +2e\+05$}}
  %box = nn.expand %tenth : tensor<f32> to tensor<1000x3x2000xf32>
  %inner = nn.reduce_sum %box axes [0, 2] : tensor<1000x3x2000xf32>

  // Statistics of a batch, and a loss.
  // CHECK: channels
  // CHECK-NEXT: {{^ +0.1 +0.1$}}
  // CHECK: variance
  // CHECK-NEXT: {{^ +0.01 +0.01$}}
  // CHECK: loss{{ +f32 \[\] +0.01$}}
  // CHECK: many{{ +f32 \[\] +0.69315$}}
  %sign = nn.constant dense<[[-1.0], [1.0]]> : tensor<2x1xf32>
  %waves = nn.mul %sign, %tenth : tensor<2x1xf32>, tensor<f32>
  %repeated = nn.expand %waves : tensor<2x1xf32> to tensor<1000000x2x1xf32>
  %batch = nn.reshape %repeated : tensor<1000000x2x1xf32> to tensor<2000000x1xf32>
  %both = nn.expand %batch : tensor<2000000x1xf32> to tensor<2000000x2xf32>
  %unit = nn.constant dense<1.0> : tensor<2xf32>
  %none = nn.constant dense<0.0> : tensor<2xf32>
  %normal, %m, %variance = nn.batch_norm_training %both scale %unit bias %none : tensor<2000000x2xf32>, tensor<2xf32>, tensor<2xf32>
  %channels = nn.add %m, %tenth : tensor<2xf32>, tensor<f32>
  %still = nn.mul %both, %one : tensor<2000000x2xf32>, tensor<f32>
  %zeros = nn.sub %still, %both : tensor<2000000x2xf32>, tensor<2000000x2xf32>
  %loss = nn.mse_loss %both, %zeros : tensor<2000000x2xf32>, tensor<2000000x2xf32>
  %label = nn.constant dense<1> : tensor<i64>
  %labels = nn.expand %label : tensor<i64> to tensor<2000000xi64>
  %many = nn.softmax_cross_entropy_loss %zeros, %labels : tensor<2000000x2xf32>, tensor<2000000xi64>
  nn.return %columns, %all, %mean, %rows, %inner, %channels, %variance, %loss, %many
      : tensor<2xf32>, tensor<f32>, tensor<f32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>, tensor<f32>
}
