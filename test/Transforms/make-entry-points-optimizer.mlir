// The option `optimizer`: a name, and settings where they are not as preset. What is wrong with it is said.
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=lion" | FileCheck %s --check-prefix=NAME
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=lion()" | FileCheck %s --check-prefix=NAME
// NAME: train.minimize %{{.*}}, %learning_rate using #train.lion{{$}}
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer='rmsprop(momentum=0.5, centered=true, epsilon = 1e-4)'" | FileCheck %s --check-prefix=SETTINGS
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer=rmsprop(epsilon=.0001,centered=true,momentum=5e-1)" | FileCheck %s --check-prefix=SETTINGS
// SETTINGS: using #train.rmsprop<momentum = 0.5, centered = true, epsilon = 1.0e-04>{{$}}

// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adamax" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: there is no optimizer 'adamax'; there are adadelta, adagrad, adam, adamw, amsgrad, lamb, lion, momentum, nadam, nesterov, rmsprop, sgd
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum(speed=1)" 2>&1 | FileCheck %s --check-prefix=SETTING
// SETTING: error: expected momentum, weight_decay or decoupled, got 'speed'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum(momentum=0.1,momentum=0.2)" 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: momentum is given twice
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum(momentum=high)" 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: error: expected a number for momentum, got 'high'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum(decoupled=1)" 2>&1 | FileCheck %s --check-prefix=FLAG
// FLAG: error: expected true or false for decoupled, got '1'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=momentum(momentum=1)" 2>&1 | FileCheck %s --check-prefix=BOUND
// BOUND: error: momentum must be at least 0 and less than 1, but is 1.0
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer='momentum(momentum=0.5) fast'" 2>&1 | FileCheck %s --check-prefix=OPEN
// OPEN: error: expected ')' at the end of 'momentum(momentum=0.5) fast'

// What else a recipe says follows, and groups of variables.
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, clip_norm=1, accumulate=4, group(w, sgd(weight_decay=1e-3), rate=2), group({w,v}*, l2=.5)'" | FileCheck %s --check-prefix=RECIPE
// RECIPE: using #train.recipe<#train.adam, clip_norm = 1.0, accumulate = 4, groups = [<"w", #train.sgd<weight_decay = 0.001>, rate = 2.0>, <"{w,v}*", l2 = 0.5>]>{{$}}
// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer='lion, clip_norm=0'" | FileCheck %s --check-prefix=NAME

// RUN: dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, trainable(w, {w,v}*), clip_norm=1'" | FileCheck %s --check-prefix=TRAINABLE
// TRAINABLE: using #train.recipe<#train.adam, clip_norm = 1.0, trainable = ["w", "{w,v}*"]>{{$}}
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam,trainable" 2>&1 | FileCheck %s --check-prefix=NAMES
// NAMES: error: trainable needs patterns of names of variables, such as trainable(head.*)

// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam,clip=1" 2>&1 | FileCheck %s --check-prefix=CLIP
// CLIP: error: expected clip_value, clip_norm, accumulate, average, loss_scale, growth_interval, trainable(…) or group(…), got 'clip'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam,accumulate=2.5" 2>&1 | FileCheck %s --check-prefix=WHOLE
// WHOLE: error: accumulate must be a whole number of at least 1, but is 2.5
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer=adam,group" 2>&1 | FileCheck %s --check-prefix=PATTERN
// PATTERN: error: group needs a pattern of names of variables, such as group(*.bias, rate=2)
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, group(w, adamax)'" 2>&1 | FileCheck %s --check-prefix=MEMBER
// MEMBER: error: expected rate, l1, l2 or an optimizer, got 'adamax'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, group(w, sgd(momentum=1))'" 2>&1 | FileCheck %s --check-prefix=INNER
// INNER: error: expected weight_decay or decoupled, got 'momentum'
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, group([, rate=1)'" 2>&1 | FileCheck %s --check-prefix=GLOB
// GLOB: error: pattern "[, rate=1" is not well-formed
// RUN: not dlc-opt %s --nn-make-entry-points="mode=train optimizer='adam, group(b*)'" 2>&1 | FileCheck %s --check-prefix=NOBODY
// NOBODY: error: 'train.minimize' op has a group "b*", but none of its variables fits: @w

nn.variable @w : tensor<f32> init #nn.zeros
nn.func @loss() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
