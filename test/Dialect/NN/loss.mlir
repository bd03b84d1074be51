// RUN: dlc-opt %s | dlc-opt | FileCheck %s

// CHECK-LABEL: nn.func @losses
nn.func @losses(%x: tensor<?x4xf32>, %t: tensor<?x4xf32>, %l: tensor<?xi64>, %w: tensor<4xf32>, %p: tensor<?x4x2x2xf32>, %q: tensor<?x2x2xi32>, %a: tensor<?xf32>, %s: tensor<?x9x4xf32>, %m: tensor<?x3xi64>) {
  // CHECK: nn.mse_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  %0 = nn.mse_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.mse_loss %x, %t reduction sum : tensor<?x4xf32>, tensor<?x4xf32>
  %1 = nn.mse_loss %x, %t reduction sum : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.l1_loss %x, %t reduction none : tensor<?x4xf32>, tensor<?x4xf32>
  %2 = nn.l1_loss %x, %t reduction none : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.huber_loss %x, %t delta 5.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>
  %3 = nn.huber_loss %x, %t delta 5.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.hinge_loss %x, %t margin 2.000000e+00 reduction batch_mean : tensor<?x4xf32>, tensor<?x4xf32>
  %4 = nn.hinge_loss %x, %t margin 2.000000e+00 reduction batch_mean : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.binary_cross_entropy_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  %5 = nn.binary_cross_entropy_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  %6 = nn.binary_cross_entropy_with_logits_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.kl_divergence_loss %x, %t log_target reduction batch_mean : tensor<?x4xf32>, tensor<?x4xf32>
  %7 = nn.kl_divergence_loss %x, %t log_target reduction batch_mean : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?xi64>
  %8 = nn.softmax_cross_entropy_loss %x, %l : tensor<?x4xf32>, tensor<?xi64>
  // CHECK: nn.softmax_cross_entropy_loss %x, %l weights %w ignore_index -100 label_smoothing 1.000000e-01 reduction none : tensor<?x4xf32>, tensor<?xi64>, tensor<4xf32>
  %9 = nn.softmax_cross_entropy_loss %x, %l weights %w ignore_index -100 label_smoothing 1.000000e-01 reduction none : tensor<?x4xf32>, tensor<?xi64>, tensor<4xf32>
  // CHECK: nn.softmax_cross_entropy_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  %10 = nn.softmax_cross_entropy_loss %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.softmax_cross_entropy_loss %p, %q : tensor<?x4x2x2xf32>, tensor<?x2x2xi32>
  %11 = nn.softmax_cross_entropy_loss %p, %q : tensor<?x4x2x2xf32>, tensor<?x2x2xi32>
  // CHECK: nn.negative_log_likelihood_loss %x, %l weights %w reduction sum : tensor<?x4xf32>, tensor<?xi64>, tensor<4xf32>
  %12 = nn.negative_log_likelihood_loss %x, %l weights %w reduction sum : tensor<?x4xf32>, tensor<?xi64>, tensor<4xf32>
  // CHECK: nn.negative_log_likelihood_loss %x, %l ignore_index 0 : tensor<?x4xf32>, tensor<?xi64>
  %13 = nn.negative_log_likelihood_loss %x, %l ignore_index 0 : tensor<?x4xf32>, tensor<?xi64>
  // CHECK: nn.cosine_similarity %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  %14 = nn.cosine_similarity %x, %t : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.cosine_similarity %x, %t axis -1 epsilon 1.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>
  %15 = nn.cosine_similarity %x, %t axis -1 epsilon 1.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>
  // CHECK: nn.cosine_embedding_loss %x, %t, %a margin 5.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?xf32>
  %16 = nn.cosine_embedding_loss %x, %t, %a margin 5.000000e-01 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?xf32>
  // CHECK: nn.ctc_loss %s, %m, %l, %l blank 3 reduction none : tensor<?x9x4xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>
  %ctc = nn.ctc_loss %s, %m, %l, %l blank 3 reduction none : tensor<?x9x4xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>
  // The inferred types.
  // CHECK: nn.neg %{{.*}} : tensor<?xf32>
  %f = nn.neg %ctc : tensor<?xf32>
  // CHECK: nn.neg %{{.*}} : tensor<f32>
  %b = nn.neg %0 : tensor<f32>
  // CHECK: nn.neg %{{.*}} : tensor<?x4xf32>
  %c = nn.neg %2 : tensor<?x4xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?xf32>
  %d = nn.neg %9 : tensor<?xf32>
  // CHECK: nn.neg %{{.*}} : tensor<?xf32>
  %e = nn.neg %14 : tensor<?xf32>
}
