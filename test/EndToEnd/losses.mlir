// Labels that are no class add nothing to a loss, with label smoothing neither, and are counted in the mean; those that are
// to be ignored are not.
// RUN: dlc run %s | FileCheck %s
// RUN: dlc run %s --cpu x86-64 | FileCheck %s
nn.func @predict() -> (likelihood: tensor<f32>, counted: tensor<f32>, smooth: tensor<3xf32>, grad: tensor<3x2xf32>, ignoring: tensor<f32>, bytes: tensor<f32>) {
  %x = nn.constant dense<[[0.0, 1.0], [3.0, 5.0], [2.0, 2.0]]> : tensor<3x2xf32>
  %labels = nn.constant dense<[1, 7, -3]> : tensor<3xi64>

  // CHECK: likelihood {{.* -0.33333$}}
  %likelihood = nn.negative_log_likelihood_loss %x, %labels : tensor<3x2xf32>, tensor<3xi64>
  // CHECK: counted {{.* -0.5$}}
  %counted = nn.negative_log_likelihood_loss %x, %labels ignore_index -3 : tensor<3x2xf32>, tensor<3xi64>

  // log softmax (0, 1) = (-1.31326, -0.31326): 0.8 · 0.31326 + 0.1 · 1.62652
  // CHECK: smooth
  // CHECK-NEXT: {{^ *0.41326 +-?0 +-?0$}}
  %smooth = nn.softmax_cross_entropy_loss %x, %labels label_smoothing 0.2 reduction none : tensor<3x2xf32>, tensor<3xi64>
  // CHECK: grad
  // CHECK-NEXT: {{^ *0.16894 +-0.16894$}}
  // CHECK-NEXT: {{^ *0 +0$}}
  // CHECK-NEXT: {{^ *0 +0$}}
  %sum = nn.reduce_sum %smooth : tensor<3xf32>
  %grad = train.gradient %sum wrt (%x) : tensor<f32>, (tensor<3x2xf32>)
  // CHECK: ignoring {{.* 0.20663$}}
  %ignoring = nn.softmax_cross_entropy_loss %x, %labels ignore_index 7 label_smoothing 0.2 : tensor<3x2xf32>, tensor<3xi64>

  // More classes than the labels' type can count: log 128 for equal logits, whatever the smoothing.
  // CHECK: bytes {{.* 4.852$}}
  %equal = nn.constant dense<1.0> : tensor<2x128xf32>
  %label = nn.constant dense<3> : tensor<2xi8>
  %bytes = nn.softmax_cross_entropy_loss %equal, %label label_smoothing 0.5 : tensor<2x128xf32>, tensor<2xi8>
  nn.return %likelihood, %counted, %smooth, %grad, %ignoring, %bytes : tensor<f32>, tensor<f32>, tensor<3xf32>, tensor<3x2xf32>, tensor<f32>, tensor<f32>
}
