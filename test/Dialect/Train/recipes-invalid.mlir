// RUN: dlc-opt %s --split-input-file --verify-diagnostics

// A recipe is for all variables of a minimize together.
nn.variable @w : tensor<3xf32> init #nn.zeros
nn.func @f(%g: tensor<3xf32>, %lr: tensor<f32>) {
  // expected-error @+1 {{expected an optimizer, such as #train.adam, got #train.recipe<#train.sgd, clip_norm = 1.0>}}
  train.update @w, %g, %lr : tensor<3xf32> using #train.recipe<#train.sgd, clip_norm = 1.0>
}

// -----

// expected-error @+1 {{expected an optimizer, such as #train.adam, got "adam"}}
#a = #train.recipe<"adam">

// -----

// expected-error @+1 {{expected clip_value, clip_norm, accumulate, average, loss_scale, growth_interval, trainable or groups, got 'clip'}}
#a = #train.recipe<#train.adam, clip = 1.0>

// -----

// expected-error @+1 {{clip_norm is given twice}}
#a = #train.recipe<#train.adam, clip_norm = 1.0, clip_norm = 1.0>

// -----

// expected-error @+1 {{groups is given twice}}
#a = #train.recipe<#train.adam, groups = [<"a">], groups = [<"b">]>

// -----

// expected-error @+1 {{trainable is given twice}}
#a = #train.recipe<#train.adam, trainable = ["a"], trainable = ["b"]>

// -----

// #train.recipe, C3
// expected-error @+1 {{pattern "a[" is not well-formed: invalid glob pattern, unmatched '['}}
#a = #train.recipe<#train.adam, trainable = ["b", "a["]>

// -----

// #train.recipe, C1
// expected-error @+1 {{clip_value must be at least 0, but is -1.0}}
#a = #train.recipe<#train.adam, clip_value = -1.0>

// -----

// #train.recipe, C1
// expected-error @+1 {{clip_norm must be at least 0, but is -1.0}}
#a = #train.recipe<#train.adam, clip_norm = -1.0>

// -----

// #train.recipe, C1
// expected-error @+1 {{average must be at least 0 and less than 1, but is 1.0}}
#a = #train.recipe<#train.adam, average = 1.0>

// -----

// #train.recipe, C2
// expected-error @+1 {{accumulate must be a whole number of at least 1, but is 0}}
#a = #train.recipe<#train.adam, accumulate = 0>

// -----

// #train.recipe, C2
// expected-error @+1 {{growth_interval must be a whole number of at least 0, but is -3}}
#a = #train.recipe<#train.adam, growth_interval = -3>

// -----

// #train.recipe, C2
// expected-error @+1 {{loss_scale must be greater than 0, but is 0.0}}
#a = #train.recipe<#train.adam, loss_scale = 0.0>

// -----

// #train.group, C1
// expected-error @+1 {{pattern "a[" is not well-formed: invalid glob pattern, unmatched '['}}
#a = #train.group<"a[">

// -----

// #train.group, C2
// expected-error @+1 {{rate must be at least 0, but is -1.0}}
#a = #train.group<"a", rate = -1.0>

// -----

// #train.group, C2
// expected-error @+1 {{l1 must be at least 0, but is -1.0}}
#a = #train.group<"a", l1 = -1.0>

// -----

// #train.group, C2
// expected-error @+1 {{l2 must be at least 0, but is -1.0}}
#a = #train.group<"a", l2 = -1.0>

// -----

// expected-error @+1 {{expected an optimizer, such as #train.adam, got #nn.zeros}}
#a = #train.group<"a", #nn.zeros>

// -----

// expected-error @+1 {{expected rate, l1 or l2, got 'speed'}}
#a = #train.group<"a", speed = 1.0>
