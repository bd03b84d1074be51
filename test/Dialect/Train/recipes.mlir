// RUN: dlc-opt %s | dlc-opt | FileCheck %s

nn.variable @w : tensor<3xf32> init #nn.zeros

// CHECK-LABEL: nn.func @recipes
nn.func @recipes(%l: tensor<f32>, %lr: tensor<f32>) {
  // What is preset is left out; the settings come in one order.
  // CHECK: train.minimize %{{.*}}, %{{.*}} using #train.recipe<#train.adam>
  train.minimize %l, %lr using #train.recipe<#train.adam, accumulate = 1, clip_norm = 0.0, groups = []>
  // CHECK: using #train.recipe<#train.adamw<weight_decay = 0.1>, clip_value = 0.5, clip_norm = 1.0, accumulate = 4, average = 0.999, loss_scale = 1024.0, growth_interval = 2000> of (@w)
  train.minimize %l, %lr using #train.recipe<#train.adamw<weight_decay = 0.1>, growth_interval = 2000, loss_scale = 1024.0, average = 0.999, accumulate = 4, clip_norm = 1.0, clip_value = 0.5> of (@w)
  // CHECK: using #train.recipe<#train.adam, clip_norm = 1.0, trainable = ["head.*", "*.bias"], groups = [<"w">]>
  train.minimize %l, %lr using #train.recipe<#train.adam, groups = [<"w">], trainable = ["head.*", "*.bias"], clip_norm = 1.0>
  // CHECK: using #train.recipe<#train.sgd, clip_norm = 1.0, groups = [<"*.bias">, <"h[12].*", #train.adam>, <"*", #train.adam<beta1 = 0.5>, rate = 0.5, l1 = 0.1, l2 = 0.2>]> of (@w)
  train.minimize %l, %lr using #train.recipe<#train.sgd, groups = [<"*.bias", rate = 1.0>, <"h[12].*", #train.adam>, <"*", l2 = 0.2, #train.adam<beta1 = 0.5>, l1 = 0.1, rate = 0.5>], clip_norm = 1.0> of (@w)
}
