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

nn.variable @w : tensor<f32> init #nn.zeros
nn.func @loss() -> (loss: tensor<f32>) {
  %w = nn.read @w : tensor<f32>
  nn.return %w : tensor<f32>
}
